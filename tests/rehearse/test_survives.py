"""What a rehearsal survives: Ctrl-C while it opens and while it is scored, no voice, another one that goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import StoreError, VoiceError
from assistant.events import Speaker, Utterance
from assistant.journal import read
from assistant.live.moment import Asked, Moment
from assistant.opening import header, open_script
from assistant.rehearse import their_voice
from assistant.rehearse.kept import kept_session
from assistant.rehearse.spoken import TWO, Practice, open_rehearsal
from assistant.store.alone import alone
from tests.conftest import ROOT

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
DAY = date(2026, 11, 18)
TYPING = Practice("pending", seed=1, typing=True, mute=True, profile=PROFILE, day=DAY)
COMMAND = [sys.executable, "-m", "assistant", "rehearse", "--type", "--scenario", "pending", "--seed", "1",
           "--profile", str(PROFILE)]  # fmt: skip
by_signal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")


def sessions(home: Path) -> list[Path]:
    """The folders of those that were kept."""
    return sorted(home.glob("data/sessions/*"))


def interrupted(when: Callable[[], bool], typed: str = "") -> tuple[int, str, str]:
    """Ctrl-C to the command as soon as `when` is true; exit status, stdout, stderr."""
    with subprocess.Popen(COMMAND, cwd=ROOT, env=dict(os.environ), text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:  # fmt: skip
        assert child.stdin
        child.stdin.write(typed)
        child.stdin.flush()
        until = time.monotonic() + 60
        while not when() and time.monotonic() < until and child.poll() is None:
            time.sleep(0.002)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    return child.returncode, out, err


@by_signal
def test_control_c_while_it_is_scored_loses_nothing(home: Path) -> None:
    """The call has ended, and its score comes: the page, the progress, a session that can be reviewed again."""

    def ended() -> bool:
        return any('"event": "end"' in path.read_text() for path in home.glob("data/sessions/*/journal.jsonl"))

    code, out, err = interrupted(ended, "Hello Jordan Lee, this is Priya Raman.\n/bye\n")
    assert code == 0, err
    assert "Score: " in out
    (folder,) = sessions(home)
    assert read(folder).complaint == ""
    assert (folder / "review.html").is_file()
    again = CliRunner().invoke(app, ["review", str(folder), "--json", "-"])
    assert again.exit_code == 0, again.output


@by_signal
def test_control_c_while_it_opens_leaves_nothing_half_made(home: Path) -> None:
    """As soon as there is a folder: no traceback; what was kept, if anything, is whole and can be reviewed."""
    _, _, err = interrupted(lambda: bool(sessions(home)))
    assert "Traceback" not in err
    for folder in sessions(home):
        assert read(folder).complaint == ""
        assert CliRunner().invoke(app, ["review", str(folder), "--json", "-"]).exit_code == 0


@pytest.mark.parametrize("said", [False, True])
def test_a_session_is_kept_from_its_first_word_on(home: Path, said: bool) -> None:
    """Ctrl-C before it leaves no folder, after it a whole journal."""
    script = open_script("follow-up", PROFILE, DAY)
    begins = header("follow-up", script.profile, DAY, "typed", "a rehearsal")
    with (
        pytest.raises(KeyboardInterrupt),
        kept_session(script, begins, "pending", datetime(2026, 11, 18, 10)) as (session, folder),
    ):
        if said:
            session.take(Utterance(1.0, Speaker.THEM, "hello"))
        raise KeyboardInterrupt
    assert sessions(home) == ([folder] if said else [])
    if said:
        assert read(folder).complaint == ""
        assert len(read(folder).events) == 1


def test_a_spoken_rehearsal_that_cannot_open_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C as late as that can be: all is open, and nothing was said."""
    with pytest.raises(KeyboardInterrupt), open_rehearsal(TYPING):
        raise KeyboardInterrupt
    assert sessions(home) == []


def test_without_a_voice_their_lines_are_shown(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on as if they had spoken, says once why nothing is heard, and is kept."""

    def none(name: str) -> object:
        raise VoiceError("there is no voice here: install one")

    monkeypatch.setattr(their_voice, "SystemVoice", none)
    troubles: set[str] = set()
    with open_rehearsal(Practice("pending", seed=1, typing=True, profile=PROFILE, day=DAY)) as call:

        def show(moment: Moment) -> None:
            troubles.update(moment.troubles)
            said = [event for event in call.session.events if isinstance(event, Utterance)]
            if said and not call.other.mouth.saying:
                call.ask(Asked("stop"))

        call.run(show)
        assert call.review().is_file()
    assert troubles == {"there is no voice here: install one; their lines are shown"}
    first = next(event for event in call.session.events if isinstance(event, Utterance))
    assert first.speaker is Speaker.THEM and first.text
    assert len(sessions(home)) == 1


def test_two_who_would_hear_each_other_are_refused_and_two_who_read_are_not(home: Path) -> None:
    """One line says why, and what to do; nothing is left of the second."""
    with alone("rehearsal", "unused"):
        with pytest.raises(StoreError) as refused, open_rehearsal(Practice("pending", typing=True, profile=PROFILE)):
            pass
        assert str(refused.value) == TWO
        assert sessions(home) == []
        with open_rehearsal(TYPING), open_rehearsal(TYPING):
            assert len(sessions(home)) == 2
