"""What a review costs, each figure as a ratio within one run: `make bench-review`.

One core: seconds of sound per second of processor time, of the bare recogniser (PocketSphinx or Vosk as they come,
given all of the sound) and of all that a review does with the same sound; their difference is our overhead. Then what
long silence costs, how memory grows with the length of a recording, and how a folder scales with workers. Ratios of
processor time hold on a busy machine too; those of elapsed time (two sides, workers) only on an idle one, so the
machine's load is printed with them.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import vosk

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE
from assistant.audio.recording import open_recording
from assistant.call.script import Script
from assistant.events import Speaker
from assistant.opening import open_script
from assistant.past.batch import local, tasks
from assistant.past.recordings import STRIDE, Asked, Metered, biasing, reviewed
from assistant.recognizers import Engine
from assistant.recognizers.models import choose_engine, installed_models
from assistant.recognizers.sphinx import SphinxDecoder, SphinxEngine
from assistant.recognizers.vosk import VoskEngine
from assistant.report.write import Hear, write_report
from assistant.session import Session, listen

DEMO = Path(__file__).parent.parent.parent / "prompts" / "demo"
CALL, PROFILE, DAY = DEMO / "pending.ogg", DEMO / "profile.toml", date(2026, 11, 18)
SIDES = (Speaker.ME, Speaker.THEM)
MINUTE = 60 * SAMPLE_RATE


def cost(work: Callable[[], object]) -> float:
    """Seconds of processor time that `work` takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def bare(engine: Engine) -> None:
    """The foreign recogniser alone, as its own examples use it: the decoded file, each side from beginning to end."""
    feeds = {side: fed(engine) for side in SIDES}
    for chunk in open_recording(CALL).chunks():
        feeds[chunk.speaker or Speaker.ME](chunk.samples.tobytes())
    for feed in feeds.values():
        feed(b"")


def fed(engine: Engine) -> Callable[[bytes], object]:
    """A foreign recogniser, loaded, with the same model; it takes sound, and nothing where that has ended."""
    if isinstance(engine, VoskEngine):
        recognizer = vosk.KaldiRecognizer(engine.model, SAMPLE_RATE)
        recognizer.SetWords(True)
        return lambda sound: recognizer.AcceptWaveform(sound) if sound else recognizer.FinalResult()
    assert isinstance(engine, SphinxEngine)
    decoder = SphinxDecoder(engine._language())._decoder
    decoder.start_utt()
    return lambda sound: decoder.process_raw(sound) if sound else decoder.end_utt()


def turns(engine: Engine) -> None:
    """The recogniser as it is used here: on the turns in which somebody speaks, some of them searched twice."""
    ears = {side: engine.open(side) for side in SIDES}
    for chunk in open_recording(CALL).chunks():
        ears[chunk.speaker or Speaker.ME].accept(chunk.samples)
    for ear in ears.values():
        ear.flush()


def whole(engine: Engine, script: Script, folder: Path, apart: bool = False) -> None:
    """All that a review does: decoding, measuring, hearing, following, its numbers, its reports with their sound."""
    source = Metered(open_recording(CALL), heard=True)
    session = Session(script)
    listen(session, source, engine, lambda *_: None, STRIDE, apart)
    made = reviewed(session, engine.name, str(CALL), source.meters)
    write_report(made, folder, sound=source.small)


def overhead(engine: Engine, folder: Path) -> None:
    """All our work beside the bare recogniser on the same sound; what is made once for a call is told by itself.

    Loading a recogniser's model is left out on both sides: it is the same.
    """
    seconds = open_recording(CALL).seconds or 0.0
    loading = cost(lambda: [engine.open(side) for side in SIDES])
    loading = min(loading, cost(lambda: [engine.open(side) for side in SIDES]))  # what is kept on disk is there then
    script = open_script("follow-up", PROFILE, DAY)
    opening = cost(lambda: open_script("follow-up", PROFILE, DAY))
    rounds = [
        (cost(lambda: bare(engine)), cost(lambda: turns(engine)), cost(lambda: whole(engine, script, folder)))
        for _ in range(2)
    ]
    alone, heard, all_ = (min(each) - loading for each in zip(*rounds, strict=True))
    told = {"bare": alone, "ours, turns alone": heard, "whole review": all_}
    rates = ", ".join(f"{name} {seconds / took:.1f}" for name, took in told.items())
    print(f"{engine.name}: seconds of call a processor second: {rates}")
    print(f"{engine.name}: overhead {100 * (all_ / alone - 1):+.1f} % of the bare recogniser's time")
    print(
        f"{engine.name}: beside hearing the turns {100 * (all_ / heard - 1):+.1f} %, reports and their sound included"
    )
    print(f"{engine.name}: and once a call, to read the outline: {100 * opening / alone:.1f} % of the bare one's time")
    took = []
    for apart in (False, True):
        began = time.monotonic()
        whole(engine, script, folder, apart)
        took.append(time.monotonic() - began)
    print(f"{engine.name}: two sides on two cores take {took[1] / took[0]:.2f} of one process's time ({load()})")


