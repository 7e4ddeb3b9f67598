"""`python -m models.build [STAGE ...]`: the project's own models, from nothing to the folders that ship.

Stages, in order (no name: all of them): speech, features, align, mmi, graph, export, check, measure, telephone.
The last makes PocketSphinx's sounds of a telephone's band and needs none of the others. Each leaves its work in
`build/model` and goes on where it was stopped; the same seeds make the same sentences, voices and rooms. Needs
models/build/requirements.txt, the programs flite, espeak-ng and fstconvert (Debian: libfst-tools and
libfst22-plugins-base), and recordings with transcripts in CALLPROMPTER_SPEECH (default ../shared/speech).
"""

import argparse
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAME = "callprompter-en"
RENDERED, NUMBERS, RECORDED = 40, 6, 6  # audio shards
RENDERED_CLIPS, NUMBER_CLIPS = 400, 300  # a shard
COPIES = {"rendered": 2, "numbers": 2, "real": 5}  # each in scenes of its own
ALIGN_SHARDS = 30  # feature shards are enough for the first stage
ALIGN_HOURS = 20.0
STEREO = 30  # shards of what is heard by microphone and telephone
ACCENTED = "ocean762"  # speakers whose sounds are not those of the model's dictionary


@dataclass(frozen=True, slots=True)
class Build:
    """Where things are, and how much to do."""

    work: Path
    speech: Path
    target: Path
    processes: int
    hours: float

    @property
    def telephone(self) -> Path:
        return self.target.parent / "telephone"

    @property
    def books(self) -> list[Path]:
        return sorted((self.speech / "text").glob("*train*.txt.gz"))


def speech(build: Build) -> None:
    """Render the call, numbers and general sentences; decode the recordings that may be used."""
    from . import recordings, render, shards

    audio = build.work / "audio"
    usable = [one for one in recordings.listed(build.speech, "train") if recordings.may_ship(one)]
    jobs: list[shards.Job] = []
    for i in range(RENDERED):
        path = audio / f"rendered-{i:03}.npz"
        jobs.append((path, render.shard, (i, RENDERED_CLIPS, False, build.books)))
    for i in range(NUMBERS):
        jobs.append((audio / f"numbers-{i:03}.npz", render.numbers_shard, (700 + i, NUMBER_CLIPS)))
    for i in range(RECORDED):
        jobs.append((audio / f"real-{i:03}.npz", recordings.shard, (usable[i::RECORDED],)))
    shards.make(jobs, "speech", build.processes)


def features(build: Build) -> None:
    """Every clip in a few scenes, as features."""
    from . import features as computing
    from . import shards

    jobs: list[shards.Job] = []
    for audio in sorted((build.work / "audio").glob("*.npz")):
        kind, number = audio.stem.split("-")
        for copy in range(1, COPIES[kind] + 1):
            offset = 500 if kind == "numbers" else 0
            path = build.work / "features" / f"{audio.stem}-{copy}.npz"
            jobs.append((path, computing.shard, (audio, 1000 * copy + int(number) + offset)))
    shards.make(jobs, "features", build.processes)


def align(build: Build) -> None:
    """Train on known phone times."""
    from .train import Plan, train

    chosen = sorted((build.work / "features").glob("rendered-*-1.npz"))[:ALIGN_SHARDS]
    train(Plan("align", ALIGN_HOURS, 2e-3, 4e-4, build.work / "align.pt"), chosen)


def mmi(build: Build) -> None:
    """Train on everything."""
    from .train import Plan, train

    plan = Plan(
        "mmi", build.hours, 1.5e-3, 4e-5, build.work / "mmi.pt", build.work / "align.pt", processes=build.processes
    )  # fmt: skip
    train(plan, sorted((build.work / "features").glob("*.npz")))


