"""Whether the caller speaks, from the microphone's level alone, at once; whatever the loudspeaker puts into it.

What the other side says is known, sample by sample, and so is what the microphone makes of it, once a second of it was
heard: how much softer it comes back in each band (the coupling). A sound is the caller's where it stands out of the
room's noise and is louder than what can come back of the last moments. With headphones nothing comes back, and every
sound is the caller's.

`Unechoed` keeps what comes back from the recogniser too: there is silence in its place.
"""

import threading
from collections import deque
from collections.abc import Sequence

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.events import Heard
from assistant.recognizers import Recognizer
from assistant.recognizers.endpointing import WINDOW, WINDOW_SECONDS, Activity, Levels, levels

BACK_WITHIN = 0.6  # s from the moment a sound is handed to the speaker until the last of it has come back
ABOVE = 6.0  # dB by which the caller must be louder than what may come back
LOUD = 40.0  # dB in a band, played, from which the room can be told by what comes back
SILENT = 12.0  # dB: what would come back softer than this is not heard by anybody
LEARNT = 40  # windows (0.8 s) of what came back in a band from which its coupling is known
EVERY = 10  # windows, in which it hardly changes
MEMORY = 500  # windows of it that are remembered
LOUDEST = 0.99  # of those are softer than the coupling says: a share of 0.9 took the start of a sentence for the caller
MISTAKEN = 3.0  # dB more, each time that a sound was taken for the caller and was not
AT_LEAST = 5  # of the last six windows that must be the caller's: a click is none, a first syllable is
OF = 6
HANGING = 2 * WINDOW_SECONDS  # for which a sound that has ended is still seen (Activity smooths over three windows)
PAUSE = 0.3  # s: a shorter one is within a word or between two
BANDS = 3  # of `levels`


class CallerVoice:
    """Takes the microphone's sound and what is played, each on the call's clock; any thread may ask."""

    def __init__(self) -> None:
        self.last = 0.0  # when the caller was last heard, s of the call
        self.began = 0.0  # since when they speak without a pause of PAUSE
        self.voiced = 0.0  # seconds of voice since `began`
        self.until = 0.0  # how far the microphone was listened to
        self._activity = Activity()
        self._rest = np.zeros(0, np.int16)
        self._played: deque[tuple[float, Levels]] = deque(maxlen=64)  # when it began, its levels
        self._came_back: deque[Levels] = deque(maxlen=MEMORY)
        self._fresh = 0  # windows that came back since it was
        self._known = np.full(BANDS, np.inf)  # the coupling, as far as it was learnt
        self._more = 0.0  # dB
        self._recent: deque[bool] = deque(maxlen=OF)
        self._echoed: deque[tuple[float, bool]] = deque(maxlen=1500)  # the end of each window, whether it is an echo
        self._lock = threading.Lock()

    def plays(self, samples: Samples, t: float) -> float:
        """`samples` are handed to the speaker at `t`; returns when they are over."""
        if len(samples):
            with self._lock:
                self._played.append((t, levels(samples)))
        return t + len(samples) / SAMPLE_RATE

    def stopped(self, t: float) -> None:
        """What is played was stopped at `t`."""
        with self._lock:
            if self._played:
                began, its = self._played.pop()
                self._played.append((began, its[: max(1, int((t - began) / WINDOW_SECONDS))]))

    def mistaken(self) -> None:
        """The last sound was taken for the caller, and nobody had said a word."""
        with self._lock:
            self._more += MISTAKEN

    def accept(self, samples: Samples, start: float) -> None:
        """The microphone's next samples, which began at `start`."""
        start -= len(self._rest) / SAMPLE_RATE
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) - len(joined) % WINDOW
        self._rest = joined[whole:]
        if not whole:
            return
        found = levels(joined[:whole])
        active = self._activity.accept(found)
        with self._lock:
            for at, (level, stands_out) in enumerate(zip(found, active, strict=True)):
                self._window(start + (at + 1) * WINDOW_SECONDS, level, bool(stands_out))
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

    def _window(self, t: float, level: Levels, stands_out: bool) -> None:
        played = self._loudest(t)
        mine, echo = stands_out, False
        if played is not None:
            expected = played + self._known + self._more
            mine = stands_out and bool((level > np.maximum(expected, SILENT) + ABOVE).any())
            echo = not mine and bool((expected > SILENT).any())
            if not mine:
                self._came_back.append(np.where(played >= LOUD, level - played, np.nan))
                self._fresh += 1
                if self._fresh >= EVERY or not np.isfinite(self._known).all():
                    self._known, self._fresh = self._coupling(), 0
        self._recent.append(mine)
        self._echoed.append((t, echo))
        if mine and sum(self._recent) >= AT_LEAST - 1:
            if t - self.last > PAUSE:
                self.began, self.voiced = t - OF * WINDOW_SECONDS, 0.0
            self.last = t - HANGING
            self.voiced += WINDOW_SECONDS

    def _coupling(self) -> Levels:
        """How many dB are added to what is played until it comes back, by band; infinite where it is not known yet."""
        if len(self._came_back) < LEARNT:
            return np.full(BANDS, np.inf)
        bands = np.stack(self._came_back).T
        known = (band[~np.isnan(band)] for band in bands)
        found = [np.quantile(band, LOUDEST) if len(band) >= LEARNT else np.inf for band in known]
        return np.array(found)

    def _loudest(self, t: float) -> Levels | None:
        """The loudest in each band that was handed to the speaker in the time before `t` in which it may come back."""
        inside = []
        for began, its in self._played:
            first = max(0, int((t - BACK_WITHIN - began) / WINDOW_SECONDS))
            last = int((t - began) / WINDOW_SECONDS) + 1
            if last > 0 and first < len(its):
                inside.append(its[first:last].max(axis=0))
        return np.stack(inside).max(axis=0) if inside else None


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
