"""Setting up a spoken rehearsal: a live call (see live.setup) whose other side is simulated.

The caller may also type what they would say; then there is no microphone, and no recogniser.
"""

import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from assistant.audio import Samples
from assistant.audio.devices import Device, Kind, inputs
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.counterpart.conversation import Conversation
from assistant.counterpart.scenario import Scenario, load, scenarios
from assistant.errors import AudioError, CallPrompterError
from assistant.events import Heard, Speaker, Utterance
from assistant.journal import Journal
from assistant.live.call import LiveCall
from assistant.live.hearing import Hearing, Side
from assistant.live.moment import Asked, Moment, Rehearsing
from assistant.live.setup import Measures
from assistant.opening import header, open_script
from assistant.past.recordings import biasing
from assistant.prompts import load_outline
from assistant.recognizers import Recognizer
from assistant.recognizers.apart import open_recognizer
from assistant.recognizers.models import choose_engine
from assistant.rehearse import ending
from assistant.rehearse.caller_voice import CallerVoice, Unechoed
from assistant.rehearse.ending import SPOKEN, TYPED, Judged, Rehearsal
from assistant.rehearse.level import Level, fading
from assistant.rehearse.other_side import OtherSide
from assistant.rehearse.prompting import shown
from assistant.rehearse.rehearsal import Played
from assistant.rehearse.their_voice import TheirVoice
from assistant.review.sound import Meter
from assistant.session import Session
from assistant.store.alone import alone
from assistant.store.devices import remember, usual
from assistant.store.progress import scores
from assistant.store.sessions import new_folder
from assistant.voices import Mute

RANDOM = "random"
TWO = "a rehearsal goes on already, and two would talk to each other: end it first, or practise by typing (--type)"
NO_MICROPHONE = "; or type instead of speaking (--type)"


@dataclass(frozen=True, slots=True)
class Practice:
    """What the user asked for. Devices by name; None is the system's own; `seed` None: any."""

    scenario: str = RANDOM
    difficulty: int = 1
    seed: int | None = None
    level: Level = Level.FADING
    typing: bool = False  # the caller types
    mute: bool = False  # the other side is read, not heard
    microphone: str | None = None
    speaker: str | None = None
    outline: str = "follow-up"
    profile: Path | None = None
    day: date | None = None
    recognizer: str | None = None
    model: Path | None = None


def chosen(practice: Practice) -> tuple[Scenario, Played]:
    """With whom: what was asked for, or drawn by the seed. Raises ScenarioError, StoreError, OutlineError."""
    seed = random.SystemRandom().randrange(10_000) if practice.seed is None else practice.seed
    name = practice.scenario
    if name == RANDOM:
        name = random.Random(seed).choice(sorted(scenarios()))  # noqa: S311 - practice
    other = load(name, load_outline(practice.outline))
    return other, Played(other.id, practice.difficulty, seed)


def level_of(practice: Practice, scenario: str) -> Level:
    """How much is shown: what was asked for, or by the earlier scores with the scenario. Raises StoreError."""
    return fading(scores(scenario)) if practice.level is Level.FADING else practice.level


@dataclass(slots=True)
class SpokenRehearsal:
    """A rehearsal that is set up, as live.setup.Call is a call; `judged` is what it came to, once it was reviewed."""

    live: LiveCall
    session: Session
    folder: Path
    opening: str
    other: OtherSide
    voice: TheirVoice
    rehearsing: Rehearsing
    played: Played
    finished: Callable[[], Rehearsal]
    judged: Judged | None = None
    _hint: str = ""  # the step for which a hint was asked
    _told: int = field(default=0)  # signals that the other side knows of

    def run(self, show: Callable[[Moment], None]) -> None:
        """Follow it to its end (see LiveCall.run); `show` is given what this level of prompting shows."""

        def follow(moment: Moment) -> None:
            signals = self.session.signals
            self.other.follow(moment.view, signals[self._told :])
            self._told = len(signals)
            show(self._as_practised(moment))

        self.live.run(follow)

    def ask(self, asked: Asked) -> None:
        """A key, a click, or a typed turn."""
        if asked.what == "hint":
            self._hint = self.session.view.step
        elif asked.what == "say":
            if self.rehearsing.typing and asked.target.strip():
                self.other.typed(asked.target.strip())
        else:
            self.live.ask(asked)

    def review(self) -> Path:
        """Score it, and write its page. Raises StoreError."""
        self.judged = ending.judge(self.finished())
        return self.judged.page

    def _as_practised(self, moment: Moment) -> Moment:
        hint = self._hint == moment.view.step
        view = shown(moment.view, Level(self.rehearsing.level), moment.quiet, hint)
        troubles = (
            (*moment.troubles, f"{self.voice.trouble}; their lines are shown")
            if self.voice.trouble
            else moment.troubles
        )
        latency = None if self.rehearsing.typing else moment.latency
        return replace(moment, view=view, troubles=troubles, latency=latency, rehearsal=self.rehearsing)


