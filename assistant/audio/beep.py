"""The beep after a mailbox's greeting: one steady tone of 400 to 2000 Hz, an eighth of a second to one and a half long.

A voice is never one tone: its energy lies in many harmonics, and its pitch moves. A ring is one or two tones, but lasts
longer. What remains and could be taken for a beep (a key, a chime) is told apart by the words before it:
only after a greeting does anybody wait for a beep.
"""

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples

HOP = SAMPLE_RATE // 50  # 20 ms
WINDOW = 2 * HOP
BIN = SAMPLE_RATE / WINDOW  # Hz
LOW, HIGH = 400.0, 2000.0  # Hz
WIDTH = 2  # bins on either side of the peak that belong to a tone under a Hann window, and one to spare
SHARE = 0.93  # of all the energy above 150 Hz that lies in the tone: over a telephone line it is 0.98 or more
QUIETEST = 60.0  # RMS of int16: -55 dB below full scale
STEADY = 8.0  # Hz by which a tone may seem to move from hop to hop: a held vowel moves more
SHORTEST, LONGEST = 0.12, 1.5  # seconds
ENDED = 2  # hops without the tone end it

_TAPER = np.hanning(WINDOW)


class BeepDetector:
    """Takes a stream; `accept` returns at which seconds of it a beep had just ended."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._clock = 0  # samples before the rest
        self._hertz = -1.0  # of the tone that sounds
        self._hops = 0  # for which it has sounded
        self._silent = 0  # hops since

    def accept(self, samples: Samples) -> tuple[float, ...]:
        """The next samples, shape (n,), int16 at 16 kHz."""
        self._rest = np.concatenate([self._rest, samples])
        ended = []
        while len(self._rest) >= WINDOW:
            if self._hop(_tone(self._rest[:WINDOW])):
                ended.append(self._clock / SAMPLE_RATE)
            self._rest = self._rest[HOP:]
            self._clock += HOP
        return tuple(ended)

    def _hop(self, tone: float) -> bool:
        """One more hop with its tone (-1: none); whether a beep has ended."""
        if tone >= 0 and self._hertz >= 0 and abs(tone - self._hertz) <= STEADY:
            self._hops += 1 + self._silent
            self._hertz = tone
            self._silent = 0
            return False
        if self._hertz >= 0 and tone < 0 and self._silent + 1 < ENDED:
            self._silent += 1
            return False
        seconds = self._hops * HOP / SAMPLE_RATE
        beeped = self._hertz >= 0 and tone < 0 and SHORTEST <= seconds <= LONGEST
        self._hertz, self._hops, self._silent = tone, int(tone >= 0), 0
        return beeped


def _tone(window: Samples) -> float:
    """The frequency in Hz of the one tone that the window is, or -1; between bins by a parabola."""
    sound = window.astype(np.float64)
    if np.sqrt(np.mean(sound**2)) < QUIETEST:
        return -1.0
    power = np.abs(np.fft.rfft(sound * _TAPER)) ** 2
    power[: int(150 / BIN)] = 0.0
    peak = int(power.argmax())
    if not LOW - BIN <= peak * BIN <= HIGH + BIN:
        return -1.0
    if power[peak - WIDTH : peak + WIDTH + 1].sum() < SHARE * power.sum():
        return -1.0
    before, here, after = np.log(power[peak - 1 : peak + 2] + 1e-9)
    return float((peak + 0.5 * (before - after) / (before - 2 * here + after)) * BIN)
