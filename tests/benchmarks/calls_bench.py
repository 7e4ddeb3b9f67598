"""How well whole calls are followed: the labelled calls of tests/data/calls against what the follower tells.

    python -m tests.benchmarks.calls_bench [--half even|odd|both] [-v] [--no-talk]

Each utterance is fed as a recognizer's final words. A labelled step is found when the follower ticks it in the labelled
utterance or in the caller's one before or after it; every other tick is a false step. A step that is labelled again
while it stays ticked needs no second tick ("again" counts how many of those were ticked anew, how many were not). The
outcome is right when the one that stands at the call's end is the labelled one. `-v` shows line by line what was found
(+), missed (-), false (!): of the even half only, the odd half is kept for testing.

The last rows follow half an hour of read books (CALLPROMPTER_SPEECH), alternately as the caller's words and the other
side's: there every tick and every outcome is a false one.
"""

import argparse
import gzip
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeGuard

from assistant.call.follower import CallState, advance, begin
from assistant.call.script import Script
from assistant.call.summary import summary
from assistant.events import End, OutcomeChange, Signal, Speaker, StepChange, StepStatus, Utterance
from assistant.opening import open_script
from tests.calls import FOLDER, STEPS, LabelledCall, Line, read_calls

SPEECH = Path(os.environ.get("CALLPROMPTER_SPEECH", Path(__file__).parents[2] / ".." / "shared" / "speech"))
NEAR = 1  # utterances of the caller by which a tick may be off
STRETCHES, STRETCH = 12, 400  # stretches of other talk, words in each
WORDS_A_MINUTE = 160


