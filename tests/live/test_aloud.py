"""Spoken cues: in the caller's pauses, cut at once, never late."""

import time
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from assistant.audio import Samples
from assistant.call.script import Script
from assistant.events import Speaker
from assistant.live import aloud
from assistant.live.aloud import SpokenCues
from assistant.live.call import LiveCall
from assistant.live.moment import Asked, Moment, SideHealth
from assistant.opening import open_script
from assistant.session import Session
from tests.conftest import ROOT


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))


@dataclass
class Speaking:
    """A speaker that notes what it was given, and when it was stopped."""

    stopped: bool = False

    def stop(self) -> float:
        self.stopped = True
        return 0.0


@dataclass
class Stage:
    """A call by keys, its cues, and what was played."""

    call: LiveCall
    played: list[Speaking] = field(default_factory=list)

    def play(self, samples: Samples) -> Speaking:  # noqa: ARG002 - a Player's
        self.played.append(Speaking())
        return self.played[-1]


def moment(call: LiveCall, quiet: float) -> Moment:
    """How the call is, the caller silent for `quiet` seconds."""
    shown: list[Moment] = []
    call._show(shown.append)
    side = SideHealth(Speaker.ME, "mic", 0.0, quiet, 0.0, 0.0, "")
    return replace(shown[0], sides=(side,))


@pytest.fixture
def stage() -> Stage:
    """A call that has begun."""
    return Stage(LiveCall(Session(script()), lambda _: [], kept=False))


def cues(stage: Stage) -> SpokenCues:
    """A second of sound for every step."""
    sound = {step: np.ones(16_000, np.int16) for step in script().ids}
    return SpokenCues(stage.call, sound, stage.play)  # type: ignore[arg-type]


def test_a_cue_waits_for_the_callers_pause(stage: Stage) -> None:
    """Not into their sentence; once in the pause, and once only."""
    spoken = cues(stage)
    spoken.show(moment(stage.call, 0.1))
    assert spoken.said == []
    spoken.show(moment(stage.call, 0.6))
    spoken.show(moment(stage.call, 0.8))
    assert spoken.said == ["greet"]


def test_a_cue_is_cut_when_the_caller_speaks(stage: Stage) -> None:
    """At the very moment."""
    spoken = cues(stage)
    spoken.show(moment(stage.call, 0.6))
    spoken.show(moment(stage.call, 0.05))
    assert stage.played[0].stopped


def test_a_key_cuts_it(stage: Stage) -> None:
    """Any."""
    spoken = cues(stage)
    spoken.show(moment(stage.call, 0.6))
    spoken.cut()
    assert stage.played[0].stopped
    spoken.show(moment(stage.call, 0.6))
    assert len(stage.played) == 1


def test_a_cue_that_is_too_old_is_not_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller talked through it: they need it no more."""
    monkeypatch.setattr(aloud, "STALE", 0.05)
    spoken = cues(stage)
    spoken.show(moment(stage.call, 0.1))
    time.sleep(0.1)
    spoken.show(moment(stage.call, 0.6))
    assert spoken.said == []


def test_the_next_step_takes_the_place_of_the_last(stage: Stage) -> None:
    """The old cue ends, the new one is said."""
    spoken = cues(stage)
    spoken.show(moment(stage.call, 0.6))
    stage.call._obey(Asked("next"))
    spoken.show(moment(stage.call, 0.6))
    assert spoken.said == ["greet", "remind"]
    assert stage.played[0].stopped


def test_while_they_are_to_talk_nothing_is_said(stage: Stage) -> None:
    """ "Say nothing" is not said aloud."""
    spoken = cues(stage)
    stage.call._obey(Asked("jump", "listen"))
    spoken.show(moment(stage.call, 0.6))
    assert spoken.said == []
