"""Setting up a live call: devices, recogniser, script, journal, and the sound where it is to be kept."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.audio.beep import BeepDetector
from assistant.audio.devices import Device, Kind, inputs
from assistant.audio.keeping import Keeper
from assistant.audio.recording import open_recording
from assistant.errors import CallPrompterError
from assistant.events import Command, Event, Heard, Speaker, Utterance
from assistant.journal import Journal, read
from assistant.live.aloud import SpokenCues, rendered
from assistant.live.call import CONSENT, LiveCall
from assistant.live.hearing import Hearing
from assistant.live.moment import Asked, Consent, Moment, TheirWords
from assistant.live.their_words import Reduced
from assistant.opening import header, open_again, open_script
from assistant.past.recordings import biasing, reviewed
from assistant.recognizers import Deaf, Engine, Recognizer
from assistant.recognizers.apart import open_recognizer
from assistant.recognizers.models import announcement, choose_engine
from assistant.report.files import write_page
from assistant.report.sound import small
from assistant.review.sound import Meter
from assistant.session import Session
from assistant.store.devices import remember, usual
from assistant.store.sessions import new_folder
from assistant.voices.playing import play
from assistant.voices.pyttsx3 import SystemVoice


@dataclass(frozen=True, slots=True)
class Setup:
    """What the user asked for. Devices by name; None is the system's own."""

    microphone: str | None = None
    them: str | None = None
    speaker_phone: bool = False
    silent: bool = False  # no sound at all: keys alone
    outline: str = "follow-up"
    profile: Path | None = None
    day: date | None = None
    recognizer: str | None = None
    model: Path | None = None
    record: bool = False
    speak: bool = False  # the short cues by voice
    speak_on: str | None = None  # on which speaker; None: the system's
    consent: Consent = Consent.REQUIRE  # matters where the sound is kept
    their_words: TheirWords = TheirWords.ALL  # what stays of them in the session


@dataclass(frozen=True, slots=True)
class Call:
    """A live call that is set up: `opening` says in one line what listens to what; `review` writes its page."""

    live: LiveCall
    session: Session
    folder: Path
    opening: str
    review: Callable[[], Path]
    cues: SpokenCues | None = None

    def run(self, show: Callable[[Moment], None]) -> None:
        """Follow the call to its end (see LiveCall.run), with its spoken cues."""
        cues = self.cues
        if cues is None:
            self.live.run(show)
            return

        def both(moment: Moment) -> None:
            show(moment)
            cues.show(moment)

        try:
            self.live.run(both)
        finally:
            cues.cut()

    def ask(self, asked: Asked) -> None:
        """A key or a click: it ends a cue that is being spoken."""
        if self.cues is not None:
            self.cues.cut()
        self.live.ask(asked)


class Measures:
    """What becomes of each side's sound besides words: kept where asked, searched for a beep, measured for the review.

    It is measured a good stretch at a time: the results for small pieces would fill the memory.
    """

    STRETCH = 10 * SAMPLE_RATE

    def __init__(self, sides: Sequence[Speaker | None], keeper: Keeper | None) -> None:
        self.meters = {side: Meter() for side in sides}
        self._waiting: dict[Speaker | None, list[Samples]] = {side: [] for side in sides}
        self._keeper = keeper
        self._beep = BeepDetector()
        self.beeped: Callable[[], None] = lambda: None
        self.keeping: Callable[[], bool] = lambda: False

    def wrong(self) -> str:
        """Why the sound can no longer be kept; "" while it is, or was not asked for."""
        return str((self._keeper and self._keeper.failure) or "")

    def keep(self, side: Speaker | None, start: float, samples: Samples) -> None:
        """One side's next samples; each side comes on a thread of its own."""
        if self._keeper is not None:
            self._keeper.keep(side, start, samples if self.keeping() else np.zeros(len(samples), np.int16))
        if side is not Speaker.ME and self._beep.accept(samples):
            self.beeped()
        waiting = self._waiting[side]
        waiting.append(samples)
        if sum(map(len, waiting)) >= self.STRETCH:
            self.meters[side].accept(np.concatenate(waiting))
            waiting.clear()

    def finish(self) -> None:
        """The sound has ended: measure the rest."""
        for side, waiting in self._waiting.items():
            if waiting:
                self.meters[side].accept(np.concatenate(waiting))
                waiting.clear()


