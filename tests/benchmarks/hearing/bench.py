"""How well the engines hear, side by side: `make bench-hearing`.

    python -m tests.benchmarks.hearing.bench [--quick] [--jobs 2] [--so-far] [--timing] [--no-write]

What is heard (`hear`) is stored in build/bench-hearing, stream by stream and row after row: a run that is stopped goes
on where it was, and after a change of what hears everything is heard anew. `--so-far` makes the page of what is there.
How late words are shown (`lateness`) is measured then, and what an engine costs last, one after the other (`timing`):
that is only believed on a machine that has nothing else to do; `--timing` measures it alone anew. Writes ../HEARING.md
and ../hearing.svg; the whole takes 35 minutes of the processor, `--quick` a tenth of that and is only printed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from assistant.files import write_whole
from tests.benchmarks.follow.bench import table
from tests.benchmarks.hearing.ears import AS_IT_COMES, COLUMNS, EARS, PEOPLE, TIMED
from tests.benchmarks.hearing.figures import Stored, call_figures, errors, false_hits, followed, numbers_right
from tests.benchmarks.hearing.hear import ROOT, file_of, heard, place, script
from tests.benchmarks.hearing.lateness import HEARD_IN
from tests.benchmarks.hearing.plot import plot
from tests.benchmarks.hearing.sounds import ROWS, SPEECH, VOICES, WAYS
from tests.benchmarks.hearing.timing import TIMED_IN

FOLDER = Path(__file__).parents[1]
HEAD = FOLDER / "hearing" / "head.md"
FEW = 2  # streams: fewer tell nothing of chance, and make no row
Heard = Mapping[str, Mapping[str, Stored]]  # row -> engine -> its streams


def hear(ears: Sequence[str], folder: Path, quick: bool) -> None:
    """All rows of some ears that are not there yet, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.hearing.hear", f"{folder}", *ears, *_quick(quick)]
    subprocess.run(command, cwd=ROOT, env=_environment(folder / "home"), check=True)


def measure(what: str, folder: Path, quick: bool) -> None:
    """`lateness` or `timing` of every engine, one after the other, with a new data folder each."""
    for engine in TIMED:
        home = folder / "home-measured"
        shutil.rmtree(home, ignore_errors=True)
        command = [sys.executable, "-m", f"tests.benchmarks.hearing.{what}", engine, *_quick(quick)]
        done = subprocess.run(command, cwd=ROOT, env=_environment(home), stdout=subprocess.PIPE, check=True)
        write_whole(_measured(folder, what, engine), done.stdout)
        print(f"{what}: {engine}", file=sys.stderr)


def _quick(quick: bool) -> Sequence[str]:
    return ["--quick"] if quick else []


def _measured(folder: Path, what: str, engine: str) -> Path:
    return folder / f"{what} {engine}.json"


