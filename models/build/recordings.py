"""Real speech: recordings with transcripts, listed in a table (`CALLPROMPTER_SPEECH`), as far as their licence allows.

Whatever is under a share-alike licence stays out: the model goes into a repository under another licence.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from . import lexicon
from .shards import RATE, Clip, save_clips

LONGEST = 17.0  # seconds


@dataclass(frozen=True, slots=True)
class Recording:
    """A line of the table."""

    path: Path
    text: str
    speaker: str
    licence: str


def listed(folder: Path, name: str) -> list[Recording]:
    """The recordings of `folder`/`name`.tsv."""
    with (folder / f"{name}.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Recording(folder / row["path"], row["transcript"].lower(), row["speaker"], row["licence"]) for row in rows]


def may_ship(recording: Recording) -> bool:
    """Whether a model trained on it may be given away under any licence that names the source."""
    licence = recording.licence.upper()
    return not any(mark in licence for mark in ("-SA", "SHARE", "-NC", "-ND", "GPL"))


def samples_of(path: Path) -> NDArray[np.int16]:
    """The sound of a file, one channel at RATE."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(path)) as container:
        frames = [made for frame in container.decode(audio=0) for made in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def spoken(text: str) -> str:
    """`text` with every word that has no pronunciation as `[unk]`: that is how `[unk]` learns to sound."""
    words = (word if word in lexicon.dictionary() else lexicon.UNKNOWN for word in text.split())
    return " ".join(words)


def shard(path: Path, recordings: Sequence[Recording]) -> None:
    """Decode one audio shard."""
    save_clips(path, list(_clips(recordings)))


def _clips(recordings: Sequence[Recording]) -> Iterator[Clip]:
    for recording in recordings:
        samples = samples_of(recording.path)
        if len(samples) <= LONGEST * RATE:
            yield Clip(samples, spoken(recording.text), recording.speaker)
