"""How loud each input is, before a call: a bar that moves says that a device hears something."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Self

from assistant.audio import Samples
from assistant.audio.devices import Capture, Device, open_capture
from assistant.audio.intake import level
from assistant.errors import AudioError

OPENING_SECONDS = 4.0  # that an input may take to give its first sound; sleeping ones take two
FADES = 0.9  # of the level with each piece of sound: a bar falls slower than it rises


class Meters:
    """The level 0..1 of each input, until it is closed; `troubles` says which could not be opened, and why."""

    def __init__(self, found: Sequence[Device]) -> None:
        self.levels: dict[Device, float] = {}
        self.troubles: dict[Device, str] = {}
        self._first: set[Device] = set()
        self._open: list[Capture] = []
        for device in found:
            try:
                self._open.append(open_capture(device, partial(self._hear, device)))
                self.levels[device] = 0.0
            except AudioError as error:
                self.troubles[device] = str(error)

    def wait(self) -> None:
        """Until every input has given its first sound, or had its time to."""
        until = time.monotonic() + OPENING_SECONDS
        while len(self._first) < len(self._open) and time.monotonic() < until:
            time.sleep(0.05)

    def _hear(self, device: Device, samples: Samples) -> None:
        self._first.add(device)
        self.levels[device] = max(level(samples), self.levels.get(device, 0.0) * FADES)

    def close(self) -> None:
        """Hear no more."""
        for capture in self._open:
            capture.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
