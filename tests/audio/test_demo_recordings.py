"""The demo recordings are what the files beside them say: who speaks when, clearly, each on their own channel."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from assistant.audio import SAMPLE_RATE
from assistant.audio.recording import open_recording
from assistant.events import Speaker

DEMO = Path(__file__).parents[2] / "prompts" / "demo"


def decibels(samples):
    return 20 * np.log10(np.sqrt(np.mean(samples.astype(float) ** 2)) / 32_768 + 1e-9)


@pytest.fixture(scope="module", params=["pending", "voicemail"])
def demo(request):
    """The truth of a recording, and each side's sound."""
    truth = yaml.safe_load((DEMO / f"{request.param}.yaml").read_text(encoding="utf-8"))
    recording = open_recording(DEMO / truth["recording"])
    parts = {speaker: [] for speaker in recording.speakers}
    for chunk in recording.chunks():
        parts[chunk.speaker].append(chunk.samples)
    assert recording.complaint is None
    return truth, {speaker: np.concatenate(each) for speaker, each in parts.items()}


def test_it_is_as_long_as_its_summary_says(demo):
    truth, sound = demo
    for samples in sound.values():
        assert len(samples) / SAMPLE_RATE == pytest.approx(truth["summary"]["seconds"], abs=0.1)


def test_both_sides_have_a_channel_of_their_own(demo):
    assert set(demo[1]) == {Speaker.ME, Speaker.THEM}


def test_each_line_is_where_the_truth_says_and_nowhere_else(demo):
    """Speech 35 dB above what the other channel has meanwhile."""
    truth, sound = demo
    for line in truth["lines"]:
        mine = Speaker(line["speaker"])
        other = Speaker.THEM if mine is Speaker.ME else Speaker.ME
        part = slice(int(line["start"] * SAMPLE_RATE), int(line["end"] * SAMPLE_RATE))
        assert decibels(sound[mine][part]) > -30, line
        assert decibels(sound[other][part]) < decibels(sound[mine][part]) - 35, line


def test_pauses_are_quiet_and_nothing_is_clipped(demo):
    truth, sound = demo
    for speaker, samples in sound.items():
        assert np.abs(samples.astype(int)).max() < 32_768 * 0.7
        quiet = np.ones(len(samples), bool)
        for line in truth["lines"]:
            if line["speaker"] == speaker:
                first, last = line["start"] - 0.1, line["end"] + 0.1
                quiet[int(first * SAMPLE_RATE) : int(last * SAMPLE_RATE)] = False
        assert decibels(samples[quiet]) < -55


def test_the_beep_has_1000_hz():
    truth = yaml.safe_load((DEMO / "voicemail.yaml").read_text(encoding="utf-8"))
    beep = next(line for line in truth["lines"] if line.get("sound") == "beep")
    recording = open_recording(DEMO / "voicemail.ogg")
    them = np.concatenate([chunk.samples for chunk in recording.chunks() if chunk.speaker is Speaker.THEM])
    part = them[int((beep["start"] + 0.1) * SAMPLE_RATE) : int((beep["end"] - 0.1) * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    assert spectrum.argmax() * SAMPLE_RATE / len(part) == pytest.approx(1_000, abs=5)


def test_both_together_are_small():
    assert sum(file.stat().st_size for file in DEMO.glob("*.ogg")) < 1_000_000


def test_the_maker_makes_them(needs, tmp_path, monkeypatch):
    """What make.py writes has the lines and times of the files that are kept."""
    needs("flite")
    import importlib.util

    spec = importlib.util.spec_from_file_location("demo_maker", DEMO / "make.py")
    maker = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "demo_maker", maker)
    spec.loader.exec_module(maker)
    monkeypatch.setattr(maker, "HERE", tmp_path)
    maker.make("voicemail", maker.VOICEMAIL)
    made, kept = (yaml.safe_load((folder / "voicemail.yaml").read_text("utf-8")) for folder in (tmp_path, DEMO))
    assert made == kept
