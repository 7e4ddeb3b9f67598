"""Kill a live session at random moments, again and again: `python -m tests.faults.killing [TIMES] [SEED]`.

Each session is a LiveCall whose sides say the bundled call, over and over, word by word, and whose sound is kept. It
tells its parent over a pipe what it has taken and kept; then it is killed with SIGKILL. Whatever it had told must be in
its journal and its sound file, but for the last second; and its session must be listed, searched and reviewed.
"""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from assistant import journal
from assistant.audio.keeping import Keeper
from assistant.audio.recording import open_recording
from assistant.call.script import Script
from assistant.events import Heard, Partial, Speaker, Utterance
from assistant.live.call import LiveCall
from assistant.live.hearing import Hearing
from assistant.live.setup import Measures
from assistant.opening import header, open_script
from assistant.past import reviewing
from assistant.past.archive import open_index
from assistant.past.recordings import Asked
from assistant.session import Session
from assistant.store.sessions import new_folder

DEMO = Path(__file__).parent.parent.parent / "prompts" / "demo"
DAY = date(2026, 11, 18)
LONGEST = 0.4  # s until the kill: the bundled call goes by about twice in that time
SIDES = (Speaker.ME, Speaker.THEM)


@dataclass
class Tally:
    """What was seen: sessions killed, those in mid-call, events told, events found, seconds of sound lost at most."""

    killed: int = 0
    begun: int = 0
    told: int = 0
    found: int = 0
    cut: int = 0
    sound_lost: float = 0.0


def words() -> list[Heard]:
    """The bundled call, word by word."""
    heard: list[Heard] = []
    for line in yaml.safe_load((DEMO / "pending.yaml").read_text(encoding="utf-8"))["lines"]:
        if "text" not in line:
            continue
        texts, speaker = line["text"].lower().strip(".").split(), Speaker(line["speaker"])
        each = (line["end"] - line["start"]) / len(texts)
        for n in range(1, len(texts) + 1):
            heard.append(Partial(line["start"] + n * each, speaker, " ".join(texts[:n])))
        heard.append(Utterance(line["end"], speaker, line["text"]))
    return sorted(heard, key=lambda each: each.t)


def session(script: Script, said: Sequence[Heard], tell: Callable[[str], None]) -> None:
    """A live session that goes on until it is killed; `tell` is told "e" for an event, seconds for kept sound."""
    folder = new_folder("live", datetime.now())
    begins = header("follow-up", script.profile, DAY, "known", "fed")
    written = journal.Journal(folder, begins, patient=True)
    measures = Measures(SIDES, Keeper(folder, SIDES))
    measures.keeping = lambda: True

    class Told(Session):
        def take(self, event):  # type: ignore[no-untyped-def]
            signals = super().take(event)
            tell("e")
            return signals

    tells: list[Callable[[Heard], None]] = []

    def sides(tell_heard: Callable[[Heard], None]) -> Sequence[Hearing]:
        tells.append(tell_heard)
        return ()

    call = LiveCall(Told(script, written), sides, kept=True, wrong=measures.wrong)

    def feed() -> None:
        noise = (np.random.default_rng(1).standard_normal((2, 8000)) * 900).astype(np.int16)
        turn = seconds = 0.0
        while True:
            for each in said:
                tells[0](type(each)(turn + each.t, each.speaker, each.text))
                while seconds < turn + each.t:
                    for side, samples in zip(SIDES, noise, strict=True):
                        measures.keep(side, seconds, samples)
                    seconds += 0.5
                    tell(f"{seconds}")
                time.sleep(0.0005)
            turn += said[-1].t + 1.0

    threading.Thread(target=feed, daemon=True).start()
    call.run(lambda _: None)


def kill_one(script: Script, said: Sequence[Heard], after: float, tally: Tally) -> None:
    """One session, killed `after` seconds; raises AssertionError where it lost what it had told."""
    reading, writing = os.pipe()
    before = set(sessions())
    pid = os.fork()
    if not pid:
        os.close(reading)
        try:
            session(script, said, lambda text: void(os.write(writing, f"{text}\n".encode())))
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        told = pipe.read().split("\n")[:-1]
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, "it ended by itself"
    tally.killed += 1
    events, seconds = told.count("e"), max((float(each) for each in told if each != "e"), default=0.0)
    # A kill while the first line is written, which says what is followed, leaves a session that had not begun.
    made = [folder for folder in set(sessions()) - before if b"\n" in (folder / journal.NAME).read_bytes()]
    if not made:
        assert not told, "what was told is gone"
        return
    tally.begun += bool(told)
    kept = journal.read(made[0])
    tally.told += events
    tally.found += len(kept.events)
    tally.cut += bool(kept.complaint)
    assert len(kept.events) >= events, f"{events} events were told, {len(kept.events)} are there"
    if seconds > 1.0:
        sound = sum(len(chunk.samples) for chunk in open_recording(made[0] / "call.wav").chunks()) / 2 / 16_000
        tally.sound_lost = max(tally.sound_lost, seconds - sound)
        assert sound >= seconds - 1.0, f"{seconds} s of sound were told, {sound} s are there"
    if kept.events:
        reviewing.review_session(Asked(made[0]))


def void(_: object) -> None:
    """Leave the number of bytes alone."""


def sessions() -> list[Path]:
    """The folders of sessions that have a journal."""
    return [path.parent for path in Path(os.environ["CALLPROMPTER_HOME"]).glob(f"data/sessions/*/{journal.NAME}")]


def main() -> None:
    """Kill, check, print what was seen."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    reviewing.open_again = cache(reviewing.open_again)  # the same outline every time
    script, said, tally = open_script("follow-up", DEMO / "profile.toml", DAY), words(), Tally()
    for _ in range(times):
        kill_one(script, said, dice.uniform(0.0, LONGEST), tally)
    with open_index() as index:
        assert len(index.calls()) >= tally.begun
    print(
        f"{tally.killed} sessions killed, {tally.begun} of them in mid-call: {tally.told} events told, {tally.found} "
        f"found; {tally.cut} journals ended in half a line; at most {tally.sound_lost:.2f} s of sound lost"
    )


if __name__ == "__main__":
    main()
