"""The simulated side of a spoken rehearsal, on the clock of made-up sound: when it speaks, stops, what it hears.

The caller is noise that comes and goes like syllables; the words are told as a recogniser would, as they are said.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.script import Script
from assistant.counterpart.conversation import Conversation, PickedUp
from assistant.counterpart.scenario import load
from assistant.events import Heard, Partial, Speaker, StepChange, StepStatus, Utterance
from assistant.opening import open_script
from assistant.rehearse.caller_voice import CallerVoice, Unechoed
from assistant.rehearse.spoken import spoken_steps
from assistant.session import Session
from assistant.voices.telephone import banded
from tests.conftest import ROOT
from tests.rehearse.by_audio import TICK, AudioClock, ByAudio, ClockVoice

SYLLABLE = 0.18  # s


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))


def voice(seconds: float, level: float = 3000.0, seed: int = 3) -> Samples:
    """Noise in syllables, no two of one length, as loud as somebody who talks near the microphone."""
    count, chance = round(seconds * SAMPLE_RATE), np.random.default_rng(seed)
    lengths = SYLLABLE * chance.uniform(0.6, 1.6, round(seconds / SYLLABLE / 0.6) + 2)
    turns = np.interp(np.arange(count) / SAMPLE_RATE, np.cumsum(lengths), np.arange(len(lengths)))
    swing = 0.6 + 0.4 * np.sin(2 * np.pi * turns)
    return np.clip(chance.normal(0, level, count) * swing, -32768, 32767).astype(np.int16)


@dataclass
class Stage:
    """A rehearsal without a call around it: `speak` and `done` say what the caller does, `run` lets time go by."""

    scenario: str
    echo: float = 0.0
    seed: int = 1
    clock: AudioClock = field(default_factory=AudioClock)
    told: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.caller = CallerVoice()
        self.their = ClockVoice(self.clock, lambda text: banded(voice(0.3 * len(text.split()), seed=len(text))))
        talk = Conversation(load(self.scenario, script().outline), script().profile, 1, self.seed)
        self.other = ByAudio(talk, self.their, spoken_steps(script()), self.caller)  # type: ignore[arg-type]
        self.other.clock, self.other.mouth.tell = self.clock, self.told.append
        self.view = Session(script()).view
        self.ears = Listening()
        self.unechoed = Unechoed(self.ears, self.caller)
        self._mine = np.zeros(0, np.int16)
        self._noise = np.random.default_rng(1)
        self.other._react(PickedUp(), 0.0)
        self.run(1.0, until_quiet=True)

    def run(self, seconds: float, until_quiet: bool = False) -> None:
        """Let time go by; `until_quiet`: and until they have nothing more to say."""
        end = self.clock.t + seconds
        while self.clock.t < end or (until_quiet and (self.other.mouth.saying is not None or self.other.mouth.waiting)):
            n = round(self.clock.t * SAMPLE_RATE)
            back = sum(each.at(n - 1600, TICK).astype(float) for each in self.their.played)
            mine, self._mine = self._mine[:TICK], self._mine[TICK:]
            sound = self._noise.normal(0, 5, TICK) + self.echo * back
            sound[: len(mine)] += mine
            samples = np.clip(sound, -32768, 32767).astype(np.int16)
            self.caller.accept(samples, self.clock.t)
            self.unechoed.accept(samples)
            self.clock.t = (n + TICK) / SAMPLE_RATE
            self.other._look(self.clock.t)

    def speak(self, seconds: float, text: str = "", step: str = "", final: bool = True) -> float:
        """The caller speaks, and is heard; when they stopped."""
        self._mine = voice(seconds)
        self.run(seconds)
        end = self.clock.t
        if text:
            self.other.hear((Utterance if final else Partial)(end, Speaker.ME, text))
        signals = [StepChange(end, step, StepStatus.DONE, text, 1.0)] if step else []
        self.other.follow(self.view, signals)
        return end

    @property
    def theirs(self) -> list[str]:
        """What they said, as it stands."""
        return [each.text for each in self.told if isinstance(each, Utterance)]


@dataclass
class Listening:
    """A recogniser that notes how loud what it is given is."""

    loud: list[float] = field(default_factory=list)

    def accept(self, samples: Samples) -> tuple[()]:
        self.loud.append(float(np.abs(samples.astype(int)).max(initial=0)))
        return ()

    def flush(self) -> tuple[()]:
        return ()


def test_they_answer_as_people_do_after_the_turn_has_ended() -> None:
    """Between 0.4 and 1.3 s after the caller's last sound, with every seed; their words come one after the other."""
    waits = []
    for seed in range(4):
        stage = Stage("pending", seed=seed)
        end = stage.speak(2.0, "hello this is priya raman", "greet")
        stage.run(2.0)
        waits.append(stage.their.played[-1].began - end)
    assert all(0.25 <= wait <= 1.25 for wait in waits), waits
    texts = [each.text for each in stage.told if isinstance(each, Partial) and each.text]
    assert len(set(texts)) >= 3


