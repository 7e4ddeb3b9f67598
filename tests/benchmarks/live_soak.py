"""Two hours of a live call in compressed time: `python tests/benchmarks/live_soak.py [--hours 2] [--speed 60]`.

Two devices give sound `speed` times faster than real time to everything between the device and the display; only the
recogniser is one that knows the bundled call by heart, and says its words, over and over, when their time has come.
The clock that the live code reads runs faster, too, so that every timer has its usual number of turns;
its buffers hold as many seconds of this machine as ever. Printed: the
memory, threads and open files after a tenth of the time and at the end, the journal's bytes an hour in the first and in
the second half, what was dropped, and how far the slower side was behind. Exit 1 where anything grew.
"""

import argparse
import itertools
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from assistant.audio import Samples  # noqa: E402
from assistant.audio.devices import Device, Kind, Put  # noqa: E402
from assistant.events import Heard, Partial, Speaker, Utterance, Word  # noqa: E402
from assistant.journal import Journal  # noqa: E402
from assistant.live import call as live_call  # noqa: E402
from assistant.live import hearing, setup  # noqa: E402
from assistant.live.call import LiveCall  # noqa: E402
from assistant.live.hearing import Hearing  # noqa: E402
from assistant.live.moment import Asked, Moment  # noqa: E402
from assistant.opening import header, open_script  # noqa: E402
from assistant.session import Session  # noqa: E402

PIECE = 320  # samples a callback
LENGTH = 78.0  # s of the bundled call
real = time.monotonic


class FastTime:
    """The time module of live code: `monotonic` runs `speed` times faster."""

    def __init__(self, speed: float) -> None:
        self.speed, self.began = speed, real()

    def monotonic(self) -> float:
        return self.began + (real() - self.began) * self.speed


class Fast:
    """A device that gives noise at `speed` times real time."""

    rate, gone = 16_000, ""

    def __init__(self, put: Callable[[Samples, float], None], clock: FastTime) -> None:
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(put, clock), daemon=True)
        self._thread.start()

    def _run(self, put: Callable[[Samples, float], None], clock: FastTime) -> None:
        noise = (np.random.default_rng(1).standard_normal(PIECE) * 900).astype(np.int16)
        given, began = 0, clock.monotonic()
        while not self._closed.is_set():
            while given / 16_000 < clock.monotonic() - began:
                given += PIECE
                put(noise, began + given / 16_000)
            time.sleep(0.002)

    def close(self) -> None:
        self._closed.set()
        self._thread.join()


class Knowing:
    """The recogniser that knows the call by heart: partials word by word, then the utterance."""

    def __init__(self, speaker: Speaker | None) -> None:
        lines = yaml.safe_load((ROOT / "prompts" / "demo" / "pending.yaml").read_text())["lines"]
        self._lines = [line for line in lines if line["speaker"] == speaker and "text" in line]
        self._script = self._events(speaker)
        self._next = next(self._script)
        self._t = 0.0

    def _events(self, speaker: Speaker | None) -> "itertools.chain[Heard]":
        def endless() -> "Sequence[Heard]":
            for turn in itertools.count():
                for line in self._lines:
                    start, texts = turn * LENGTH + line["start"], line["text"].lower().strip(".").split()
                    each = (line["end"] - line["start"]) / len(texts)
                    words = tuple(Word(w, start + n * each, start + (n + 1) * each) for n, w in enumerate(texts))
                    for n in range(1, len(words) + 1):
                        yield Partial(words[n - 1].end, speaker, " ".join(texts[:n]), words[:n])
                    yield Utterance(words[-1].end, speaker, " ".join(texts), words)

        return endless()

    def accept(self, samples: Samples) -> Sequence[Heard]:
        self._t += len(samples) / 16_000
        heard = []
        while self._next.t <= self._t:
            heard.append(self._next)
            self._next = next(self._script)
        return heard

    def flush(self) -> Sequence[Heard]:
        return ()


def megabytes() -> float:
    """Resident now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=60.0)
    asked = parser.parse_args()
    clock = FastTime(asked.speed)
    live_call.time = hearing.time = clock  # type: ignore[attr-defined,assignment]
    hearing.INTAKE_SECONDS *= asked.speed  # as much of this machine's time as in a live call
    hearing.BACKLOG_SECONDS *= asked.speed
    seconds = asked.hours * 3600
    with tempfile.TemporaryDirectory() as folder:
        script = open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))
        heading = header("follow-up", script.profile, date(2026, 11, 18), "known", "soak")
        with Journal(Path(folder), heading) as journal:
            session = Session(script, journal)
            measures = setup.Measures((Speaker.ME, Speaker.THEM), None)

            def sides(tell: Callable[[Heard], None]) -> list[Hearing]:
                made = []
                for speaker in (Speaker.ME, Speaker.THEM):
                    device = Device(speaker, speaker, Kind.MICROPHONE, "fast")

                    def opened(device: Device, put: Put) -> Fast:
                        return Fast(put, clock)  # type: ignore[arg-type]

                    made.append(Hearing(speaker, device, Knowing, tell, measures.keep, opened))
                return made

            call = LiveCall(session, sides, kept=False)
            memory: list[tuple[float, float]] = []
            held: list[tuple[int, int, int]] = []  # threads, open files, bytes of the journal, with each of memory
            behind: list[float] = []  # the worst of each minute: what is measured must not fill the memory itself
            lost = 0.0

            def show(moment: Moment) -> None:
                nonlocal lost
                if len(memory) < moment.now / 60:
                    memory.append((moment.now, megabytes()))
                    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only their number
                    held.append((threading.active_count(), files, journal.path.stat().st_size))
                    behind.append(0.0)
                behind[-1] = max(behind[-1], *(side.behind for side in moment.sides))
                lost = sum(side.lost for side in moment.sides)
                if moment.now >= seconds:
                    call.ask(Asked("stop"))

            began = real()
            call.run(show)
        early = next(size for at, size in memory if at >= seconds / 10)
        print(f"{seconds / 3600:.1f} h of call in {real() - began:.0f} s")
        print(f"kept: {len(session.events)} events, {len(session.signals)} signals, {len(call.latencies)} latencies")
        print(
            f"memory {early:.1f} MB after a tenth, {memory[-1][1]:.1f} MB at the end ({memory[-1][1] / early - 1:+.1%})"
        )
        late, last = max(behind[1:]), max(behind[-5:])
        tenth, middle = held[len(held) // 10], held[len(held) // 2]
        hours = seconds / 3600
        print(f"threads {tenth[0]} to {held[-1][0]}, open files {tenth[1]} to {held[-1][1]}")
        halves = middle[2] / hours * 2 / 1e6, (held[-1][2] - middle[2]) / hours * 2 / 1e6
        print(f"journal {halves[0]:.2f} MB an hour in the first half, {halves[1]:.2f} in the second")
        print(f"dropped {lost:.1f} s; behind by {late:.1f} s of call at most, {last:.1f} s at the end")
        more = any(late > soon for late, soon in zip(held[-1][:2], tenth[:2], strict=True))
        sys.exit(memory[-1][1] > early * 1.1 or more or halves[1] > halves[0] * 1.2)


if __name__ == "__main__":
    main()
