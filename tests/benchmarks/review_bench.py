"""What a review costs, each figure as a ratio within one run: `make bench-review` writes REVIEW.md.

One core: seconds of sound per second of processor time, of the bare recogniser (PocketSphinx or Vosk as they come,
given all of the sound) and of all that a review does with the same sound; their difference is our overhead. Then what
long silence costs, how memory grows with the length of a recording, how a folder scales with workers, and what the
page of an hour costs the browser. Ratios of processor time hold on a busy machine too, all of it on one core; those of
elapsed time hold on an idle one only, so the machine's load is told with them. One part can be run by itself
(`python -m tests.benchmarks.review_bench memory`): it writes its own section anew.
"""

import argparse
import contextlib
import multiprocessing
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pocketsphinx
import vosk
from playwright.sync_api import sync_playwright

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE
from assistant.audio.recording import open_recording
from assistant.call.script import Script
from assistant.events import Speaker
from assistant.opening import open_script
from assistant.past.batch import tasks
from assistant.past.recordings import STRIDE, Asked, Metered, biasing, reviewed
from assistant.past.workers import local
from assistant.recognizers import Engine
from assistant.recognizers.models import OWN, choose_engine, installed_models
from assistant.recognizers.sphinx import SETTINGS, SphinxEngine
from assistant.recognizers.vosk import VoskEngine
from assistant.report.html import page
from assistant.report.write import Hear, write_report
from assistant.session import Session, listen
from assistant.store.models import own_folder
from tests.report.test_page import an_hour, metered, scrolled, spent

RESULTS = Path(__file__).parent / "REVIEW.md"
DEMO = Path(__file__).parent.parent.parent / "prompts" / "demo"
CALL, PROFILE, DAY = DEMO / "pending.ogg", DEMO / "profile.toml", date(2026, 11, 18)
SIDES = (Speaker.ME, Speaker.THEM)
MINUTE = 60 * SAMPLE_RATE
CALLS, TIMES = 8, 2  # recordings of a folder, and how often the call is held in each: 2.6 minutes
BARE_CALLS = 4  # of them that are enough for the bare recogniser
EVERY = 10  # minutes of a long recording after which its call is said again
CHROMIUM = "/usr/bin/chromium"
Lines = Iterator[str]


def cost(work: Callable[[], object]) -> float:
    """Seconds of processor time that `work` takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """This process on one core alone: two threads that are busy at once slow each other down."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    usual = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(usual)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, usual)


def bare(engine: Engine, call: Path = CALL) -> None:
    """The foreign recogniser alone, as its own examples use it: the decoded file, each side from beginning to end."""
    feeds = {side: fed(engine) for side in SIDES}
    for chunk in open_recording(call).chunks():
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
    language = engine.language()
    files = {"lm": str(language.model), "dict": str(language.dictionary)} if language else {}
    decoder = pocketsphinx.Decoder(**SETTINGS, **files)
    decoder.start_utt()
    return lambda sound: decoder.process_raw(sound) if sound else decoder.end_utt()


def turns(engine: Engine, call: Path = CALL) -> None:
    """The recogniser as it is used here: on the turns in which somebody speaks, some of them searched twice."""
    ears = {side: engine.open(side) for side in SIDES}
    for chunk in open_recording(call).chunks():
        ears[chunk.speaker or Speaker.ME].accept(chunk.samples)
    for ear in ears.values():
        ear.flush()


def whole(engine: Engine, script: Script, folder: Path | None, apart: bool = False, call: Path = CALL) -> None:
    """All that a review does: decoding, measuring, hearing, following; with `folder` its reports and their sound."""
    source = Metered(open_recording(call), heard=folder is not None)
    session = Session(script)
    listen(session, source, engine, lambda *_: None, STRIDE, apart)
    made = reviewed(session, engine.name, str(call), source.meters)
    if folder is not None:
        write_report(made, folder, sound=source.small)


