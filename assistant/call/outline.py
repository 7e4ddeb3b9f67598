"""An outline: the steps of a call, the lines to say, the phrases by which each step and each outcome is heard.

`parse` reads the YAML that people write (see prompts/README.md) and reports every fault at once.
"""

from dataclasses import dataclass
from enum import StrEnum

from assistant.events import Speaker


class Delivery(StrEnum):
    """How a line is to be spoken. SLOW: as a telephone number; SILENT: say nothing, let them talk."""

    NORMAL = "normal"
    SLOW = "slow"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One template of what may be heard: `(a|b)` alternatives, `[x]` optional words, `{field}` of the profile.

    `weight` in 0..1 is how much one hearing of it says: below 1 it needs company.
    """

    template: str
    line: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the call.

    `say` are the lines to prompt, best first: the first whose fields the profile knows is taken.
    `heard` tell that the step is being done, spoken by `by`; `asked` are the other side's words that ask for it,
    after which it is due again even if it was done. `then` is the step that follows it whatever the path says.
    """

    id: str
    title: str
    say: tuple[str, ...]
    cue: str
    heard: tuple[Phrase, ...]
    asked: tuple[Phrase, ...] = ()
    by: Speaker = Speaker.ME
    required: bool = False
    delivery: Delivery = Delivery.NORMAL
    then: str | None = None
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the other side may decide, the phrases by which they tell it, and the steps that then lie ahead."""

    id: str
    title: str
    heard: tuple[Phrase, ...]
    path: tuple[str, ...]
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole call: `path` is the order of the steps as long as no outcome is known."""

    id: str
    title: str
    path: tuple[str, ...]
    steps: dict[str, Step]
    outcomes: dict[str, Outcome]
    source: str = "<text>"
