"""Whether the caller speaks, from the microphone's level alone, at once; whatever the loudspeaker puts into it.

A sound is the caller's where it stands out of the room's noise and is louder, in two bands at least, than what can come
back of what was played (see coming_back). With headphones nothing comes back, and every sound is the caller's.

`Unechoed` keeps what comes back from the recogniser too: there is silence in its place.
"""

import threading
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, Samples
from assistant.events import Heard
from assistant.recognizers import Recognizer
from assistant.recognizers.endpointing import WINDOW, WINDOW_SECONDS, Activity, Levels, levels
from assistant.rehearse.coming_back import BANDS, ComingBack

ABOVE = 6.0  # dB by which the caller must be louder than what may come back
IN_BANDS = 2  # in which they must be: one is louder by chance now and then
SILENT = 12.0  # dB: what would come back softer than this is not heard by anybody
AT_LEAST = 5  # of the last six windows that must be the caller's: a click is none, a first syllable is
OF = 6
SOME = 2  # of the last three that must be, for the recogniser to be given them
HANGING = 2 * WINDOW_SECONDS  # for which a sound that has ended is still seen (Activity smooths over three windows)
PAUSE = 0.3  # s: a shorter one is within a word or between two


class CallerVoice:
    """Takes the microphone's sound and what is played, each on the call's clock; any thread may ask."""

    def __init__(self) -> None:
        self.last = 0.0  # when the caller was last heard, s of the call
        self.began = 0.0  # since when they speak without a pause of PAUSE
        self.voiced = 0.0  # seconds of voice since `began`
        self.until = 0.0  # how far the microphone was listened to
        self._activity, self._by_band = Activity(), Activity(len(BANDS))
        self._rest = np.zeros(0, np.int16)
        self._back = ComingBack()
        self._recent: deque[bool] = deque(maxlen=OF)
        self._echoed: deque[tuple[float, bool]] = deque(maxlen=1500)  # the end of each window, whether it is an echo
        self._lock = threading.Lock()

    def plays(self, samples: Samples, t: float) -> float:
        """`samples` are handed to the speaker at `t`; returns when they are over."""
        with self._lock:
            self._back.plays(samples, t)
        return t + len(samples) / SAMPLE_RATE

    def stopped(self, t: float) -> None:
        """What is played was stopped at `t`."""
        with self._lock:
            self._back.stopped(t)

    def mistaken(self) -> None:
        """The last sound was taken for the caller, and nobody had said a word."""
        with self._lock:
            self._back.mistaken()

    def accept(self, samples: Samples, start: float) -> None:
        """The microphone's next samples, which began at `start`."""
        start -= len(self._rest) / SAMPLE_RATE
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) - len(joined) % WINDOW
        self._rest = joined[whole:]
        if not whole:
            return
        found = levels(joined[:whole], BANDS)
        voices = self._activity.accept(levels(joined[:whole]))
        stands_out = self._by_band.by_band(found)
        with self._lock:
            for at, (level, bands, voice) in enumerate(zip(found, stands_out, voices, strict=True)):
                self._window(start + (at + 1) * WINDOW_SECONDS, level, bands, bool(voice))
            self.until = start + whole / SAMPLE_RATE

    def speaking(self, now: float) -> bool:
        """Whether the caller is heard at `now`."""
        with self._lock:
            return sum(self._recent) >= AT_LEAST and now - self.last < 2 * OF * WINDOW_SECONDS

    def echo_in(self, start: float, end: float) -> bool:
        """Whether all that was heard from `start` to `end` is what comes back."""
        with self._lock:
            inside = [echo for t, echo in self._echoed if start < t <= end + WINDOW_SECONDS / 2]
        return bool(inside) and all(inside)

    def _window(self, t: float, level: Levels, stands_out: NDArray[np.bool_], voice: bool) -> None:
        expected = self._back.hear(t, level)
        if expected is None:
            mine, may_be_echo = voice, False
        else:
            louder = stands_out & (level > np.maximum(expected, SILENT) + ABOVE)
            mine = int(louder.sum()) >= IN_BANDS
            may_be_echo = bool((expected > SILENT).any())
        self._recent.append(mine)
        self._echoed.append((t, may_be_echo and sum(list(self._recent)[-3:]) < SOME))
        if mine and sum(self._recent) >= AT_LEAST - 1:
            if t - self.last > PAUSE:
                self.began, self.voiced = t - OF * WINDOW_SECONDS, 0.0
            self.last = t - HANGING
            self.voiced += WINDOW_SECONDS


class Unechoed:
    """A Recognizer that hears silence in place of what came back of the other side's voice."""

    def __init__(self, inner: Recognizer, voice: CallerVoice) -> None:
        self._inner, self._voice = inner, voice
        self._count = 0  # samples so far

    def accept(self, samples: Samples) -> Sequence[Heard]:
        """See Recognizer."""
        start, self._count = self._count / SAMPLE_RATE, self._count + len(samples)
        if self._voice.echo_in(start, self._count / SAMPLE_RATE):
            samples = np.zeros(len(samples), np.int16)
        return self._inner.accept(samples)

    def flush(self) -> Sequence[Heard]:
        """See Recognizer."""
        return self._inner.flush()

    def close(self) -> None:
        """End what the recogniser holds, where it holds a process."""
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()

    def kill(self) -> None:
        """End a process that does not answer, where it has one."""
        kill = getattr(self._inner, "kill", None)
        if kill is not None:
            kill()
