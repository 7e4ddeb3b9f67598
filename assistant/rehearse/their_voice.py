"""The other side of a rehearsal, aloud: each reply in the voice of a telephone, after the pause that they take.

Where there is no voice or no speaker the rehearsal goes on in print: `trouble` then says why, in one line.
"""

import time
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.lexicon import tokens
from assistant.counterpart.conversation import Reply
from assistant.errors import AudioError, VoiceError
from assistant.rehearse.rehearsal import SECONDS_A_WORD
from assistant.voices import Mute, Voice
from assistant.voices.playing import play
from assistant.voices.pyttsx3 import SystemVoice
from assistant.voices.telephone import banded, beep, hold, ring

THEIRS = "en-gb-x-rp"  # of eSpeak's voices: not the one that says a model line; other systems have their own default
RATES = (150, 165, 180)  # words a minute: they differ from call to call
SOUNDS = {"beep": beep, "hold": hold}
AUDIBLE = 0.02  # of the loudest sample: what is softer at the end is the engine's own silence


class Playing(Protocol):
    """Something that is being said: see voices.playing.Playback."""

    @property
    def playing(self) -> bool:
        """Whether there is more to come."""

    def stop(self) -> float:
        """End it now; return the seconds that were played."""


class Unheard:
    """A Playing that nobody hears: it takes its time all the same."""

    def __init__(self, seconds: float) -> None:
        self._began, self._seconds = time.monotonic(), seconds

    @property
    def playing(self) -> bool:
        """See Playing."""
        return time.monotonic() - self._began < self._seconds

    def stop(self) -> float:
        """See Playing."""
        return min(time.monotonic() - self._began, self._seconds)


class TheirVoice:
    """A context manager. `say` returns when they have spoken; Ctrl-C ends it, and the sound, at once.

    `begin` and `words` are for who says when it is over: a rehearsal in which the caller speaks too.
    """

    def __init__(self, seed: int, device: str | None = None, voice: Voice | None = None) -> None:
        """`seed` is the rehearsal's; `voice` speaks in place of the system's, and is left open."""
        self.trouble = ""
        self.mute = isinstance(voice, Mute)  # their lines are read, and nothing is played
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
        words = self.words(reply.text)
        if reply.sound not in SOUNDS:
            return words
        return np.concatenate([words, np.zeros(SAMPLE_RATE // 5, np.int16), SOUNDS[reply.sound]()])

    def words(self, text: str) -> Samples:
        """`text` in the telephone's band, without the silence that engines end with; empty where there is no voice."""
        if self.trouble:
            return np.zeros(0, np.int16)
        try:
            samples = banded(self._voice.render(text, self._rate))
        except VoiceError as error:
            self.trouble = str(error)
            return np.zeros(0, np.int16)
        loud = np.flatnonzero(
            np.abs(samples.astype(np.int32)) > AUDIBLE * np.abs(samples.astype(np.int32)).max(initial=1)
        )
        return samples[: loud[-1] + 1] if len(loud) else samples

    def begin(self, samples: Samples, text: str) -> tuple[Playing, float]:
        """Begin to play `samples`, which are `text`; what plays, and its seconds.

        Where nothing can be heard it takes as long as the words would.
        """
        if not self.trouble and not self.mute and len(samples):
            try:
                return play(samples, self._device), len(samples) / SAMPLE_RATE
            except AudioError as error:
                self.trouble = str(error)
        seconds = len(samples) / SAMPLE_RATE or len(tokens(text)) * SECONDS_A_WORD
        return Unheard(seconds), seconds

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
