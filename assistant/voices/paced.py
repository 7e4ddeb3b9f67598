"""A telephone number read so that it can be written down: one digit after another on a beat, a rest after a group.

Each digit is rendered by itself, cut free of the silence around it, and laid on the beat: an engine that is asked for
the whole number slurs it, and "slower" stretches the digits instead of parting them. The last digit falls, by which a
listener knows that the number is over; the others stay level. The pauses are digital silence: a metronome for the eye
can run beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.numbers import groups, spoken
from assistant.voices import Voice

DIGIT_WPM = 160  # at which an engine's single digit is shorter than a beat
BREATH = 0.06  # s of silence between two digits at least
PEAK = 0.6 * 32_767  # the loudest sample of each digit: 4.4 dB below full scale
FALL = 3.0  # semitones that the last digit falls by: below two a telephone hides it, above five it sounds acted
FRAME = SAMPLE_RATE // 100  # 10 ms, over which silence is told from sound
QUIET = 0.02  # of the loudest frame: -34 dB


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from one digit to the next, of rest after a group, and between two readings of the number.

    A digit takes somebody who writes about half a second; 0.55 s is 110 a minute. The rest after a group is the time
    for one digit and a half, in which a hand that is behind catches up.
    """

    digit: float = 0.55
    rest: float = 0.8
    again: float = 1.6

    def digits_a_second(self, parts: Sequence[str]) -> float:
        """Of a number in these groups, from its first digit to its last, the rests between them counted."""
        digits = sum(map(len, parts))
        return digits / (digits * self.digit + (len(parts) - 1) * self.rest)


USUAL = Pace()


@dataclass(frozen=True, slots=True)
class DigitAt:
    """A digit of a reading: it sounds from `start` to `end`, in seconds."""

    digit: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read aloud: `samples` int16 at SAMPLE_RATE; `digits` say when each sounds."""

    samples: Samples
    digits: tuple[DigitAt, ...]


def read_number(voice: Voice, phone: str, pace: Pace = USUAL, times: int = 1) -> Reading:
    """`phone` in its country's groups at `pace`, `times` times over. Raises VoiceError.

    A voice that says nothing gives the silence of the same length: the beat is there all the same.
    """
    parts = groups(phone)
    sounds = {digit: _digit(voice, digit) for digit in sorted(set("".join(parts)))}
    laid: list[tuple[str, float, Samples]] = []
    t = pace.rest / 4
    for _ in range(times):
        for group, part in enumerate(parts):
            for place, digit in enumerate(part):
                is_last = group == len(parts) - 1 and place == len(part) - 1
                sound = falling(sounds[digit]) if is_last else sounds[digit]
                laid.append((digit, t, sound))
                t += max(pace.digit, len(sound) / SAMPLE_RATE + BREATH)
            t += pace.rest
        t += pace.again - pace.rest
    samples = np.zeros(round(t * SAMPLE_RATE), np.int16)
    for _, start, sound in laid:
        first = round(start * SAMPLE_RATE)
        samples[first : first + len(sound)] = sound
    return Reading(samples, tuple(DigitAt(digit, at, at + len(sound) / SAMPLE_RATE) for digit, at, sound in laid))


def _digit(voice: Voice, digit: str) -> Samples:
    """One digit without the silence around it, as loud as the others. A comma keeps its tone level."""
    return _levelled(_trimmed(voice.render(f"{spoken(digit)},", DIGIT_WPM)))


def _trimmed(samples: Samples) -> Samples:
    whole = len(samples) // FRAME * FRAME
    if not whole:
        return samples
    loud = np.abs(samples[:whole].astype(np.float32)).reshape(-1, FRAME).max(axis=1)
    if not loud.max():
        return samples[:0]
    heard = np.flatnonzero(loud > QUIET * loud.max())
    return samples[heard[0] * FRAME : (heard[-1] + 1) * FRAME]


def _levelled(samples: Samples) -> Samples:
    most = float(np.abs(samples.astype(np.float32)).max(initial=0.0))
    return (samples * (PEAK / most)).astype(np.int16) if most else samples


def falling(samples: Samples, semitones: float = FALL) -> Samples:
    """`samples` with a pitch that falls evenly by `semitones` to their end, read ever more slowly."""
    n = len(samples)
    if n < 2:
        return samples
    share = np.linspace(0.0, 1.0, n)
    stretch = 2.0 ** (semitones * share / 12)  # seconds that each sample takes, 1 at first
    times = np.concatenate(([0.0], np.cumsum(stretch[:-1])))
    return np.interp(np.arange(int(times[-1]) + 1), times, samples).astype(np.int16)
