"""How late a cue is: `python tests/benchmarks/live_bench.py [--model DIR] [--write]`.

In real time, on a sound card of wires: a bundled call is played, one side into the microphone and one into the speaker;
the program listens as in a live call, a real browser shows it. For each tick, outcome and cue that words caused: the
time from the end of the deciding word in the sound to the paint on the page, and where it went. Word ends are those of
the final recognition: a partial's are guesses. Beside it the same words through a bare loop: the sound in pieces of
0.1 s at real time, nothing but the recogniser. What the sound server itself delays (about 20 ms) is in neither.
`--write` puts the figures into LIVE.md.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "live")]

from live_sound import Wires, sound_card, split  # noqa: E402

from assistant.audio import AudioChunk, Samples  # noqa: E402
from assistant.audio.recording import Me, open_recording  # noqa: E402
from assistant.desk import LiveDesk  # noqa: E402
from assistant.displays.web.server import Server  # noqa: E402
from assistant.events import NAMES, Event, Heard, Partial, Speaker, Utterance  # noqa: E402
from assistant.live import setup as setting_up  # noqa: E402
from assistant.live.setup import Call, Setup, open_call  # noqa: E402
from assistant.opening import open_script  # noqa: E402
from assistant.past.recordings import biasing  # noqa: E402
from assistant.recognizers import Engine, Recognizer  # noqa: E402
from assistant.recognizers.apart import open_recognizer  # noqa: E402
from assistant.recognizers.models import choose_engine  # noqa: E402

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
SLEEPY = 2.5  # s that null sinks take to wake up
WRITTEN = """# How late a cue is

Written by `make bench-live`: a bundled call played into a sound card of wires in real time, followed by the program as
in a live call, shown by Chromium. From the end of the deciding word in the sound to the paint on the page, and where
that time goes; each line with its own median and 95th percentile, which therefore do not add up. The bare loop is the
same sound given to the recogniser alone. Aim: median under 500 ms, 95th under 900 ms; follower and page under 30 ms.

Last run: {heading}.

