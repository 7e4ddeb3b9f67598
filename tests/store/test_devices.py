"""Devices are remembered by name."""

from pathlib import Path

import pytest

from assistant.audio.devices import Device, Kind
from assistant.errors import AudioError
from assistant.store.devices import remember, remembered, usual

BUILT_IN = Device("1", "Built-in Microphone", Kind.MICROPHONE, "fake", True)
HEADSET = Device("7", "USB Headset", Kind.MICROPHONE, "fake")


def test_the_device_chosen_last_is_used_again() -> None:
    """Whatever number it has now; the system's where it is not plugged in."""
    assert usual((BUILT_IN, HEADSET), None, Kind.MICROPHONE) is BUILT_IN
    remember({Kind.MICROPHONE: "USB Headset", Kind.LOOPBACK: None})
    assert usual((HEADSET, BUILT_IN), None, Kind.MICROPHONE) is HEADSET
    assert usual((BUILT_IN,), None, Kind.MICROPHONE) is BUILT_IN
    assert remembered() == {"microphone": "USB Headset"}


def test_one_that_is_asked_for_and_not_there_is_said() -> None:
    """Not another one in its place."""
    with pytest.raises(AudioError, match="no such input"):
        usual((BUILT_IN,), "USB Headset", Kind.MICROPHONE)


@pytest.mark.parametrize("spoilt", ["", "[]", "{", '"x"'])
def test_a_spoilt_memory_is_none(home: Path, spoilt: str) -> None:
    """The system's devices serve."""
    (home / "config").mkdir(parents=True)
    (home / "config" / "devices.json").write_text(spoilt)
    assert usual((BUILT_IN, HEADSET), None, Kind.MICROPHONE) is BUILT_IN
