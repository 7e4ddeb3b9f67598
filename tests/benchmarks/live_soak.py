"""Hours of a live call: `python tests/benchmarks/live_soak.py [--hours 8] [--speed 60] [--real]`.

Two devices give sound `speed` times faster than real time to everything between the device and the display, and a real
browser shows the page. The recogniser is one that knows the bundled call by heart, and says its words, over and over,
when their time has come; with `--real` it is the one that would listen, and the sound is the bundled call's own.
The clock that the live code reads runs faster, too, so that every timer has its usual number of turns; its buffers hold
as many seconds of this machine as ever. Printed: memory, threads and open files after a tenth of the time and at the
end, the page's heap, the journal's bytes an hour in the first and in the second half, what was dropped, and how far the
slower side was behind. Exit 1 where anything grew, or was dropped.
"""

import argparse
import itertools
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "live")]

from live_sound import channels  # noqa: E402

from assistant.audio import Samples  # noqa: E402
from assistant.audio.devices import Device, Kind, Put  # noqa: E402
from assistant.displays.web.desk import Mirror  # noqa: E402
from assistant.displays.web.server import Server  # noqa: E402
from assistant.events import Heard, Partial, Speaker, Utterance, Word  # noqa: E402
from assistant.journal import Journal  # noqa: E402
from assistant.live import call as live_call  # noqa: E402
from assistant.live import hearing, setup  # noqa: E402
from assistant.live.call import LiveCall  # noqa: E402
from assistant.live.hearing import Hearing, Listen  # noqa: E402
from assistant.live.moment import Asked, Moment  # noqa: E402
from assistant.opening import header, open_script  # noqa: E402
from assistant.past.recordings import biasing  # noqa: E402
from assistant.recognizers.apart import open_recognizer  # noqa: E402
from assistant.recognizers.models import choose_engine  # noqa: E402
from assistant.session import Session  # noqa: E402

DEMO = ROOT / "prompts" / "demo"
DAY = date(2026, 11, 18)
PIECE = 320  # samples a callback
LENGTH = 78.0  # s of the bundled call
KEPT = 4.0  # MB an hour that are no leak: the words (1.9) and levels (1.4) of the call, for its review
SLACK = 0.03  # of the memory: caches fill, and what is freed is not always given back
HEAP_SLACK = 1.0  # MB of the page, whose code is compiled as it is used
MORE = 1.1  # of the journal's growth from half to half that is none: who speaks when differs
LOOK_SECONDS = 5.0  # of this machine's time between two looks: each stops the page to collect what it let go
real = time.monotonic


class FastTime:
    """The time module of live code: `monotonic` runs `speed` times faster."""

    def __init__(self, speed: float) -> None:
        self.speed, self.began = speed, real()

    def monotonic(self) -> float:
        return self.began + (real() - self.began) * self.speed


class Fast:
    """A device that gives `sound`, over and over, at `speed` times real time."""

    rate, gone = 16_000, ""

    def __init__(self, put: Callable[[Samples, float], None], clock: FastTime, sound: Samples) -> None:
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(put, clock, sound), daemon=True)
        self._thread.start()

    def _run(self, put: Callable[[Samples, float], None], clock: FastTime, sound: Samples) -> None:
        given, began = 0, clock.monotonic()
        while not self._closed.is_set():
            while given / 16_000 < clock.monotonic() - began:
                at = given % len(sound)
                given += PIECE
                put(sound[at : at + PIECE], began + given / 16_000)
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


@dataclass(frozen=True)
class Seen:
    """What is held at one moment of the call: memory in MB of this process and of all that it started but the browser,
    and of the page's heap."""

    at: float
    memory: float
    heap: float
    threads: int
    files: int
    journal: int
    behind: float


def megabytes(ears: Sequence[Any]) -> float:
    """Resident now, of this process and of the recognisers that are apart; shared pages count in part."""
    processes = [os.getpid(), *(ear._process.pid for ear in ears if hasattr(ear, "_process"))]
    told = [Path(f"/proc/{each}/smaps_rollup").read_text().splitlines() for each in processes]
    return sum(int(line.split()[1]) for lines in told for line in lines if line.startswith("Pss:")) / 1000


