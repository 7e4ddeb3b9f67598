"""How well the engines hear, side by side: `make bench-hearing`.

    python -m tests.benchmarks.hearing.bench [--quick] [--jobs 2] [--only ENGINE ...] [--no-write]

Each engine runs in a process of its own (`measure`); `sounds` says what is heard. Writes ../HEARING.md and
../hearing.svg; `--quick` takes three minutes, and says on the page that its sets are small.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.benchmarks.follow.bench import table
from tests.benchmarks.hearing.ears import ENGINES
from tests.benchmarks.hearing.plot import plot
from tests.benchmarks.hearing.sounds import SPEECH, WAYS

FOLDER = Path(__file__).parents[1]
ROOT = FOLDER.parents[1]
Figures = Mapping[str, Any]

HEAD = """# How well the engines hear

Written by `make bench-hearing`; the code is in `hearing/`. Everything is heard through the recogniser that a call has:
blocks of a tenth of a second, own turn ends. "PocketSphinx" is its general model, "+ outline" the mixture with the
call's own language model: what listens where no model was chosen. The rendered calls were written by somebody who did
not know the outline's phrases; their voices (flite's kal16, eSpeak NG's plain ones) were in no training.
callprompter-en was trained on other voices of the same two programs, which flatters it on everything rendered; the rows
of people do not.

"""

WHOLE = "Read word errors of rendered sound as give or take 3 points, those of people as 6.\n"
QUICK = (
    "These figures are of a run with `--quick`, on sets of a few clips each: give or take 10 points on rendered\n"
    "sound, 20 on people's; enough to tell engines far apart, no more.\n"
)


def measured(engine: str, quick: bool) -> Figures:
    """One engine's figures, from a process with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="callprompter-bench-") as home:
        command = [sys.executable, "-m", "tests.benchmarks.hearing.measure", engine, *(["--quick"] if quick else [])]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"CALLPROMPTER_HOME": home}, stdout=subprocess.PIPE, check=True
        )
    figures: Figures = json.loads(done.stdout)
    return figures


def percent(share: float | None) -> str:
    """As a table has it; nothing where nothing was measured."""
    return "" if share is None else f"{100 * share:.1f}"


def parts_table(found: Sequence[Figures], what: str, parts: Sequence[str]) -> Iterator[str]:
    """One figure of every part, in per cent."""
    rows = []
    for part in parts:
        counted = next(each["parts"][part] for each in found)
        rows.append([part, f"{counted['words']}", *(percent(each["parts"][part].get(what)) for each in found)])
    yield from table(["sound", "words", *(each["engine"] for each in found)], rows)


def calls_table(found: Sequence[Figures]) -> Iterator[str]:
    """What the follower makes of what was heard."""
    rows = [
        [f"{way}: {label}", *(show(each["calls"][way]) for each in found)]
        for way in WAYS
        for label, show in (
            ("steps hit, %", lambda score: percent(score["hits"])),
            ("false steps", lambda score: f"{score['false']} of {score['labels']}"),
            ("F1", lambda score: f"{score['f1']:.2f}"),
            ("outcome right, %", lambda score: percent(score["outcomes"])),
            ("number right, %", lambda score: percent(score["phones"])),
        )
    ]
    yield from table(["rendered calls", *(each["engine"] for each in found)], rows)


_COSTS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("processor, share of real time: numbers, clean", lambda each: f"{each['parts']['numbers, clean']['cost']:.2f}"),
    ("the same: numbers, noise", lambda each: f"{each['parts']['numbers, telephone, noise 15 dB']['cost']:.2f}"),
    ("the same: calls, clean, of the time spoken", lambda each: f"{each['parts']['calls, clean']['cost']:.2f}"),
    ("one block of 100 ms, 95th percentile, ms", lambda each: f"{1000 * each['block95']:.0f}"),
    ("loading, processor s", lambda each: f"{each['load']:.1f}"),
    ("the first time for an outline, processor s", lambda each: f"{each['first']:.1f}"),
    ("memory beside the program's own, MB", lambda each: f"{each['megabytes']:.0f}"),
    ("a word is shown after its end, ms of sound, median / 95th", lambda each: _pair(each["times"], "late")),
    ("the same, a turn's first word", lambda each: _pair(each["times"], "first")),
    ("word times are off by, ms, median / 95th", lambda each: _pair(each["times"], "off")),
    ("word times within 100 ms, %", lambda each: percent(each["times"]["off within 0.1"])),
    ("false steps in talk of no call", lambda each: _false(each["false"])),
)


def _pair(times: Mapping[str, float], name: str) -> str:
    return f"{1000 * times[f'{name} median']:.0f} / {1000 * times[f'{name} 95']:.0f}"


def _false(counted: Mapping[str, float]) -> str:
    return f"{counted['steps']:.0f} steps, {counted['outcomes']:.0f} outcomes in {counted['minutes']:.0f} min"


def report(found: Sequence[Figures]) -> Iterator[str]:
    """The page without its head."""
    parts = list(found[0]["parts"])
    yield "\n## Word errors, %\n"
    yield from parts_table(found, "wer", parts)
    yield "\n![word errors](hearing.svg)"
    yield "\n## Telephone numbers right, every digit, %\n"
    yield from parts_table(found, "digits", [part for part in parts if "numbers" in part])
    yield "\n## Calls followed by what was heard\n"
    yield from calls_table(found)
    yield "\n## Cost and time\n"
    rows = [[name, *(show(each) for each in found)] for name, show in _COSTS]
    yield from table(["", *(each["engine"] for each in found)], rows)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="How well the engines hear, side by side.")
    parser.add_argument("--quick", action="store_true", help="small sets, three minutes")
    parser.add_argument("--jobs", type=int, default=2, help="engines measured at once")
    parser.add_argument("--only", nargs="*", choices=ENGINES, help="these engines; nothing is written")
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args()
    if not shutil.which("flite"):
        sys.exit("this machine lacks flite: install the system package that has it")
    if not (SPEECH / "dev.tsv").is_file():
        print(f"{SPEECH}: no recorded speech there (CALLPROMPTER_SPEECH): rendered sound only", file=sys.stderr)
    began = time.monotonic()
    with ThreadPoolExecutor(asked.jobs) as pool:
        found = list(pool.map(lambda engine: measured(engine, asked.quick), asked.only or ENGINES))
    page = "\n".join(report(found)) + "\n"
    print(page)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes", file=sys.stderr)
    if not (asked.only or asked.no_write):
        (FOLDER / "HEARING.md").write_text(HEAD + (QUICK if asked.quick else WHOLE) + page, encoding="utf-8")
        parts = {name: [each["parts"][name]["wer"] for each in found] for name in found[0]["parts"]}
        (FOLDER / "hearing.svg").write_text(plot(parts, [each["engine"] for each in found]), encoding="utf-8")


if __name__ == "__main__":
    main()
