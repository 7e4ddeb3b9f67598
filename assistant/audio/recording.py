"""A recording of a call as a stream of chunks: which channel is whose, and what was wrong with the file.

In a stereo recording each side of the call has a channel of its own, the caller's on the left unless said
otherwise. Where one channel holds both sides, the speaker of its chunks is None: mono files, `Me.MIXED`, and
mono in the disguise of stereo. The last is decided on the first SAME_SECONDS in which there is any sound to
compare.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import numpy as np

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE, AudioChunk, Samples
from assistant.audio.decoding import Damage, Decoder
from assistant.audio.headers import lacks_its_end, promised
from assistant.events import Speaker

SAME_SECONDS = 10.0  # of sound that is alike in both channels make a recording mono
SAME_WITHIN = 1e-5  # of the energy, -50 dB: a lossy codec's doing; two microphones differ by far more
SEARCHED_SECONDS = 120.0  # of a recording that begins silent, for sound to compare
AUDIBLE = 100.0  # root mean square, of 32768: -50 dB, below speech on the worst of lines
SILENT = 8  # the largest sample, of 32768, where nothing was recorded: dither and rounding stay below
SHORT_BY = 0.25  # seconds; codecs round a recording's length by less


class Me(StrEnum):
    """Which channel of a stereo recording has the caller; MIXED: both sides are in both."""

    LEFT = "left"
    RIGHT = "right"
    MIXED = "mixed"


class Recording:
    """An AudioSource that reads a file. Each call of `chunks` reads it from the beginning.

    `speakers` and `seconds` are known at once; `complaint` (one line for the user), `silent` and `damaged` (some of
    its sound is missing) when the chunks have been read to the end.
    """

    def __init__(self, path: Path, me: Me = Me.LEFT) -> None:
        self.path = path
        self.me = me
        self.complaint: str | None = None
        self.silent = False
        self.damaged = False
        with Decoder(path) as decoder:
            self.seconds = decoder.seconds
            self.stereo = decoder.width == 2 and me is not Me.MIXED and not _same(decoder)

    @property
    def speakers(self) -> tuple[Speaker | None, ...]:
        """(ME, THEM), whichever channels they have; (None,) where one channel has both."""
        return (Speaker.ME, Speaker.THEM) if self.stereo else (None,)

    def chunks(self) -> Iterator[AudioChunk]:
        """Yield CHUNK_SAMPLES at a time, in the end what is left: the caller's chunk, then the other side's.

        Raises AudioError where the file can no longer be read.
        """
        self.complaint, self.silent = None, False
        done, peaks = 0, np.zeros(len(self.speakers), np.int64)
        with Decoder(self.path) as decoder:
            for block in _blocks(self._voices(decoder)):
                peaks = np.maximum(peaks, np.abs(block.astype(np.int32)).max(axis=1))
                for speaker, samples in zip(self.speakers, block, strict=True):
                    yield AudioChunk(done / SAMPLE_RATE, speaker, samples)
                done += block.shape[1]
            self.silent = not (peaks > SILENT).any()
            self.damaged = decoder.damage != Damage()
            self.complaint = self._complaint(decoder, done / SAMPLE_RATE, [int(peak) for peak in peaks])

    def _voices(self, decoder: Decoder) -> Iterator[Samples]:
        """The decoder's sound with a row for each of `speakers`."""
        for piece in decoder.sound():
            if self.stereo:
                yield piece[::-1] if self.me is Me.RIGHT else piece
            elif len(piece) == 2:
                yield (piece.astype(np.int32).sum(axis=0, keepdims=True) // 2).astype(np.int16)
            else:
                yield piece

    def _complaint(self, decoder: Decoder, seconds: float, peaks: list[int]) -> str | None:
        """What the user should know of this file, in one line."""
        found = []
        expected, damage = promised(decoder), decoder.damage
        if expected is not None and seconds < expected - SHORT_BY:
            found.append(f"the recording ends early: {seconds:.1f} of its {expected:.1f} seconds are there")
        elif damage.broken or lacks_its_end(decoder):
            found.append(f"the recording ends early: it breaks off after {seconds:.1f} seconds")
        if damage.skipped:
            found.append(f"{damage.skipped} damaged piece{'s' if damage.skipped > 1 else ''} skipped")
        if damage.silence:
            found.append(f"{damage.silence:.1f} seconds without sound data taken as silence")
        found.extend(self._silences(peaks))
        return f"{self.path}: {'; '.join(found)}" if found else None

    def _silences(self, peaks: list[int]) -> Iterator[str]:
        """What to say of channels on which there is nothing at all."""
        if self.silent:
            yield "it is silent from beginning to end: check what was recorded"
        elif min(peaks) <= SILENT:
            mine = peaks[0] <= SILENT
            side = "left" if mine is (self.me is Me.LEFT) else "right"
            whose = "your" if mine else "the other side's"
            yield f"the {side} channel, {whose}, is silent: if the other has both sides, give --me mixed"


def open_recording(path: Path, me: Me = Me.LEFT) -> Recording:
    """Open a recording of any format, rate and number of channels; raises AudioError where there is none."""
    return Recording(path, me)


def _blocks(pieces: Iterator[Samples]) -> Iterator[Samples]:
    """Cut (rows, n) pieces into blocks of CHUNK_SAMPLES, the last one shorter."""
    kept: list[Samples] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += piece.shape[1]
        if length >= CHUNK_SAMPLES:
            joined = np.concatenate(kept, axis=1)
            whole = length - length % CHUNK_SAMPLES
            for start in range(0, whole, CHUNK_SAMPLES):
                yield np.ascontiguousarray(joined[:, start : start + CHUNK_SAMPLES])
            kept, length = [joined[:, whole:]], length - whole
    if length:
        yield np.concatenate(kept, axis=1)


def _same(decoder: Decoder) -> bool:
    """Whether both channels carry one sound: no audible block differs, in SAME_SECONDS of them."""
    searched = alike = 0
    for block in _blocks(decoder.sound()):
        left, right = block.astype(np.float64)
        energy = float(np.mean(left**2 + right**2)) / 2
        if energy > AUDIBLE**2:
            if float(np.mean((left - right) ** 2)) > SAME_WITHIN * energy:
                return False
            alike += block.shape[1]
        searched += block.shape[1]
        if alike >= SAME_SECONDS * SAMPLE_RATE or searched >= SEARCHED_SECONDS * SAMPLE_RATE:
            break
    return alike > 0
