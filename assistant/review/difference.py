"""What another outline, recogniser or call made different: two followed calls side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.events import Cue, Note, OutcomeChange, Signal, StepChange, Warned

NONE = "-"  # what is shown where one of the two has nothing
UNTOUCHED = "ahead"  # a step that was never come to is as good as none


@dataclass(frozen=True, slots=True)
class Told:
    """What following a call told: its summary, the signals on the way there, and its outline's titles by id."""

    summary: Mapping[str, Any]
    signals: Sequence[Signal]
    steps: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: `because` are the words that made it what it is now, heard at `t` seconds."""

    what: str
    before: str
    after: str
    because: str = ""
    t: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As the review's JSON has it."""
        return asdict(self)


def differences(before: Told, after: Told) -> tuple[Difference, ...]:
    """What `after` has otherwise than `before`: outcome, steps, the number, warnings, facts; empty where nothing."""
    return (
        *_outcome(before, after),
        *_steps(before, after),
        *_number(before, after),
        *_counted("warning", _warnings(before), _warnings(after)),
        *_counted("fact", _notes(before), _notes(after)),
    )


def lines(before: Told, after: Told) -> tuple[Difference, ...]:
    """The steps whose line was prompted in one of the two only: what the caller would have read."""
    return tuple(_counted("line", _prompted(before), _prompted(after)))


def _outcome(before: Told, after: Told) -> Iterator[Difference]:
    was, now = str(before.summary["outcome"]), str(after.summary["outcome"])
    if was != now:
        last = next((s for s in reversed(after.signals) if isinstance(s, OutcomeChange) and s.outcome == now), None)
        yield Difference("outcome", was, now, last.because if last else "", last.t if last else None)


def _steps(before: Told, after: Told) -> Iterator[Difference]:
    was, now = before.summary["steps"], after.summary["steps"]
    told = {s.step: s for s in after.signals if isinstance(s, StepChange)}
    for step in dict.fromkeys((*now, *was)):
        old, new = str(was.get(step, NONE)), str(now.get(step, NONE))
        if old != new and {old, new} != {NONE, UNTOUCHED}:
            change = told.get(step)
            yield Difference(f"step {step}", old, new, change.because if change else "", change.t if change else None)


def _number(before: Told, after: Told) -> Iterator[Difference]:
    was, now = (_read_out(told.summary.get("phone")) for told in (before, after))
    if was != now:
        yield Difference("number", was, now)


def _read_out(phone: Mapping[str, Any] | None) -> str:
    return NONE if phone is None else f"{phone['said']} ({'right' if phone['matches'] else 'wrong'})"


def _prompted(told: Told) -> list[tuple[str, Signal]]:
    """The steps whose lines were prompted, each once: how often depends on how the words came."""
    first = {each.step: each for each in reversed(told.signals) if isinstance(each, Cue)}
    return sorted(first.items(), key=lambda item: item[1].t)


def _warnings(told: Told) -> list[tuple[str, Signal]]:
    return [(each.kind, each) for each in told.signals if isinstance(each, Warned)]


def _notes(told: Told) -> list[tuple[str, Signal]]:
    return [(f"{each.kind} {each.value}", each) for each in told.signals if isinstance(each, Note)]


def _counted(what: str, was: list[tuple[str, Signal]], now: list[tuple[str, Signal]]) -> Iterator[Difference]:
    """What came to be or went away, by how often it was told: lines, warnings, facts."""
    old, new = Counter(name for name, _ in was), Counter(name for name, _ in now)
    last = dict((*was, *now))
    for name in dict.fromkeys((*old, *new)):
        if old[name] != new[name]:
            signal = last[name]
            because = signal.text if isinstance(signal, Note) else getattr(signal, "because", "")
            yield Difference(f"{what} {name}", _times(old[name]), _times(new[name]), because, signal.t)


def _times(count: int) -> str:
    return NONE if not count else "told" if count == 1 else f"told {count} times"
