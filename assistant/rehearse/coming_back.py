"""What the microphone hears of what is played: when it comes back, and how loud in each band. Learnt while it is heard.

What is played is known, so three things about the room can be learnt from what comes back of it: the delay (by which
the course of its loudness is most like the microphone's), the coupling (how many dB are added in each band on the
way), and how far single windows scatter about that. A room's reverberation is assumed, not learnt.

What is played is a telephone's voice: it has nothing below 240 and nothing above 3460 Hz (voices.telephone). There are
bands beyond both ends, in which only what the loudspeaker distorts can come back: there a caller is heard at once.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from assistant.audio import Samples
from assistant.recognizers.endpointing import WINDOW_SECONDS, Levels, levels

BELOW = ((100, 240),)  # Hz: a voice's lowest tone
WITHIN = ((300, 500), (500, 700), (700, 1000), (1000, 1400), (1400, 1900), (1900, 2600), (2600, 3400))
BEYOND = ((3800, 5200), (5200, 7600))  # its hisses
BANDS = (*BELOW, *WITHIN, *BEYOND)
_WITHIN = slice(len(BELOW), len(BELOW) + len(WITHIN))

LATEST = 35  # windows (0.7 s) by which a sound comes back, if it comes back
SPREAD = 2  # windows by which a playback may begin earlier or later than the last
DIES = 2.0  # dB a window: 60 dB in 0.6 s, a furnished room that is lively
TAIL = 25  # windows after which nothing is left of it
QUIET = -30.0  # dB of silence, played
SOFT = 15.0  # dB: what is softer does not count in the course of loudness
PEAK = 3.0  # dB below the loudest around it: what comes back of such a window can be told from the rest
LOUD = 40.0  # dB in a band, played, from which the room can be told by what comes back
LEARNT = 30  # windows (0.6 s) from which a band's coupling is known
MEMORY = 400  # windows of it that are remembered
COURSE = 600  # windows of loudness from which the delay is told
EVERY = 25  # windows between two looks at it
ALIKE = 0.4  # correlation from which it is the same sound
NEAR = 6  # windows, a short syllable: further off
CLEARER = 0.1  # it must be that much more alike than anywhere else
SCATTER = 3.0  # times its scatter by which what comes back is louder than it mostly is
LEAST_SCATTER, MOST_SCATTER = 1.5, 5.0  # dB
MISTAKEN, MOST_MISTAKEN = 3.0, 9.0  # dB more, each time that a sound was taken for the caller and was not


class ComingBack:
    """Told what is played and what is heard, window by window; says how loud the played may be in what is heard."""

    def __init__(self) -> None:
        self._played: deque[tuple[int, Levels]] = deque(maxlen=16)  # the window at which it began, its levels
        self._delay: int | None = None  # windows
        self._course: deque[tuple[float, float]] = deque(maxlen=COURSE)  # loudness played, and heard
        self._differences: list[deque[float]] = [deque(maxlen=MEMORY) for _ in BANDS]
        self._coupling = np.full(len(BANDS), np.inf)  # dB, by band; infinite where it is not known yet
        self._more = 0.0
        self._count = 0

    def plays(self, samples: Samples, t: float) -> None:
        """`samples` are handed to the speaker at `t`, in seconds of the call."""
        if not len(samples):
            return
        found = levels(samples, BANDS)
        loudest = found[:, _WITHIN].max(axis=1, keepdims=True)
        found[:, : len(BELOW)] = found[:, -len(BEYOND) :] = loudest  # what is distorted comes from there
        self._played.append((round(t / WINDOW_SECONDS), found))

    def stopped(self, t: float) -> None:
        """What is played was stopped at `t`."""
        if self._played:
            began, its = self._played.pop()
            self._played.append((began, its[: max(1, round(t / WINDOW_SECONDS) - began)]))

    def mistaken(self) -> None:
        """The last sound was taken for the caller, and was not."""
        self._more = min(self._more + MISTAKEN, MOST_MISTAKEN)

    def hear(self, t: float, heard: Levels) -> Levels | None:
        """Learn from what the microphone heard in the window that ends at `t`.

        Returns how loud what was played may be in it, by band; None where nothing can have come back.
        """
        now = round(t / WINDOW_SECONDS) - 1
        if not any(began <= now < began + len(its) + LATEST + TAIL for began, its in self._played):
            return None
        self._count += 1
        self._course.append((max(self._between(now, now + 1)[0, _WITHIN].max(), SOFT), max(heard[_WITHIN].max(), SOFT)))
        if self._count % EVERY == 0:
            self._learn_delay()
        loudest, peak = self._loudest(now)
        for band in np.flatnonzero(peak & (loudest >= LOUD)):
            self._differences[band].append(heard[band] - loudest[band])
        if self._count % EVERY == 0:
            self._learn_coupling()
        expected: Levels = loudest + self._coupling + self._more
        return expected

    def _learn_delay(self) -> None:
        course = np.array(self._course)
        if len(course) < 2 * LATEST or np.count_nonzero(course[:, 0] > LOUD) < LEARNT:
            return
        played, heard = (course - course.mean(axis=0)).T
        size = len(course)
        alike = [_alike(played[: size - lag], heard[lag:]) for lag in range(LATEST)]
        best = int(np.argmax(alike))
        others = [found for lag, found in enumerate(alike) if abs(lag - best) > NEAR or lag == self._delay]
        if alike[best] > max(ALIKE, *(found + CLEARER for found in others)):
            self._delay = best
            for each in self._differences:
                each.clear()

    def _learn_coupling(self) -> None:
        """From the middle and the lower half alone: the upper half may have the caller in it."""
        for band, found in enumerate(self._differences):
            if len(found) >= LEARNT:
                low, middle = np.quantile(np.array(found), (0.16, 0.5))
                self._coupling[band] = middle + SCATTER * min(max(LEAST_SCATTER, middle - low), MOST_SCATTER)

    def _loudest(self, now: int) -> tuple[Levels, NDArray[np.bool_]]:
        """The loudest played that may be heard in window `now`, by band; and whether that is its own sound."""
        late, spread = (LATEST // 2, LATEST // 2) if self._delay is None else (self._delay, SPREAD)
        played = self._between(now - late - spread - TAIL, min(now, now - late + spread) + 1)
        direct = played[TAIL:].max(axis=0)
        rest = (played[:TAIL] - DIES * np.arange(TAIL, 0, -1)[:, None]).max(axis=0)
        loudest = np.maximum(direct, np.where(rest > QUIET, rest, QUIET))
        return loudest, (direct if self._delay is None else played[TAIL + spread]) >= loudest - PEAK

    def _between(self, first: int, end: int) -> Levels:
        """What was played in these windows, shape (windows, bands)."""
        out = np.full((end - first, len(BANDS)), QUIET)
        for began, its in self._played:
            low, high = max(first, began), min(end, began + len(its))
            if low < high:
                out[low - first : high - first] = its[low - began : high - began]
        return out


def _alike(one: Levels, other: Levels) -> float:
    """The correlation of two courses of loudness."""
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum() + 1e-9))
