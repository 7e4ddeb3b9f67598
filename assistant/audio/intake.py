"""From a device's callback to the thread that listens: a bounded queue that counts what it had to drop.

The callback's part is one append. When the reader is late by `limit` seconds of sound, the oldest goes and is counted,
and the reader is told how much silence stands in its place, so that the clock of the audio stays right.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples


@dataclass(frozen=True, slots=True)
class Piece:
    """What was put at once: `at` is when, on the monotonic clock; `lost` are the samples dropped just before it."""

    at: float
    samples: Samples
    lost: int = 0


class Intake:
    """The queue. `put` never blocks for long and never fails; `take` waits."""

    def __init__(self, limit: float, rate: int = SAMPLE_RATE) -> None:
        self.limit, self.rate = int(limit * rate), rate
        self.dropped = 0  # samples, ever
        self._queue: deque[Piece] = deque()
        self._waiting = 0  # samples
        self._gap = 0  # samples dropped since the last take
        self._ready = threading.Condition()

    @property
    def behind(self) -> float:
        """Seconds of sound that wait."""
        return self._waiting / self.rate

    def put(self, samples: Samples, at: float | None = None) -> None:
        """Add samples, shape (n,); the callback's whole work."""
        with self._ready:
            self._queue.append(Piece(time.monotonic() if at is None else at, samples))
            self._waiting += len(samples)
            while self._waiting > self.limit and len(self._queue) > 1:
                oldest = len(self._queue.popleft().samples)
                self._waiting -= oldest
                self._gap += oldest
                self.dropped += oldest
            self._ready.notify()

    def take(self, timeout: float) -> Piece | None:
        """The oldest piece, or None where none came in `timeout` seconds."""
        with self._ready:
            if not self._queue and not self._ready.wait_for(lambda: bool(self._queue), timeout):
                return None
            piece, gap = self._queue.popleft(), self._gap
            self._waiting -= len(piece.samples)
            self._gap = 0
            return Piece(piece.at, piece.samples, gap) if gap else piece


class Timeline:
    """Keeps one side's sample count on the call's time, whatever the device does.

    Sound that arrives is taken as it is. Silence is put in where it began late or was away, and where a device's clock
    runs slow; a little is left out where it runs fast. One late arrival is no gap: what counts is the least lateness
    over WINDOW seconds, because sound that was held up comes in a burst afterwards.
    """

    WINDOW = 3.0  # s
    SLACK = 0.15  # s by which the two sides may drift apart
    SLEPT = 15.0  # s at once without a look at the device: the machine slept, or this program was stopped

    def __init__(self, origin: float) -> None:
        self.origin = origin  # the call's first moment on the monotonic clock
        self.count = 0  # samples at SAMPLE_RATE
        self.slept = 0.0  # s that are not part of the call
        self._fresh = True
        self._lateness: deque[tuple[float, float]] = deque()

    @property
    def seconds(self) -> float:
        """How far this side's audio is."""
        return self.count / SAMPLE_RATE

    def reopen(self) -> None:
        """The device was away: what comes next begins where it arrives."""
        self._fresh = True

    def place(self, samples: Samples, at: float, lost: int = 0) -> Samples:
        """`samples` at SAMPLE_RATE, that ended at `at`, with silence put before them or some left out."""
        late = at - self.origin - (self.count + lost + len(samples)) / SAMPLE_RATE
        silence = lost
        if self._fresh:
            self._fresh = False
            self._lateness.clear()
            silence += self._gap(round(late * SAMPLE_RATE))
        else:
            self._lateness.append((at, late))
            while self._lateness[0][0] < at - self.WINDOW:
                self._lateness.popleft()
            if self._lateness[-1][0] - self._lateness[0][0] > self.WINDOW * 0.8:
                least = min(lateness for _, lateness in self._lateness)
                if abs(least) > self.SLACK:
                    self._lateness.clear()
                    silence += self._gap(round(least * SAMPLE_RATE))
                    samples = samples[max(0, round(-least * SAMPLE_RATE)) :]
        placed = np.concatenate([np.zeros(silence, np.int16), samples]) if silence else samples
        self.count += len(placed)
        return placed

    def silence_until(self, at: float) -> Samples:
        """Silence from where this side is up to `at`: its device gives nothing."""
        missing = self._gap(round((at - self.origin) * SAMPLE_RATE) - self.count)
        self.count += missing
        self._fresh = True
        return np.zeros(missing, np.int16)

    def _gap(self, missing: int) -> int:
        """How many samples of silence stand for `missing`: none for a sleep, which the call's time leaves out.

        Hours of silence would fill the memory, and keep the recogniser from what is said now.
        """
        if missing <= self.SLEPT * SAMPLE_RATE:
            return max(0, missing)
        self.slept += missing / SAMPLE_RATE
        self.origin += missing / SAMPLE_RATE
        return 0


class Resampler:
    """Samples of any rate to SAMPLE_RATE, piece by piece, by PyAV."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._filter = None
        if rate != SAMPLE_RATE:
            from av.audio.resampler import AudioResampler  # heavy

            self._filter = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)

    def accept(self, samples: Samples) -> Samples:
        """The next samples, resampled; a few milliseconds stay in the filter."""
        if self._filter is None:
            return samples
        from av.audio.frame import AudioFrame

        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self.rate
        made = [each.to_ndarray()[0] for each in self._filter.resample(frame)]
        return np.concatenate(made).astype(np.int16) if made else np.zeros(0, np.int16)


def level(samples: Samples) -> float:
    """Loudness 0..1 for a meter: -60 dB below full scale is 0."""
    if not len(samples):
        return 0.0
    power = float(np.mean(samples.astype(np.float64) ** 2))
    return float(np.clip(1 + 10 * np.log10(power / 32768.0**2 + 1e-12) / 60, 0.0, 1.0))


def pieces(samples: Samples, size: int) -> Iterator[Samples]:
    """`samples` in pieces of at most `size`."""
    for at in range(0, len(samples), size):
        yield samples[at : at + size]
