"""Spoken cues: the short cue by voice, in the caller's pauses only, for whoever cannot look at the screen.

Every cue of the outline is rendered before the call, so that none is late. A cue waits until the caller has been silent
for PAUSE seconds, and is dropped when another takes its place or it is older than STALE. It is cut at once when the
caller speaks, and by any key. What is said aloud is told to the echo gate, so that it is never taken for the call.
"""

import threading
import time
from collections.abc import Mapping
from typing import Protocol

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.outline import Delivery
from assistant.events import Speaker, Word
from assistant.live.call import LiveCall
from assistant.live.moment import Moment
from assistant.voices import Voice
from assistant.voices.playing import Playback

PAUSE = 0.5  # s of the caller's silence: between sentences, not within one
SPEAKING = 0.15  # s since the caller's last sound, within which they speak
STALE = 6.0  # s after which a cue helps no more


class Player(Protocol):
    """Begins to play samples."""

    def __call__(self, samples: Samples) -> Playback:
        """See voices.playing.play."""


def rendered(voice: Voice, call: LiveCall) -> Mapping[str, Samples]:
    """The short cue of every step, spoken. Raises VoiceError."""
    return {step.id: voice.render(step.cue) for step in call.session.script.outline.steps.values()}


class SpokenCues:
    """Is shown every Moment; speaks the cues that are due."""

    def __init__(self, call: LiveCall, cues: Mapping[str, Samples], play: Player) -> None:
        self.said: list[str] = []  # the steps whose cues were begun
        self._call, self._cues, self._play = call, cues, play
        self._step = ""
        self._due = 0.0  # when the current step became so; 0 where its cue was said
        self._playing: Playback | None = None
        self._lock = threading.Lock()

    def show(self, moment: Moment) -> None:
        """Look whether there is something to say, or to stop saying."""
        now = time.monotonic()
        quiet = min((side.quiet for side in moment.sides if side.speaker is not Speaker.THEM), default=PAUSE)
        with self._lock:
            if moment.view.step != self._step:
                self._cut()
                self._step, self._due = moment.view.step, now
            if self._playing is not None and quiet < SPEAKING:
                self._cut()
            silent = moment.view.delivery is Delivery.SILENT  # "say nothing" is shown, not said into their answer
            due = self._due and now - self._due < STALE and not (moment.view.ended or moment.paused or silent)
            if due and quiet >= PAUSE:
                self._say()

    def cut(self) -> None:
        """Stop at once: a key was pressed, or the call is over."""
        with self._lock:
            self._cut()
            self._due = 0.0

    def _say(self) -> None:
        self._due = 0.0
        samples = self._cues.get(self._step)
        if samples is None or not len(samples):
            return
        texts = self._call.session.script.outline.steps[self._step].cue.casefold().split()
        start, seconds = self._call.now, len(samples) / SAMPLE_RATE
        each = seconds / len(texts)
        words = [Word(text.strip(".,;:?!"), start + n * each, start + (n + 1) * each) for n, text in enumerate(texts)]
        self._call.echo.spoke(words)
        self.said.append(self._step)
        self._playing = self._play(samples)

    def _cut(self) -> None:
        if self._playing is not None:
            self._playing.stop()
            self._playing = None
