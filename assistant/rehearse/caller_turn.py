"""The caller's turn, as far as it has come: when its last sound was, what was heard of it, whether it is over."""

from dataclasses import dataclass

from assistant.call.lexicon import tokens
from assistant.call.view import View
from assistant.events import Heard, Utterance
from assistant.rehearse.patience import LEAST_VOICE, Said, backchannel, patience

EARLIER = 0.3  # s before its first sound was noticed that a turn's first word may end
TYPED = 0.3  # s for a typed turn to be followed before it is answered


@dataclass(slots=True)
class CallerTurn:
    """`began` and `last` are when its first and its last sound were, in seconds of the call."""

    began: float
    last: float
    typed: bool = False
    cut_in: bool = False  # it began while they spoke, and stopped them
    step: bool = False  # a step of the call was done in it
    stood: tuple[str, ...] = ()  # words that stand
    saying: tuple[str, ...] = ()  # those that may still change
    lines: tuple[tuple[str, ...], ...] = ()  # that were prompted meanwhile

    def hear(self, heard: Heard) -> None:
        """What a recogniser gives; words of an earlier turn, which come late, are left out."""
        if heard.text and heard.t < self.began - EARLIER:
            return
        words = tokens(heard.text)
        if isinstance(heard, Utterance):
            self.stood, self.saying = (*self.stood, *words), ()
        else:
            self.saying = words

    def look(self, view: View) -> None:
        """What is prompted now."""
        line = tokens(view.line)
        if line not in self.lines:
            self.lines = (*self.lines, line)

    @property
    def words(self) -> tuple[str, ...]:
        """All that was heard of it."""
        return (*self.stood, *self.saying)

    @property
    def patience(self) -> float:
        """Seconds of silence by which it is over."""
        if self.typed:
            return TYPED
        return patience(Said(self.words, not self.saying, self.step, self.lines))

    def takes_the_floor(self, voiced: float) -> bool:
        """Whether somebody spoke who wants an answer: not a cough, not a sound of listening."""
        if self.step or self.typed:
            return True
        return not backchannel(self.words) if self.words else voiced >= 2 * LEAST_VOICE
