"""A drill by microphone, fed by audio: real voices and a real recogniser, no sound card and no waiting."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.script import Script
from assistant.cli import app
from assistant.displays.drill_terminal import DrillTerminal
from assistant.errors import AudioError, RecognizerError
from assistant.events import Heard, Partial, Speaker, Utterance, Word
from assistant.live.moment import Asked, SideHealth
from assistant.opening import open_script
from assistant.past.recordings import biasing
from assistant.recognizers import Recognizer
from assistant.recognizers.models import choose_engine
from assistant.rehearse import spoken_drill
from assistant.rehearse.caller_voice import CallerVoice
from assistant.rehearse.drill import Practised
from assistant.rehearse.spoken_drill import DrillMoment, SpokenDrill
from assistant.rehearse.tries import Tries
from assistant.voices import playing
from assistant.voices.paced import USUAL, Pace, read_number
from tests.conftest import ROOT
from tests.rendered import rendered, silence

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
BLOCK = SAMPLE_RATE // 10
HELLO = "Hello Jordan Lee, this is Priya Raman."
NEXT = "May I ask what happens next?"


@dataclass
class FedHearing:
    """A Hearing that is fed by hand."""

    recognizer: Recognizer
    tell: Callable[[Heard], None]
    caller: CallerVoice
    paused: bool = False
    failure: str = ""
    seconds: float = 0.0

    def health(self, now: float) -> SideHealth:
        del now
        return SideHealth(Speaker.ME, "fed", 0.5, 0.0, 0.0, 0.0, "", self.failure)

    def feed(self, samples: Samples) -> None:
        samples = np.zeros(len(samples), np.int16) if self.paused else samples
        self.caller.accept(samples, self.seconds)
        self.seconds += len(samples) / SAMPLE_RATE
        for heard in self.recognizer.accept(samples):
            self.tell(heard)


@dataclass
class FedEar:
    """An Ear without a device."""

    recognizer: Recognizer
    named: str = "me: fed"
    caller: CallerVoice = field(default_factory=CallerVoice)
    hearing: FedHearing | None = None

    def alone(self, tell: Callable[[Heard], None]) -> FedHearing:
        self.hearing = FedHearing(self.recognizer, tell, self.caller)
        return self.hearing


@dataclass
class Seen:
    """A display that keeps what it was shown."""

    told: list[str] = field(default_factory=list)
    moments: list[DrillMoment] = field(default_factory=list)

    def show(self, moment: DrillMoment) -> None:
        self.moments.append(moment)

    def tell(self, text: str) -> None:
        self.told.append(text.strip())


@dataclass
class Stage:
    """A drill, its microphone, and what is seen of it."""

    drill: SpokenDrill
    hearing: FedHearing
    seen: Seen

    def say(self, *sounds: Samples) -> None:
        """These, and silence until a try is over."""
        samples = np.concatenate([silence(0.6), *sounds, silence(3.0)])
        noise = np.random.default_rng(1).normal(0, 6, len(samples))
        samples = np.clip(samples + noise, -32768, 32767).astype(np.int16)
        for at in range(0, len(samples), BLOCK):
            self.hearing.feed(samples[at : at + BLOCK])
            self.drill.look(self.seen)


class Flite:
    """A Voice of the tests' own."""

    def render(self, text: str, words_per_minute: int = 170) -> Samples:
        del words_per_minute
        return rendered(text, "rms")


@pytest.fixture(scope="module")
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROFILE, date(2026, 11, 18))


@pytest.fixture
def stage(script: Script, vosk_model: Path, needs: Callable[..., None]) -> Callable[[str], Stage]:
    """A drill of a step."""
    needs("flite")

    def of(step: str, pace: Pace = USUAL) -> Stage:
        ear = FedEar(choose_engine(vosk_model, biasing(script), "vosk").open(Speaker.ME))
        drill = SpokenDrill(script, step, Practised(3), ear, pace, None)  # type: ignore[arg-type]
        assert ear.hearing is not None
        return Stage(drill, ear.hearing, Seen())

    return of