def overhead(folder: Path) -> Lines:
    """All our work beside the bare recogniser on the same sound; what is made once for a call is told by itself.

    Loading a recogniser's model is left out on both sides: it is the same. The call is Opus, which goes into a report
    as it is; the same call as WAV has to be encoded for it.
    """
    opening = cost(lambda: open_script("follow-up", PROFILE, DAY))
    script = open_script("follow-up", PROFILE, DAY)
    plain = repeated(folder / "plain.wav", 1)
    seconds = open_recording(CALL).seconds or 0.0
    yield "Seconds of call, both sides, for a second of one core; in brackets the time beside the bare recogniser's."
    yield "Then the time of all that is more than hearing, beside our hearing of the same file."
    yield ""
    yield "| recogniser | bare, all sound | our hearing | all of a review | following | reports, too | of a WAV |"
    yield "|---|---|---|---|---|---|---|"
    for engine in engines():
        loading = min(cost(lambda: [engine.open(side) for side in SIDES]) for _ in range(2))  # noqa: B023 - run here
        works = (
            lambda: bare(engine),  # noqa: B023
            lambda: turns(engine),  # noqa: B023
            lambda: whole(engine, script, None),  # noqa: B023
            lambda: whole(engine, script, folder),  # noqa: B023
            lambda: turns(engine, plain),  # noqa: B023
            lambda: whole(engine, script, folder, call=plain),  # noqa: B023
        )
        with one_core():
            rounds = [[cost(work) for work in works] for _ in range(2)]
        alone, heard, followed, all_, *of_plain = (min(each) - loading for each in zip(*rounds, strict=True))
        told = [f"{seconds / took:.1f} ({100 * (took / alone - 1):+.0f} %)" for took in (heard, all_)]
        more = [(followed, heard), (all_, heard), (of_plain[1], of_plain[0])]
        beside = " | ".join(f"{100 * (took / than - 1):+.1f} %" for took, than in more)
        yield f"| {engine.name} | {seconds / alone:.1f} | {' | '.join(told)} | {beside} |"
    yield ""
    yield f"To read the outline, once for a call or for a whole folder: {opening:.2f} s of one core ({load()})."


def sides(_: Path) -> Lines:
    """Both sides heard in one process, and each in one of its own."""
    script, engine = open_script("follow-up", PROFILE, DAY), next(engines())
    took = []
    for apart in (False, True):
        began = time.monotonic()
        whole(engine, script, None, apart)
        took.append(time.monotonic() - began)
    yield f"Two sides, each in a process of its own: {took[1] / took[0]:.2f} of the time in one process ({load()})."


