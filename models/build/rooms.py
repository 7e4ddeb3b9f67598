"""What happens to speech on its way to the recogniser: the speaker's pace, a room, noise, other voices, a telephone.

Every clip is heard in a scene of its own, so that the model learns the speech and not the studio.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

from .shards import RATE, Clip

Sound = NDArray[np.float64]
_PACES = (17, 18, 19, 20, 20, 21, 22, 23)  # twentieths of the speaker's own pace; pitch and throat go with it


def mu_law(samples: Sound) -> Sound:
    """`samples` (int16 scale) as G.711 carries them: eight bits, logarithmic."""
    level = np.clip(samples / 32768, -1, 1)
    coded = np.round(np.sign(level) * np.log1p(255 * np.abs(level)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(coded) * (np.power(256.0, np.abs(coded)) - 1) / 255 * 32768)


def telephone(samples: Sound, low: float = 300, high: float = 3400, order: int = 2) -> Sound:
    """`samples` as a telephone line of `low` to `high` Hz gives them, back at RATE; `order`: its filter's steepness."""
    narrow = resample_poly(samples, 1, 2)
    band = butter(order, [low, high], "bandpass", fs=RATE // 2, output="sos")
    return np.asarray(resample_poly(mu_law(sosfilt(band, narrow)), 2, 1))


def reverberate(samples: Sound, seconds: float, share: float, dice: np.random.Generator) -> Sound:
    """`samples` in a room whose echo dies away within `seconds` and has `share` of the direct sound's strength."""
    length = int(RATE * seconds)
    echo = dice.standard_normal(length) * np.exp(-np.arange(length) / (length / 6.9))  # 60 dB
    echo *= share / np.sqrt((echo**2).sum())
    echo[0] = 1
    return np.asarray(fftconvolve(samples, echo)[: len(samples)])


def noise(length: int, dice: np.random.Generator) -> Sound:
    """Hiss, rumble or mains hum, at an effective level of 1."""
    kind = dice.random()
    hiss = dice.standard_normal(length)
    if kind < 0.3:
        sound = hiss
    elif kind < 0.75:
        sound = lfilter([1], [1, -dice.uniform(0.7, 0.98)], hiss)
    else:
        phase = 2 * np.pi * dice.choice([50, 60]) * np.arange(length) / RATE
        sound = sum(np.sin(phase * k + dice.uniform(0, 6)) / k for k in range(1, 8)) + 0.3 * hiss
    return np.asarray(sound / _loudness(sound))


def _loudness(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2)) + 1e-9)


def _babble(length: int, clips: Sequence[Clip], dice: np.random.Generator) -> Sound:
    total = np.zeros(length)
    for _ in range(dice.integers(1, 4)):
        other = np.resize(clips[dice.integers(len(clips))].samples.astype(np.float64), length)
        total += other / _loudness(other)
    return total


@dataclass(frozen=True, slots=True)
class Scene:
    """One way to be heard; None or the neutral number leaves a thing out. `noise` and `babble` in dB below speech."""

    speed: float = 1.0
    room: tuple[float, float] | None = None
    tilt: float = 0.0
    noise: float | None = None
    babble: float | None = None
    peak: float | None = None
    band: tuple[float, float] | None = None

    @classmethod
    def sample(cls, dice: np.random.Generator) -> "Scene":
        """A scene as they come: about half of them on a telephone, and two of three with some noise."""
        chance = dice.random
        return cls(
            speed=float(dice.choice(_PACES)) / 20,
            room=(dice.uniform(0.05, 0.4), dice.uniform(0.1, 0.5)) if chance() < 0.35 else None,
            tilt=dice.uniform(-0.5, 0.6) if chance() < 0.5 else 0.0,
            noise=dice.uniform(4, 35) if chance() < 0.65 else None,
            babble=dice.uniform(10, 25) if chance() < 0.2 else None,
            peak=float(np.exp(dice.uniform(np.log(800), np.log(28000)))),
            band=(dice.uniform(100, 320), dice.uniform(3150, 3750)) if chance() < 0.5 else None,
        )

    def play(self, samples: NDArray[np.int16], dice: np.random.Generator, others: Sequence[Clip]) -> Sound:
        """`samples` as they arrive, int16 scale."""
        sound = samples.astype(np.float64)
        if self.speed != 1:
            sound = resample_poly(sound, 20, round(20 * self.speed))
        if self.room:
            sound = reverberate(sound, *self.room, dice)
        if self.tilt:
            sound = lfilter([1, -self.tilt], [1], sound)
        loudness = _loudness(sound)
        if self.noise is not None:
            sound = sound + noise(len(sound), dice) * loudness * 10 ** (-self.noise / 20)
        if self.babble is not None:
            sound = sound + _babble(len(sound), others, dice) * loudness * 10 ** (-self.babble / 20)
        if self.peak is not None:
            sound = sound * (self.peak / (np.abs(sound).max() + 1e-9))
        if self.band:
            sound = telephone(sound, *self.band)
        return np.clip(np.round(sound), -32768, 32767)
