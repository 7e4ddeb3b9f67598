"""A caller who practises alone, heard try by try: each ends by their silence and by what they said (see patience).

All times are those of the microphone's sound.
"""

from dataclasses import replace

from assistant.events import Heard, Speaker, Utterance, Word
from assistant.rehearse.caller_turn import CallerTurn
from assistant.rehearse.caller_voice import CallerVoice


class Tries:
    """`caller` hears whether they speak, `line` are the words that they are to say; no try is over before `least`
    seconds of silence."""

    def __init__(self, caller: CallerVoice, line: tuple[str, ...], least: float = 0.0) -> None:
        self._caller, self._line, self._least = caller, line, least
        self._turn: CallerTurn | None = None
        self._since = 0.0
        self._stood: tuple[Word, ...] = ()
        self._saying: tuple[Word, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """What was heard of this try so far."""
        return (*self._stood, *self._saying)

    def begin(self) -> None:
        """The next try begins: what was said until now, and is recognised late, is none of it."""
        self._turn, self._since = None, self._caller.until
        self._stood = self._saying = ()

    def hear(self, heard: Heard) -> None:
        """What the recogniser gives, whose words have times."""
        words = tuple(word for word in heard.words if word.end > self._since)
        if words and self._turn is None:
            self._open(words[0].start, words[-1].end)  # a voice too soft to be noticed by its level
        if self._turn is None:
            return
        if isinstance(heard, Utterance):
            self._stood, self._saying = (*self._stood, *words), ()
        else:
            self._saying = words
        self._turn.hear(replace(heard, text=" ".join(word.text for word in words)))

    def look(self, behind: float = 0.0) -> Utterance | None:
        """The try, once it is over, the recogniser being `behind` by some seconds; its text is empty where there was a
        voice, and no word was understood. What was no try (a cough, "mm-hm") is left out."""
        now = self._caller.until
        if self._turn is None and self._caller.speaking(now):
            self._open(self._caller.began, now)
        turn = self._turn
        if turn is None:
            return None
        turn.last = max(turn.last, self._caller.last)
        if now < turn.last + max(turn.patience, self._least) + behind:
            return None
        said = Utterance(turn.last, Speaker.ME, " ".join(word.text for word in self.words), self.words)
        was_one = turn.takes_the_floor(self._caller.voiced)
        self.begin()
        return said if was_one else None

    def _open(self, began: float, last: float) -> None:
        self._turn = CallerTurn(max(began, self._since), last, lines=(self._line,))