@dataclass
class Score:
    """What was counted, each by step; `outcomes` by (labelled, told); `changes`: told in its utterance or the next."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    again: Counter[bool] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: Counter[bool] = field(default_factory=Counter)
    phones: Counter[bool] = field(default_factory=Counter)


@cache
def _script(profile: Path | None) -> Script:
    return open_script("follow-up", profile, date.min)


def script_for(profile: Path | None, day: date) -> Script:
    """The script of a labelled call."""
    return replace(_script(profile), day=day)


def told(script: Script, lines: tuple[Line, ...]) -> tuple[CallState, list[tuple[Signal, ...]]]:
    """Follow the lines; what each of them caused."""
    state, _ = begin(script)
    signals = []
    for line in lines:
        state, caused = advance(script, state, Utterance(line.t, Speaker(line.speaker), line.text))
        signals.append(caused)
    state, caused = advance(script, state, End(lines[-1].t))  # words that were a goodbye, as nothing came after them
    last = max((at for at, line in enumerate(lines) if line.speaker == Speaker.ME), default=len(lines) - 1)
    signals[last] += caused
    return state, signals


def measure(call: LabelledCall, score: Score, show: bool) -> None:
    """Add one call to the score."""
    script = script_for(call.profile, call.day)
    state, signals = told(script, call.lines)
    marks = judge(call, script, state, signals, score)
    if show:
        _show(call, signals, marks, str(summary(script, state)["outcome"]), _phone_right(call, state))


def judge(
    call: LabelledCall, script: Script, state: CallState, signals: list[tuple[Signal, ...]], score: Score
) -> dict[int, list[str]]:
    """Add to the score what each line of a call caused; what was found (+), missed (-), false (!) by line."""
    ticks = _ticks(signals)
    marks: dict[int, list[str]] = defaultdict(list)
    for at, step in _labels(call, ticks, score, marks):
        score.missed[step] += 1
        marks[at].append(f"-{step}")
    for at, false in enumerate(ticks):
        score.false.update(false)
        marks[at] += [f"!{step}" for step in false]
    score.outcomes[call.outcome, str(summary(script, state)["outcome"])] += 1
    for at, line in enumerate(call.lines):
        if line.outcome:
            score.changes[any(_tells(each, line.outcome) for caused in signals[at : at + 2] for each in caused)] += 1
    score.phones[_phone_right(call, state)] += 1
    return marks


def _phone_right(call: LabelledCall, state: CallState) -> bool:
    phone = state.kept.phone
    if phone is None or call.phone is None:
        return phone is None and call.phone is None
    return (phone.said, phone.matches) == (call.phone.said, call.phone.matches)


def _labels(
    call: LabelledCall, ticks: list[list[str]], score: Score, marks: dict[int, list[str]]
) -> Iterator[tuple[int, str]]:
    """Take from `ticks` those that a label explains; yield the labels of which none was left."""
    mine = [at for at, line in enumerate(call.lines) if line.speaker == "me"]
    labels = [(at, step) for at in mine for step in call.lines[at].steps]
    ticked: set[str] = set()
    for near in range(NEAR + 1):  # the utterance itself first, so that a neighbour does not take its tick
        left = []
        for at, step in labels:
            place = mine.index(at)
            around = mine[max(0, place - near) : place + near + 1]
            where = next((here for here in around if step in ticks[here]), None)
            if where is None:
                left.append((at, step))
                continue
            ticks[where].remove(step)
            score.found[step] += 1
            marks[at].append(f"+{step}")
            if step in ticked:
                score.again[True] += 1
            ticked.add(step)
        labels = left
    for at, step in labels:
        if step in ticked:
            score.again[False] += 1
            marks[at].append(f"={step}")
        else:
            yield at, step


def _ticks(signals: list[tuple[Signal, ...]]) -> list[list[str]]:
    """The steps that each line ticks. The old tick of one that was asked for again, and left as it was, is none."""
    known: set[tuple[str, str]] = set()
    ticks: list[list[str]] = []
    for caused in signals:
        new = [each for each in caused if _is_tick(each) and (each.step, each.because) not in known]
        ticks.append([each.step for each in new])
        known.update((each.step, each.because) for each in new)
    return ticks


def _is_tick(signal: Signal) -> TypeGuard[StepChange]:
    return isinstance(signal, StepChange) and signal.status is StepStatus.DONE and signal.step in STEPS


def _tells(signal: Signal, outcome: str) -> bool:
    return isinstance(signal, OutcomeChange) and signal.outcome == outcome


def _show(
    call: LabelledCall, signals: list[tuple[Signal, ...]], marks: dict[int, list[str]], outcome: str, phone: bool
) -> None:
    print(f"\n{call.number:03d} {call.title}")
    for at, line in enumerate(call.lines):
        label = f"{{{line.outcome}}} " if line.outcome else ""
        news = [
            f'{each.step}: "{each.because}"' if isinstance(each, StepChange) else f'{each.outcome}: "{each.because}"'
            for each in signals[at]
            if _is_tick(each) or isinstance(each, OutcomeChange)
        ]
        print(f"  {' '.join(marks[at]):28} {line.speaker:4} {label}{line.text}", *news, sep="\n" + " " * 38)
    print(f"  outcome {call.outcome}, told {outcome}{'' if outcome == call.outcome else '  <-- wrong'}")
    print("" if phone else "  phone <-- wrong")


def _table(score: Score) -> Iterator[str]:
    yield f"{'step':18}{'labels':>7}{'found':>7}{'false':>7}{'prec.':>7}{'recall':>8}{'F1':>6}"
    for step in STEPS:
        yield _row(step, score.found[step], score.missed[step], score.false[step])
    yield _row("all steps", score.found.total(), score.missed.total(), score.false.total())
    yield f"said again while done: ticked anew {score.again[True]}, left {score.again[False]}"
    right = sum(count for (truth, said), count in score.outcomes.items() if truth == said)
    yield f"outcome at the end right: {right}/{score.outcomes.total()}"
    for (truth, said), count in sorted(score.outcomes.items()):
        if truth != said:
            yield f"    {truth} taken for {said}: {count}"
    yield f"outcome told when it is said: {score.changes[True]}/{score.changes.total()}"
    yield f"phone right: {score.phones[True]}/{score.phones.total()}"


def _row(name: str, found: int, missed: int, false: int) -> str:
    precision, recall = found / max(1, found + false), found / max(1, found + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{name:18}{found + missed:7}{found:7}{false:7}{precision:7.2f}{recall:8.2f}{f1:6.2f}"


def talk(seed: int = 1) -> list[tuple[Line, ...]]:
    """Stretches of read books, cut into utterances of 10 to 20 words, the two sides in turn."""
    with gzip.open(SPEECH / "text" / "librispeech-dev-clean.txt.gz", "rt", encoding="utf-8") as file:
        words = [
            word for word in file.read().lower().split() if word.replace("'", "").isalpha()
        ]  # not the lines' names
    draw = random.Random(seed)
    stretches = []
    for part in range(STRETCHES):
        at = part * (len(words) // STRETCHES) + draw.randrange(200)
        end = at + STRETCH
        lines: list[Line] = []
        while at < end:
            length = draw.randint(10, 20)
            side = "me" if len(lines) % 2 else "them"
            lines.append(Line(side, 6.0 * (len(lines) + 1), " ".join(words[at : at + length])))
            at += length
        stretches.append(tuple(lines))
    return stretches


def _talk_rows(profile: Path, day: date, verbose: bool) -> Iterator[str]:
    script = script_for(profile, day)
    steps: list[str] = []
    outcomes: list[str] = []
    for lines in talk():
        for line, caused in zip(lines, told(script, lines)[1], strict=True):
            for each in caused:
                if _is_tick(each):
                    steps.append(f"{each.step}: {each.because!r} in {line.text!r}")
                elif isinstance(each, OutcomeChange):
                    outcomes.append(f"{each.outcome}: {each.because!r} in {line.text!r}")
    minutes = STRETCHES * STRETCH / WORDS_A_MINUTE
    yield f"other talk, {STRETCHES} stretches, {minutes:.0f} minutes: {len(steps)} steps, {len(outcomes)} outcomes"
    if verbose:
        yield from (f"    {each}" for each in steps + outcomes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How well whole calls are followed.")
    parser.add_argument("--half", choices=("even", "odd", "both"), default="even")
    parser.add_argument("-v", action="store_true", dest="verbose", help="line by line, the even half only")
    parser.add_argument("--only", type=int, nargs="*", help="these calls of the even half")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the labelled calls are")
    parser.add_argument("--no-talk", action="store_true", help="without the half hour of read books")
    chosen = parser.parse_args()
    halves = {"even": (False,), "odd": (True,), "both": (False, True)}[chosen.half]
    for odd in halves:
        calls = [call for call in read_calls(chosen.folder) if call.held_out == odd]
        if chosen.only and not odd:
            calls = [call for call in calls if call.number in chosen.only]
        score = Score()
        for call in calls:
            measure(call, score, show=chosen.verbose and not odd)
        print(f"\n{'odd (testing)' if odd else 'even (developing)'}: {len(calls)} calls")
        print(*_table(score), sep="\n")
    script = script_for(calls[0].profile, calls[0].day)
    print(f"words in the phrases: {script.me.lattice.size} of the caller, {script.them.lattice.size} of the other side")
    if not chosen.no_talk:
        print(*_talk_rows(calls[0].profile, calls[0].day, chosen.verbose), sep="\n")


if __name__ == "__main__":
    main()
