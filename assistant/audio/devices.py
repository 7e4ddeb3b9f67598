"""The machine's sound inputs: microphones, and what plays the other side so that it can be heard.

A Device is remembered by its full name, never by a number: numbers change when something is plugged in. Which library
opens it is `backend`: "pulse" (Linux: PulseAudio, or PipeWire in its place), "portaudio" (everywhere), "soundcard"
(Windows: what a speaker plays). A Capture is one that is open.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.audio import Samples
from assistant.errors import AudioError, NoInputError

Put = Callable[[Samples], None]  # takes samples at the capture's own rate, shape (n,); called on a thread of its own


class Kind(StrEnum):
    """What an input hears."""

    MICROPHONE = "microphone"
    LOOPBACK = "loopback"  # what the machine itself plays: the other side of a call


@dataclass(frozen=True, slots=True)
class Device:
    """An input. `id` is what its backend calls it, `name` what the user sees; "" as the id follows the system."""

    id: str
    name: str
    kind: Kind
    backend: str
    default: bool = False


class Capture(Protocol):
    """An open input. What it hears is given to the `put` it was opened with until it is closed."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def gone(self) -> str:
        """Why no more sound will come, in words; "" while it may."""

    def close(self) -> None:
        """Stop. Nothing is put after this returns."""


def inputs() -> tuple[Device, ...]:
    """Every input, the default of each kind first. Raises AudioError where the sound system does not answer."""
    from assistant.audio import loopback, microphone, pulse

    found = pulse.inputs() if pulse.usable() else (*microphone.inputs(), *loopback.inputs())
    return tuple(sorted(found, key=lambda device: (device.kind is Kind.LOOPBACK, not device.default)))


def choose(devices: Sequence[Device], name: str | None, kind: Kind) -> Device:
    """The device the user named (in full or in part), or the default of `kind`.

    Any input may serve as the other side: a cable from a telephone is a microphone to the machine.
    Raises AudioError where none, or more than one, is meant.
    """
    if name is None:
        ours = [device for device in devices if device.kind is kind]
        if not ours:
            raise NoInputError(_nothing(kind), theirs=kind is Kind.LOOPBACK)
        return next((device for device in ours if device.default), ours[0])
    exact = [device for device in devices if name in (device.name, device.id)]
    partly = [device for device in devices if name.casefold() in device.name.casefold()]
    for meant in (exact, [device for device in partly if device.kind is kind], partly):
        if len(meant) == 1:
            return meant[0]
    if partly or exact:
        several = ", ".join(device.name for device in partly or exact)
        raise AudioError(f"{name}: could be any of {several}: name one of them in full")
    there = ", ".join(device.name for device in devices) or "none"
    raise AudioError(f"{name}: no such input: there are {there}")


def _nothing(kind: Kind) -> str:
    if kind is Kind.MICROPHONE:
        return "there is no microphone: plug one in, or follow the call by keys alone with --no-audio"
    if sys.platform == "darwin":
        return "the other side cannot be heard: install BlackHole (see docs/live.md), or use --speaker-phone"
    way = "pip install callprompter[windows]" if sys.platform == "win32" else "install pulseaudio-utils (pactl, parec)"
    return f"the other side cannot be heard, nothing tells what the speaker plays: {way}, or name an input with --them"


def open_capture(device: Device, put: Put) -> Capture:
    """Begin to hear `device`. Raises AudioError where it cannot be opened."""
    from assistant.audio import loopback, microphone, pulse

    if device.backend == "pulse":
        return pulse.PulseCapture(device, put)
    if device.backend == "soundcard":
        return loopback.SoundCardCapture(device, put)
    return microphone.PortAudioCapture(device, put)