@contextmanager
def open_rehearsal(practice: Practice) -> Iterator[SpokenRehearsal]:
    """Set the rehearsal up; its journal is closed at the end.

    Raises AudioError, RecognizerError, ScenarioError, OutlineError, ProfileError, StoreError, JournalError; nothing is
    left then.
    """
    scenario, played = chosen(practice)
    day = practice.day or date.today()
    script = open_script(practice.outline, practice.profile, day)
    with ExitStack() as stack:
        if not (practice.typing and practice.mute):
            stack.enter_context(alone("rehearsal", TWO))
        ear = None if practice.typing else _Ear(practice, script)
        voice = stack.enter_context(TheirVoice(played.seed, practice.speaker, Mute() if practice.mute else None))
        began, name = datetime.now(), ear.engine.name if ear else TYPED
        folder = new_folder(f"rehearsal-{played.scenario}", began)
        begins = header(practice.outline, script.profile, day, name, str(played))
        session = Session(script, stack.enter_context(Journal(folder, begins)))
        talk = Conversation(scenario, script.profile, played.difficulty, played.seed)
        other = OtherSide(talk, voice, spoken_steps(script), ear.caller if ear else None)

        def sides(tell: Callable[[Heard], None]) -> Sequence[Side]:
            other.tell = tell
            return (other,) if ear is None else (ear.hearing(other), other)

        def finished() -> Rehearsal:
            way, meters = (SPOKEN, ear.measured()) if ear else (TYPED, {})
            return Rehearsal(session, played, scenario.outcome, folder, began, way, name, meters)

        live = LiveCall(session, sides, kept=False)
        other.hang_up, other.beeped = lambda: live.ask(Asked("stop")), live.beeped
        level = level_of(practice, played.scenario)
        opening = f"{scenario.title} (difficulty {played.difficulty}, seed {played.seed})"
        rehearsing = Rehearsing(scenario.title, level.value, practice.typing)
        try:
            yield SpokenRehearsal(
                live,
                session,
                folder,
                f"{opening}; {ear.named if ear else TYPED}",
                other,
                voice,
                rehearsing,
                played,
                finished,
            )
        except (CallPrompterError, KeyboardInterrupt):
            if not any(isinstance(event, Utterance) for event in session.events):
                stack.pop_all().close()
                shutil.rmtree(folder, ignore_errors=True)  # nothing was said: no empty session stays
            raise


class _Ear:
    """How the caller is heard: the microphone, the recogniser, and whether they speak."""

    def __init__(self, practice: Practice, script: Script) -> None:
        """Raises AudioError, RecognizerError."""
        self.microphone = find_microphone(practice.microphone)
        self.engine = choose_engine(practice.model, biasing(script), practice.recognizer)
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
            other.tell(heard)

        def listen(speaker: Speaker | None) -> Recognizer:
            return Unechoed(open_recognizer(self.engine, speaker), self.caller)

        def keep(side: Speaker | None, start: float, samples: Samples) -> None:
            self.caller.accept(samples, start)
            self._measures.keep(side, start, samples)

        mine = Hearing(Speaker.ME, self.microphone, listen, tell, keep)
        other.asleep = lambda: mine.slept
        other.behind = lambda: mine.health(time.monotonic()).behind
        return mine

    def measured(self) -> Mapping[Speaker | None, Meter]:
        """The sound's measures, once it has ended."""
        self._measures.finish()
        return self._measures.meters


def spoken_steps(script: Script) -> frozenset[str]:
    """The steps that the caller says: all but those of silence."""
    return frozenset(step.id for step in script.outline.steps.values() if step.delivery is not Delivery.SILENT)


def find_microphone(name: str | None) -> Device:
    """The microphone asked for, else the usual one. Raises AudioError: how to plug one in, or to do without."""
    try:
        microphone = usual(inputs(), name, Kind.MICROPHONE)
    except AudioError as error:
        why = str(error).partition(", or follow the call by keys")[0]
        raise AudioError(f"{why}{NO_MICROPHONE}") from error
    remember({Kind.MICROPHONE: name and microphone.name})
    return microphone
