"""What an engine costs, and how late it is, in a process of its own, so that its memory is its own:

    python -m tests.benchmarks.hearing.timing ENGINE [--quick]

prints its figures as one JSON object. The processor's time is only true on a machine that has nothing else to do.
"""

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.events import Word
from tests.benchmarks.follow.learn import align
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.ears import TIMED, Listened, listen, open_timed
from tests.benchmarks.hearing.hear import script
from tests.benchmarks.hearing.times import word_times
from tests.calls import read_calls
from tests.rendered import rendered, silence

LINES = (5, 12)  # quick, whole
BEFORE = 0.6  # seconds of silence before a line


@dataclass
class Off:
    """Seconds: how late words are shown, a turn's first word, how far word times are off; between two partials."""

    late: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)
    apart: list[float] = field(default_factory=list)

    def add(self, text: str, listened: Listened, began: float) -> None:
        """One line of kal16, of which the time of every word is known, `began` seconds into what the ear has heard."""
        truth = word_times(text, "kal16")
        words = [
            (turn, at, word) for turn, each in enumerate(listened.utterances) for at, word in enumerate(each.words)
        ]
        for one, two in align([word for word, _, _ in truth], [word.text for _, _, word in words]):
            if one is None or two is None or truth[one][0] != words[two][2].text:
                continue
            start, end = truth[one][1] + BEFORE, truth[one][2] + BEFORE
            turn, at, word = words[two]
            self.off += [abs(word.start - began - start), abs(word.end - began - end)]
            self.late.append(_first_shown(listened.shown[turn], at, word.text) - end)
            if one == 0:
                self.first.append(self.late[-1])
        for turn_shown in listened.shown:
            times = [shown for shown, _ in turn_shown[:-1]]
            self.apart += list(np.diff(times))

    def figures(self) -> Mapping[str, float]:
        """Medians and 95th percentiles."""
        lists = {"late": self.late, "first": self.first, "off": self.off, "apart": self.apart}
        return {
            f"{name} {mark}": float(np.quantile(values, share))
            for name, values in lists.items() if values
            for mark, share in (("median", 0.5), ("95", 0.95))
        } | {"off within 0.1": float(np.mean(np.array(self.off) <= 0.1))}  # fmt: skip


def _first_shown(shown: Sequence[tuple[float, tuple[Word, ...]]], at: int, text: str) -> float:
    """How much of the sound was heard when word number `at` of a turn was first shown."""
    return next(now for now, words in shown if at < len(words) and words[at].text == text)


def memory_now() -> float:
    """Megabytes that this process has (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def lines(quick: bool) -> list[str]:
    """One of each call, not too long."""
    calls = read_calls()[: LINES[not quick]]
    return [max((line.text for line in call.lines), key=lambda text: len(text) * (len(text) < 90)) for call in calls]


def timed(engine: str, quick: bool) -> Mapping[str, float]:
    """Everything of one engine."""
    of_call = script("follow-up", 0)
    with_nothing, began = memory_now(), time.process_time()
    ear = open_timed(engine, of_call)
    first = time.process_time() - began
    listen(ear, np.concatenate([rendered("This is about the position.", "kal16"), silence(1.0)]))
    memory = memory_now() - with_nothing
    began = time.process_time()
    open_timed(engine, of_call)
    load = time.process_time() - began
    figures = {"first": first, "load": load, "megabytes": memory}
    off, blocks = Off(), []
    for way in ("clean", "telephone", "telephone, noise 15 dB"):
        ear, cost, began = open_timed(engine, of_call), 0.0, 0.0  # one for all lines, as in a call
        for text in lines(quick):
            sound = np.concatenate([silence(BEFORE), rendered(text, "kal16"), silence(1.0)])
            listened = listen(ear, sounds.WAYS[way](sound))
            if way == "clean":
                off.add(text, listened, began)
            blocks += listened.blocks
            cost, began = cost + listened.cost, began + len(sound) / SAMPLE_RATE
        figures[f"cost {way}"] = cost / began
    return figures | off.figures() | {"block95": float(np.quantile(blocks, 0.95))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=TIMED)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    print(json.dumps(timed(asked.engine, asked.quick)))


if __name__ == "__main__":
    main()
