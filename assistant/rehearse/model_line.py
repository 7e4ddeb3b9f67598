"""A step's line said as a model: by the system's voice, and a number that is to be read slowly on its beat."""

from collections.abc import Callable

import numpy as np

from assistant.audio import Samples
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.voices import playing
from assistant.voices.paced import Pace, read_number
from assistant.voices.pyttsx3 import SystemVoice


def say_line(script: Script, step: str, pace: Pace, speaker: str | None, over: Callable[[], bool]) -> None:
    """Say the line of `step` to its end, or until `over` or an exception. Raises AudioError, VoiceError."""
    samples = _sound(script, step, pace)
    playback = playing.play(samples, speaker)
    try:
        while not playback.wait(0.1) and not over():
            pass
    finally:
        playback.stop()


def _sound(script: Script, step: str, pace: Pace) -> Samples:
    line, phone = script.lines[step], script.profile.phone
    with SystemVoice() as voice:
        if script.outline.steps[step].delivery is Delivery.SLOW and phone and phone in line:
            before = voice.render(line.partition(phone)[0])
            return np.concatenate([before, read_number(voice, phone, pace, times=2).samples])
        return voice.render(line)