def _environment(home: Path) -> Mapping[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    return os.environ | {"CALLPROMPTER_HOME": str(home)}


def read(folder: Path) -> Heard:
    """What was heard so far: of each row the streams that all its ears have heard."""
    found: dict[str, dict[str, Stored]] = {}
    for row in ROWS:
        ears = {name: heard(file_of(folder, name, row)) for name, ear in EARS.items() if row in (ear.rows or ROWS)}
        few = min((len(streams) for streams in ears.values() if streams), default=0)
        columns = {engine: ears[name][:few] for name in ears if ears[name] for engine in EARS[name].engines}
        found |= {row: columns} if columns else {}
    return found


def read_measured(what: str, folder: Path) -> Mapping[str, Any]:
    """What was measured so far, by engine."""
    paths = {engine: _measured(folder, what, engine) for engine in TIMED}
    return {engine: json.loads(path.read_bytes()) for engine, path in paths.items() if path.is_file()}


def errors_table(rows_heard: Heard, voices: Sequence[str] = ()) -> Iterator[str]:
    """Word errors of every row, or of the rendered ones in some voices."""
    rows = []
    for row, engines in rows_heard.items():
        found = {engine: errors(streams, engine, voices) for engine, streams in engines.items()}
        said = next(iter(found.values())).words
        if len(said) >= FEW:
            cells = (f"{found[each].rate:.1f} ± {found[each].margin:.0f}" if each in found else "" for each in COLUMNS)
            rows.append([row, f"{sum(said)}", *cells])
    yield from table(["sound", "words", *COLUMNS], rows)


def numbers_table(rows_heard: Heard) -> Iterator[str]:
    """Telephone numbers that are right to the last digit."""
    rows = []
    for row, engines in rows_heard.items():
        if "numbers" in row:
            cells = (f"{numbers_right(engines[each], each):.0f}" if each in engines else "" for each in COLUMNS)
            rows.append([row, f"{len(next(iter(engines.values())))}", *cells])
    yield from table(["sound", "numbers", *COLUMNS], rows)


def calls_table(rows_heard: Heard) -> Iterator[str]:
    """What the follower makes of what was heard."""
    rows = []
    for way in WAYS:
        engines = rows_heard.get(f"calls, {way}", {})
        found = {engine: dict(call_figures(followed(streams, engine))) for engine, streams in engines.items()}
        for label in next(iter(found.values()), ()):
            rows.append([f"{way}: {label}", *(found[each][label] if each in found else "" for each in COLUMNS)])
    yield from table(["rendered calls", *COLUMNS], rows)


def false_table(rows_heard: Heard) -> Iterator[str]:
    """What talk of no call would move."""
    cells, minutes = [], 0.0
    for engine in COLUMNS:
        streams = [each for row in PEOPLE for each in rows_heard.get(row, {}).get(engine, ())]
        minutes = 2 * sum(each["seconds"] for each in streams) / 60 or minutes
        steps, outcomes = false_hits(script("follow-up", 0), streams, engine)
        cells.append(f"{steps} steps, {outcomes} outcomes" if streams else "")
    yield from table(["", *COLUMNS], [[f"in {minutes:.0f} minutes", *cells]])


_COSTS: tuple[tuple[str, Callable[[Mapping[str, float]], str]], ...] = (
    ("one block of 100 ms, 95th percentile, ms", lambda each: f"{1000 * each['block95']:.0f}"),
    ("loading, processor s", lambda each: f"{each['load']:.1f}"),
    ("the first time for an outline, processor s", lambda each: f"{each['first']:.1f}"),
    ("memory beside the program's own, MB", lambda each: f"{each['megabytes']:.0f}"),
)


def costs_table(timing: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """What each engine takes; of the processor also beside what bare PocketSphinx takes on the same machine."""
    rows = []
    for way in TIMED_IN:
        costs = {engine: found[f"cost {way}"] for engine, found in timing.items()}
        bare = costs.get("PocketSphinx", float("nan"))
        cells = (f"{cost:.2f} ({cost / bare:.2f})" for cost in costs.values())
        rows.append([f"processor, share of real time (of PocketSphinx's), {way}", *cells])
    rows += [[name, *(show(found) for found in timing.values())] for name, show in _COSTS]
    yield from table(["", *timing], rows)


def _pair(name: str) -> Callable[[Mapping[str, float]], str]:
    return lambda each: f"{1000 * each[f'{name} median']:.0f} / {1000 * each[f'{name} 95']:.0f}"


_LATE: tuple[tuple[str, Callable[[Mapping[str, float]], str]], ...] = (
    ("a line's first partial, after its first word's end", _pair("first")),
    ("its first word as it stays, after that word's end", _pair("right")),
    ("any word as it stays, after its end", _pair("late")),
    ("from one partial to the next", _pair("apart")),
    ("word times are off by", _pair("off")),
    ("word times within 100 ms, %", lambda each: f"{100 * each['off within 0.1']:.1f}"),
)


def late_table(lateness: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[str]:
    """How late each engine is, condition by condition."""
    rows = [
        [f"{way}: {name}", *(show(found[way]) for found in lateness.values())]
        for way in HEARD_IN for name, show in _LATE
    ]  # fmt: skip
    yield from table(["", *lateness], rows)


def report(rows_heard: Heard, lateness: Mapping[str, Any], timing: Mapping[str, Any]) -> Iterator[str]:
    """The page without its head."""
    yield "\n## Word errors, %, and how far they may be off by chance\n"
    yield from errors_table(rows_heard)
    yield "\n![word errors](hearing.svg)"
    yield "\n## The same by voice"
    rendered = {row: engines for row, engines in rows_heard.items() if not row.startswith("people")}
    for title, voices in (
        ("voices that no engine knows (kal16, ked)", VOICES[:2]),
        ("eSpeak NG, of which callprompter-en knows others", VOICES[2:]),
    ):
        yield f"\n### {title}\n"
        yield from errors_table(rendered, voices)
    yield "\n## Telephone numbers right, every digit, %\n"
    yield from numbers_table(rows_heard)
    yield "\n## Calls followed by what was heard\n"
    yield from calls_table(rows_heard)
    yield "\n## What talk of no call would move\n"
    yield "People's books, sentences and commands, every clip as a call that begins, once as each side's words.\n"
    yield from false_table(rows_heard)
    yield "\n## How late, ms of sound, median / 95th percentile\n"
    yield from late_table(lateness)
    yield "\n## Cost\n"
    yield from costs_table(timing)


def write(page: str, rows_heard: Heard) -> None:
    """The page and its plot."""
    (FOLDER / "HEARING.md").write_text(HEAD.read_text(encoding="utf-8") + page, encoding="utf-8")
    shown = (AS_IT_COMES, "callprompter-en")
    bars = {
        row: [errors(engines[each], each).rate / 100 for each in shown]
        for row, engines in rows_heard.items() if all(each in engines for each in shown)
    }  # fmt: skip
    (FOLDER / "hearing.svg").write_text(plot(bars, shown), encoding="utf-8")


def main() -> None:
    """Hear, time, print, write."""
    parser = argparse.ArgumentParser(description="How well the engines hear, side by side.")
    parser.add_argument("--quick", action="store_true", help="small sets, printed only")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--so-far", action="store_true", help="hear nothing: the page of what is there")
    parser.add_argument("--timing", action="store_true", help="hear nothing: measure what the engines cost anew")
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args()
    for program in ("flite", "festival"):
        if not shutil.which(program):
            sys.exit(f"this machine lacks {program}: install Debian's flite, festival and festvox-kdlpc16k")
    if not (SPEECH / "dev.tsv").is_file():
        print(f"{SPEECH}: no recorded speech there (CALLPROMPTER_SPEECH): rendered sound only", file=sys.stderr)
    folder = place(asked.quick)
    if not asked.so_far and not asked.timing:
        ears = list(EARS)
        shares = [share for at in range(asked.jobs) if (share := ears[at :: asked.jobs])]
        with ThreadPoolExecutor(asked.jobs) as pool:
            list(pool.map(lambda share: hear(share, folder, asked.quick), shares))
        measure("lateness", folder, asked.quick)
    if not asked.so_far:
        measure("timing", folder, asked.quick)
    found = read(folder)
    page = "\n".join(report(found, read_measured("lateness", folder), read_measured("timing", folder))) + "\n"
    print(page)
    if not (asked.quick or asked.no_write):
        write(page, found)


if __name__ == "__main__":
    main()
