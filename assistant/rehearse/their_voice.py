"""The other side of a rehearsal, aloud: each reply in the voice of a telephone, after the pause that they take.

Where there is no voice or no speaker the rehearsal goes on in print: `trouble` then says why, in one line.
"""

import time
from types import TracebackType
from typing import Self

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.counterpart.conversation import Reply
from assistant.errors import AudioError, VoiceError
from assistant.voices import Mute, Voice
from assistant.voices.playing import play
from assistant.voices.pyttsx3 import SystemVoice
from assistant.voices.telephone import banded, beep, hold, ring

THEIRS = "en-gb-x-rp"  # of eSpeak's voices: not the one that says a model line; other systems have their own default
RATES = (150, 165, 180)  # words a minute: they differ from call to call
SOUNDS = {"beep": beep, "hold": hold}


class TheirVoice:
    """A context manager. `say` returns when they have spoken; Ctrl-C ends it, and the sound, at once."""

    def __init__(self, seed: int, device: str | None = None, voice: Voice | None = None) -> None:
        """`seed` is the rehearsal's; `voice` speaks in place of the system's, and is left open."""
        self.trouble = ""
        self._rate = RATES[seed % len(RATES)]
        self._device = device
        self._own: SystemVoice | None = None
        self._voice: Voice = voice or Mute()
        if voice is None:
            try:
                self._own = SystemVoice(THEIRS)
                self._voice = self._own
            except VoiceError as error:
                self.trouble = str(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.close()

    def pick_up(self) -> None:
        """It rings, and somebody picks up."""
        self._play(ring())

    def say(self, reply: Reply) -> None:
        """Speak the reply after its delay; rendering it counts as part of that."""
        if self.trouble:
            return
        began = time.monotonic()
        sound = self.sound(reply)
        time.sleep(max(0.0, reply.delay - (time.monotonic() - began)))
        self._play(sound)

    def sound(self, reply: Reply) -> Samples:
        """What is heard of a reply: the voice in the telephone's band, then its beep or hold tone."""
        try:
            words = banded(self._voice.render(reply.text, self._rate))
        except VoiceError as error:
            self.trouble = str(error)
            words = np.zeros(0, np.int16)
        if reply.sound not in SOUNDS:
            return words
        return np.concatenate([words, np.zeros(SAMPLE_RATE // 5, np.int16), SOUNDS[reply.sound]()])

    def _play(self, samples: Samples) -> None:
        if self.trouble or not len(samples):
            return
        try:
            playback = play(samples, self._device)
        except AudioError as error:
            self.trouble = str(error)
            return
        try:
            while not playback.wait(0.1):
                pass
        finally:
            playback.stop()
