"""What an engine costs, in a process of its own, so that its memory is its own:

    python -m tests.benchmarks.hearing.timing ENGINE [--quick]

prints its figures as one JSON object. The processor's time is only true on a machine that has nothing else to do.
"""

import argparse
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.audio import SAMPLE_RATE
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.ears import TIMED, listen, open_timed
from tests.benchmarks.hearing.hear import script
from tests.benchmarks.hearing.lateness import lines, spoken
from tests.rendered import rendered, silence

LINES = (3, 8)  # quick, whole
TIMED_IN = ("clean", "telephone", "telephone, noise 15 dB")


def memory_now() -> float:
    """Megabytes that this process has (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


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
    blocks: list[float] = []
    for way in TIMED_IN:
        ear, cost, began = open_timed(engine, of_call), 0.0, 0.0  # one for all lines, as in a call
        for text in lines(LINES[not quick]):
            sound = spoken(text)
            listened = listen(ear, sounds.WAYS[way](sound))
            blocks += listened.blocks
            cost, began = cost + listened.cost, began + len(sound) / SAMPLE_RATE
        figures[f"cost {way}"] = cost / began
    return figures | {"block95": float(np.quantile(blocks, 0.95))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=TIMED)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    print(json.dumps(timed(asked.engine, asked.quick)))


if __name__ == "__main__":
    main()