def test_who_goes_on_is_not_answered_and_nothing_has_happened() -> None:
    """A breath of 0.4 s after a step: the answer that was on its way is dropped, and comes once, later."""
    stage = Stage("pending")
    before = len(stage.their.played)
    stage.speak(1.5, "hello this is priya raman", "greet", final=False)
    stage.run(0.4)
    stage.speak(1.5, "and i have a question for you", final=True)
    assert len(stage.their.played) == before
    stage.run(2.5)
    assert len(stage.their.played) == before + 1


def test_a_line_half_read_is_waited_for() -> None:
    """Longer than after a whole one."""
    stage = Stage("pending")
    stage.speak(1.5, "hello jordan lee", "greet")
    before = len(stage.their.played)
    stage.run(1.0)
    assert len(stage.their.played) == before


@pytest.mark.parametrize("echo", [0.0, 0.2, 0.5])
def test_who_is_interrupted_stops_within_a_quarter_of_a_second_and_says_it_again(echo: float) -> None:
    """What was said stands; the rest of it comes when the caller is done. With headphones, and over a loudspeaker that
    the microphone hears 14 or 6 dB softer than it plays."""
    stage = Stage("talks-at-length", echo)
    stage.speak(2.0, "hello this is priya raman where are you with the decision", "ask-status")
    stage.run(1.2)
    cut = stage.their.played[-1]
    assert cut.playing
    stage.run(1.0)
    began = stage.clock.t
    stage.speak(1.0, "excuse me i have to go", final=True)
    assert cut.stopped is not None and 0.0 < cut.stopped - began < 0.25
    stage.run(8.0)
    again = stage.their.played[-1]
    assert len(again.samples) == len(cut.samples)
    assert 0 < len(stage.theirs[1].split()) < 8


def test_a_cough_takes_nobodys_turn() -> None:
    """They stop, and go on by themselves."""
    stage = Stage("talks-at-length")
    stage.speak(2.0, "where are you with the decision", "ask-status")
    stage.run(2.0)
    cut = stage.their.played[-1]
    stage.speak(0.15)
    stage.run(3.0)
    assert cut.stopped is not None
    assert len(stage.their.played[-1].samples) == len(cut.samples)
    assert stage.other._turn is None


def test_the_interrupter_and_a_machine_do_not_stop() -> None:
    """Who plays the interrupter cuts in while the caller speaks, and goes on; a greeting goes on to its beep."""
    stage = Stage("interrupter")
    stage._mine = voice(4.0)
    stage.run(1.0)
    stage.other.follow(stage.view, [StepChange(stage.clock.t, "greet", StepStatus.DONE, "", 1.0)])
    stage.run(0.2)
    assert stage.other.mouth.saying is not None and stage.other.mouth.saying.reply.interrupts
    said = stage.their.played[-1]
    stage.run(2.0)
    assert said.stopped is None
    mailbox = Stage("voicemail")
    assert all(each.stopped is None for each in mailbox.their.played)
    assert len(mailbox.their.played) == 2, "the words, and the beep"


@pytest.mark.parametrize("echo", [0.05, 0.2, 0.5])
def test_what_comes_back_from_the_loudspeaker_is_never_the_caller(echo: float) -> None:
    """26, 14 and 6 dB softer than it was played: they are not interrupted by themselves, and no word of it is heard."""
    stage = Stage("talks-at-length", echo=echo)
    stage.speak(2.0, "where are you with the decision", "ask-status")
    stage.run(1.0, until_quiet=True)
    heard = len(stage.ears.loud)
    assert not any(each.stopped for each in stage.their.played)
    stage.speak(2.0, "may i ask what happens next", "next-steps")
    assert max(stage.ears.loud[heard:]) > 1000, "the caller is heard all the same"
    stage.run(1.5)
    first = round((stage.their.played[-1].began + 0.1) * 50)
    assert stage.other.mouth.saying is not None
    assert max(stage.ears.loud[first + 5 :]) < 100


def test_after_a_long_silence_they_ask_and_in_the_end_hang_up() -> None:
    """Eight seconds each time, at the kindest."""
    stage = Stage("pending")
    over: list[bool] = []
    stage.other.hang_up = lambda: over.append(True)
    stage.run(9.5, until_quiet=True)
    assert len(stage.theirs) == 2
    stage.run(34.0)
    assert over


def test_a_typed_turn_is_answered_and_paused_time_does_not_count() -> None:
    """Who types needs no microphone; while listening is paused nobody grows impatient."""
    stage = Stage("pending")
    stage.other.typed("Hello, this is Priya Raman.")
    stage.other.follow(stage.view, [StepChange(stage.clock.t, "greet", StepStatus.DONE, "", 1.0)])
    stage.run(2.0, until_quiet=True)
    assert stage.told[-1].speaker is Speaker.THEM and len(stage.theirs) == 3
    stage.other.paused = True
    stage.run(20.0)
    stage.other.paused = False
    stage.run(3.0)
    assert len(stage.theirs) == 3
