"""Ears over the rows, each stream stored as it was heard, so that a run may be stopped and goes on where it was:

    python -m tests.benchmarks.hearing.hear FOLDER EAR ... [--quick] [--most N]

They go round: the first stream of every row by every ear, then every second one. Wherever a run is stopped, all rows
and ears are as far. A row is FOLDER/EAR/ROW.jsonl: a line for each stream, what is said in it and what was heard.
`place` names a folder by everything that hearing depends on, so that nothing old is taken for new.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.audio import SAMPLE_RATE
from assistant.call.script import Script
from assistant.events import Speaker, Utterance, Word
from assistant.files import write_whole
from assistant.opening import open_script
from tests.benchmarks.calls_bench import script_for
from tests.benchmarks.follow.calls import DAY, HELD, matter
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.ears import EARS, Listened
from tests.calls import read_calls
from tests.golden import PROFILE

ROOT = Path(__file__).parents[3]
_BEHIND = (  # what is heard depends on these
    "assistant/audio", "assistant/recognizers", "models/own", "prompts/follow-up.yaml", "tests/data/calls",
    "tests/benchmarks/follow/talk.yaml", "tests/benchmarks/hearing/ears.py", "tests/benchmarks/hearing/sounds.py",
    "tests/rendered.py",
)  # fmt: skip


def place(quick: bool) -> Path:
    """The folder of what is heard, named after all that it depends on."""
    digest = hashlib.sha256(b"quick" if quick else b"whole")
    for name in _BEHIND:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return ROOT / "build" / "bench-hearing" / digest.hexdigest()[:12]


def file_of(folder: Path, ear: str, row: str) -> Path:
    """Where a row lies."""
    return folder / ear / f"{row}.jsonl"


def heard(path: Path) -> list[Any]:
    """A row's streams as far as they were heard; a last line that was cut off is none."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def missing(folder: Path, ear: str) -> list[str]:
    """The rows that this ear has still to hear to the end."""
    return [row for row in EARS[ear].rows or sounds.ROWS if not _whole(file_of(folder, ear, row)).is_file()]


def _whole(path: Path) -> Path:
    """The file that says that a row was heard to its end."""
    return path.with_suffix(".whole")


@cache
def script(outline: str, call: int) -> Script:
    """What is expected in a stream."""
    if call:
        labelled = next(each for each in read_calls() if each.number == call)
        return script_for(labelled.profile, labelled.day)
    return matter(outline).script if outline in HELD else open_script("follow-up", PROFILE, DAY)


def hear_rounds(folder: Path, ears: Sequence[str], size: int, most: int) -> Iterator[int]:
    """Hear what is missing by `ears`, up to stream number `most` of each row; how many rows had that round's stream."""
    rows = [
        hear_row(file_of(folder, ear, row), ear, row, size, most) for ear in ears for row in missing(folder, ear)
    ]  # fmt: skip
    while rows := [row for row in rows if next(row, False)]:
        yield len(rows)


def hear_row(path: Path, ear: str, row: str, size: int, most: int) -> Iterator[bool]:
    """Hear what is missing of a row, up to its stream number `most`: True for every stream, known ones too."""
    known = heard(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "".join(f"{json.dumps(stream)}\n" for stream in known).encode())
    for at, stream in enumerate(sounds.ROWS[row](size)):
        if at >= most:
            return
        if at >= len(known):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(_stored(ear, stream))}\n")
        yield True
    _whole(path).touch()


def _stored(ear: str, stream: sounds.Stream) -> Mapping[str, Any]:
    """A stream as it was heard."""
    found = EARS[ear].hear(script(stream.outline, stream.call), stream.samples)
    spoken = sum(turn.end - turn.start for turn in stream.turns if turn.speaker == stream.side)
    return {
        "text": stream.text, "voice": stream.voice, "call": stream.call, "side": stream.side,
        "turns": [(turn.speaker, turn.start, turn.end, turn.text) for turn in stream.turns],
        "seconds": spoken or len(stream.samples) / SAMPLE_RATE,
        "heard": {engine: _utterances(listened) for engine, listened in found.items()},
    }  # fmt: skip


def _utterances(listened: Listened) -> list[list[tuple[str, float, float, float]]]:
    return [
        [(word.text, word.start, word.end, word.confidence) for word in utterance.words]
        for utterance in listened.utterances
    ]


def utterances(stored: list[list[tuple[str, float, float, float]]], side: str) -> list[Utterance]:
    """As they were heard."""
    found = [tuple(Word(*word) for word in words) for words in stored]
    return [Utterance(words[-1].end, Speaker(side), " ".join(word.text for word in words), words) for words in found]


def main() -> None:
    """Hear what is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("ears", nargs="+", choices=EARS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--most", type=int, default=1000, help="of each row's streams")
    asked = parser.parse_args()
    size = sounds.QUICK if asked.quick else sounds.WHOLE
    for number, rows in enumerate(hear_rounds(asked.folder, asked.ears, size, asked.most), 1):
        took = time.process_time()
        print(f"{', '.join(asked.ears)}: round {number}: {rows} rows, {took:.0f} s of the processor", file=sys.stderr)
    sounds.close()


if __name__ == "__main__":
    main()
