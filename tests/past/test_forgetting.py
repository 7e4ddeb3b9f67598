"""What is forgotten is gone: from the files, from search, from progress, from what a disk would tell."""

import io
import sys
import wave
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant import journal
from assistant.audio.keeping import Keeper
from assistant.call.script import Script
from assistant.cli import main
from assistant.errors import StoreError
from assistant.events import Command, CommandKind, End, OutcomeChange, Speaker, Utterance
from assistant.opening import header, open_script
from assistant.past import reviewing
from assistant.past.archive import open_index
from assistant.past.forgetting import tidy
from assistant.past.recordings import Asked
from assistant.past.reports import page_of
from assistant.past.reviewing import review_session
from assistant.retention import Keep, load_keep, settings_path
from assistant.session import Session
from assistant.settings import data_folder
from assistant.store.progress import Rehearsed, keep, scores
from assistant.store.sessions import new_folder, write_notes
from tests.conftest import ROOT

Run = Callable[..., tuple[int, list[str], str]]
SECRET = "zanzibar"  # noqa: S105 - a word that is said
REASON = "an udder candidate"  # as it was misheard, so that no outline has it: words that decide the outcome


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; its exit status, the lines of its standard output, its standard error."""

    def command(*args: str) -> tuple[int, list[str], str]:
        monkeypatch.setattr(sys, "argv", ["callprompter", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out.splitlines(), told.err

    return command


@pytest.fixture(autouse=True)
def _outlines_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same outline is read once for all sessions here."""
    monkeypatch.setattr(reviewing, "open_again", again)


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))


again = cache(reviewing.open_again)


def call(day: int = 18, speaker: Speaker | None = Speaker.THEM, sound: bool = False) -> Path:
    """A session in which the other side says the secret and that another was chosen; with a note, and its reports."""
    folder = new_folder("live", datetime(2026, 11, day, 10, 0))
    with journal.Journal(
        folder, header("follow-up", script().profile, script().day, "known", "me: a, them: b")
    ) as written:
        session = Session(script(), written)
        session.take(Utterance(3.0, Speaker.ME, "hello jordan this is priya raman"))
        session.take(Utterance(9.0, speaker, f"from {SECRET} we descided to go with {REASON}"))
        session.take(Utterance(12.0, Speaker.ME, "thank you for letting me know"))
        session.take(Command(13.0, CommandKind.MARK, "ask for Sam"))
        session.take(End(14.0))
    if sound:
        keeper = Keeper(folder, (Speaker.ME, Speaker.THEM))
        for n, side in enumerate((Speaker.ME, Speaker.THEM), 1):
            keeper.keep(side, 0.0, np.full(16_000, n * 1000, np.int16))
        keeper.close()
    write_notes(folder, "she was kind")
    return folder


def reported(folder: Path) -> Path:
    """`folder` with the reports of its review."""
    page_of(folder)
    return folder


def anywhere(text: str) -> list[str]:
    """The files of the program that hold `text`, the database's free pages too."""
    files = [path for path in data_folder().rglob("*") if path.is_file()]
    return [path.name for path in files if text.encode() in path.read_bytes()]


def found(text: str) -> int:
    """How often the index has it."""
    with open_index() as index:
        return len(index.search(text))


def test_a_session_is_forgotten_with_all_that_came_of_it(run: Run, home: Path) -> None:
    """Its folder, its words in the index and in the index's file, its rehearsal's score; the other call stays."""
    folder, other = reported(call()), call(day=19)
    keep(Rehearsed("2026-11-18T10:00:00", "pending", 1, 1, "typed", "pending", 70, str(folder), (("greet", True),)))
    keep(Rehearsed("2026-11-19T10:00:00", "pending", 1, 1, "typed", "pending", 80, "elsewhere"))
    assert found(SECRET) == 2
    assert run("forget", folder.name)[0] == 1, "without an answer nothing is forgotten"
    assert folder.is_dir()
    status, told, _ = run("forget", folder.name, "--yes")
    assert status == 0
    assert told[0].startswith(f"session {folder.name}: ")
    assert "progress: 1 rehearsals" in told
    assert found(SECRET) == 1 and scores() == (80,)
    run("forget", other.name, "--yes")
    assert anywhere(SECRET) == []


