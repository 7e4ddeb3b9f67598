"""How the caller is heard in a rehearsal: the microphone, the recogniser, and whether they speak."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.audio import Samples
from assistant.audio.devices import Device, Kind, inputs
from assistant.call.script import Script
from assistant.errors import AudioError
from assistant.events import Heard, Speaker
from assistant.live.hearing import Hearing
from assistant.live.setup import Measures
from assistant.past.recordings import biasing
from assistant.recognizers import Recognizer
from assistant.recognizers.apart import open_recognizer
from assistant.recognizers.models import choose_engine
from assistant.rehearse.caller_voice import CallerVoice, Unechoed
from assistant.rehearse.other_side import OtherSide
from assistant.review.sound import Meter
from assistant.store.devices import remember, usual

NO_MICROPHONE = "; or type instead of speaking (--type)"


class Ear:
    """Opened before the session is, so that nothing is left where there is no microphone."""

    def __init__(self, microphone: str | None, script: Script, recognizer: str | None, model: Path | None) -> None:
        """Raises AudioError, RecognizerError."""
        self.microphone = find_microphone(microphone)
        self.engine = choose_engine(model, biasing(script), recognizer)
        self.caller = CallerVoice()
        self._measures = Measures((Speaker.ME,), None)

    @property
    def named(self) -> str:
        """What hears them, in words."""
        return f"me: {self.microphone.name}; recogniser: {self.engine.name} ({self.engine.why})"

    def hearing(self, other: OtherSide) -> Hearing:
        """The caller's side of the call, which the other side overhears."""

        def tell(heard: Heard) -> None:
            other.hear(heard)
            other.mouth.tell(heard)

        mine = self.alone(tell)
        other.asleep = lambda: mine.slept
        other.behind = lambda: mine.health(time.monotonic()).behind
        return mine

    def alone(self, tell: Callable[[Heard], None]) -> Hearing:
        """The caller, whoever else there is; `tell` is given what was heard, on a thread of its own."""

        def listen(speaker: Speaker | None) -> Recognizer:
            return Unechoed(open_recognizer(self.engine, speaker), self.caller)

        def keep(side: Speaker | None, start: float, samples: Samples) -> None:
            self.caller.accept(samples, start)
            self._measures.keep(side, start, samples)

        return Hearing(Speaker.ME, self.microphone, listen, tell, keep)

    def measured(self) -> Mapping[Speaker | None, Meter]:
        """The sound's measures, once it has ended."""
        self._measures.finish()
        return self._measures.meters


def find_microphone(name: str | None) -> Device:
    """The microphone asked for, else the usual one. Raises AudioError: how to plug one in, or to do without."""
    try:
        microphone = usual(inputs(), name, Kind.MICROPHONE)
    except AudioError as error:
        why = str(error).partition(", or follow the call by keys")[0]
        raise AudioError(f"{why}{NO_MICROPHONE}") from error
    remember({Kind.MICROPHONE: name and microphone.name})
    return microphone
