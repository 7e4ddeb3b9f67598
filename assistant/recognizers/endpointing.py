"""When somebody speaks, and when a turn has ended: from the sound's level and from the words heard.

The level counts in three bands against the quietest part of the last seconds, so steady noise and mains hum are quiet
however loud they are. It opens a turn early (with half a second of the sound before) and never cuts into one: within a
turn every sample goes to the recogniser. Only stretches in which nothing moves are not searched for words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.spelling import DIGITS
from assistant.events import Word

WINDOW = SAMPLE_RATE // 50  # 20 ms: shorter than any speech sound
BLOCK = SAMPLE_RATE // 10  # what a recogniser is given at once; also how often a partial may change
WINDOW_SECONDS = WINDOW / SAMPLE_RATE

_BANDS = ((200, 700), (700, 1500), (1500, 3400))  # Hz; all three pass a telephone
_MEMORY = 200  # windows (4 s) in which speech always pauses for a moment
_FLOOR_SHARE = 0.05  # of the windows in memory lie below the floor
_RISE = 7.0  # dB over the floor that is somebody speaking: noise at its own floor stays within 5 of it
_HEARING = 8.0  # dB: what lies below this (an amplitude of a few steps of int16) is silence in any recording
_STEADY = 4.0  # dB: a word whose level moves less than this in every band is a tone or a hiss
_STEADY_SECONDS = 0.3  # a shorter vowel may well be steady

_TAPER = np.hanning(WINDOW)
_SPECTRUM = 512  # samples: lines 31 Hz apart
_SPECTRUM_TAPER = np.hanning(_SPECTRUM).astype(np.float32)

Levels = NDArray[np.float64]


def levels(block: Samples, bands: Sequence[tuple[int, int]] = _BANDS) -> Levels:
    """The level in dB of each window of `block`, shape (windows, bands); a last incomplete window counts as whole.

    `bands` are from and to, in Hz.
    """
    short = -len(block) % WINDOW
    samples = np.pad(block, (0, short)) if short else block
    spectrum = np.fft.rfft(samples.reshape(-1, WINDOW).astype(np.float64) * _TAPER)
    power = np.abs(spectrum) ** 2 / WINDOW
    edges = [(round(low * WINDOW / SAMPLE_RATE), round(high * WINDOW / SAMPLE_RATE)) for low, high in bands]
    means = [power[:, low:high].mean(axis=1) for low, high in edges]
    return np.asarray(10 * np.log10(np.stack(means, axis=1) + 1e-3))


class Activity:
    """Which windows of a stream have somebody speaking in them."""

    __slots__ = ("_before", "_memory")

    def __init__(self, bands: int = len(_BANDS)) -> None:
        self._memory = np.zeros((0, bands))
        self._before = np.zeros((0, bands))

    def accept(self, found: Levels) -> NDArray[np.bool_]:
        """Take the next windows' levels; say for each whether it stands out."""
        return np.asarray(self.by_band(found).any(axis=1))

    def by_band(self, found: Levels) -> NDArray[np.bool_]:
        """As `accept`, for each band: shape (windows, bands)."""
        smooth = self._smooth(found)
        self._memory = np.concatenate([self._memory, smooth])[-_MEMORY:]
        floor = _quantile(self._memory, _FLOOR_SHARE)
        return np.asarray((smooth > floor + _RISE) & (smooth > _HEARING))

    def _smooth(self, found: Levels) -> Levels:
        """The mean of each window and the two before it; of fewer where the stream begins."""
        joined = np.concatenate([self._before, found])
        self._before = joined[-2:]
        first = [joined[: i + 1].mean(axis=0, keepdims=True) for i in range(min(2, len(joined)))]
        rest = (joined[:-2] + joined[1:-1] + joined[2:]) / 3
        return np.concatenate([*first, rest])[-len(found) :]


def _quantile(values: Levels, share: float) -> Levels:
    """`np.quantile` along the first axis, which takes ten times as long for so few values."""
    low, beyond = divmod(share * (len(values) - 1), 1)
    at = int(low)
    ordered = np.partition(values, [at, min(at + 1, len(values) - 1)], axis=0)
    return np.asarray(ordered[at] + (ordered[min(at + 1, len(values) - 1)] - ordered[at]) * beyond)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a pause ends a turn, in seconds."""

    pause: float = 0.7  # people breathe for 0.3 to 0.5 s within a sentence
    digits: float = 1.5  # a number is read in groups
    hurried: float = 0.3  # after `long` seconds any breath will do
    long: float = 12.0
    longest: float = 20.0  # then the turn is cut where it stands
    unheard: float = 2.0  # sound goes on, but no word in it since the last
    wordless: float = 4.0  # nor any before: begin afresh

    def after(self, words: Sequence[Word], seconds: float) -> float:
        """The pause that ends a turn of `seconds` in which `words` were heard so far."""
        if reading_digits(words):
            return self.digits
        return self.hurried if seconds > self.long else self.pause


_DIGIT_WORDS = frozenset(DIGITS) | {"oh", "o", "double", "triple", "hundred"}


def reading_digits(words: Sequence[Word]) -> bool:
    """Whether the turn stands in the middle of a number: its last word is a digit, and one of the two before."""
    digits = [word.text in _DIGIT_WORDS for word in words[-3:]]
    return len(digits) > 1 and digits[-1] and any(digits[:-1])


def steady(found: Levels) -> bool:
    """Whether a sound is a tone or a hiss, not speech: long, and moving in no band."""
    if len(found) * WINDOW_SECONDS < _STEADY_SECONDS:
        return False
    inner = found[1:-1]  # its ends may touch what is beside it
    kernel = np.ones(3) / 3
    smooth = np.stack([np.convolve(band, kernel, mode="valid") for band in inner.T])
    return bool(((np.quantile(smooth, 0.95, axis=1) - np.quantile(smooth, 0.05, axis=1)) < _STEADY).all())


def narrow(samples: Samples) -> bool:
    """Whether nothing above the telephone band is spoken: what is above 4 kHz lies 30 dB below what is under it.

    Steady noise does not count, in either band: what there is in the quietest fifth of the sound is taken away. Of
    rendered and recorded speech 14 to 18 dB are usual on a microphone, 34 and more by telephone in hiss 15 dB below
    it; a microphone's speech in such a hiss may count as narrow.
    """
    whole = len(samples) - len(samples) % _SPECTRUM
    if not whole:
        return False
    shaped = samples[:whole].reshape(-1, _SPECTRUM).astype(np.float32) * _SPECTRUM_TAPER
    power = np.abs(np.fft.rfft(shaped)) ** 2
    low, high = power[:, 10:110].mean(axis=1), power[:, 130:].mean(axis=1)
    quiet = np.argsort(low)[: max(1, len(low) // 5)]
    spoken, above = low.mean() - low[quiet].mean(), high.mean() - high[quiet].mean()
    return bool(spoken > 0 and above < spoken * 1e-3)