def silence(_: Path) -> Lines:
    """Five minutes of digital silence beside as much speech."""
    for engine in engines():
        recognizer = engine.open(Speaker.ME)
        nothing = np.zeros(CHUNK_SAMPLES, np.int16)
        took = cost(lambda: [recognizer.accept(nothing) for _ in range(5 * MINUTE // CHUNK_SAMPLES)])  # noqa: B023
        yield f"{engine.name}: silence goes by at {300 / took:.0f} times real time."
    yield "That no word changes by it is a test (`test_long_silence_changes_no_word`)."


def plain_sound() -> bytes:
    """The call as 16-bit samples, its sides in turn."""
    chunks = {side: [c.samples for c in open_recording(CALL).chunks() if c.speaker is side] for side in SIDES}
    return np.stack([np.concatenate(chunks[side]) for side in SIDES], axis=1).astype("<i2").tobytes()


def recording(path: Path, minutes: int) -> Path:
    """A recording of that length: the call every ten minutes, silence between."""
    call = plain_sound()
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        for minute in range(0, minutes, EVERY):
            file.writeframes(call)
            file.writeframes(bytes(4 * min(EVERY, minutes - minute) * MINUTE - len(call)))
    return path


def repeated(path: Path, times: int) -> Path:
    """A recording in which the call is held so many times."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(times * plain_sound())
    return path


def memory(folder: Path) -> Lines:
    """The most memory of any process of a review, for five minutes and for three hours."""
    peaks = []
    model = own_folder() / OWN
    for minutes in (5, 180):
        path = recording(folder / f"{minutes}.wav", minutes)
        options = ["--profile", str(PROFILE), "--date", str(DAY), "--model", str(model), "--sound", "nowhere"]
        code = (
            "import resource, subprocess, sys; subprocess.run([sys.executable, '-m', 'assistant', *sys.argv[1:]],"
            "check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [sys.executable, "-c", code, "review", str(path), "--json", *options]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        path.unlink()
    yield f"The largest process of a review: {peaks[0] // 1024} MB for 5 minutes, {peaks[1] // 1024} MB for 3 hours "
    yield f"with a call every {EVERY} minutes: {peaks[1] / peaks[0]:.2f} of it."


def scaling(folder: Path) -> Lines:
    """A folder by one worker and by two, beside the bare recogniser by one process and by two on the same files.

    All of it, from the first look at the folder to the last report; and the steady state: without the start of the
    workers, from the first recordings that are done to the last.
    """
    (folder / "calls").mkdir()
    files = [repeated(folder / "calls" / f"{number}.wav", TIMES) for number in range(CALLS)]
    asked = Asked(folder / "calls", profile=PROFILE, day=DAY, model=own_folder() / OWN)
    took, steady, spent_by = {}, {}, {}
    for workers in (2, 1):
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = []
        for row in local(tasks(asked, folder / f"out{workers}", Hear.INSIDE), workers):
            ended.append(time.monotonic() - began)
            if row.error:
                raise SystemExit(row.error)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took[workers] = ended[-1]
        steady[workers] = (ended[-1] - ended[workers - 1]) / (CALLS - workers)
        spent_by[workers] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    alone = bare_scaling(files[:BARE_CALLS])
    minutes = TIMES * (open_recording(CALL).seconds or 0.0) / 60
    by_clock, going_on = (50 * of[1] / of[2] for of in (took, steady))
    worked = 100 * spent_by[1] / spent_by[2]
    yield f"{CALLS} recordings of {minutes:.1f} minutes by two workers: {by_clock:.0f} % efficiency by the clock, all "
    yield f"of it; {going_on:.0f} % in the steady state; {worked:.0f} % in processor time; {took[1]:.0f} s and "
    yield f"{took[2]:.0f} s. The bare recogniser, {BARE_CALLS} of them: {100 * alone:.0f} % ({load()})."


def bare_scaling(files: Sequence[Path]) -> float:
    """The efficiency of two processes with the bare Vosk, their models loaded before the clock starts."""
    took = {}
    for workers in (2, 1):
        with multiprocessing.get_context("spawn").Pool(workers, hear_bare) as pool:
            pool.map(hear_bare, [files[0].with_name("none")] * workers, chunksize=1)
            began = time.monotonic()
            pool.map(hear_bare, files, chunksize=1)
            took[workers] = time.monotonic() - began
    return took[1] / took[2] / 2


MODEL: list[Engine] = []  # of a process of `bare_scaling`


def hear_bare(path: Path | None = None) -> None:
    """Load the model where it is not loaded yet, and hear the recording where there is one."""
    if not MODEL:
        MODEL.append(choose_engine(own_folder() / OWN, None, "vosk"))
    if path is not None and path.exists():
        bare(MODEL[0], path)


def hour(folder: Path) -> Lines:
    """The page of an hour's call with its sound in Chromium."""
    path = folder / "hour.html"
    path.write_text(page(*an_hour()), "utf-8")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM) as browser:
        shown = browser.new_page(viewport={"width": 1200, "height": 900})
        session = metered(shown)
        shown.goto(path.as_uri())
        script = spent(session)["ScriptDuration"]
        step = min(scrolled(shown, session) for _ in range(4))
    yield f"9,000 words: {path.stat().st_size / 1e6:.1f} MB with its sound, {1000 * script:.0f} ms of script to "
    yield f"open, {1000 * step:.1f} ms of work for a step of scrolling ({load()})."


def load() -> str:
    """How busy the machine is otherwise."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else "load unknown"


def engines() -> Iterator[Engine]:
    """Every recogniser that this machine has; of Vosk's models the project's own where there is no other."""
    expected = biasing(open_script("follow-up", PROFILE, DAY))
    yield choose_engine(None, expected, "sphinx")
    chosen = any(installed_models()) or os.environ.get("CALLPROMPTER_MODEL")
    yield choose_engine(None if chosen else own_folder() / OWN, expected, "vosk")


PARTS: dict[str, tuple[str, Callable[[Path], Lines]]] = {
    "overhead": ("One core", overhead),
    "sides": ("Two cores", sides),
    "silence": ("Silence", silence),
    "memory": ("Memory", memory),
    "scaling": ("A folder", scaling),
    "hour": ("The page of an hour", hour),
}
TITLE = "# What a review costs\n\nWritten by `make bench-review`; how each figure is got: `review_bench.py`.\n"


def kept() -> dict[str, str]:
    """The sections of REVIEW.md as they stand, by title."""
    text = RESULTS.read_text("utf-8") if RESULTS.is_file() else ""
    found = re.findall(r"^## (.+)\n\n((?:(?!## ).*\n?)*)", text, re.MULTILINE)
    return {title: body.strip() for title, body in found}


def main() -> None:
    """Run the parts that are named, or all; write each one's section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all of them")
    for part in parser.parse_args().parts or PARTS:
        title, run = PARTS[part]
        with tempfile.TemporaryDirectory() as home:
            os.environ["CALLPROMPTER_HOME"] = home
            lines = list(run(Path(home)))
        lines += ["", f"*{date.today()}, {platform.machine()}, Python {platform.python_version()}*"]
        sections = {**kept(), title: "\n".join(lines)}
        print(sections[title])
        written = [f"\n## {each}\n\n{sections[each]}\n" for each, _ in PARTS.values() if each in sections]
        RESULTS.write_text(TITLE + "".join(written), "utf-8")


if __name__ == "__main__":
    main()
