"""Setting up a spoken rehearsal: a live call (see live.setup) whose other side is simulated.

The caller may also type what they would say; then there is no microphone, and no recogniser.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.counterpart.conversation import Conversation
from assistant.counterpart.scenario import Scenario, load, scenarios
from assistant.events import Heard
from assistant.live.call import LiveCall
from assistant.live.hearing import Side
from assistant.live.moment import Asked, Moment, Rehearsing
from assistant.opening import header, open_script
from assistant.prompts import load_outline
from assistant.rehearse import ending
from assistant.rehearse.ear import Ear
from assistant.rehearse.ending import SPOKEN, TYPED, Judged, Rehearsal
from assistant.rehearse.kept import kept_session
from assistant.rehearse.level import Level, fading
from assistant.rehearse.other_side import OtherSide
from assistant.rehearse.prompting import shown
from assistant.rehearse.rehearsal import Played
from assistant.rehearse.their_voice import TheirVoice
from assistant.session import Session
from assistant.store.alone import alone
from assistant.store.progress import scores
from assistant.voices import Mute

RANDOM = "random"
TWO = "a rehearsal goes on already, and two would talk to each other: end it first, or practise by typing (--type)"


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
    with ExitStack() as stack:
        if not (practice.typing and practice.mute):
            stack.enter_context(alone("rehearsal", TWO))
        yield _set_up(practice, stack)


def _set_up(practice: Practice, stack: ExitStack) -> SpokenRehearsal:
    """Open all that it needs; `stack` closes it."""
    scenario, played = chosen(practice)
    level = level_of(practice, played.scenario)
    day = practice.day or date.today()
    script = open_script(practice.outline, practice.profile, day)
    ear = None if practice.typing else Ear(practice.microphone, script, practice.recognizer, practice.model)
    voice = stack.enter_context(TheirVoice(played.seed, practice.speaker, Mute() if practice.mute else None))
    began, name = datetime.now(), ear.engine.name if ear else TYPED
    begins = header(practice.outline, script.profile, day, name, str(played))
    session, folder = stack.enter_context(kept_session(script, begins, played.scenario, began))
    talk = Conversation(scenario, script.profile, played.difficulty, played.seed)
    other = OtherSide(talk, voice, spoken_steps(script), ear.caller if ear else None)

    def sides(tell: Callable[[Heard], None]) -> Sequence[Side]:
        other.mouth.tell = tell
        return (other,) if ear is None else (ear.hearing(other), other)

    def finished() -> Rehearsal:
        way, meters = (SPOKEN, ear.measured()) if ear else (TYPED, {})
        return Rehearsal(session, played, scenario.outcome, folder, began, way, name, meters)

    live = LiveCall(session, sides, kept=False)
    other.hang_up, other.mouth.beeped = lambda: live.ask(Asked("stop")), live.beeped
    opening = f"{scenario.title} (difficulty {played.difficulty}, seed {played.seed}); {ear.named if ear else TYPED}"
    rehearsing = Rehearsing(scenario.title, level.value, practice.typing)
    return SpokenRehearsal(live, session, folder, opening, other, voice, rehearsing, played, finished)


def spoken_steps(script: Script) -> frozenset[str]:
    """The steps that the caller says: all but those of silence."""
    return frozenset(step.id for step in script.outline.steps.values() if step.delivery is not Delivery.SILENT)
