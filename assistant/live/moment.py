"""A live call at one moment, as data for displays; and what a hand can ask for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.events import Speaker

if TYPE_CHECKING:  # the command line, which must start at once, needs only the names here
    from assistant.call.view import View


class Control(StrEnum):
    """What the hand can ask of the program rather than of the call."""

    PAUSE = "pause"
    STOP = "stop"
    VOICEMAIL = "voicemail"
    RECEPTIONIST = "receptionist"
    AGREED = "agreed"


class Consent(StrEnum):
    """What must be before a call's sound is kept.

    REQUIRE: they were asked and have agreed, which the caller's hand tells; until then silence is kept. REMIND: the
    sentence to read aloud is shown. OFF: nothing; the caller answers for it.
    """

    REQUIRE = "require"
    REMIND = "remind"
    OFF = "off"


class TheirWords(StrEnum):
    """What stays of the other side's words in the session."""

    ALL = "all"
    TRIGGERS = "triggers"  # those that ticked a step, decided the outcome, or are a fact
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Asked:
    """A key or a click: a CommandKind's or a Control's value. `target` of a jump: a step's id, or its row from 1."""

    what: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class SideHealth:
    """How one side's sound is: `level` 0..1 now, seconds since anything was heard, seconds the recogniser is behind,
    seconds of sound that were dropped, why the device is away, and why the recogniser ended ("" while they work)."""

    speaker: Speaker | None
    device: str
    level: float
    quiet: float
    behind: float
    lost: float
    away: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A telephone number being read aloud: its `groups`, the pace in seconds a digit and a pause between groups.

    `heard` are the digits that were heard of it in order, `wrong` whether another digit came after those, `times` how
    often it was read whole.
    """

    groups: tuple[str, ...]
    digit_seconds: float
    pause_seconds: float
    heard: str = ""
    wrong: bool = False
    times: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """That the call is a rehearsal: with whom (`title`), how much is prompted (`level`: line, cue or nothing), and
    whether the caller types what they say."""

    title: str
    level: str
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a display shows of a live call.

    `now` are the seconds of the call, `quiet` the seconds since either side made a sound, `waiting` those since the
    caller asked and should be silent (None while there is something to say). `latency` is the time in seconds from the
    end of the deciding word to the last cue. `asking` is the sentence to read aloud before the sound is kept, "" once
    they agreed. `state` says in a few words how the listening goes, `troubles` what is wrong with it. `number` is how
    far the reading of the caller's telephone number is, while it is to be read; `speak` that a mailbox waits for it;
    `left` the seconds left for the message to it (None where none is being left).
    `rehearsal` is None in a call that counts.
    """

    view: "View"
    now: float
    sides: tuple[SideHealth, ...]
    quiet: float
    waiting: float | None
    latency: float | None
    paused: bool
    kept: bool
    asking: str
    state: str
    troubles: tuple[str, ...]
    number: NumberReading | None = None
    speak: bool = False
    left: float | None = None
    rehearsal: Rehearsing | None = None
