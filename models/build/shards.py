"""Work in pieces that survive an interruption: a shard is one .npz file, written beside and renamed, then never again.

Audio shards hold `samples` (int16, 16 kHz, all clips end to end), `lengths`, `text`, `speaker`, and for voices that
tell when each phone ends `phones` and `ends` (seconds) with `phone_counts` (0 where a clip has none).
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # Hz
Job = tuple[Path, Callable[..., None], tuple[Any, ...]]  # what it makes, who makes it, from what


@dataclass(frozen=True, slots=True)
class Clip:
    """One utterance: samples (n,) int16, what is said, by whom, and (base phone, end in seconds) where known."""

    samples: NDArray[np.int16]
    text: str
    speaker: str
    phones: tuple[tuple[int, float], ...] = field(default=())


def save(path: Path, **arrays: Any) -> None:
    """Write `arrays` so that `path` is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(file, **arrays)
    part.replace(path)


def save_clips(path: Path, clips: Sequence[Clip]) -> None:
    """Write an audio shard."""
    pairs = [pair for clip in clips for pair in clip.phones]
    save(
        path,
        samples=np.concatenate([clip.samples for clip in clips]),
        lengths=np.array([len(clip.samples) for clip in clips]),
        text=np.array([clip.text for clip in clips]),
        speaker=np.array([clip.speaker for clip in clips]),
        phones=np.array([base for base, _ in pairs], np.int16),
        ends=np.array([end for _, end in pairs], np.float32),
        phone_counts=np.array([len(clip.phones) for clip in clips]),
    )


def load_clips(path: Path) -> Iterator[Clip]:
    """The clips of an audio shard, in order."""
    with np.load(path) as data:
        shard = {name: data[name] for name in data.files}
    at = phone_at = 0
    rows = zip(shard["lengths"], shard["text"], shard["speaker"], shard["phone_counts"], strict=True)
    for length, text, speaker, count in rows:
        bases = shard["phones"][phone_at : phone_at + count].tolist()
        ends = shard["ends"][phone_at : phone_at + count].tolist()
        phones = tuple(zip(bases, ends, strict=True))
        yield Clip(shard["samples"][at : at + length], str(text), str(speaker), phones)
        at += length
        phone_at += count


def make(jobs: Sequence[Job], what: str, processes: int) -> None:
    """Run each (path, function, arguments) whose path is not there, `processes` at a time, showing how far it is."""
    missing = [job for job in jobs if not job[0].exists()]
    done = len(jobs) - len(missing)
    with ProcessPoolExecutor(processes) as pool:
        futures = [pool.submit(function, path, *arguments) for path, function, arguments in missing]
        for future in futures:
            future.result()
            done += 1
            print(f"{what}: {done}/{len(jobs)}", flush=True)