def test_each_try_is_heard_shown_and_judged(stage: Callable[[str], Stage]) -> None:
    """What was heard, then the typed drill's judgement; a row begins anew; a breath is no try."""
    on = stage("next-steps")
    on.say(rendered(NEXT, "rms"))
    assert on.seen.told[0] == "you: may i ask what happens next"
    assert on.seen.told[1].startswith("yes, 1 in a row: “")
    on.say(rendered("Thank you very much for your time.", "rms"))
    assert on.seen.told[2] == "you: thank you very much for your time"
    assert on.seen.told[3].startswith("not yet: not heard as “")
    on.say(silence(2.0))
    assert (on.drill.practised.tries, on.drill.practised.row) == (2, 0)
    said = [moment.heard for moment in on.seen.moments]
    assert any(each.startswith("may") and len(each.split()) < 6 for each in said), "shown while it is said"


def test_the_number_is_ticked_counted_and_timed(stage: Callable[[str], Stage]) -> None:
    """Twenty digits on the light's beat sit; the pace is the one at which they were laid, within a tenth."""
    on = stage("voicemail-number")
    before, number = rendered("You can reach me at", "rms"), read_number(Flite(), "617-555-0142", USUAL, 2).samples
    on.say(before, silence(0.2), number)
    told = " / ".join(on.seen.told)
    assert "20 of 20 digits heard right, 1.4 digits a second; the light goes at 1.4 / yes, 1 in a row" in told
    assert all(moment.number for moment in on.seen.moments)
    ticked = [moment.number.heard for moment in on.seen.moments if moment.number]
    assert {"617", "617555", "6175550142"} <= set(ticked)
    assert ticked[-1] == "", "the next try begins at the first digit"
    on.say(rendered("You can reach me at 6 1 7 , 5 5 5 , 0 1 4 2 .", "rms"))
    assert on.seen.told[-1] == "not yet: said once: say it twice"
    right, pace = on.seen.told[-2].split(", ", 1)
    assert right == "10 of 20 digits heard right"
    assert float(pace.split()[0]) > 2 and pace.endswith(": slower")
    assert "The number at best: 20 of 20 digits heard right" in str(on.drill.practised)


class Speaks:
    """A speaker that is asked whether the drill listens."""

    def __init__(self, hearing: FedHearing) -> None:
        self.hearing, self.listened = hearing, list[bool]()

    def __call__(self, samples: Samples, device: str | None = None) -> "Speaks":
        del samples, device
        return self

    def wait(self, seconds: float) -> bool:
        del seconds
        self.listened.append(not self.hearing.paused)
        self.hearing.feed(rendered(HELLO, "rms"))  # the model, in a room
        return len(self.listened) % 2 == 0

    def stop(self) -> float:
        return 0.0


