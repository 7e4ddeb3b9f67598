"""Before a call: how loud the chosen inputs are, for as long as somebody looks at it."""

import threading

from assistant.audio.devices import inputs
from assistant.audio.meters import Meters

LOOKS_SECONDS = 2.0  # without a question, and nobody looks any more: the devices are closed


class SoundCheck:
    """Opens inputs when they are first asked for their level; a call that begins closes them. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: tuple[str, ...] = ()
        self._meters: Meters | None = None
        self._closing: threading.Timer | None = None

    def levels(self, *names: str) -> dict[str, float]:
        """The level 0..1 of each of these inputs by name; one that is not there, or cannot be opened, is left out."""
        with self._lock:
            if self._meters is None or names != self._names:
                self._close()
                self._names = names
                self._meters = Meters([device for device in inputs() if device.name in names])
            if self._closing is not None:
                self._closing.cancel()
            self._closing = threading.Timer(LOOKS_SECONDS, self.close)
            self._closing.daemon = True
            self._closing.start()
            return {device.name: round(heard, 2) for device, heard in self._meters.levels.items()}

    def close(self) -> None:
        """Let the devices go."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        if self._meters is not None:
            self._meters.close()
        self._closing = self._meters = None