def test_everything_is_forgotten(run: Run, home: Path) -> None:
    """Sessions, those that were half deleted, old copies of the database, scores; jobs and profile are not touched."""
    reported(call())
    call(day=19)
    assert found(SECRET) == 2
    half = call(day=20)
    half.rename(half.with_name(f".{half.name}.deleted"))
    copy = data_folder() / "callprompter.db.before-sessions-2"
    copy.write_bytes(SECRET.encode())
    keep(Rehearsed("2026-11-19T10:00:00", "pending", 1, 1, "typed", "pending", 80, "elsewhere"))
    status, told, _ = run("forget", "--all", "--yes")
    assert status == 0
    assert any("half deleted" in line for line in told)
    assert any(copy.name in line for line in told)
    assert scores() == () and found(SECRET) == 0
    assert anywhere(SECRET) == []
    assert anywhere("Priya") == [] and anywhere("priya") == []


def test_what_they_said_is_forgotten_and_what_came_of_it_stays(run: Run, home: Path) -> None:
    """No word of theirs, not as a reason, not in a report, not in the sound; the outcome and my own words stay."""
    folder = reported(call(sound=True))
    assert "review.html" in anywhere(SECRET)
    assert any(REASON in each.because for each in journal.read(folder).signals if isinstance(each, OutcomeChange))
    status, told, _ = run("forget", "--them", "--yes")
    assert status == 0
    assert f"{folder.name}: what they said, 1 lines" in told
    assert f"{folder.name}: their side of call.wav" in told
    assert anywhere(SECRET) == []
    assert anywhere(REASON) == []
    reasons = [each.because for each in journal.read(folder).signals if isinstance(each, OutcomeChange)]
    assert reasons and not any(reasons), "their words as a reason"
    with wave.open(str(folder / "call.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert samples[:, 0].all() and not samples[:, 1].any()
    anew = review_session(Asked(folder))
    assert anew.session.summary["outcome"] == "filled"
    assert "ask for Sam" in [event.target for event in anew.session.events if isinstance(event, Command)]
    with open_index() as index:
        (row,) = index.calls()
        assert row.outcome == "filled"
        assert len(index.search("letting")) == 1
    assert run("forget", "--them", "--yes")[1] == ["search: its index was written anew"], "nothing is left of them"


def test_words_that_may_be_theirs_are_forgotten_too(run: Run, home: Path) -> None:
    """One microphone for both: whose words they were is not known."""
    call(speaker=None)
    assert run("forget", "--them", "--yes")[0] == 0
    assert anywhere(SECRET) == []


def test_each_kind_is_kept_for_its_own_days(home: Path) -> None:
    """The sound goes first, the words later, the session last; what is younger stays."""
    old, young = reported(call(day=1, sound=True)), reported(call(day=18, sound=True))
    keeping = Keep(audio=30, transcript=60, events=90)
    assert tidy(keeping, date(2026, 12, 1)) == [], "30 days are not more than 30"
    tidy(keeping, date(2026, 12, 2))
    assert sorted(path.name for path in old.iterdir()) == ["journal.jsonl", "notes.txt"]
    assert (young / "call.wav").is_file()
    tidy(keeping, date(2027, 1, 2))
    assert [event for event in journal.read(old).events if isinstance(event, Utterance)] == []
    assert review_session(Asked(old)).session.summary["outcome"] == "filled"
    assert SECRET in (young / "journal.jsonl").read_text()
    tidy(keeping, date(2027, 2, 1))
    assert not old.exists() and young.is_dir()
    assert tidy(Keep(), date(2050, 1, 1)) == [], "for good, where nothing is set"


def test_what_is_too_old_goes_by_itself_and_is_said(run: Run, home: Path) -> None:
    """With the next command; once."""
    call(day=1, sound=True)
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text("[keep]\naudio = 1\n")
    _, _, err = run("sessions", "list")
    assert err.startswith("forgotten, as settings.toml says: ")
    assert "call.wav" in err
    assert "forgotten" not in run("sessions", "list")[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[keep]\nadio = 3\n", 'unknown key "adio" in [keep]; did you mean "audio"?'),
        ("[kept]\naudio = 3\n", 'unknown key "kept"; did you mean "keep"?'),
        ("[keep]\naudio = 0\n", "audio must be a number of days, 1 or more: write audio = 30"),
        ("[keep]\naudio = true\n", "audio must be a number of days"),
        ("keep = 3\n", "keep must be a table"),
        ("[keep\n", "is not TOML"),
        ("a = " + "[" * 5000, "is not TOML"),
    ],
)
def test_a_fault_in_the_settings_is_one_line(home: Path, text: str, message: str) -> None:
    """What is wrong, and what to write."""
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text)
    with pytest.raises(StoreError) as caught:
        load_keep()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("args", [(), ("last", "--all"), ("--all", "--them"), ("--all", "--old")])
def test_what_to_forget_must_be_clear(run: Run, home: Path, args: tuple[str, ...]) -> None:
    """Exactly one of the ways, or nothing is forgotten."""
    folder = call()
    assert run("forget", *args, "--yes")[0] == 2
    assert folder.is_dir()
