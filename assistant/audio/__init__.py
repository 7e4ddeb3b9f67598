"""EDGE: where sound comes from. Everything inside the program is 16 kHz, 16 bit, one channel a speaker."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.events import Speaker

SAMPLE_RATE = 16_000  # Hz; what both recognisers' models were trained on
CHUNK_SECONDS = 0.1  # short enough that a cue is not late, long enough that the overhead does not count
CHUNK_SAMPLES = int(SAMPLE_RATE * CHUNK_SECONDS)

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Sound of one speaker: `samples` has the shape (n,), int16 at SAMPLE_RATE; `start` is in seconds."""

    start: float
    speaker: Speaker | None
    samples: Samples


class AudioSource(Protocol):
    """A stream of sound. The chunks of all speakers come in the order of their time; each speaker's are gapless."""

    @property
    def speakers(self) -> tuple[Speaker | None, ...]:
        """Whose sound it carries: (ME, THEM), or (None,) where one channel has both."""

    @property
    def seconds(self) -> float | None:
        """How long it is, where that is known beforehand."""

    def chunks(self) -> Iterator[AudioChunk]:
        """Yield the sound from the beginning; memory does not grow with its length.

        Raises AudioError where the sound cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Silence:
    """The source that does nothing: `seconds` of silence for each of `speakers`."""

    seconds: float = 0.0
    speakers: tuple[Speaker | None, ...] = (Speaker.ME, Speaker.THEM)

    def chunks(self) -> Iterator[AudioChunk]:
        """Yield zeros, CHUNK_SAMPLES at a time."""
        total = round(self.seconds * SAMPLE_RATE)
        for start in range(0, total, CHUNK_SAMPLES):
            samples = np.zeros(min(CHUNK_SAMPLES, total - start), np.int16)
            for speaker in self.speakers:
                yield AudioChunk(start / SAMPLE_RATE, speaker, samples)
