"""Speech out: an engine that can be ended, a number that can be written down, playback that stops at once."""

import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from assistant.audio import SAMPLE_RATE, Samples
from assistant.cli import app
from assistant.errors import VoiceError
from assistant.voices import Mute, Voice
from assistant.voices.paced import PEAK, Pace, falling, read_number
from assistant.voices.playing import Feed
from assistant.voices.pyttsx3 import SystemVoice
from tests.conftest import lacking
from tests.rendered import VOICES, rendered

PHONE = "617-555-0142"
BLOCK = SAMPLE_RATE // 100


@pytest.fixture(scope="module")
def voice() -> Iterator[SystemVoice]:
    """The system's own voice."""
    try:
        found = SystemVoice()
    except VoiceError as error:
        lacking("text-to-speech", str(error))
    yield found
    found.close()


class Tones:
    """A voice that says every text as 0.3 s of a tone with silence around it."""

    def render(self, text: str, rate_wpm: int = 165) -> Samples:  # noqa: ARG002 - the Protocol's
        """The tone."""
        t = np.arange(round(0.3 * SAMPLE_RATE)) / SAMPLE_RATE
        silence = np.zeros(2000, np.int16)
        return np.concatenate([silence, (5000 * np.sin(2 * np.pi * 400 * t)).astype(np.int16), silence])


def rms(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


def test_the_systems_voice_speaks_faster_when_asked_to(voice: SystemVoice) -> None:
    """A line is some seconds of sound at 16 kHz, shorter at more words a minute; nothing to say is no sound."""
    line = "I'm sorry, she is in a meeting until four o'clock this afternoon."
    slow, fast = voice.render(line, 120), voice.render(line, 220)
    assert slow.dtype == np.int16
    assert len(slow) > 1.4 * len(fast) > SAMPLE_RATE
    assert rms(fast) > 500
    assert not len(voice.render(" ... "))


def test_many_short_texts_all_have_their_sound(voice: SystemVoice) -> None:
    """One after another, none is cut off by the end of the one before."""
    once, again = ([len(voice.render(f"{word},", 160)) for word in ("oh", "one", "two", "five")] for _ in range(2))
    assert min(once) > 0.3 * SAMPLE_RATE
    assert np.allclose(once, again, rtol=0.02)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "import time; time.sleep(60)",
            "text-to-speech gave no answer within 0.5 s: go on without a voice",
        ),
        ("", "text-to-speech cannot be used (its engine ended)"),
        (
            """print('{"error": "no eSpeak"}')""",
            "text-to-speech cannot be used (no eSpeak)",
        ),
    ],
)
def test_an_engine_that_fails_or_hangs_is_one_line_in_time(program: str, message: str) -> None:
    """The child is ended, and the user told what to do."""
    began = time.monotonic()
    with pytest.raises(VoiceError) as caught:
        SystemVoice(limit=0.5 if "sleep" in program else 20, command=[sys.executable, "-c", program])
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("without a voice")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 15


def test_an_engine_that_hangs_later_is_ended_too() -> None:
    """It said that it was ready, and then never spoke."""
    program = """print('{"ready": true}', flush=True); import time; time.sleep(60)"""
    voice = SystemVoice(limit=3, command=[sys.executable, "-c", program])
    with pytest.raises(VoiceError, match=r"^text-to-speech gave no answer within 3 s: go on without a voice$"):
        voice.render("hello")
    with pytest.raises(VoiceError, match=r"^text-to-speech has ended"):
        voice.render("hello")


@pytest.mark.parametrize("which", ["tones", "engine"])
def test_a_number_is_read_on_the_beat_with_rests_between_groups(which: str, voice: SystemVoice) -> None:
    """Digits come no faster than the beat, silence parts them, and a longer silence parts the groups."""
    speaker: Voice = Tones() if which == "tones" else voice
    pace = Pace()
    reading = read_number(speaker, PHONE, pace)
    assert "".join(at.digit for at in reading.digits) == "6175550142"
    starts = np.diff([at.start for at in reading.digits])
    gaps = [b.start - a.end for a, b in zip(reading.digits, reading.digits[1:], strict=False)]
    for place, (beat, gap) in enumerate(zip(starts, gaps, strict=True)):
        rest = pace.rest if place in (2, 5) else 0.0
        assert pace.digit + rest - 1e-6 <= beat <= pace.digit + rest + 0.12
        assert gap >= rest + 0.05
        between = reading.samples[round((reading.digits[place].end) * SAMPLE_RATE) + 1 :][: int(gap * SAMPLE_RATE) - 2]
        assert not between.any()
    seconds = len(reading.samples) / SAMPLE_RATE
    assert 10 * pace.digit + 2 * pace.rest < seconds < 10