@contextmanager
def watched(call: LiveCall) -> Iterator[tuple[Callable[[Moment], None], Callable[[], float]]]:
    """A real browser that shows the call: what shows it, and the page's heap in MB."""
    from playwright.sync_api import sync_playwright

    mirror = Mirror(call.ask)
    with sync_playwright() as playwright, Server(mirror) as server:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(server.link("/live"))
        tools = page.context.new_cdp_session(page)

        def heap() -> float:
            tools.send("HeapProfiler.collectGarbage")
            return float(tools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

        yield mirror.show, heap
        browser.close()


def open_sides(
    clock: FastTime, listen: Listen, keep: hearing.Keep, own: bool
) -> Callable[[Callable[[Heard], None]], list[Hearing]]:
    """Both sides' devices: the bundled call's sound, or noise."""
    noise = (np.random.default_rng(1).standard_normal((2, PIECE)) * 900).astype(np.int16)
    sounds = channels(DEMO / "pending.ogg", 0.0, LENGTH) if own else noise

    def sides(tell: Callable[[Heard], None]) -> list[Hearing]:
        made = []
        for speaker, sound in zip((Speaker.ME, Speaker.THEM), sounds, strict=True):
            whole = sound[: len(sound) - len(sound) % PIECE]

            def opened(device: Device, put: Put, whole: Samples = whole) -> Fast:
                return Fast(put, clock, whole)  # type: ignore[arg-type]

            device = Device(speaker, speaker, Kind.MICROPHONE, "fast")
            made.append(Hearing(speaker, device, listen, tell, keep, opened))
        return made

    return sides


def soak(folder: Path, hours: float, clock: FastTime, own: bool) -> tuple[list[Seen], float]:
    """The call, and what was seen of it each minute; and the seconds of sound that were dropped."""
    script = open_script("follow-up", DEMO / "profile.toml", DAY)
    engine = choose_engine(None, biasing(script), None)
    ears: list[Any] = []

    def listen(speaker: Speaker | None) -> Any:
        ears.append(open_recognizer(engine, speaker) if own else Knowing(speaker))
        return ears[-1]

    seen: list[Seen] = []
    with Journal(folder, header("follow-up", script.profile, DAY, "known", "soak"), patient=True) as journal:
        measures = setup.Measures((Speaker.ME, Speaker.THEM), None)
        call = LiveCall(Session(script, journal), open_sides(clock, listen, measures.keep, own), kept=False)
        behind = 0.0
        with watched(call) as (show, heap):

            def look(moment: Moment) -> None:
                nonlocal behind
                behind = max(behind, *(side.behind for side in moment.sides))
                show(moment)

            following = threading.Thread(target=call.run, args=(look,))
            following.start()
            while following.is_alive():
                following.join(max(60 / clock.speed, LOOK_SECONDS))
                if call.moment is None:
                    continue
                files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only their number
                size = journal.path.stat().st_size
                seen.append(Seen(call.now, megabytes(ears), heap(), threading.active_count(), files, size, behind))
                behind = 0.0
                if call.now >= hours * 3600:
                    break
            lost = sum(side.lost for side in call.moment.sides) if call.moment else 0.0
            call.ask(Asked("stop"))
            following.join()
    return seen, lost


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=60.0)
    parser.add_argument("--real", action="store_true", help="the real recogniser, on the bundled call's sound")
    asked = parser.parse_args()
    clock = FastTime(asked.speed)
    live_call.time = hearing.time = clock  # type: ignore[attr-defined,assignment]
    hearing.INTAKE_SECONDS *= asked.speed  # as much of this machine's time as in a live call
    hearing.BACKLOG_SECONDS *= asked.speed
    began = real()
    with tempfile.TemporaryDirectory() as folder:
        seen, lost = soak(Path(folder), asked.hours, clock, asked.real)
    early, middle, end = seen[len(seen) // 10], seen[len(seen) // 2], seen[-1]
    hours = end.at / 3600
    print(f"{hours:.1f} h of call in {real() - began:.0f} s, {'the real' if asked.real else 'a knowing'} recogniser")
    for hour in range(1, int(hours) + 1):
        print(f"  after {hour} h: {next(each.memory for each in seen if each.at >= hour * 3600 - 30):.1f} MB")
    for name, before, after in (("memory", early.memory, end.memory), ("page's heap", early.heap, end.heap)):
        print(f"{name} {before:.1f} MB after a tenth, {after:.1f} MB at the end ({after / before - 1:+.1%})")
    print(f"threads {early.threads} to {end.threads}, open files {early.files} to {end.files}")
    halves = middle.journal / middle.at * 0.0036, (end.journal - middle.journal) / (end.at - middle.at) * 0.0036
    print(f"journal {halves[0]:.2f} MB an hour in the first half, {halves[1]:.2f} in the second")
    worst = max(each.behind for each in seen[1:])
    print(f"dropped {lost:.1f} s; behind by {worst:.1f} s of call at most, {end.behind:.1f} s in the last minute")
    allowed = early.memory * (1 + SLACK) + KEPT * (end.at - early.at) / 3600
    grown = end.memory > allowed or end.heap > early.heap + HEAP_SLACK or halves[1] > halves[0] * MORE
    sys.exit(grown or end.threads > early.threads or end.files > early.files or lost > 0)


if __name__ == "__main__":
    main()
