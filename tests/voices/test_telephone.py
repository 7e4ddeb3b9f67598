"""The other side aloud: in a telephone's band, with its ring, beep and hold; without sound, in print."""

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE, Samples
from assistant.counterpart.conversation import Reply
from assistant.errors import VoiceError
from assistant.rehearse.their_voice import TheirVoice
from assistant.voices import Mute
from assistant.voices.telephone import banded, beep, hold, ring


def level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@pytest.mark.parametrize(("hertz", "passes"), [(100, False), (220, False), (300, True), (1000, True), (3400, True),
                                               (3500, False), (6000, False)])  # fmt: skip
def test_a_telephone_lets_its_band_through(hertz: int, passes: bool) -> None:
    """What is within 300 to 3400 Hz keeps its level; what is outside is more than 40 dB down."""
    tone = (8000 * np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE)).astype(np.int16)
    through = level(banded(tone)) / level(tone)
    assert 0.97 < through < 1.03 if passes else through < 0.01
    assert len(banded(tone)) == len(tone)


def test_tones_begin_and_end_without_a_click() -> None:
    """And none is as loud as a voice."""
    for sound in (ring(), beep(), hold()):
        assert abs(int(sound[0])) < 50
        assert abs(int(sound[-1])) < 50
        assert np.abs(sound.astype(int)).max() <= 6000
    assert 0.5 < len(beep()) / SAMPLE_RATE < 0.7


class Failing:
    """A voice that cannot."""

    def render(self, text: str, rate_wpm: int = 165) -> Samples:
        """Never."""
        raise VoiceError(f"no voice for {len(text)} letters at {rate_wpm}")


def test_a_reply_is_words_and_then_its_beep() -> None:
    """A fifth of a second apart."""
    with TheirVoice(1, voice=Mute()) as voice:
        sound = voice.sound(Reply("greeting", "Leave a message.", 0.0, "beep"))
        assert len(sound) == SAMPLE_RATE // 5 + len(beep())
        assert not len(voice.sound(Reply("full", "", 0.0, ends=True)))


def test_a_voice_that_fails_is_told_once_and_the_rehearsal_goes_on() -> None:
    """Nothing is raised; after that nothing is tried."""
    with TheirVoice(1, voice=Failing()) as voice:
        voice.say(Reply("pick-up", "Hello?", 0.0))
        assert voice.trouble == "no voice for 6 letters at 165"
        voice.say(Reply("pick-up", "Hello again?", 0.0))
        assert voice.trouble == "no voice for 6 letters at 165"
