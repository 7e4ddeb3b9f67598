"""What the sound itself tells, apart from its words: how loud, how high, and when somebody speaks.

A Meter takes the sound as it streams by and keeps two numbers for each HOP, so that hours of sound stay small. The
result does not depend on how the sound was cut.

Loudness is the level of each hop in dB of full scale. Pitch is the lag at which a window is most like itself
(normalised autocorrelation), so it survives the telephone band, which lacks the fundamental itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 16_000  # Hz
SCALE = np.float32(1 / 32768)
HOP = 320  # samples: 20 ms
STEP = HOP / RATE  # seconds
WINDOW = 1024  # samples: 64 ms, three periods of the deepest voice
LOWEST, HIGHEST = 65.0, 400.0  # Hz, of speaking voices
PADDED = 1280  # of the transform: no lag to the lowest voice's period reaches around it (WINDOW + RATE / LOWEST)
CLEAR = 0.55  # normalised autocorrelation from which a window has a pitch
FIRST_PEAK = 0.88  # of the highest peak: an earlier one that high is the period, the highest one a multiple of it
QUIET = -90.0  # dB, what silence is given
HEARD = -50.0  # dB below which no pitch is looked for

BELOW_LOUD = 25.0  # dB under somebody's loud speech that are still that speech; the other side's echo is lower
LOUD = 95  # percentile of the hops that is "loud speech"
ABOVE_NOISE = 6.0  # dB over the line's noise
BREATH = 0.2  # seconds of quiet that do not end a stretch: the closure of a consonant
BLIP = 0.06  # seconds; shorter sounds are no speech


@dataclass(frozen=True, slots=True)
class Sound:
    """One speaker's sound, a value for each STEP: `loudness` in dB of full scale, `pitch` in Hz, 0 where none."""

    loudness: Floats
    pitch: Floats

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.loudness) * STEP


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound without a pause, from `start` to `end` in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


class Meter:
    """Measures one speaker's sound as it streams by."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._before = np.zeros(WINDOW - HOP, np.float32)  # what a window reaches back to
        # Half precision (0.06 dB, 0.1 Hz) is finer than any figure of the review, and one buffer wastes nothing: hours
        # of a live call stay small.
        self._loudness, self._pitch = bytearray(), bytearray()

    def accept(self, samples: NDArray[np.int16]) -> None:
        """Take some of the sound: shape (n,), int16 at 16 kHz."""
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) - len(sound) % HOP
        self._rest = sound[whole:]
        if whole:
            self._measure(sound[:whole].astype(np.float32) * SCALE)

    def sound(self) -> Sound:
        """What has been measured so far; less than a hop at the end is left out."""
        loudness, pitch = (
            np.frombuffer(bytes(kept), np.float16).astype(np.float32) for kept in (self._loudness, self._pitch)
        )
        return Sound(loudness, pitch)

    def _measure(self, sound: Floats) -> None:
        power = (sound.reshape(-1, HOP) ** 2).mean(axis=1)
        loudness = np.maximum(10 * np.log10(np.maximum(power, 1e-12)), QUIET).astype(np.float32)
        reach = np.concatenate([self._before, sound])
        self._before = reach[-(WINDOW - HOP) :]
        pitch = np.zeros(len(loudness), np.float32)
        heard = np.flatnonzero(loudness > HEARD)
        windows = np.lib.stride_tricks.sliding_window_view(reach, WINDOW)[::HOP]
        for part in np.array_split(heard, max(1, len(heard) // 256)):
            pitch[part] = _pitch(windows[part])
        self._loudness += loudness.astype(np.float16).tobytes()
        self._pitch += pitch.astype(np.float16).tobytes()


def measured(samples: NDArray[np.int16]) -> Sound:
    """The Sound of all `samples` at once."""
    meter = Meter()
    meter.accept(samples)
    return meter.sound()


def _pitch(windows: Floats) -> Floats:
    """The pitch of each window, shape (n, WINDOW), in Hz; 0 where none is clear."""
    if not len(windows):
        return np.zeros(0, np.float32)
    windows = windows - windows.mean(axis=1, keepdims=True)
    first, last = int(RATE / HIGHEST), int(RATE / LOWEST)
    lags = np.arange(first - 1, last + 2)
    spectrum = np.fft.rfft(windows, PADDED)
    like = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, PADDED)[:, lags]
    squares = np.cumsum(windows.astype(np.float64) ** 2, axis=1)
    # The energy of the two pieces that are compared at each lag: without it long lags would always seem less alike.
    pieces = squares[:, WINDOW - 1 - lags] + squares[:, -1:] - squares[:, lags - 1]
    part = 2 * like / np.maximum(pieces, 1e-9)
    peaks = (part[:, 1:-1] > part[:, :-2]) & (part[:, 1:-1] >= part[:, 2:])
    heights = np.where(peaks, part[:, 1:-1], 0)
    best = heights.max(axis=1)
    chosen = (heights >= FIRST_PEAK * best[:, None]).argmax(axis=1)
    rows = np.arange(len(windows))
    left, middle, right = (part[rows, chosen + place] for place in range(3))
    bend = left - 2 * middle + right
    shift = np.where(bend < 0, 0.5 * (left - right) / np.minimum(bend, -1e-9), 0)
    return np.where(best >= CLEAR, RATE / (chosen + first + shift), 0).astype(np.float32)


def stretches(sound: Sound) -> tuple[Stretch, ...]:
    """When somebody speaks: the stretches of sound that are near in level to the loud ones."""
    audible = sound.loudness[sound.loudness > QUIET]
    if not len(audible):
        return ()
    noise, loud = np.percentile(audible, [10, LOUD])
    threshold = max(loud - BELOW_LOUD, min(noise + ABOVE_NOISE, loud - ABOVE_NOISE))
    speaks = np.concatenate([[False], sound.loudness > threshold, [False]])
    edges = np.flatnonzero(np.diff(speaks.astype(np.int8))) * STEP
    found = [Stretch(float(start), float(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(one for one in joined(found, BREATH) if one.seconds >= BLIP)


def joined(parts: Sequence[Stretch], pause: float) -> tuple[Stretch, ...]:
    """`parts`, ordered by their start, with pauses shorter than `pause` seconds closed."""
    result: list[Stretch] = []
    for part in parts:
        if result and part.start - result[-1].end < pause:
            result[-1] = Stretch(result[-1].start, max(result[-1].end, part.end))
        else:
            result.append(part)
    return tuple(result)


def envelope(sound: Sound, points: int) -> list[int]:
    """The loudest of each of `points` equal parts, 0 to 99, for drawing; soft ones are raised."""
    if not len(sound.loudness):
        return []
    points = min(points, len(sound.loudness))
    edges = np.linspace(0, len(sound.loudness), points + 1).astype(int)[:-1]
    peaks = np.maximum.reduceat(sound.loudness, edges)
    top = max(float(np.percentile(sound.loudness, 99.5)), QUIET + BELOW_LOUD)
    return [int(level) for level in np.clip(99 * 10 ** ((peaks - top) / 28), 0, 99)]
