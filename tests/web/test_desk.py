"""What the page can ask of the program: kept calls and their reports, whatever became of them."""

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.audio.devices import Device, Kind
from assistant.desk import NO_MICROPHONE, LiveDesk
from assistant.errors import AudioError
from assistant.events import Speaker, Utterance
from assistant.journal import Journal
from assistant.live.setup import Setup
from assistant.opening import header, open_script
from assistant.session import Session
from assistant.store.sessions import sessions_folder
from tests.conftest import ROOT


def killed(name: str) -> Path:
    """A session whose program was killed in the middle of a line: it has a journal, and no report."""
    folder = sessions_folder() / name
    folder.mkdir(parents=True)
    day = date(2026, 11, 18)
    script = open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", day)
    with Journal(folder, header("follow-up", script.profile, day, "sphinx", "a live call")) as journal:
        Session(script, journal).take(Utterance(4.0, Speaker.THEM, "we have not made a decision yet"))
    with (folder / "journal.jsonl").open("a") as file:
        file.write('{"event": "utter')
    return folder


def test_a_call_that_was_killed_is_listed_and_has_its_report() -> None:
    """Made from its journal, when it is asked for."""
    folder = killed("2026-11-18-101500-live")
    desk = LiveDesk(Setup())
    (told,) = desk.sessions()["sessions"]
    assert (told["id"], told["kind"], told["outcome"]) == (folder.name, "Live", "Pending")
    report = desk.report(folder.name)
    assert report is not None and "<html" in report.read_text(encoding="utf-8")


def test_no_other_file_can_be_asked_for() -> None:
    """A session's name is no path."""
    killed("2026-11-18-101500-live")
    desk = LiveDesk(Setup())
    for name in ("..", "../sessions/2026-11-18-101500-live", ".", "", "2026-11-18-101500-live/..", "none"):
        assert desk.report(name) is None


def test_what_is_no_session_is_not_listed() -> None:
    """Other folders, an empty one."""
    killed("2026-11-18-101500-live")
    (sessions_folder() / "notes").mkdir()
    (sessions_folder() / "2026-11-19-101500-live").mkdir()
    assert len(LiveDesk(Setup()).sessions()["sessions"]) == 1


MICROPHONE = Device("m", "Headset", Kind.MICROPHONE, "portaudio", default=True)
SPEAKER = Device("s", "What the speaker plays", Kind.LOOPBACK, "pulse", default=True)


@pytest.mark.parametrize(
    ("there", "begins"),
    [
        ((), "No microphone is found. Plug in a headset"),
        ((SPEAKER,), "No microphone is found. Plug in a headset"),
        ((MICROPHONE,), "What the other side says cannot be heard through this computer."),
        ((MICROPHONE, SPEAKER), None),
    ],
)
def test_a_machine_that_cannot_hear_is_told_what_to_do_on_the_page(
    monkeypatch: pytest.MonkeyPatch, there: tuple[Device, ...], begins: str | None
) -> None:
    """In a sentence, with what the form below it offers: no option of the command line, no package."""
    monkeypatch.setattr("assistant.desk.inputs", lambda: there)
    trouble = LiveDesk(Setup()).devices().get("trouble")
    if begins is None:
        assert trouble is None
        return
    assert isinstance(trouble, str) and trouble.startswith(begins)
    assert trouble[0].isupper() and trouble.endswith(".")
    assert not re.search(r"--|install|pip|pulse|Port[Aa]udio", trouble)


def test_sound_that_does_not_answer_is_a_machine_without_a_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why is for `callprompter devices` to tell; on the page stands what to do."""

    def broken() -> tuple[Device, ...]:
        raise AudioError("PortAudio cannot be loaded (no such file): install libportaudio2")

    monkeypatch.setattr("assistant.desk.inputs", broken)
    assert LiveDesk(Setup()).devices() == {"devices": [], "opening": False, "trouble": NO_MICROPHONE}
