"""The beep of a mailbox, and what is none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio import SAMPLE_RATE, Samples
from assistant.audio.beep import BeepDetector
from assistant.audio.recording import Me, open_recording
from assistant.events import Speaker
from tests.conftest import ROOT


def tone(hertz: float, seconds: float, level: float = 6000.0) -> Samples:
    """A tone in half a second of silence on either side."""
    sound = level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return np.concatenate([np.zeros(8000), sound, np.zeros(8000)]).astype(np.int16)


def beeps(samples: Samples, size: int = 1600) -> list[float]:
    """Where beeps ended, the sound given in pieces of `size`."""
    detector = BeepDetector()
    return [t for at in range(0, len(samples), size) for t in detector.accept(samples[at : at + size])]


def demo(name: str, speaker: Speaker) -> Samples:
    """One side of a bundled call."""
    recording = open_recording(ROOT / "prompts" / "demo" / f"{name}.ogg", Me.LEFT)
    return np.concatenate([chunk.samples for chunk in recording.chunks() if chunk.speaker is speaker])


@pytest.mark.parametrize("hertz", [400, 425, 440, 550, 697, 800, 941, 1000, 1209, 1400, 1633, 1850, 2000])
@pytest.mark.parametrize("seconds", [0.15, 0.4, 1.0])
def test_every_usual_beep_is_heard_as_it_ends(hertz: float, seconds: float) -> None:
    """400 to 2000 Hz, short and long: once, within 60 ms of its end."""
    assert beeps(tone(hertz, seconds)) == [pytest.approx(0.5 + seconds, abs=0.06)]


def test_a_beep_in_the_noise_of_a_line_is_heard() -> None:
    """20 dB above it."""
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE + 6400) * 420
    assert len(beeps((tone(1000, 0.4) + noise).astype(np.int16))) == 1


@pytest.mark.parametrize(("hertz", "seconds"), [(250, 0.5), (3000, 0.5), (1000, 0.05), (440, 2.0)])
def test_other_tones_are_none(hertz: float, seconds: float) -> None:
    """Too low, too high, a click, a ring."""
    assert beeps(tone(hertz, seconds)) == []


def test_a_greeting_with_a_beep_has_one() -> None:
    """The bundled mailbox: after the ring (two tones that beat) a greeting, and a beep that ends at 16.4 s."""
    heard = [t for t in beeps(demo("voicemail", Speaker.THEM)) if t > 4.0]
    assert heard == [pytest.approx(16.4, abs=0.08)]


@pytest.mark.parametrize("speaker", [Speaker.ME, Speaker.THEM])
def test_a_voice_has_none(speaker: Speaker) -> None:
    """A whole call of either side: a minute and a quarter without a false beep."""
    assert beeps(demo("pending", speaker)) == []


def test_recorded_people_have_hardly_any(speech: Path) -> None:
    """Of forty recordings of people who read aloud one has a held note (0.3 s at 419 Hz) that passes for a beep."""
    found = 0
    for path in sorted((speech / "dev").iterdir())[:40]:
        chunks = open_recording(path, Me.MIXED).chunks()
        found += len(beeps(np.concatenate([chunk.samples for chunk in chunks])))
    assert found <= 1


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 5000))
def test_how_the_sound_is_cut_does_not_matter(size: int) -> None:
    """The same beeps, whatever the pieces."""
    assert beeps(tone(800, 0.3), size) == beeps(tone(800, 0.3))
