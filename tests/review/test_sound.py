"""What the sound itself tells, on sounds whose answer is known because they were made so."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.review.sound import RATE, STEP, Meter, Stretch, envelope, joined, measured, stretches


def voice(
    seconds: float, pitch: float | NDArray[np.float64], level: float = 0.2, noise: float = 0.0
) -> NDArray[np.int16]:
    """A buzz like a voice's: twelve harmonics of `pitch` Hz, falling by 6 dB an octave."""
    count = round(seconds * RATE)
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(pitch, count)) / RATE
    sound = sum(np.sin(phase * n + n) / n for n in range(1, 13))
    sound = level * sound / np.sqrt(np.mean(np.square(sound)))
    sound = sound + noise * np.random.default_rng(1).standard_normal(count)
    return np.clip(sound * 32767, -32768, 32767).astype(np.int16)


def silence(seconds: float) -> NDArray[np.int16]:
    """Nothing at all."""
    return np.zeros(round(seconds * RATE), np.int16)


@pytest.mark.parametrize("pitch", [75.0, 98.0, 120.0, 180.0, 220.0, 330.0, 390.0])
def test_the_pitch_of_a_voice_is_found(pitch: float) -> None:
    """From the deepest man's to a high woman's voice the pitch is right within half a percent."""
    found = measured(voice(1.0, pitch)).pitch[4:]
    assert np.all(found > 0)
    assert np.median(found) == pytest.approx(pitch, rel=0.005)


@pytest.mark.parametrize("pitch", [98.0, 120.0, 220.0])
def test_the_pitch_survives_a_telephone_line(pitch: float) -> None:
    """Without its fundamental, 300 to 3,400 Hz only, and with noise on the line, the pitch is still found."""
    samples = voice(1.5, pitch, noise=0.01).astype(np.float64)
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] = 0
    found = measured(np.fft.irfft(spectrum, len(samples)).astype(np.int16)).pitch[4:]
    assert np.median(found[found > 0]) == pytest.approx(pitch, rel=0.01)
    assert (found > 0).mean() > 0.95


def test_noise_and_silence_have_no_pitch() -> None:
    """A hiss is loud and has no pitch; silence has neither."""
    hiss = (np.random.default_rng(2).standard_normal(RATE) * 3000).astype(np.int16)
    assert (measured(hiss).pitch > 0).mean() < 0.02
    assert not measured(silence(1.0)).pitch.any()
    assert stretches(measured(silence(1.0))) == ()
    assert stretches(measured(silence(0.0))) == ()


def test_loudness_is_in_decibels_of_full_scale() -> None:
    """A sound of a tenth of full scale (root mean square) is at -20 dB, of a hundredth at -40."""
    assert np.median(measured(voice(0.5, 120, 0.1)).loudness) == pytest.approx(-20, abs=0.1)
    assert np.median(measured(voice(0.5, 120, 0.01)).loudness) == pytest.approx(-40, abs=0.1)


@pytest.mark.parametrize("noise", [0.0, 0.002])
def test_speech_is_found_where_it_is(noise: float) -> None:
    """Stretches of speech are found to a fiftieth of a second, with noise on the line or without."""
    parts = [silence(1.0), voice(2.0, 120), silence(0.5), voice(1.0, 140), silence(1.5), voice(0.5, 110), silence(1.0)]
    sound = np.concatenate(parts)
    hiss = noise * 32767 * np.random.default_rng(3).standard_normal(len(sound))
    found = stretches(measured((sound + hiss).astype(np.int16)))
    expected = [(1.0, 3.0), (3.5, 4.5), (6.0, 6.5)]
    assert [(one.start, one.end) for one in found] == [pytest.approx(each, abs=STEP) for each in expected]


def test_the_other_sides_echo_is_not_ones_own_speech() -> None:
    """A voice 30 dB below the speaker's own is the other side's, leaking."""
    sound = np.concatenate([voice(1.0, 120, 0.2), silence(1.0), voice(1.0, 200, 0.2 / 31.6), silence(0.5)])
    found = stretches(measured(sound))
    assert [(one.start, one.end) for one in found] == [pytest.approx((0, 1), abs=STEP)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12_000), max_size=8))
def test_it_does_not_matter_how_the_sound_is_cut(cuts: list[int]) -> None:
    """Any cutting into pieces measures the same as the whole."""
    sound = np.concatenate([voice(0.3, 120), silence(0.1), voice(0.35, 180)])
    meter = Meter()
    for piece in np.split(sound, sorted(cut for cut in cuts if cut < len(sound))):
        meter.accept(piece)
    whole = measured(sound)
    assert np.allclose(meter.sound().loudness, whole.loudness, atol=1e-3)
    assert np.allclose(meter.sound().pitch, whole.pitch, rtol=1e-3)


def test_the_drawing_shows_loud_and_quiet() -> None:
    """An envelope has as many points as asked for, near the top where it is loud, zero where nothing is."""
    levels = envelope(measured(np.concatenate([voice(1.0, 120), silence(1.0)])), 10)
    assert len(levels) == 10
    assert min(levels[:4]) > 90
    assert max(levels[6:]) < 3


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5)), max_size=12), st.floats(0, 2))
def test_joined_stretches_are_apart(parts: list[tuple[float, float]], pause: float) -> None:
    """After joining, neighbours are at least the pause apart, in order, and cover what they covered."""
    given_ = [Stretch(start, start + length) for start, length in sorted(parts)]
    found = joined(given_, pause)
    for before, after in pairwise(found):
        assert after.start - before.end >= pause
    for part in given_:
        assert any(one.start <= part.start and part.end <= one.end for one in found)
