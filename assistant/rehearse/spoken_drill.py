"""A drill by microphone: the step is said, judged, and said again, until it sits."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from assistant.call.lexicon import tokens
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.errors import AudioError, RecognizerError, VoiceError
from assistant.events import Heard
from assistant.live.moment import Asked, NumberReading, SideHealth
from assistant.live.voicemail import reading_of
from assistant.rehearse.drill import Practised, attempt
from assistant.rehearse.ear import Ear
from assistant.rehearse.model_line import say_line
from assistant.rehearse.patience import DIGITS_WAIT
from assistant.rehearse.spoken import TWO
from assistant.rehearse.tries import Tries
from assistant.store.alone import alone
from assistant.voices.paced import Pace

TICK = 0.05  # s between two looks at what was heard
DIES_AWAY = 0.5  # s after the model line in which the room, and what the devices hold, may still give it back
SAY_IT = tokens("say it to me")


@dataclass(frozen=True, slots=True)
class DrillMoment:
    """What is seen while a try is said: the words so far, the microphone, the number as far as it was read (None where
    none is to be read now), whether it listens, and which try it is, from 0."""

    heard: str
    side: SideHealth
    number: NumberReading | None
    listening: bool
    tries: int


class Display(Protocol):
    """What shows a drill."""

    def show(self, moment: DrillMoment) -> None:
        """How it is now."""

    def tell(self, text: str) -> None:
        """A line that stays."""


class SpokenDrill:
    """A drill that listens. `opening` says with what; `ask` may be called from any thread."""

    def __init__(
        self, script: Script, step: str, practised: Practised, ear: Ear, pace: Pace, speaker: str | None
    ) -> None:
        self.opening = ear.named
        self.practised = practised
        self._script, self._step, self._pace, self._speaker = script, step, pace, speaker
        self._slow = script.outline.steps[step].delivery is Delivery.SLOW
        least = max(DIGITS_WAIT, pace.digit + pace.again) if self._slow else 0.0  # a digit may be taken for a word
        self._tries = Tries(ear.caller, tokens(script.lines[step]), least)
        self._inbox: SimpleQueue[Heard] = SimpleQueue()
        self._hearing = ear.alone(self._inbox.put)
        self._asked: SimpleQueue[str] = SimpleQueue()
        self._stop = threading.Event()
        self._away = ""

    def ask(self, asked: Asked) -> None:
        """A key: hint, say or stop."""
        if asked.what == "stop":
            self._stop.set()
        else:
            self._asked.put(asked.what)

    def open(self) -> None:
        """Begin to listen. Raises AudioError, RecognizerError."""
        self._hearing.prepare()
        self._hearing.start(time.monotonic())

    def close(self) -> None:
        """Listen no more."""
        self._hearing.stop()

    def run(self, display: Display) -> None:
        """To its end, or until it is asked to stop. Raises RecognizerError where the recogniser has ended."""
        while not self._stop.wait(TICK) and not self.practised.sits:
            self.look(display)

    def look(self, display: Display) -> None:
        """What was heard and asked since the last look."""
        while not self._asked.empty():
            self._do(self._asked.get(), display)
        while not self._inbox.empty():
            self._tries.hear(self._inbox.get())
        side = self._hearing.health(time.monotonic())
        if side.failure:
            raise RecognizerError(side.failure)
        if side.away and not self._away:
            display.tell(f"! {side.away}")
        self._away = side.away
        said = self._tries.look(side.behind)
        if said is not None:
            self._judge(said, display)
        display.show(self._moment(side))

    def _judge(self, said: Heard, display: Display) -> None:
        words = tokens(said.text)
        if words[-len(SAY_IT) :] == SAY_IT:
            self._say(display)
        elif not words:
            display.tell("    (nothing was understood: say it once more)")
        else:
            display.tell(f"you: {said.text}")
            for line in self.practised.take(attempt(self._script, self._step, said.text, said.words, self._pace)):
                display.tell(f"    {line}")

    def _do(self, what: str, display: Display) -> None:
        if what == "hint":
            display.tell(f"    [{self._script.lines[self._step]}]")
        elif what == "say":
            self._say(display)

    def _say(self, display: Display) -> None:
        """Say the line, and do not listen to it; what had been said of a try is dropped."""
        self._hearing.paused = True
        display.show(self._moment(self._hearing.health(time.monotonic())))
        try:
            say_line(self._script, self._step, self._pace, self._speaker, self._stop.is_set)
        except (AudioError, VoiceError) as error:
            display.tell(f"    {error}")
            display.tell(f"    [{self._script.lines[self._step]}]")
        else:
            self._stop.wait(DIES_AWAY)
        self._hearing.paused = False
        self._tries.begin()

    def _moment(self, side: SideHealth) -> DrillMoment:
        said = self._tries.words
        heard = " ".join(word.text for word in said)
        listening = not self._hearing.paused
        lit = self._slow and listening  # the model has a beat of its own
        number = reading_of(self._script.profile.phone, tokens(heard), self._pace) if lit else None
        return DrillMoment(heard, side, number, listening, self.practised.tries)


@contextmanager
def open_drill(make: Callable[[], SpokenDrill]) -> Iterator[SpokenDrill]:
    """The drill that `make` gives, listening. Raises StoreError, AudioError, RecognizerError."""
    with alone("rehearsal", TWO):
        drill = make()
        try:
            drill.open()
            yield drill
        finally:
            drill.close()
