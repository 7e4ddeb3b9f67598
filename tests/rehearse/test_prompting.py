"""What the prompter shows, by level: less the better one was, more when one is stuck."""

from datetime import date

import pytest

from assistant.call.view import View
from assistant.events import Command, CommandKind
from assistant.opening import open_script
from assistant.rehearse.level import Level, fading
from assistant.rehearse.prompting import STUCK, VERY_STUCK, shown
from assistant.session import Session
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def session() -> Session:
    """A call that begins."""
    return Session(open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18)))


@pytest.fixture
def view(session: Session) -> View:
    """Its first frame."""
    return session.view


@pytest.mark.parametrize(
    ("level", "stuck", "hint", "line"),
    [
        (Level.LINE, 0.0, False, "Hello Jordan Lee, this is Priya Raman."),
        (Level.CUE, 0.0, False, "Hello, and my name"),
        (Level.CUE, STUCK, False, "Hello Jordan Lee, this is Priya Raman."),
        (Level.CUE, 0.0, True, "Hello Jordan Lee, this is Priya Raman."),
        (Level.NOTHING, 0.0, False, ""),
        (Level.NOTHING, STUCK, False, "Hello, and my name"),
        (Level.NOTHING, VERY_STUCK, False, "Hello Jordan Lee, this is Priya Raman."),
        (Level.NOTHING, 0.0, True, "Hello Jordan Lee, this is Priya Raman."),
    ],
)
def test_each_level_shows_less_until_somebody_is_stuck(
    view: View, level: Level, stuck: float, hint: bool, line: str
) -> None:
    """The full line, the short cue, nothing; a hint shows the line at once."""
    assert shown(view, level, stuck, hint).line == line


def test_what_comes_then_is_not_told_before(view: View) -> None:
    """A hidden line's successor is hidden, too."""
    assert view.next_line
    assert shown(view, Level.NOTHING, 0.0, False).next_title == ""
    assert shown(view, Level.CUE, 0.0, False).next_line == ""


def test_say_nothing_and_the_number_are_always_shown(session: Session) -> None:
    """They are not lines to learn."""
    script = session.script
    for step in ("listen", "voicemail-number"):
        other = Session(script)
        other.take(Command(0.0, CommandKind.JUMP, step))
        assert shown(other.view, Level.NOTHING, 0.0, False) == other.view


@pytest.mark.parametrize(
    ("scores", "level"),
    [((), Level.LINE), ((90,), Level.LINE), ((80, 95), Level.CUE), ((90, 90, 50), Level.LINE),
     ((85, 85, 85, 85), Level.NOTHING), ((20, 85, 85), Level.CUE)],
)  # fmt: skip
def test_prompting_fades_with_practice(scores: tuple[int, ...], level: Level) -> None:
    """Two good rehearsals in a row hide the line, two more the cue; a bad one brings the line back."""
    assert fading(scores) is level
