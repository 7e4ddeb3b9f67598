"""Inputs through PortAudio (sounddevice): Windows, macOS, and Linux without a sound server.

The callback runs on PortAudio's own thread and only copies. An input is opened at its own rate: WASAPI refuses others.
Written by PortAudio's documentation for Windows and macOS; on Linux it is tried with ALSA's pulse plugin.
"""

import sys
import threading
import time
from types import ModuleType
from typing import Any

import numpy as np

from assistant.audio import Samples, com
from assistant.audio.devices import Device, Kind, Put
from assistant.errors import AudioError

BLOCK_SECONDS = 0.02
LOOK_SECONDS = 4.0  # between two starts of PortAudio, while a device is away
HOST = {"win32": "Windows WASAPI", "darwin": "Core Audio"}.get(sys.platform, "ALSA")  # one of those that list it
# Drivers whose inputs carry what the machine plays (macOS has no loopback of its own; VB-Cable is Windows' kin).
LOOPBACKS = ("blackhole", "loopback audio", "soundflower", "vb-cable", "cable output", "stereo mix")


def portaudio() -> ModuleType:
    """sounddevice, which loads PortAudio. Raises AudioError where that is not installed."""
    try:
        import sounddevice
    except OSError as error:  # the wheels for Windows and macOS bring PortAudio, the one for Linux does not
        raise AudioError(f"PortAudio cannot be loaded ({error}): install libportaudio2") from error
    return sounddevice  # type: ignore[no-any-return]


def inputs() -> tuple[Device, ...]:
    """Every input that PortAudio knows, once. Raises AudioError where PortAudio does not answer."""
    sound = portaudio()
    try:
        hosts, all_devices = sound.query_hostapis(), sound.query_devices()
    except sound.PortAudioError as error:
        raise AudioError(f"PortAudio does not answer ({error}): is a sound device plugged in?") from error
    host = next((each for each in hosts if each["name"] == HOST), hosts[0] if hosts else None)
    if host is None:
        return ()
    found = []
    for number in host["devices"]:
        told = all_devices[number]
        if told["max_input_channels"]:
            name = str(told["name"])
            loops = any(part in name.casefold() for part in LOOPBACKS)
            kind = Kind.LOOPBACK if loops else Kind.MICROPHONE
            default = number == host["default_input_device"] and not loops
            found.append(Device(name, name, kind, "portaudio", default))
    return tuple(found)


class PortAudioCapture:
    """An input being heard through PortAudio."""

    def __init__(self, device: Device, put: Put) -> None:
        com.join()
        self.gone = ""
        self._device, self._put = device, put
        self._closing = False
        self._sound = portaudio()
        try:
            told = self._told() or (self._told() if look_again() else None)
            if told is None:
                raise AudioError(f"{device.name}: is not there: plug it in, or choose another input")
            self.rate = int(told["default_samplerate"])
            self._stream = self._sound.InputStream(
                device=int(told["index"]),
                samplerate=self.rate,
                channels=min(2, int(told["max_input_channels"])),
                dtype="int16",
                blocksize=int(self.rate * BLOCK_SECONDS),
                latency="low",
                callback=self._callback,
                finished_callback=self._finished,
            )
            self._stream.start()
        except (self._sound.PortAudioError, ValueError) as error:
            why = "does the system allow it, or is another program using it?"
            raise AudioError(f"{device.name}: cannot be opened ({error}): {why}") from error
        _open.add(self)

    def _told(self) -> Any:
        """What PortAudio says of the device, which is found by its name; None where it knows none of it."""
        hosts = self._sound.query_hostapis()
        host = next((each for each in hosts if each["name"] == HOST), hosts[0] if hosts else {"devices": ()})
        for number in host["devices"]:
            told = self._sound.query_devices(number)
            if told["name"] == self._device.id and told["max_input_channels"]:
                return {**told, "index": number}
        return None

    def close(self) -> None:
        """Stop the stream; again does nothing."""
        if not self._closing:
            self._closing = True
            _open.discard(self)
            self._stream.close()

    def _callback(self, samples: Any, frames: int, time: Any, status: Any) -> None:  # noqa: ARG002 - PortAudio's
        self._put(_one_channel(samples))

    def _finished(self) -> None:
        if not self._closing:
            self.gone = f"{self._device.name} was unplugged"


def _one_channel(samples: Samples) -> Samples:
    """A copy of `samples` (n, channels) in one channel."""
    if samples.shape[1] == 1:
        return samples[:, 0].copy()
    return np.asarray(samples.astype(np.int32).mean(axis=1), np.int16)


_open: set[PortAudioCapture] = set()
_looking = threading.Lock()
_looked = -1e9  # when it was last asked to look again, on the monotonic clock


def look_again() -> bool:
    """Let PortAudio see what was plugged in since: it only looks when it starts. Whether it did.

    Starting it anew ends every stream: an input that is open is told to be gone, and is opened again by whoever hears
    it, with a gap of a moment. So that is done every few seconds at most.
    """
    global _looked  # noqa: PLW0603 - PortAudio itself is one for the process
    with _looking:
        if time.monotonic() - _looked < LOOK_SECONDS:
            return False
        for capture in tuple(_open):
            capture.close()
            capture.gone = "the sound system was started anew"
        sound = portaudio()
        sound._terminate()
        sound._initialize()
        _looked = time.monotonic()
        return True


def play(samples: Samples, rate: int) -> None:
    """Play samples, shape (n,), on the system's speaker, to their end. Raises AudioError where there is none."""
    sound = portaudio()
    try:
        sound.play(samples, rate, blocking=True)
    except sound.PortAudioError as error:
        raise AudioError(f"nothing can be played ({error}): plug a speaker or headphones in") from error
