"""Golden calls: a call as lines, and under each line what it must cause.

    them 3.0: I'm afraid the position has been filled.
        outcome filled: "the position has been filled"
        now gracious

`me` and `them` say an utterance, `me~` a partial, `??` is somebody; `key 5.0: jump close` is the caller's hand. The
number is the second at which it ends. `profile` and `date` come before the first line. A file is written anew by
`python -m tests.golden FILE ...`: read what it says before you commit it.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.call.follower import advance, begin
from assistant.call.script import Script
from assistant.call.summary import summary
from assistant.events import (
    Command,
    CommandKind,
    Cue,
    End,
    Event,
    Note,
    OutcomeChange,
    Partial,
    Signal,
    Speaker,
    StepChange,
    Utterance,
    Warned,
)
from assistant.opening import open_script

FOLDER = Path(__file__).parent / "golden"
PROFILE = FOLDER / "priya.toml"
SPEAKERS = {"me": Speaker.ME, "them": Speaker.THEM, "??": None}
LINE = re.compile(r"(me|them|\?\?|key)(~?) +([0-9.]+): ?(.*)")


@dataclass(frozen=True)
class Golden:
    """One golden call: what stands before its first line, and its lines as events."""

    head: tuple[str, ...]
    events: tuple[tuple[str, Event], ...]
    expected: str

    @property
    def settings(self) -> dict[str, str]:
        """The `key: value` lines of the head."""
        return dict(line.split(": ", 1) for line in self.head if re.match(r"[a-z]+: ", line))


def read(path: Path) -> Golden:
    """Read a golden call."""
    text = path.read_text(encoding="utf-8")
    head: list[str] = []
    events: list[tuple[str, Event]] = []
    for line in text.splitlines():
        found = LINE.fullmatch(line)
        if found:
            events.append((line, _event(*found.groups())))
        elif not events and not line.startswith(" "):
            head.append(line)
    return Golden(tuple(head), tuple(events), text)


def _event(who: str, partial: str, t: str, text: str) -> Event:
    if who == "key":
        kind, _, target = text.partition(" ")
        return Command(float(t), CommandKind(kind), target)
    return (Partial if partial else Utterance)(float(t), SPEAKERS[who], text)


def script_of(golden: Golden) -> Script:
    """The script that a golden call is followed with."""
    name = golden.settings.get("outline", "follow-up")
    day = date.fromisoformat(golden.settings.get("date", "2026-11-18"))
    return open_script(name, PROFILE, day)


def follow(golden: Golden, script: Script) -> str:
    """The call as its file should be."""
    lines = [*golden.head]
    state, _ = begin(script)
    for line, event in golden.events:
        state, signals = advance(script, state, event)
        lines += [line, *(f"    {told}" for told in map(_told, signals) if told)]
    state, signals = advance(script, state, End(state.kept.t))
    lines += [
        "end",
        *(f"    {told}" for told in map(_told, signals) if told),
        *_summed(summary(script, state)),
    ]
    return "\n".join(lines) + "\n"


def _told(signal: Signal) -> str:
    if isinstance(signal, StepChange):
        return "" if signal.status == "current" else f'{signal.status} {signal.step}: "{signal.because}"'
    if isinstance(signal, Cue):
        return f"now {signal.step}"
    if isinstance(signal, OutcomeChange):
        return f'outcome {signal.outcome}: "{signal.because}"'
    if isinstance(signal, Warned):
        return f'warning {signal.kind}: "{signal.because}"'
    assert isinstance(signal, Note)
    return f'note {signal.kind} {signal.value}: "{signal.text}"'


def _summed(total: dict[str, object]) -> Iterator[str]:
    steps = total["steps"]
    assert isinstance(steps, dict)
    yield f"    outcome: {total['outcome']}"
    for status in ("done", "skipped", "missed"):
        yield f"    {status}: {' '.join(step for step, its in steps.items() if its == status)}".rstrip()
    phone = total["phone"]
    if isinstance(phone, dict):
        yield f"    phone: {phone['said']} {'right' if phone['matches'] else 'wrong'}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        call = read(Path(name))
        Path(name).write_text(follow(call, script_of(call)), encoding="utf-8")
