"""What is believed of a call so far: where it is, what was done, what the other side decided.

A Belief is changed only while `follower` makes the next one out of a copy; whoever else holds one only reads it.
"""

from dataclasses import dataclass, field, replace

from assistant.call.lattice import Floats
from assistant.call.manner.state import MannerState
from assistant.call.matching import Hit, Trace
from assistant.call.numbers import PhoneSaid
from assistant.call.verdict import Verdict
from assistant.events import Note, Signal, Speaker, StepStatus, Warned

TAIL = 80  # words of either side that are kept: more than the longest phrase, or a number said twice


@dataclass(frozen=True, slots=True)
class StepState:
    """Where a step stands, the words that put it there, and when it was done (counting done steps from 1)."""

    status: StepStatus = StepStatus.AHEAD
    because: str = ""
    score: float = 0.0
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Caption:
    """What was last heard of one speaker; `provisional` while it is still being said."""

    speaker: Speaker | None
    text: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What one side said: `tail` are its latest words, the last of them number `trace.count - 1`."""

    trace: Trace
    tail: tuple[str, ...] = ()

    def span(self, first: int, last: int) -> str:
        """The words numbered `first` to `last`, as far as they are kept."""
        offset = self.trace.count - len(self.tail)
        return " ".join(self.tail[max(0, first - offset) : max(0, last + 1 - offset)])

    def later(self, price: float) -> "Side":
        """This side where going on costs `price`."""
        return Side(replace(self.trace, clock=self.trace.clock + price, previous_word=""), self.tail)

    def heard(self, trace: Trace, word: str) -> "Side":
        """This side after one more word."""
        return Side(trace, (*self.tail, word)[-TAIL:])


@dataclass(slots=True)
class Belief:
    """See the module. `drive` says for each step how much the caller's latest words are that step's (content words)."""

    t: float
    steps: dict[str, StepState]
    current: str  # the step whose words the caller's latest words are
    due: str  # the step that was last cued, done or jumped to; what must be heard of others is judged from there
    path: tuple[str, ...]
    opening: tuple[str, ...]  # the steps of the path that was left when the outcome was decided, up to there
    verdict: Verdict
    me: Side
    them: Side
    drive: Floats
    tiers: tuple[tuple[float, float], ...] | None = None  # see follower; None where the call has just moved
    done: int = 0  # how many times a step was done
    held: float = -1.0  # until when (s) only the caller's hand moves the call
    question: float | None = None  # when the caller had asked and fell silent; None once the other side has answered
    last_speaker: Speaker | None = None
    parting: tuple[float, str, float] | None = None  # when, by what words and how surely goodbye was said too early
    waiting: tuple[tuple[str, Hit], ...] = ()  # phrases heard in a line's own words, with that line's step
    read: int = 0  # words of the current line that were read
    cued: str = ""  # the step that was cued last
    decided_by: str = ""  # the words that decided the outcome
    captions: tuple[Caption, ...] = ()
    phone: PhoneSaid | None = None
    manner: MannerState = field(kw_only=True)
    warnings: tuple[Warned, ...] = ()
    notes: tuple[Note, ...] = ()
    ended: bool = False
    signals: list[Signal] = field(default_factory=list)  # given since the copy was made

    def copy(self, t: float) -> "Belief":
        """One to change, at time `t` (never before this one's)."""
        return replace(self, t=max(t, self.t), steps=dict(self.steps), drive=self.drive.copy(), signals=[])
