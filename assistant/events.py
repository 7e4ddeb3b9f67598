"""The vocabulary: what goes into the call's state machine, and what comes out of it.

In:  Partial, Utterance (words that were heard), Command (the caller's hand), End.
Out: StepChange, Cue, OutcomeChange, Warned, Note: the signals, each with the words that caused it (`because`).

Every time is in seconds of the call's own audio, counted from its first sample; never the wall clock.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Speaker(StrEnum):
    """Who speaks. None stands for "not known", as with one microphone for both."""

    ME = "me"
    THEM = "them"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the recogniser heard it: times in seconds, confidence in 0..1."""

    text: str
    start: float
    end: float
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Partial:
    """What is being said, so far: the speaker's next Partial or Utterance replaces it.

    `silence` are the seconds for which the speaker has said nothing since; 0 while they go on.
    """

    t: float
    speaker: Speaker | None
    text: str
    words: tuple[Word, ...] = ()
    silence: float = 0.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said: it stands. `t` is the end of the last word; `words` is empty where times are not known."""

    t: float
    speaker: Speaker | None
    text: str
    words: tuple[Word, ...] = ()


class CommandKind(StrEnum):
    """What the caller's hand can ask for; it always beats the machine."""

    NEXT = "next"
    BACK = "back"
    NOT_YET = "not-yet"
    JUMP = "jump"
    OUTCOME = "outcome"
    MARK = "mark"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Command:
    """A key or a click. `target` is a step's id for JUMP, an outcome's for OUTCOME, a remark for MARK.

    For FACT it is `KIND: OLD > NEW`: the fact of that kind and value is NEW in truth. Without OLD it is one more,
    without NEW it was none.
    """

    t: float
    kind: CommandKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The call is over."""

    t: float


Heard = Partial | Utterance
Event = Partial | Utterance | Command | End


class StepStatus(StrEnum):
    """Where a step stands. MISSED: the call ended and a required step was not done."""

    AHEAD = "ahead"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step took another status. `score` in 0..1 says how well the words in `because` fit it."""

    t: float
    step: str
    status: StepStatus
    because: str
    score: float


@dataclass(frozen=True, slots=True)
class Cue:
    """The line to say now (`text`) and its short form for a glance (`short`)."""

    t: float
    step: str
    text: str
    short: str
    because: str


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """What the other side decided, as far as it was heard."""

    t: float
    outcome: str
    because: str
    score: float


@dataclass(frozen=True, slots=True)
class Warned:
    """The coach heard something (`kind`, as `blame`) in the caller's own words."""

    t: float
    kind: str
    because: str


@dataclass(frozen=True, slots=True)
class Note:
    """A fact the other side gave: kind date, time, name, email, phone or next-step; `value` is normalised."""

    t: float
    kind: str
    text: str
    value: str


Signal = StepChange | Cue | OutcomeChange | Warned | Note

NAMES: dict[type, str] = {
    StepChange: "step",
    Cue: "cue",
    OutcomeChange: "outcome",
    Warned: "warning",
    Note: "note",
    Partial: "partial",
    Utterance: "utterance",
    Command: "command",
    End: "end",
}


TYPES = {name: kind for kind, name in NAMES.items()}
NUMBERS = ("t", "score", "start", "end", "confidence", "silence")
FAR = 1e9  # s; a time beyond it (thirty years) is none


def to_json(item: Event | Signal) -> dict[str, Any]:
    """The JSON object of an event or a signal: its fields after its name under `event`."""
    return {"event": NAMES[type(item)], **asdict(item)}


def from_json(data: Mapping[str, Any]) -> Event | Signal:
    """What `to_json` made `data` of. Raises KeyError, TypeError or ValueError where it cannot have."""
    kind = TYPES[data["event"]]
    values = {key: _checked(key, value) for key, value in data.items() if key != "event"}
    if values.get("speaker") is not None:
        values["speaker"] = Speaker(values["speaker"])
    if "words" in values:
        words = [{key: _checked(key, value) for key, value in word.items()} for word in values["words"]]
        values["words"] = tuple(Word(**word) for word in words)
    if kind is StepChange:
        values["status"] = StepStatus(values["status"])
    if kind is Command:
        values["kind"] = CommandKind(values["kind"])
    made: Event | Signal = kind(**values)
    return made


def _checked(key: str, value: Any) -> Any:
    """`value` where it is what the field `key` may hold; ValueError else."""
    if key in NUMBERS:
        right = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < FAR
    elif key == "words":
        right = isinstance(value, list) and all(isinstance(word, dict) for word in value)
    else:
        right = isinstance(value, str) or (key == "speaker" and value is None)
    if not right:
        raise ValueError(f"{key} cannot be {value!r:.40}")
    return value