@contextmanager
def open_call(setup: Setup) -> Iterator[Call]:
    """Set the call up; its journal is closed at the end.

    Raises AudioError, RecognizerError, OutlineError, ProfileError, StoreError, JournalError; nothing is left then.
    """
    day = setup.day or date.today()
    devices = () if setup.silent else _devices(setup)
    script = open_script(setup.outline, setup.profile, day)
    engine: Engine = Deaf() if setup.silent else choose_engine(setup.model, biasing(script), setup.recognizer)
    named = ", ".join(f"{'both' if side is None else side}: {device.name}" for side, device in devices) or "by keys"
    folder = new_folder("live", datetime.now())
    with ExitStack() as stack:
        journal = stack.enter_context(
            Journal(folder, header(setup.outline, script.profile, day, engine.name, named), patient=True)
        )
        reduced = setup.their_words is not TheirWords.ALL
        session = Session(script, Reduced(journal, setup.their_words) if reduced else journal)
        speakers = tuple(side for side, _ in devices)
        keeper = Keeper(folder, speakers) if setup.record and devices else None
        if keeper is not None:
            stack.callback(keeper.close)
        measures = Measures(speakers, keeper)

        def listen(speaker: Speaker | None) -> Recognizer:
            return open_recognizer(engine, speaker)

        def sides(tell: Callable[[Heard], None]) -> Sequence[Hearing]:
            return [Hearing(side, device, listen, tell, measures.keep) for side, device in devices]

        def review() -> Path:
            measures.finish()
            sound = b""
            if keeper is not None:
                keeper.close()
                kept = open_recording(keeper.path)
                sound = small(kept.chunks(), kept.speakers)
            told = followed_again(folder) if reduced else session  # of the words that stay
            return write_page(reviewed(told, engine.name, "a live call", measures.meters), folder, sound)

        live = LiveCall(session, sides, kept=keeper is not None, consent=setup.consent, wrong=measures.wrong)
        measures.beeped, measures.keeping = live.beeped, lambda: live.keeping
        cues = _spoken(setup, live) if setup.speak else None
        try:
            yield Call(live, session, folder, f"{named}; {announcement(engine)}", review, cues)
        except CallPrompterError:
            if not any(isinstance(event, Utterance) or _by_hand(event) for event in session.events):
                stack.pop_all().close()
                shutil.rmtree(folder, ignore_errors=True)  # nothing was said or done: no empty session stays
            raise


def _by_hand(event: Event) -> bool:
    """Whether the caller did it: a note is lost like a word."""
    return isinstance(event, Command) and not event.target.startswith(CONSENT)


def _spoken(setup: Setup, live: LiveCall) -> SpokenCues:
    """The cues by voice. Raises VoiceError."""
    with SystemVoice() as voice:
        cues = rendered(voice, live)
    return SpokenCues(live, cues, partial(play, device=setup.speak_on))


def followed_again(folder: Path) -> Session:
    """A kept session, followed again from its journal. Raises JournalError, OutlineError."""
    kept = read(folder)
    session = Session(open_again(kept.header))
    for event in kept.events:
        session.take(event)
    return session


def _devices(setup: Setup) -> Sequence[tuple[Speaker | None, Device]]:
    """Whose sound comes from where: what was asked for, else what was asked for last time, else the system's."""
    found = inputs()
    microphone = usual(found, setup.microphone, Kind.MICROPHONE)
    if setup.speaker_phone:
        chosen: list[tuple[Speaker | None, Device]] = [(None, microphone)]
    else:
        chosen = [(Speaker.ME, microphone), (Speaker.THEM, usual(found, setup.them, Kind.LOOPBACK))]
    remember({Kind.MICROPHONE: setup.microphone and microphone.name, Kind.LOOPBACK: setup.them and chosen[-1][1].name})
    return chosen