def graph(build: Build) -> None:
    """Vocabulary, search graph, language model."""
    from . import graph as search
    from . import language

    outlines = sorted((ROOT / "prompts").glob("*.yaml"))
    made = language.build(outlines, build.books, seed=7)
    ids = search.write_search(made.vocabulary, build.work / "result" / "graph", build.work / "graph")
    search.write_language(made.acceptor(ids), build.work / "result" / "graph", build.work / "graph")
    print(f"graph: {len(made.vocabulary)} words")


def export(build: Build) -> None:
    """The network, and the whole folder put in its place."""
    from . import export as writing

    writing.write(writing.load(build.work / "mmi.pt"), build.work / "result")
    build.target.mkdir(parents=True, exist_ok=True)
    for part in ("am", "conf", "graph"):
        shutil.rmtree(build.target / part, ignore_errors=True)
        shutil.copytree(build.work / "result" / part, build.target / part)
    size = sum(path.stat().st_size for path in build.target.rglob("*") if path.is_file())
    print(f"export: {build.target}, {size / 1e6:.1f} MB")


def check(build: Build) -> None:
    """Vosk's numbers against PyTorch's."""
    from . import export as writing
    from . import numbers

    difference = numbers.largest_difference(writing.load(build.work / "mmi.pt"))
    print(f"check: Vosk and PyTorch differ by {difference:.1e} a frame")
    if difference > numbers.LARGEST:
        raise SystemExit("check: Vosk does not compute what PyTorch computes")


def measure(build: Build) -> None:
    """Word errors beside PocketSphinx."""
    from . import measure as measuring

    cases = [*measuring.rendered(), *measuring.recorded(build.speech, 25)]
    columns = {
        NAME: measuring.score(cases, measuring.vosk_ear(build.target)),
        "pocketsphinx": measuring.score(cases, measuring.sphinx_ear()),
    }
    print(measuring.table(columns, list(dict.fromkeys(case.part for case in cases))))


def telephone(build: Build) -> None:
    """The sounds of a telephone's band for PocketSphinx's model."""
    from . import recordings, shards, sounds, stereo

    usable = [one for one in recordings.listed(build.speech, "train") if recordings.may_ship(one)]
    native = [one for one in usable if not one.speaker.startswith(ACCENTED)]
    paths = [build.work / "stereo" / f"{number:03}.npz" for number in range(STEREO)]
    jobs: list[shards.Job] = [(path, stereo.shard, (native[i::STEREO], i)) for i, path in enumerate(paths)]
    shards.make(jobs, "stereo", build.processes)
    frames = sounds.frames_of(paths)
    found = sounds.moved(sounds.wheels(), sounds.counted(frames, sounds.wheels()))
    for _ in range(sounds.PASSES):
        found = sounds.refined(found, frames)
    sounds.write(found, sounds.first_mean(paths), build.telephone)
    print(f"telephone: {build.telephone}, {len(frames.codebooks) / 360_000:.1f} hours by two telephones")


STAGES: dict[str, Callable[[Build], None]] = {
    "speech": speech, "features": features, "align": align, "mmi": mmi, "graph": graph, "export": export,
    "check": check, "measure": measure, "telephone": telephone,
}  # fmt: skip


def main() -> None:
    """Run the stages that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m models.build", description=__doc__.split("\n")[0])
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=f"any of: {', '.join(STAGES)}; default: all")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--hours", type=float, default=400.0, help="hours of sound to train on in all")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "model")
    parser.add_argument("--target", type=Path, default=ROOT / "models" / "own" / NAME)
    asked = parser.parse_args()
    if unknown := [name for name in asked.stages if name not in STAGES]:
        parser.error(f"no such stage: {', '.join(unknown)}")
    folder = Path(os.environ.get("CALLPROMPTER_SPEECH", ROOT.parent / "shared" / "speech"))
    build = Build(asked.work, folder, asked.target, asked.processes, asked.hours)
    for name in asked.stages or STAGES:
        STAGES[name](build)


if __name__ == "__main__":
    main()
