"""What the coach's ear keeps of a call, as values: the caller's latest words and turn, and what was told of them."""

from dataclasses import dataclass

from assistant.call.matching import Trace
from assistant.call.verdict import UNKNOWN

TAIL = 80  # words of either side that are kept: more than a number said twice


@dataclass(frozen=True, slots=True)
class Context:
    """What the follower knows when an utterance of the caller has ended.

    `question` is when (s) the status question was asked, None where it was not or was answered; `steps` are those that
    this utterance did.
    """

    outcome: str = UNKNOWN
    question: float | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of the caller's; the times are None where they are not known."""

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """When a kind was told last, and up to which word of the caller's (counting from 0)."""

    t: float
    word: int


@dataclass(frozen=True, slots=True)
class MannerState:
    """What the ear keeps of a call: the caller's words and turn, the other side's latest words, what was told."""

    trace: Trace
    tail: tuple[Spoken, ...] = ()
    count: int = 0  # words of the caller's so far
    fed: tuple[int, ...] = ()  # for each of the latest words of the trace the caller's word that it is part of
    turn: int = 0  # words since the other side spoke
    done: int = 0  # steps since then
    theirs: tuple[str, ...] = ()
    asked: bool = False  # the other side's last words were a question
    answered: float = -1.0  # when the other side said something last
    told: tuple[tuple[str, Told], ...] = ()


@dataclass(frozen=True, slots=True)
class Offence:
    """Something heard: the caller's words numbered `first` to `last`."""

    kind: str
    first: int
    last: int
    because: str
    told: float = 0.0


def span(state: MannerState, first: int, last: int) -> str:
    """The caller's words numbered `first` to `last`, as far as they are kept."""
    offset = state.count - len(state.tail)
    return " ".join(each.text for each in state.tail[max(0, first - offset) : max(0, last + 1 - offset)])
