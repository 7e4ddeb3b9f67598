"""One frame of the screen, as data: what the terminal and the page both show."""

from dataclasses import dataclass

from assistant.call.outline import Delivery
from assistant.events import Note, Speaker, StepStatus, Warned


@dataclass(frozen=True, slots=True)
class StepLine:
    """A row of the step list: `because` are the words that ticked it."""

    id: str
    title: str
    status: StepStatus
    because: str
    required: bool


@dataclass(frozen=True, slots=True)
class Caption:
    """What was last heard of one speaker; `provisional` while it is still being said."""

    speaker: Speaker | None
    text: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything a display needs; times in seconds of the call's audio.

    `line` is what to say now, `read` how many of its words have been read, `short` its short cue; `next_line` is the
    one after. `outcome` is an outcome's id, or "unknown"; `outcome_because` the other side's words that decided it.
    """

    t: float
    step: str
    title: str
    line: str
    read: int
    short: str
    delivery: Delivery
    next_title: str
    next_line: str
    steps: tuple[StepLine, ...]
    outcome: str
    outcome_title: str
    outcome_because: str
    captions: tuple[Caption, ...]
    warnings: tuple[Warned, ...]
    notes: tuple[Note, ...]
    ended: bool
