"""Inputs through PortAudio (sounddevice): Windows, macOS, and Linux without a sound server.

The callback runs on PortAudio's own thread and only copies. An input is opened at its own rate: WASAPI refuses others.
Written by PortAudio's documentation for Windows and macOS; on Linux it is tried with ALSA's pulse plugin.
"""

import sys
from types import ModuleType
from typing import Any

import numpy as np

from assistant.audio import Samples
from assistant.audio.devices import Device, Kind, Put
from assistant.errors import AudioError

BLOCK_SECONDS = 0.02
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
        self.gone = ""
        self._device, self._put = device, put
        self._closing = False
        self._sound = portaudio()
        try:
            told = self._told()
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
            raise AudioError(f"{device.name}: cannot be opened ({error}): is another program using it?") from error

    def _told(self) -> Any:
        """What PortAudio says of the device, which is found by its name."""
        hosts = self._sound.query_hostapis()
        host = next((each for each in hosts if each["name"] == HOST), hosts[0] if hosts else {"devices": ()})
        for number in host["devices"]:
            told = self._sound.query_devices(number)
            if told["name"] == self._device.id and told["max_input_channels"]:
                return {**told, "index": number}
        raise AudioError(f"{self._device.name}: is not there: plug it in, or choose another input")

    def close(self) -> None:
        """Stop the stream."""
        self._closing = True
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


def look_again() -> None:
    """Let PortAudio see what was plugged in since: it only looks when it starts. No stream may be open."""
    sound = portaudio()
    sound._terminate()
    sound._initialize()


def play(samples: Samples, rate: int) -> None:
    """Play samples, shape (n,), on the system's speaker, to their end. Raises AudioError where there is none."""
    sound = portaudio()
    try:
        sound.play(samples, rate, blocking=True)
    except sound.PortAudioError as error:
        raise AudioError(f"nothing can be played ({error}): plug a speaker or headphones in") from error