def test_every_digit_of_a_number_is_as_loud(voice: SystemVoice) -> None:
    """The peaks are one level, and no digit is softer than a third of the loudest."""
    reading = read_number(voice, PHONE)
    parts = [reading.samples[int(at.start * SAMPLE_RATE) : int(at.end * SAMPLE_RATE)] for at in reading.digits]
    assert all(0.85 * PEAK <= np.abs(part.astype(int)).max() <= PEAK for part in parts)
    levels = [rms(part) for part in parts]
    assert min(levels) > max(levels) / 3


def test_a_number_read_twice_rests_longer_between() -> None:
    """The second reading is the first again."""
    reading = read_number(Tones(), PHONE, times=2)
    assert "".join(at.digit for at in reading.digits) == "6175550142" * 2
    assert reading.digits[10].start - reading.digits[9].end > Pace().again


def test_a_mute_voice_keeps_the_beat() -> None:
    """No sound, the same length of time: the metronome goes on."""
    reading = read_number(Mute(), PHONE)
    assert not reading.samples.any()
    assert len(reading.samples) > 6 * SAMPLE_RATE


def test_the_last_digit_falls_by_three_semitones() -> None:
    """The pitch at its end is a sixth lower than at its beginning."""
    tone = (8000 * np.sin(2 * np.pi * 400 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)).astype(np.int16)
    fallen = falling(tone)
    crossings = np.flatnonzero((fallen[:-1] < 0) & (fallen[1:] >= 0))
    first, last = SAMPLE_RATE / np.diff(crossings)[:5].mean(), SAMPLE_RATE / np.diff(crossings)[-5:].mean()
    assert first == pytest.approx(400, rel=0.02)
    assert last == pytest.approx(400 / 2 ** (3 / 12), rel=0.02)


class Flite:
    """A voice recorded from a person, which a recogniser hears as one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, text: str, rate_wpm: int = 165) -> Samples:  # noqa: ARG002 - the Protocol's
        """Rendered by flite."""
        return rendered(text.rstrip(","), self.name)


def test_only_the_last_digit_of_a_number_falls() -> None:
    """It takes longer by what its pitch falls; the nine before it are level, also at the end of a group."""
    lengths = [at.end - at.start for at in read_number(Tones(), PHONE).digits]
    assert lengths[:-1] == pytest.approx([lengths[0]] * 9)
    assert lengths[-1] == pytest.approx(1.09 * lengths[0], rel=0.01)


@pytest.mark.parametrize("name", VOICES)
def test_a_recogniser_hears_every_digit(needs: Callable[..., None], name: str) -> None:
    """PocketSphinx, told only that digits come, hears the ten of them; read in one go it adds some."""
    from pocketsphinx import Decoder, get_model_path

    needs("flite")
    digits = "oh | one | two | three | four | five | six | seven | eight | nine"
    model = get_model_path("en-us/en-us"), get_model_path("en-us/cmudict-en-us.dict")
    decoder = Decoder(hmm=model[0], dict=model[1], lm=None, loglevel="FATAL")
    decoder.add_jsgf_string("n", f"#JSGF V1.0; grammar n; public <n> = ({digits})*;")
    decoder.activate_search("n")
    decoder.start_utt()
    decoder.process_raw(read_number(Flite(name), PHONE).samples.tobytes(), full_utt=True)
    decoder.end_utt()
    assert decoder.hyp().hypstr == "six one seven five five five oh one four two"


def test_playback_hands_out_every_sample_and_then_silence() -> None:
    """Block by block; stopped, the very next block of ten milliseconds is silent."""
    feed, out = Feed(np.arange(1, 401, dtype=np.int16)), np.zeros(BLOCK, np.int16)
    assert feed.fill(out)
    assert out[0] == 1
    assert out[-1] == BLOCK
    assert feed.fill(out)
    assert not feed.fill(out)
    assert out[400 - 2 * BLOCK - 1] == 400
    assert not out[400 - 2 * BLOCK :].any()
    stopped = Feed(np.ones(16_000, np.int16))
    stopped.fill(out)
    stopped.stopped = True
    assert not stopped.fill(out)
    assert not out.any()
    assert stopped.seconds == pytest.approx(0.01)


def test_say_number_writes_a_file_without_a_sound_device(tmp_path: Path, voice: SystemVoice) -> None:
    """The file holds the number; messages go to stderr."""
    out = tmp_path / "number.wav"
    result = CliRunner().invoke(app, ["say-number", PHONE, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "617 555 0142" in result.stderr
    with wave.open(str(out)) as file:
        assert file.getframerate() == SAMPLE_RATE
        assert 8 < file.getnframes() / SAMPLE_RATE < 10


def test_say_number_needs_a_number(tmp_path: Path) -> None:
    """One line that says what to do, and nothing is written."""
    result = CliRunner().invoke(app, ["say-number", "none", "--out", str(tmp_path / "n.wav")])
    assert isinstance(result.exception, VoiceError)
    assert str(result.exception) == '"none": holds no digit to read: write a number, as 617-555-0142'
    assert not list(tmp_path.iterdir())
