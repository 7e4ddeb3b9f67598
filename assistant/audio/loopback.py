"""The other side where no sound server gives it as an input: what Windows plays, through SoundCard (WASAPI loopback).

On Linux a monitor source is an input like others (see `pulse`), on macOS BlackHole is (see `microphone`). PortAudio has
no loopback yet, so Windows takes the package SoundCard (`pip install callprompter[windows]`), which gives zeros while
nothing plays. Written by the source of SoundCard 0.4.6; not tried on a Windows machine.
"""

import sys
import threading
from types import ModuleType
from typing import Any

import numpy as np

from assistant.audio import com
from assistant.audio.devices import Device, Kind, Put
from assistant.errors import AudioError

RATE = 48_000  # Hz; what WASAPI mixes at nearly always; SoundCard has it converted where it does not
BLOCK = RATE // 50


def soundcard() -> ModuleType | None:
    """The package, where this is Windows and it is installed."""
    if sys.platform != "win32":
        return None
    try:
        import soundcard as found
    except ImportError:
        return None
    return found


def inputs() -> tuple[Device, ...]:
    """What each speaker plays, as an input."""
    cards = soundcard()
    if cards is None:
        return ()
    com.join()
    try:
        default = str(cards.default_speaker().id)
        found = cards.all_microphones(include_loopback=True)
    except RuntimeError:  # SoundCard's for every COM error: here, that there is no speaker
        return ()
    return tuple(
        Device(str(each.id), f"what {each.name} plays", Kind.LOOPBACK, "soundcard", str(each.id) == default)
        for each in found
        if each.isloopback
    )


class SoundCardCapture:
    """What a speaker plays, recorded on a thread of its own."""

    rate = RATE

    def __init__(self, device: Device, put: Put) -> None:
        cards = soundcard()
        if cards is None:
            raise AudioError(f"{device.name}: the package SoundCard is missing: pip install callprompter[windows]")
        self.gone = ""
        self._device, self._put = device, put
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._record, args=(cards,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop recording."""
        self._closing.set()
        self._thread.join(2.0)

    def _record(self, cards: Any) -> None:
        com.join()
        try:
            source = cards.get_microphone(self._device.id, include_loopback=True)
            if str(source.id) != self._device.id:  # it gives what is named alike where the one asked for is gone
                self.gone = f"{self._device.name} is not there"
                return
            with source.recorder(samplerate=self.rate, blocksize=BLOCK) as recorder:
                while not self._closing.is_set():
                    sound = recorder.record(numframes=None)  # whatever has come, at once; shape (n, channels)
                    if len(sound):
                        mono = np.clip(sound.mean(axis=1), -1.0, 1.0)
                        self._put((mono * 32767).astype(np.int16))
                    else:
                        self._closing.wait(BLOCK / self.rate)
        except (RuntimeError, OSError, IndexError) as error:  # SoundCard raises these for every COM error
            self.gone = f"{self._device.name} is gone ({error})"
