"""Playing samples through a speaker by sounddevice; ended at once when asked.

A stream is opened for each playback. `stop` throws away what the device still holds (`abort`): measured through a sound
server, the sound is over within 20 ms of the call.
"""

import contextlib
import threading
from typing import Any

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.errors import AudioError

LATENCY = 0.1  # s the device may hold: with less, ALSA over PulseAudio loses whole sounds on a busy machine


class Feed:
    """Hands out samples block by block; silence once they are used up or it was stopped."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._at = 0
        self.stopped = False

    def fill(self, block: Samples) -> bool:
        """Fill `block`; whether there is more to come."""
        part = self._samples[:0] if self.stopped else self._samples[self._at : self._at + len(block)]
        block[: len(part)] = part
        block[len(part) :] = 0
        self._at += len(part)
        return not self.stopped and self._at < len(self._samples)

    @property
    def seconds(self) -> float:
        """How much has been handed out."""
        return self._at / SAMPLE_RATE


class Playback:
    """A sound that is being played."""

    def __init__(self, samples: Samples, device: str | None = None) -> None:
        """Begin to play. Raises AudioError where there is no such speaker, or it cannot be used."""
        import sounddevice

        self._ended = sounddevice.PortAudioError
        self._feed = Feed(np.asarray(samples, np.int16))
        self._over = threading.Event()

        def callback(out: Any, *_: object) -> None:
            if not self._feed.fill(out[:, 0]):
                raise sounddevice.CallbackStop

        try:
            self._stream = sounddevice.OutputStream(
                samplerate=SAMPLE_RATE, device=device, channels=1, dtype="int16", latency=LATENCY,
                callback=callback, finished_callback=self._over.set,
            )  # fmt: skip
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            why = " ".join(str(error).split())
            raise AudioError(f"the speaker cannot be used ({why}): name another one, or go on without sound") from error

    @property
    def playing(self) -> bool:
        """Whether there is more to come."""
        return not self._over.is_set()

    def stop(self) -> float:
        """End it now; return the seconds that were played. May be called more than once."""
        self._feed.stopped = True
        if not self._stream.closed:
            with contextlib.suppress(self._ended):  # PortAudio was started anew to find a device: it is over
                self._stream.abort()
                self._stream.close()
        self._over.set()
        return self._feed.seconds

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over, `seconds` at most; whether it is."""
        over = self._over.wait(seconds)
        if over:
            self.stop()
        return over


def play(samples: Samples, device: str | None = None) -> Playback:
    """Begin to play `samples` (int16 at SAMPLE_RATE) on `device`, or the system's. Raises AudioError."""
    return Playback(samples, device)