def silence(engine: Engine) -> None:
    """Five minutes of digital silence beside as much speech."""
    recognizer = engine.open(Speaker.ME)
    nothing = np.zeros(CHUNK_SAMPLES, np.int16)
    took = cost(lambda: [recognizer.accept(nothing) for _ in range(5 * MINUTE // CHUNK_SAMPLES)])
    print(f"{engine.name}: silence goes by at {300 / took:.0f} times real time")


def recording(path: Path, minutes: int) -> Path:
    """A recording of that length: the call once an hour, silence between."""
    chunks = {side: [c.samples for c in open_recording(CALL).chunks() if c.speaker is side] for side in SIDES}
    call = np.stack([np.concatenate(chunks[side]) for side in SIDES], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        for minute in range(0, minutes, 60):
            file.writeframes(call.astype("<i2").tobytes())
            rest = min(60, minutes - minute) * MINUTE - len(call)
            for at in range(0, rest, MINUTE):
                file.writeframes(bytes(4 * min(MINUTE, rest - at)))
    return path


def memory(folder: Path) -> None:
    """The most memory of any process of a review, for five minutes and for three hours."""
    peaks = []
    for minutes in (5, 180):
        path = recording(folder / f"{minutes}.wav", minutes)
        options = ["--profile", str(PROFILE), "--date", str(DAY), "--recognizer", "sphinx", "--sound", "nowhere"]
        code = (
            "import resource, subprocess, sys; subprocess.run([sys.executable, '-m', 'assistant', *sys.argv[1:]],"
            "check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [sys.executable, "-c", code, "review", str(path), "--json", *options]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        path.unlink()
    print(f"memory: {peaks[0] // 1024} MB for 5 minutes, {peaks[1] / peaks[0]:.2f} of that for 3 hours")


def scaling(folder: Path) -> None:
    """Four calls by one worker, and by two."""
    (folder / "calls").mkdir()
    for number in range(4):
        shutil.copy(CALL, folder / "calls" / f"{number}.ogg")
    asked = Asked(folder / "calls", profile=PROFILE, day=DAY, recognizer="sphinx")
    took = {}
    for workers in (1, 2):
        began = time.monotonic()
        rows = list(local(tasks(asked, folder / f"out{workers}", Hear.NOWHERE), workers))
        took[workers] = time.monotonic() - began
        if any(row.error for row in rows):
            raise SystemExit(str(rows))
    print(f"folder: {100 * took[1] / took[2] / 2:.0f} % efficiency with two workers ({load()})")


def load() -> str:
    """How busy the machine is otherwise."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else "load unknown"


def engines() -> Iterator[Engine]:
    """Every recogniser that this machine has."""
    expected = biasing(open_script("follow-up", PROFILE, DAY))
    yield choose_engine(None, expected, "sphinx")
    if any(installed_models()) or os.environ.get("CALLPROMPTER_MODEL"):
        yield choose_engine(None, expected, "vosk")


def main() -> None:
    """Run the parts that are named, or all."""
    parts = ("overhead", "silence", "memory", "scaling")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*parts, []], help="default: all of them")
    wanted = parser.parse_args().parts or parts
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALLPROMPTER_HOME"] = home
        for engine in engines():
            if "overhead" in wanted:
                overhead(engine, Path(home))
            if "silence" in wanted:
                silence(engine)
        if "memory" in wanted:
            memory(Path(home))
        if "scaling" in wanted:
            scaling(Path(home))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"(this bench itself: {most} MB at most)")


if __name__ == "__main__":
    main()
