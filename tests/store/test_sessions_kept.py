"""Past calls: the index is what the journals say, whatever happens to it; search takes any words."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cli import main
from assistant.errors import StoreError
from assistant.events import (
    End,
    Event,
    Note,
    OutcomeChange,
    Signal,
    Speaker,
    StepChange,
    StepStatus,
    Utterance,
    Warned,
)
from assistant.journal import Header, Journal
from assistant.opening import header
from assistant.past.archive import find_session, indexed, open_index, session_folders
from assistant.profile import Profile
from assistant.review.difference import Told, differences
from assistant.store.database import database_path
from assistant.store.search import Index, asked_for
from assistant.store.sessions import new_folder, read_notes, write_notes

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `callprompter sessions`; its exit status, standard output, standard error."""

    def command(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["callprompter", "sessions", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return command


def begins() -> Header:
    """A session's first line."""
    day = datetime(2026, 11, 18).date()
    return header("voicemail", Profile("Priya Raman", company="Harbor Lights Media"), day, "sphinx", "a live call")


def kept(minute: int, *items: Event | Signal, label: str = "live") -> Path:
    """A session of `items` that began at that minute."""
    folder = new_folder(label, datetime(2026, 11, 18, 10, minute))
    with Journal(folder, begins()) as journal:
        journal.write(items)
    return folder


def first() -> Path:
    """A call that was decided."""
    return kept(
        1,
        Utterance(4.0, Speaker.ME, "hello this is priya raman calling"),
        StepChange(4.0, "greet", StepStatus.DONE, "this is priya", 0.9),
        Utterance(9.5, Speaker.THEM, "we decided to go with another candidate"),
        OutcomeChange(9.5, "filled", "go with another candidate", 0.9),
        StepChange(12.0, "close", StepStatus.MISSED, "the call ended", 0.0),
        End(12.0),
    )


def second() -> Path:
    """A call that was not."""
    return kept(
        2,
        Utterance(3.0, Speaker.THEM, "jordan lee's voice mail"),
        Warned(5.0, "blame", "you never called"),
        End(8.0),
        label="demo-voicemail",
    )


def test_calls_are_listed_the_latest_first() -> None:
    """With what each came to."""
    first(), second()
    with open_index() as index:
        later, earlier = index.calls()
    assert (earlier.kind, earlier.outcome, earlier.seconds, earlier.done, earlier.asked) == (
        "live",
        "filled",
        12.0,
        1,
        2,
    )
    assert (later.kind, later.outcome, later.warnings, later.title) == (
        "demo-voicemail",
        "unknown",
        1,
        "Harbor Lights Media",
    )


def test_a_recordings_call_is_listed_with_its_files_name(tmp_path: Path) -> None:
    """Of many calls with one employer it tells which is which; a live call has no file to name."""
    recorded = tmp_path / "2026-11-18-100000-review"
    recorded.mkdir()
    with Journal(recorded, replace(begins(), source=str(tmp_path / "anna.ogg"))) as journal:
        journal.write([End(1.0)])
    assert indexed(recorded)[0].title == "Harbor Lights Media · anna.ogg"


def test_the_calls_of_a_folder_of_reviews_are_looked_at_apart(run: Run, tmp_path: Path) -> None:
    """They may be others': they are listed, searched and charted where one says so, and are not among one's own."""
    reports = tmp_path / "all reports"
    for name, day, said in (("b.wav", 17, "we have decided"), ("older/a.wav", 18, "not yet")):
        (reports / name).mkdir(parents=True)
        source = str(tmp_path / name)
        with Journal(reports / name, replace(begins(), source=source, day=date(2026, 11, day))) as journal:
            journal.write([Utterance(2.0, Speaker.THEM, said), End(3.0)])
    (reports / "index.html").write_text("")
    first()
    listed = run("list", "--in", reports)[1].splitlines()
    assert [line.split("  ")[0] for line in listed[1:]] == [str(reports / "older/a.wav"), str(reports / "b.wav")]
    assert run("search", "--in", reports, "decided")[1].startswith(f"{reports / 'b.wav'} 0:02 them: we have decided")
    assert run("progress", "--in", reports)[1].splitlines()[1].startswith("2026-11-17")
    assert run("show", reports / "b.wav")[0] == 0
    assert "wav" not in run("list")[1]
    assert {path.name for path in reports.iterdir()} == {"b.wav", "older", "index.html"}
    code, out, err = run("list", "--in", tmp_path / "nowhere")
    assert (code, out) == (1, "")
    assert "holds no sessions: name what `callprompter review` was given with --out" in err


def test_the_index_follows_the_folders() -> None:
    """A deleted database is written anew; a deleted session leaves it; a changed one is read again."""
    one, _ = first(), second()
    with open_index() as index:
        assert len(index.search("candidate")) == 1
    for path in database_path().parent.glob("callprompter.db*"):
        path.unlink()
    with open_index() as index:
        assert len(index.search("candidate")) == 1
        assert len(index.calls()) == 2
    with (one / "journal.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"event": "utterance", "t": 13.0, "speaker": "me", "text": "wait a moment", "words": []}\n')
    (one / "review.json").write_text('{"metrics": {"fillers": 2.5}}')
    with open_index() as index:
        assert len(index.search("moment")) == 1
        assert len(index.search("candidate")) == 1
        assert index.calls()[1].metrics == {"fillers": 2.5}
    (one / "journal.jsonl").unlink()
    with open_index() as index:
        assert index.search("candidate") == []


def test_a_damaged_journal_is_listed_with_what_is_wrong(run: Run) -> None:
    """And stops nothing else."""
    one, _ = first(), second()
    lines = (one / "journal.jsonl").read_text("utf-8").splitlines()
    (one / "journal.jsonl").write_text("\n".join([lines[0], "nonsense", *lines[1:]]) + "\n", "utf-8")
    code, out, err = run("list")
    assert (code, out.count("2026-11-18-")) == (0, 2)
    assert "journal.jsonl:2: is no event" in err


@pytest.mark.parametrize(
    ("words", "hits"),
    [("decide", 1), ("DECIDED candidates", 1), ('"another candidate"', 1), ('"candidate another"', 0), ("priya", 1),
     ("call", 1), ("", 0), ("lee's", 1), ("nothing", 0)],
)  # fmt: skip
def test_words_are_found_in_any_form(words: str, hits: int) -> None:
    """All of them in one utterance; in quotes next to each other."""
    first(), second()
    with open_index() as index:
        assert len(index.search(words)) == hits


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30))
def test_no_search_is_an_error(words: str) -> None:
    """Signs of the query language are only text."""
    with Index() as index:
        assert index.search(words) == []


def test_operators_are_words() -> None:
    """NOT and * mean nothing else."""
    assert asked_for('yes NOT "a b" c* "') == '"yes" "NOT" "a b" "c*"'


def test_a_session_is_found_by_a_part_of_its_name() -> None:
    """Unless two have it."""
    one, two = first(), second()
    assert find_session(one.name) == one
    assert find_session("voicemail") == two
    assert find_session("last") == two
    assert find_session(str(one)) == one
    with pytest.raises(StoreError, match="2 sessions are named so"):
        find_session("2026")
    with pytest.raises(StoreError, match="there is no such session: `callprompter sessions list` shows them"):
        find_session("nothing")


def test_search_and_show_and_progress_and_compare_tell(run: Run) -> None:
    """The words with their moment; the numbers; what two calls have otherwise."""
    one, two = first(), second()
    code, out, _ = run("search", "candidate")
    assert (code, out) == (0, f"{one.name} 0:09 them: we decided to go with another candidate\n")
    code, out, _ = run("search", "candidate", "--json")
    assert json.loads(out)[0]["line"]["t"] == 9.5
    code, out, err = run("show", one.name)
    assert code == 0, err
    code, out, _ = run("progress")
    assert (code, out.count("2026-11-18"), "1/2" in out) == (0, 2, True)
    code, out, err = run("compare", one.name, two.name)
    assert code == 0, err
    assert "Greet, say who you are" in out
    assert "step greet" not in out
    code, out, _ = run("list", "--json")
    assert [call["id"] for call in json.loads(out)] == [two.name, one.name]


def test_a_session_is_exported_whole_and_never_over_another_file(run: Run, tmp_path: Path) -> None:
    """Notes and all."""
    one = first()
    write_notes(one, "they were friendly")
    code, out, _ = run("export", "last", tmp_path / "call.zip")
    assert (code, out) == (0, f"{tmp_path / 'call.zip'}\n")
    with zipfile.ZipFile(tmp_path / "call.zip") as archive:
        assert archive.namelist() == [f"{one.name}/journal.jsonl", f"{one.name}/notes.txt"]
    code, _, err = run("export", "last", tmp_path / "call.zip")
    assert (code, "is there already: name another file" in err) == (1, True)
    assert read_notes(one) == "they were friendly"


def test_a_deleted_session_is_gone_from_everywhere(run: Run) -> None:
    """Its folder, and its words in the index; without a yes it stays."""
    one, two = first(), second()
    run("list")
    code, _, _ = run("delete", one.name)
    assert (code, one.exists()) == (1, True)
    code, _, err = run("delete", one.name, "--yes")
    assert (code, err) == (0, f"deleted: {one}\n")
    assert list(one.parent.iterdir()) == [two] == session_folders()
    two.rename(two.with_name(f".{two.name}.deleted"))  # killed in the middle
    assert session_folders() == []
    with Index() as index:
        assert index.search("candidate") == []


def test_differences_are_what_is_not_the_same() -> None:
    """Outcome, steps, number, warnings, facts; a step never come to is none."""
    before = Told({"outcome": "unknown", "steps": {"greet": "done", "close": "missed"}, "phone": None}, [])
    after = Told(
        {"outcome": "pending", "steps": {"greet": "done", "close": "done", "accept": "ahead"},
         "phone": {"said": "617", "matches": False}},
        [
            OutcomeChange(3.0, "pending", "not yet decided", 0.9),
            StepChange(5.0, "close", StepStatus.DONE, "goodbye", 0.9),
            Warned(6.0, "blame", "you never"),
            Note(7.0, "date", "by friday", "2026-11-20"),
        ],
    )  # fmt: skip
    told = [(each.what, each.before, each.after, each.because) for each in differences(before, after)]
    assert told == [
        ("outcome", "unknown", "pending", "not yet decided"),
        ("step close", "missed", "done", "goodbye"),
        ("number", "-", "617 (wrong)", ""),
        ("warning blame", "-", "told", "you never"),
        ("fact date 2026-11-20", "-", "told", "by friday"),
    ]
    assert differences(after, after) == ()
