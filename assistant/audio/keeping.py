"""Keeping a live call's sound: a WAV file, left the caller, right the other side, written as it happens.

Both sides come on the call's own time but not in step: each waits here until the other is as far. The header is
brought up to date with every half second, so that a program that is killed leaves a file that plays to its end.
"""

import contextlib
import os
import threading
import wave
from pathlib import Path

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.errors import StoreError
from assistant.events import Speaker

NAME = "call.wav"
PRIVATE_FILE = 0o600


class Keeper:
    """Takes both sides' samples, from any thread, and writes what both have reached."""

    def __init__(self, folder: Path, sides: tuple[Speaker | None, ...]) -> None:
        """Begin the file in `folder`. Raises StoreError where it cannot be written."""
        self.path = folder / NAME
        self.failure: StoreError | None = None
        self._sides = sides
        self._waiting: dict[Speaker | None, list[Samples]] = {side: [] for side in sides}
        self._lock = threading.Lock()
        try:
            self._file = os.fdopen(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE), "wb")
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written ({error.strerror}): free some space") from error
        self._wave = wave.open(self._file)  # noqa: SIM115 - closed by `close`
        self._wave.setnchannels(len(sides))
        self._wave.setsampwidth(2)
        self._wave.setframerate(SAMPLE_RATE)

    def keep(self, side: Speaker | None, start: float, samples: Samples) -> None:  # noqa: ARG002 - sides are gapless
        """The next samples of one side, shape (n,)."""
        with self._lock:
            if self.failure is not None:
                return
            self._waiting[side].append(samples)
            ready = min(sum(map(len, waiting)) for waiting in self._waiting.values())
            if ready >= SAMPLE_RATE // 2:
                self._write(ready)

    def _write(self, count: int) -> None:
        channels = []
        for side in self._sides:
            whole = np.concatenate([np.zeros(0, np.int16), *self._waiting[side]])
            channels.append(np.pad(whole[:count], (0, max(0, count - len(whole)))))
            self._waiting[side] = [whole[count:]]
        data = np.stack(channels, axis=1).astype("<i2").tobytes()
        try:
            self._wave.writeframes(data)
            self._file.flush()
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        """Keep what is there, and no more: the caller is told, and the call goes on."""
        self.failure = StoreError(f"{self.path}: the sound is no longer kept ({error.strerror}): free some space")
        self._waiting = {side: [] for side in self._sides}

    def close(self) -> None:
        """Write the rest, the shorter side with silence, and close the file; again does nothing."""
        with self._lock:
            if self._file.closed:
                return
            rest = max(sum(map(len, waiting)) for waiting in self._waiting.values())
            if rest and self.failure is None:
                self._write(rest)
            try:
                self._wave.close()
            except OSError as error:
                self._failed(error)
            finally:
                with contextlib.suppress(OSError):  # a full disk refuses what is left; the file is closed all the same
                    self._file.close()
