"""Drills: one step until it sits."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.script import Script
from assistant.cli import app
from assistant.errors import AudioError
from assistant.opening import open_script
from assistant.rehearse.drill import attempt
from assistant.store.progress import keep
from assistant.voices import playing
from tests.conftest import ROOT
from tests.rehearse.test_rehearsal import one

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"


@pytest.fixture(scope="module")
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROFILE, date(2026, 11, 18))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for the program."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(tmp_path))
    return tmp_path


def drilled(*lines: str, step: str | None = "greet") -> tuple[int, str, str]:
    """What the command answers to these lines."""
    arguments = ["drill", *([step] if step else []), "--type", "--profile", str(PROFILE), "--times", "2"]
    result = CliRunner().invoke(app, arguments, input="".join(f"{line}\n" for line in lines))
    return result.exit_code, result.stdout, result.stderr


def test_every_step_sits_when_its_line_is_said(script: Script) -> None:
    """Whatever branch of the call it belongs to."""
    for step in script.outline.steps.values():
        if step.heard and step.by == "me":
            found = attempt(script, step.id, script.lines[step.id])
            assert found.sat, (step.id, found)
            assert found.because


def test_another_step_is_not_the_step(script: Script) -> None:
    """It says what it was not heard as."""
    found = attempt(script, "gracious", "May I ask what happens next?")
    assert found.faults == ("not heard as “Thank them; no disappointment”",)


def test_what_puts_them_off_does_not_sit(script: Script) -> None:
    """The step was said, and so was a reproach."""
    found = attempt(script, "ask-status", "You should have decided by now. Where are you with the decision?")
    assert not found.sat
    assert found.faults[0].startswith("blame: ")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("You can reach me at 617-555-0142.", "said once: say it twice"),
        ("You can reach me at six one seven five five five.", "6 of 10 digits heard"),
        (
            "You can reach me at 617-555-0143. My number is 617-555-0143.",
            "a wrong digit after 617555014: your number is 617-555-0142",
        ),
    ],
)
def test_a_number_sits_when_it_was_said_right_and_twice(script: Script, text: str, fault: str) -> None:
    """Else it is told how far it was right."""
    assert fault in attempt(script, "voicemail-number", text).faults


def test_a_drill_ends_when_the_step_sat_in_a_row() -> None:
    """One that does not sit starts the row anew; the hint is the line."""
    code, out, err = drilled("hello there", "?", "This is Priya Raman.", "no", *["Hello, this is Priya Raman."] * 9)
    assert code == 0, err
    assert "[Hello Jordan Lee, this is Priya Raman.]" in out
    assert out.count("yes, 1 in a row") == 2
    assert out.count("yes, 2 in a row") == 1
    assert "It sits after 5 tries." in err


def test_a_drill_may_be_left() -> None:
    """With Enter alone, or the end of the input."""
    assert "0 tries. Come back to it." in drilled("")[2]
    assert "1 tries. Come back to it." in drilled("hm")[2]


def test_a_step_that_is_not_there_is_wrong_usage() -> None:
    """With the nearest one."""
    code, _, err = drilled(step="gret")
    assert code == 2
    assert 'did you mean "greet"?' in " ".join(err.replace("│", " ").split())


def test_without_a_step_the_one_left_out_most_is_drilled() -> None:
    """Of the latest rehearsals; the first of the call where there were none."""
    assert "Greet, say who you are" in drilled("", step=None)[2]
    keep(one("2026-11-01", 50, greet=True, next_steps=False))
    assert "What happens next, and when" in drilled("", step=None)[2]


class Heard:
    """A speaker that keeps what it is given."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, samples: Samples, device: str | None = None) -> "Heard":
        del device
        self.seconds.append(len(samples) / SAMPLE_RATE)
        return self

    def wait(self, seconds: float) -> bool:
        del seconds
        return True

    def stop(self) -> float:
        return 0.0


def test_a_model_is_said_and_a_number_in_it_slowly_and_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number alone takes longer than a whole line; a try is not counted."""
    heard = Heard()
    monkeypatch.setattr(playing, "play", heard)
    code, _, err = drilled("!", "")
    assert code == 0, err
    assert "0 tries." in err
    drilled("!", "", step="voicemail-number")
    line, number = heard.seconds
    assert 1.0 < line < 6.0
    assert number > 12.0, "twenty digits, at half a second each, and the rests between"


def test_a_model_that_cannot_be_played_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason, and the drill goes on."""

    def none(samples: Samples, device: str | None) -> object:
        del samples, device
        raise AudioError("the speaker cannot be used: name another one")

    monkeypatch.setattr(playing, "play", none)
    code, out, err = drilled("!", *["Hello, this is Priya Raman."] * 2)
    assert code == 0
    assert "callprompter: the speaker cannot be used: name another one" in err
    assert "[Hello Jordan Lee, this is Priya Raman.]" in out
    assert "It sits after 2 tries." in err