def test_the_model_is_played_when_it_is_asked_for_and_not_listened_to(
    stage: Callable[[str], Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By voice or by a key; it is no try, and the hint is the line."""
    on = stage("greet")
    speaker = Speaks(on.hearing)
    monkeypatch.setattr(playing, "play", speaker)
    monkeypatch.setattr(spoken_drill, "DIES_AWAY", 0.0)
    on.say(rendered("say it to me", "rms"))
    assert speaker.listened == [False, False]
    on.drill.ask(Asked("say"))
    on.drill.ask(Asked("hint"))
    on.say(silence(1.0))
    assert speaker.listened == [False] * 4
    assert not on.hearing.paused
    assert any(not moment.listening for moment in on.seen.moments)
    assert on.seen.told == [f"[{HELLO}]"]
    assert on.drill.practised.tries == 0


def test_a_model_that_cannot_be_played_is_shown(stage: Callable[[str], Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    """And it listens again."""

    def none(samples: Samples, device: str | None) -> object:
        raise AudioError("the speaker cannot be used")

    on = stage("greet")
    monkeypatch.setattr(playing, "play", none)
    on.drill.ask(Asked("say"))
    on.drill.look(on.seen)
    assert on.seen.told == ["the speaker cannot be used", f"[{HELLO}]"]
    assert not on.hearing.paused


def test_a_recogniser_that_ended_is_told(stage: Callable[[str], Stage]) -> None:
    """So that the drill can go on otherwise."""
    on = stage("greet")
    on.hearing.failure = "the recogniser has ended"
    with pytest.raises(RecognizerError, match="the recogniser has ended"):
        on.drill.look(on.seen)


def test_the_terminal_shows_the_number_with_its_light_and_what_is_heard(stage: Callable[[str], Stage]) -> None:
    """As a live call on a mailbox does; the light begins anew with each try. In a pipe, only what stays."""
    on = stage("voicemail-number")
    on.drill.look(on.seen)
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="truecolor")
    display = DrillTerminal(console)
    console.print(display.picture(on.seen.moments[-1], 10.0))
    assert isinstance(console.file, io.StringIO)
    drawn = console.file.getvalue()
    assert "\x1b[1;7m 6 \x1b[0m\x1b[1m 1 " in drawn and "Listening" in drawn and "! says it to you" in drawn
    console.print(display.picture(on.seen.moments[-1], 10.0 + 1.5 * USUAL.digit))
    assert "\x1b[1m 6 \x1b[0m\x1b[1;7m 1 " in console.file.getvalue()
    piped = Console(file=io.StringIO(), width=100)
    with DrillTerminal(piped) as display:
        display.show(on.seen.moments[-1])
        display.tell("    yes, 1 in a row: “hello”")
    assert isinstance(piped.file, io.StringIO)
    assert piped.file.getvalue() == "    yes, 1 in a row: “hello”\n"


@pytest.fixture
def no_microphone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has none."""
    monkeypatch.setattr("assistant.rehearse.ear.inputs", list)
    return


@pytest.mark.usefixtures("no_microphone")
def test_without_a_microphone_it_is_said_once_and_it_goes_on_typed() -> None:
    """The same row, the same end."""
    arguments = ["drill", "greet", "--profile", str(PROFILE), "--times", "2"]
    result = CliRunner().invoke(app, arguments, input=f"{HELLO}\n" * 2)
    assert result.exit_code == 0
    first, *rest = result.stderr.splitlines()
    assert first.startswith("callprompter: ") and first.endswith("; for now, type what you would say")
    assert [line for line in rest if line.startswith("callprompter: ")] == []
    assert "It sits after 2 tries." in rest


def test_without_a_recogniser_it_goes_on_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line says why."""
    monkeypatch.setattr("assistant.rehearse.ear.find_microphone", lambda name: name)
    arguments = ["drill", "greet", "--profile", str(PROFILE), "--model", str(tmp_path / "none")]
    result = CliRunner().invoke(app, arguments, input="\n")
    assert result.exit_code == 0
    first, *rest = result.stderr.splitlines()
    assert first.startswith("callprompter: ") and "none" in first
    assert rest[-1] == "0 tries. Come back to it."


def test_a_number_waits_for_its_second_reading(stage: Callable[..., Stage]) -> None:
    """Whatever its last digit was taken for, and the longer the slower the light goes."""
    on = stage("voicemail-number", Pace(digit=0.8))
    on.say(rendered("You can reach me at six one seven do", "rms"), silence(2.0), rendered("five five five", "rms"))
    tries = [line for line in on.seen.told if line.startswith("you: ")]
    assert len(tries) == 1 and tries[0].endswith("five five five")


def test_words_that_come_late_are_none_of_the_next_try() -> None:
    """A recogniser may put the end of one try and the beginning of the next into one utterance."""
    caller = CallerVoice()
    tries = Tries(caller, ())
    caller.until = 5.0
    tries.begin()
    late, own = Word("hello", 4.2, 4.6), Word("this", 6.0, 6.2)
    tries.hear(Partial(4.6, Speaker.ME, "hello", (late,)))
    assert tries.words == ()
    tries.hear(Utterance(6.2, Speaker.ME, "hello this", (late, own)))
    assert tries.words == (own,)
    assert tries.look() is None
    caller.until = 9.0
    said = tries.look()
    assert said is not None and said.text == "this"
    assert tries.words == ()
