"""Inputs through PortAudio, which only sees what is plugged in when it starts: over one that remembers so."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.audio import microphone
from assistant.audio.devices import Device, Kind
from assistant.errors import AudioError

HEADSET = Device("Headset", "Headset", Kind.MICROPHONE, "portaudio", True)
CABLE = Device("BlackHole", "BlackHole", Kind.LOOPBACK, "portaudio")


class Sound:
    """PortAudio as far as inputs need it: `plugged` is what is there, `seen` what it saw when it was started."""

    class PortAudioError(Exception):
        """Its error."""

    def __init__(self) -> None:
        self.plugged = ["Headset", "BlackHole"]
        self.starts = 0
        self._initialize()

    def _terminate(self) -> None:
        self.seen: list[str] = []

    def _initialize(self) -> None:
        self.seen = list(self.plugged)
        self.starts += 1

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": microphone.HOST, "devices": range(len(self.seen)), "default_input_device": 0}]

    def query_devices(self, number: int) -> dict[str, Any]:
        return {"name": self.seen[number], "max_input_channels": 1, "default_samplerate": 48_000.0}

    def InputStream(self, **_: Any) -> SimpleNamespace:  # noqa: N802 - its name
        return SimpleNamespace(start=lambda: None, close=lambda: None)


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sound]:
    """It, in PortAudio's place."""
    made = Sound()
    monkeypatch.setattr(microphone, "portaudio", lambda: made)
    monkeypatch.setattr(microphone, "_looked", -1e9)
    monkeypatch.setattr(microphone, "_open", set())
    yield made


def opened(device: Device) -> microphone.PortAudioCapture:
    """The input, open."""
    return microphone.PortAudioCapture(device, lambda samples: None)  # noqa: ARG005


def test_a_device_that_was_plugged_in_again_is_found(sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    """PortAudio is started anew for it; the other side's input is told to be gone, so that it is opened again."""
    headset, cable = opened(HEADSET), opened(CABLE)
    sound.plugged.remove("Headset")
    sound._initialize()
    headset.close()
    with pytest.raises(AudioError, match=r"^Headset: is not there: plug it in, or choose another input$"):
        opened(HEADSET)
    assert cable.gone
    sound.plugged.append("Headset")
    monkeypatch.setattr(microphone, "_looked", -1e9)
    assert not opened(HEADSET).gone
    cable.close()  # by whoever hears it: once more does nothing


def test_it_is_not_started_anew_at_every_try(sound: Sound) -> None:
    """A gap in the other side's words every second would be worse than a microphone that comes back a little later."""
    sound.plugged.remove("Headset")
    sound._initialize()
    starts = sound.starts
    for _ in range(3):
        with pytest.raises(AudioError):
            opened(HEADSET)
    assert sound.starts == starts + 1


def test_a_microphone_that_the_system_does_not_allow_is_one_line(sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that is there and may not be opened, as where its use was not allowed, says what to look at."""

    def refuse(**_: Any) -> None:
        raise sound.PortAudioError("Unanticipated host error")

    monkeypatch.setattr(sound, "InputStream", refuse)
    with pytest.raises(AudioError, match=r"^Headset: cannot be opened .*: does the system allow it, or is another"):
        opened(HEADSET)