| what | times | median, ms | 95th, ms |
|---|---|---|---|"""


@dataclass(frozen=True)
class Cued:
    """Something the words of `heard` caused: when its last sound reached the recogniser, when the recogniser gave it,
    when it was followed, and when the page was painted; monotonic seconds."""

    heard: Heard
    because: str
    told: str
    asked: float
    recognised: float
    followed: float
    took: float


@dataclass
class Log:
    """What is measured: `words` are when each word was first given, by speaker."""

    cues: list[Cued] = field(default_factory=list)
    paints: list[tuple[float, float]] = field(default_factory=list)
    heard: list[tuple[float, Heard]] = field(default_factory=list)
    origin: float = 0.0


class Timed:
    """A recogniser whose answers are timed."""

    def __init__(self, inner: Recognizer, log: Log, stamps: dict[int, tuple[float, float]]) -> None:
        self.inner, self.log, self.stamps = inner, log, stamps

    def accept(self, samples: Samples) -> Sequence[Heard]:
        asked = time.monotonic()
        heard = self.inner.accept(samples)
        now = time.monotonic()
        for each in heard:
            self.stamps[id(each)] = (asked, now)
            self.log.heard.append((now, each))
        return heard

    def flush(self) -> Sequence[Heard]:
        return self.inner.flush()

    def close(self) -> None:
        close = getattr(self.inner, "close", None)
        if close:
            close()


@contextmanager
def timed(setup: Setup, log: Log) -> Iterator[Call]:
    """A live call that is timed at every station."""
    stamps: dict[int, tuple[float, float]] = {}

    def opened(engine: Engine, speaker: Speaker | None) -> Recognizer:
        return Timed(open_recognizer(engine, speaker), log, stamps)

    setting_up.open_recognizer = opened  # type: ignore[attr-defined]
    with open_call(setup) as call:
        take = call.session.take

        def timed_take(event: Event) -> Any:
            began = time.monotonic()
            signals = take(event)
            now = time.monotonic()
            if id(event) in stamps and isinstance(event, Partial | Utterance):
                told = [each for each in signals if getattr(each, "because", "")]
                if told:
                    what = ", ".join(f"{NAMES[type(one)]} {getattr(one, 'step', '')}" for one in told)
                    log.cues.append(Cued(event, told[0].because, what, *stamps[id(event)], now, now - began))
            return signals

        call.session.take = timed_take  # type: ignore[method-assign]
        yield call
        log.origin = call.live._origin


def word_end(log: Log, cued: Cued) -> float:
    """The end of the deciding word, as the final recognition places it; s of the call."""
    if isinstance(cued.heard, Utterance):
        return cued.heard.t
    last = cued.heard.text.split()[-1]
    for _, heard in log.heard:
        if isinstance(heard, Utterance) and heard.speaker == cued.heard.speaker and heard.t >= cued.heard.t - 1.0:
            near = [word.end for word in heard.words if word.text == last and abs(word.end - cued.heard.t) < 1.0]
            return min(near, key=lambda end: abs(end - cued.heard.t)) if near else cued.heard.t
    return cued.heard.t


def word_delays(heard: Sequence[tuple[float, Heard]], origin: float) -> list[float]:
    """For every word of every utterance: seconds from its end to when it was first given, in its place or near."""
    delays = []
    for at, (_, final) in enumerate(heard):
        if not isinstance(final, Utterance):
            continue
        for word in final.words:
            given = [
                when
                for when, each in heard[: at + 1]
                if each.speaker == final.speaker
                and any(w.text == word.text and abs(w.end - word.end) < 0.6 for w in each.words)
            ]
            delays.append(min(given) - origin - word.end)
    return delays


def bare(engine: Engine) -> list[float]:
    """The word delays of a bare loop over the same sound, both sides side by side, at real time."""
    chunks: dict[Speaker | None, list[AudioChunk]] = {}
    for chunk in open_recording(ROOT / "prompts" / "demo" / "pending.ogg", Me.LEFT).chunks():
        chunks.setdefault(chunk.speaker, []).append(chunk)
    ears = {speaker: open_recognizer(engine, speaker) for speaker in chunks}
    heard: list[tuple[float, Heard]] = []
    began = time.monotonic()

    def loop(speaker: Speaker | None) -> None:
        for chunk in chunks[speaker]:
            time.sleep(max(0.0, began + chunk.start + len(chunk.samples) / 16_000 - time.monotonic()))
            heard.extend((time.monotonic(), each) for each in ears[speaker].accept(chunk.samples))

    threads = [threading.Thread(target=loop, args=(speaker,)) for speaker in chunks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return word_delays(heard, began)


def live(card: Wires, setup: Setup, log: Log, folder: Path) -> None:
    """The call through the sound card and the browser."""
    from playwright.sync_api import sync_playwright

    mine, theirs = split(ROOT / "prompts" / "demo" / "pending.ogg", folder)
    desk = LiveDesk(setup, lambda asked: timed(asked, log))
    with sync_playwright() as playwright, Server(desk, shown=lambda *times: log.paints.append(times)) as server:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        desk.start(setup)
        page.goto(server.link("/live"))
        page.wait_for_selector("#steps button", timeout=60_000)
        page.wait_for_function("document.querySelector('#meters').children.length == 2", timeout=60_000)
        page.wait_for_timeout(SLEEPY * 1000)
        players = [card.play(mine, "mic"), card.play(theirs, "speaker")]
        while any(player.poll() is None for player in players):
            page.wait_for_timeout(500)
        page.wait_for_timeout(1500)
        desk.close()
        browser.close()


@dataclass(frozen=True)
class Row:
    """One line of figures: `seconds` of each time that something was seen."""

    name: str
    seconds: Sequence[float]

    @property
    def figures(self) -> tuple[int, float, float]:
        """How many there are, the median and the 95th percentile in ms."""
        ordered = sorted(self.seconds)
        late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        return len(ordered), statistics.median(ordered) * 1000, late * 1000

    def __str__(self) -> str:
        many, middle, late = self.figures
        return f"{self.name:<46}{many:4}  median {middle:5.0f} ms   95th {late:5.0f} ms"


def report(log: Log, each: bool) -> list[Row]:
    """Where the time goes; with `each` every cue is printed, with its words, its time in the call, how late it was."""
    seen = []
    for cued in log.cues:
        painted = [painted for sent, painted in log.paints if sent >= cued.followed - 0.005]
        if painted:
            seen.append((cued, log.origin + word_end(log, cued), min(painted)))
    for cued, end, painted in seen if each else ():
        kind = type(cued.heard).__name__.lower()
        at, late = end - log.origin, (painted - end) * 1000
        print(f"{at:6.2f} s {cued.heard.speaker or 'both':5}{kind:10}{late:6.0f} ms  {cued.because}  <- {cued.told}")
    during = [row for row in seen if isinstance(row[0].heard, Partial)]
    rows = [
        Row("deciding word to page, while it is said", [painted - end for _, end, painted in during]),
        Row("last word to page, by a turn's end", [p - end for c, end, p in seen if isinstance(c.heard, Utterance)]),
        Row("both", [painted - end for _, end, painted in seen]),
        Row("- until its sound is at the recogniser", [cued.asked - end for cued, end, _ in during]),
        Row("- recogniser", [cued.recognised - cued.asked for cued, _, _ in seen]),
        Row("- inbox", [cued.followed - cued.took - cued.recognised for cued, _, _ in seen]),
        Row("- follower", [cued.took for cued, _, _ in seen]),
        Row("- page (sent, painted, told back)", [painted - cued.followed for cued, _, painted in seen]),
        Row("- follower and page together", [painted - cued.followed + cued.took for cued, _, painted in seen]),
        Row("every change of the page, sent to painted", [painted - sent for sent, painted in log.paints]),
        Row("each word to its first showing", word_delays(log.heard, log.origin)),
    ]
    return [row for row in rows if row.seconds]


def written(heading: str, rows: Sequence[Row]) -> str:
    """LIVE.md."""
    lines = [
        f"| {row.name} | {n:,} | {middle:.0f} | {late:.0f} |" for row in rows for n, middle, late in (row.figures,)
    ]
    return "\n".join([WRITTEN.format(heading=heading), *lines, ""])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--recognizer")
    parser.add_argument("--each", action="store_true", help="print every cue")
    parser.add_argument("--write", action="store_true", help="write LIVE.md beside this file")
    asked = parser.parse_args()
    setup = Setup(profile=PROFILE, day=date(2026, 11, 18), model=asked.model, recognizer=asked.recognizer)
    engine = choose_engine(
        asked.model, biasing(open_script("follow-up", PROFILE, date(2026, 11, 18))), asked.recognizer
    )
    heading = f"recogniser {engine.name}, a call of 78 s, both sides, on {os.cpu_count()} cores"
    heading += f", load average {os.getloadavg()[0]:.1f} before it"
    print(heading)
    with tempfile.TemporaryDirectory() as folder:
        log = Log()
        with sound_card(Path(folder)) as card:
            live(card, setup, log, Path(folder))
        rows = report(log, asked.each)
        rows.append(Row("each word to its first showing, bare loop", bare(engine)))
    print(*rows, sep="\n")
    if asked.write:
        (Path(__file__).parent / "LIVE.md").write_text(written(heading, rows), encoding="utf-8")


if __name__ == "__main__":
    main()
