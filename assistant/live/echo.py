"""What the microphone hears of the other side's voice, when it comes out of a loudspeaker: never counted twice.

Words alone do not tell it (people repeat each other), nor does time (people talk at once): an echo has both. A stretch
of the caller's words is an echo where nearly all of them, in order, are the other side's words of the same moment.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.events import Heard, Partial, Speaker, Utterance, Word

LATE = 1.0  # s by which an echo's word may be timed differently: rooms take milliseconds, recognisers tenths
SHARE = 0.8  # of the stretch's words that must be theirs
LEAST = 4  # words; fewer ("thank you, goodbye") may well be said by both at once
KEPT = 30.0  # s of the other side's words that are remembered
PER_WORD = 0.4  # s, where no times are known


class EchoGate:
    """Takes what either side was heard to say; gives it back, or less of it where it is an echo.

    What the program itself says aloud (`spoke`) is an echo on either side: a loudspeaker's monitor hears it too.
    """

    def __init__(self) -> None:
        self.found = 0  # utterances that had an echo in them, ever
        self._theirs: list[Word] = []
        self._saying: Sequence[Word] = ()
        self._ours: Sequence[Word] = ()

    def spoke(self, words: Sequence[Word]) -> None:
        """The program is saying these words aloud; any thread may tell."""
        self._ours = tuple(words)

    def said(self, words: Sequence[Word]) -> None:
        """What the other side was heard to say."""
        self._theirs = [word for word in (*self._theirs, *words) if word.end > words[-1].end - KEPT] if words else []

    def take(self, heard: Heard) -> Heard:
        """`heard` as it counts: an echo becomes a partial without words, which takes back what its partials told."""
        if self._ours and heard.text:
            heard = self._without(heard, self._ours, min(LEAST, len(self._ours)))
        if heard.speaker is Speaker.THEM:
            final = isinstance(heard, Utterance)
            self._saying = () if final else timed(heard)
            if final and heard.text:
                self.said(timed(heard))
        if heard.speaker is not Speaker.ME or not heard.text:
            return heard
        return self._without(heard, (*self._theirs, *self._saying), LEAST)

    def _without(self, heard: Heard, echoed: Sequence[Word], least: int) -> Heard:
        words = timed(heard)
        first, last = _echo(words, echoed, least)
        if first == last:
            return heard
        self.found += isinstance(heard, Utterance) and echoed is not self._ours
        # What is left over of an echo is mostly a misheard word of it; a whole phrase is somebody talking over it.
        own = [word for part in (words[:first], words[last:]) if len(part) >= LEAST for word in part]
        if not own:
            return Partial(heard.t, heard.speaker, "")
        return replace(heard, text=" ".join(word.text for word in own), words=tuple(own) if heard.words else ())


def _echo(heard: Sequence[Word], echoed: Sequence[Word], least: int) -> tuple[int, int]:
    """The stretch of `heard` that is an echo, from index to index; the same twice where there is none."""
    begin, end = heard[0].start - LATE, heard[-1].end + LATE
    near = [word for word in echoed if begin <= word.end <= end]
    matcher = SequenceMatcher(None, [_key(word) for word in heard], [_key(word) for word in near], autojunk=False)
    same = [
        block.a + k
        for block in matcher.get_matching_blocks()
        for k in range(block.size)
        if abs(heard[block.a + k].end - near[block.b + k].end) <= LATE
    ]
    if len(same) < least or len(same) < SHARE * (same[-1] + 1 - same[0]):
        return 0, 0
    return same[0], same[-1] + 1


def timed(heard: Heard) -> Sequence[Word]:
    """The words with their times, which are guessed where the recogniser gave none."""
    texts = heard.text.split()
    if len(heard.words) == len(texts):
        return heard.words
    start = heard.t - PER_WORD * len(texts)
    return [Word(text, start + PER_WORD * n, start + PER_WORD * (n + 1)) for n, text in enumerate(texts)]


def _key(word: Word) -> str:
    return word.text.casefold()
