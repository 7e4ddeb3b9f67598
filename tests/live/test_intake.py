"""Sound on its way in: bounded, counted, and on the call's time whatever the device does."""

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio import SAMPLE_RATE
from assistant.audio.intake import Intake, Resampler, Timeline, level
from assistant.audio.keeping import Keeper
from assistant.events import Speaker

CHUNK = np.ones(1600, np.int16)  # 0.1 s


def test_what_is_put_is_taken_in_order() -> None:
    """Nothing is lost while the reader keeps up."""
    intake = Intake(1.0)
    for n in range(5):
        intake.put(np.full(160, n, np.int16))
    assert [int(piece.samples[0]) for _ in range(5) if (piece := intake.take(0))] == [0, 1, 2, 3, 4]
    assert intake.dropped == 0
    assert intake.take(0) is None


def test_a_late_reader_loses_the_oldest_sound_and_is_told_how_much() -> None:
    """0.5 s fit; of 0.8 s the first 0.3 s go, counted, and the next piece says so."""
    intake = Intake(0.5)
    for _ in range(8):
        intake.put(CHUNK)
    assert intake.dropped == 4800
    assert intake.behind == 0.5
    first, second = intake.take(0), intake.take(0)
    assert first and first.lost == 4800
    assert second and second.lost == 0


def test_sound_that_comes_on_time_is_taken_as_it_is() -> None:
    """Ten seconds in tenths: not a sample more or less."""
    timeline = Timeline(100.0)
    placed = [timeline.place(CHUNK, 100.0 + 0.1 * (n + 1)) for n in range(100)]
    assert sum(map(len, placed)) == 160_000
    assert timeline.seconds == 10.0


def test_a_device_that_opens_late_begins_where_it_arrives() -> None:
    """Its first sound ends 1.7 s into the call: 1.6 s of silence stand before it."""
    timeline = Timeline(0.0)
    placed = timeline.place(CHUNK, 1.7)
    assert len(placed) == 27_200
    assert not placed[:25_600].any() and placed[25_600:].all()


def test_a_burst_after_a_hold_up_is_no_gap() -> None:
    """The machine was busy for half a second; the sound that waited comes at once, and all of it is kept."""
    timeline = Timeline(0.0)
    arrivals = [0.1 * (n + 1) for n in range(100)]
    arrivals[50:55] = [5.6] * 5
    placed = [timeline.place(CHUNK, at) for at in arrivals]
    assert sum(map(len, placed)) == 160_000


@given(st.floats(0.998, 1.002))
def test_a_device_with_a_wrong_clock_stays_on_the_calls_time(speed: float) -> None:
    """Ten minutes at a rate that is off by up to 0.2 %: never more than 0.3 s away."""
    timeline = Timeline(0.0)
    for n in range(6000):
        at = 0.1 * (n + 1) * speed
        timeline.place(CHUNK, at)
        assert abs(timeline.seconds - at) < 0.3


def test_what_was_dropped_is_silence_of_the_same_length() -> None:
    """The clock stays right after a drop."""
    timeline = Timeline(0.0)
    timeline.place(CHUNK, 0.1)
    placed = timeline.place(CHUNK, 0.5, lost=4800)
    assert len(placed) == 6400
    assert timeline.seconds == 0.5


def test_a_device_that_is_away_is_silence_and_comes_back_where_it_arrives() -> None:
    """Three seconds away, then sound again."""
    timeline = Timeline(0.0)
    timeline.place(CHUNK, 0.1)
    assert len(timeline.silence_until(3.0)) == 46_400
    assert len(timeline.place(CHUNK, 3.2)) == 3200
    assert timeline.seconds == pytest.approx(3.2)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_any_rate_becomes_16_khz(rate: int) -> None:
    """A second of a 440 Hz tone in pieces of 20 ms is a second of 440 Hz."""
    tone = (np.sin(2 * np.pi * 440 * np.arange(rate) / rate) * 8000).astype(np.int16)
    resampler = Resampler(rate)
    made = np.concatenate([resampler.accept(tone[at : at + rate // 50]) for at in range(0, rate, rate // 50)])
    assert abs(len(made) - SAMPLE_RATE) < SAMPLE_RATE * 0.03
    spectrum = np.abs(np.fft.rfft(made[2000:12_000]))
    assert abs(int(spectrum.argmax()) * SAMPLE_RATE / 10_000 - 440) < 2


def test_the_meter_goes_from_nothing_to_full() -> None:
    """Silence is 0, full scale is 1, a thousandth of it is in between."""
    assert level(np.zeros(160, np.int16)) == 0.0
    assert level(np.full(160, 32767, np.int16)) == pytest.approx(1.0, abs=0.01)
    assert 0.0 <= level(np.full(160, 33, np.int16)) < 0.05


def test_both_sides_are_kept_left_and_right_in_step(tmp_path: Path) -> None:
    """However the pieces come; the shorter side ends in silence."""
    keeper = Keeper(tmp_path, (Speaker.ME, Speaker.THEM))
    for _ in range(10):
        keeper.keep(Speaker.ME, 0.0, np.full(1600, 1, np.int16))
    keeper.keep(Speaker.THEM, 0.0, np.full(9000, 2, np.int16))
    keeper.close()
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 16_000, 16_000)
        sound = np.frombuffer(file.readframes(16_000), "<i2").reshape(-1, 2)
    assert (sound[:, 0] == 1).all()
    assert (sound[:9000, 1] == 2).all() and not sound[9000:, 1].any()
