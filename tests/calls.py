"""The labelled calls of tests/data/calls as values. Reading is strict: a call that breaks the format raises ValueError.

The README beside the calls says what the labels mean; odd numbers are kept for testing, even ones are for developing,
and from 300 on all are kept for testing.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "calls"
STEPS = (
    "greet", "ask-for", "remind", "ask-status", "reiterate", "strengths", "concerns", "next-steps", "gracious",
    "feedback", "other-openings", "keep-in-mind", "accept", "offer-next-steps", "voicemail-number", "best-time",
    "close",
)  # fmt: skip
OUTCOMES = ("pending", "filled", "offered", "voicemail", "unavailable", "unknown")
KEYS = ["title", "profile", "date", "outcome", "register", "phone"]

_LINE = re.compile(
    r"(?P<speaker>me|them) (?P<t>\d+\.\d): (?:\[(?P<steps>[a-z -]+)\] |\{(?P<outcome>[a-z]+)\} )?(?P<text>[^\[{\s].*)"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """The number as it stands after every correction, digits only, and whether it is the profile's own."""

    said: str
    matches: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance, `t` seconds from the call's start to its end; `outcome` where a listener learns it."""

    speaker: str
    t: float
    text: str
    steps: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A whole call and its truth."""

    number: int
    title: str
    profile: Path
    day: date
    outcome: str
    register: str
    phone: Phone | None
    lines: tuple[Line, ...]

    @property
    def held_out(self) -> bool:
        """Whether the call is kept for testing only."""
        return self.number % 2 == 1 or self.number >= 300

    @property
    def steps(self) -> tuple[str, ...]:
        """Every step that is done, in order, as often as it is done."""
        return tuple(step for line in self.lines for step in line.steps)


def read_calls(folder: Path = FOLDER) -> list[LabelledCall]:
    """All labelled calls by number. Raises ValueError naming the file and the line."""
    return [read_call(path) for path in sorted(folder.glob("*.call"))]


def read_call(path: Path) -> LabelledCall:
    """One labelled call. Raises ValueError naming the file and the line."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    pairs = [row.split(": ", 1) for row in head.splitlines()]
    if [pair[0] for pair in pairs] != KEYS or any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{path.name}: the header must be {', '.join(KEYS)}, one a line")
    header = {pair[0]: pair[1] for pair in pairs}
    if header["outcome"] not in OUTCOMES:
        raise ValueError(f"{path.name}: no such outcome: {header['outcome']}")
    return LabelledCall(
        number=int(path.stem),
        title=header["title"],
        profile=path.parent / header["profile"],
        day=date.fromisoformat(header["date"]),
        outcome=header["outcome"],
        register=header["register"],
        phone=_phone(header["phone"], path.name),
        lines=tuple(_line(row, f"{path.name}:{at}") for at, row in enumerate(body.splitlines(), len(pairs) + 2)),
    )


def _phone(text: str, where: str) -> Phone | None:
    if text == "none":
        return None
    found = re.fullmatch(r"(\d+) (right|wrong)", text)
    if not found:
        raise ValueError(f"{where}: phone must be none, or digits and right or wrong: {text}")
    return Phone(found[1], found[2] == "right")


def _line(row: str, where: str) -> Line:
    found = _LINE.fullmatch(row)
    if not found:
        raise ValueError(f"{where}: not an utterance: {row}")
    speaker, steps, outcome = found["speaker"], found["steps"], found["outcome"] or ""
    if (speaker == "me") != (steps is not None):
        raise ValueError(f"{where}: steps stand in brackets in every line of the caller, and only there: {row}")
    done = () if steps in {None, "-"} else tuple(steps.split(" "))
    unknown = [step for step in done if step not in STEPS]
    if unknown or (outcome and outcome not in OUTCOMES[:-1]):
        raise ValueError(f"{where}: no such label: {', '.join(unknown) or outcome}")
    return Line(speaker, float(found["t"]), found["text"], done, outcome)
