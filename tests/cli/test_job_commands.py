"""`callprompter job`, `log`, `prepare`, run as the user runs them."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

DAY = date.today() - timedelta(days=3)


def run(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Its exit status, standard output and error."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, words)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


def ok(*words: object, stdin: str = "") -> str:
    done = run(*words, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def refused(*words: object) -> str:
    done = run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("callprompter: ").rstrip("\n")


@pytest.fixture
def harbor() -> None:
    """A job told in words."""
    who = ("name=Priya Sharma", "phone=617-555-0142", "strengths=calm on deadline; radio")
    what = ("company=Harbor Lights", "position=producer", "interviewer=Dana Okafor", "country=US")
    ok("job", "add", *who, *what, f"interview_date={DAY}")


def test_a_second_job_takes_over_who_calls(harbor: None) -> None:
    """Name, number and strengths are the caller's own; the rest is the job's."""
    assert ok("job", "add", "company=Beta", "position=engineer") == "job 2: engineer at Beta\n"
    told = json.loads(ok("job", "show", "--json"))["job"]
    assert told == {
        "name": "Priya Sharma",
        "phone": "617-555-0142",
        "company": "Beta",
        "position": "engineer",
        "strengths": ["calm on deadline", "radio"],
    }
    assert ok("job", "list") == f"    1  producer at Harbor Lights, interview {DAY}\n*   2  engineer at Beta\n"
    assert ok("job", "use", "1") == f"job 1: producer at Harbor Lights, interview {DAY}\n"


def test_facts_are_changed_added_to_taken_out_and_put_back(harbor: None) -> None:
    """key=value, key+=value, key=, undo."""
    ok("job", "edit", "strengths+=two languages", "promised=within a week", "pronounce=DAY-nuh", "address=Ms Okafor")
    told = json.loads(ok("job", "show", "--json"))["job"]
    assert told["strengths"] == ["calm on deadline", "radio", "two languages"]
    assert told["promised"] == str(DAY + timedelta(days=7))
    assert told["interviewers"] == [{"name": "Dana Okafor", "pronounce": "DAY-nuh", "address": "Ms Okafor"}]
    ok("job", "edit", "promised=", "interviewer=Dana O.", "offers=Beta until 2030-01-01; Gamma")
    told = json.loads(ok("job", "show", "--json"))["job"]
    assert "promised" not in told
    assert told["interviewers"][0]["name"] == "Dana O."
    assert told["offers"] == [{"company": "Beta", "deadline": "2030-01-01"}, {"company": "Gamma"}]
    ok("job", "undo", "1")
    assert "promised" in json.loads(ok("job", "show", "--json"))["job"]


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("compny=x", 'unknown key "compny"; did you mean "company"?'),
        ("company", '"company" tells nothing: write key=value, as company="Harbor Lights"'),
        ("company+=x", "company is one value, not a list: write company=..."),
        ("contacts=x", "contacts are logged, not edited: `callprompter log --help`"),
        ("country=Germany", 'country "Germany" is not known; did you mean DE (Germany)?'),
        ("interview_date=29 february 2027", 'interview_date cannot be "29 february 2027": write year-month-day'),
        ("policy=s2", 'there is no policy "s2" (there are: balanced, s0, s1, s3, s4)'),
        ("email=priya@", 'email cannot be "priya@": write it as priya@example.com'),
        (f"promised={DAY - timedelta(days=1)}", f"promised {DAY - timedelta(days=1)} is before the interview on {DAY}"),
    ],
)
def test_what_cannot_be_told_of_a_job_is_one_line(harbor: None, word: str, line: str) -> None:
    """And nothing is changed by it."""
    before = ok("job", "show", "--json")
    assert refused("job", "edit", word).startswith(line)
    assert ok("job", "show", "--json") == before


def test_jobs_go_out_and_come_back(harbor: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Export to a file, import on another machine; a broken file adds nothing."""
    path = tmp_path / "jobs.json"
    ok("log", "called", "--on", "yesterday", "--note", "nobody there")
    ok("job", "export", path)
    before = json.loads(ok("job", "show", "--json"))
    monkeypatch.setenv("CALLPROMPTER_HOME", str(tmp_path / "other"))
    assert ok("job", "import", path) == f"job 1: producer at Harbor Lights, interview {DAY}\n"
    assert json.loads(ok("job", "show", "--json")) == before
    path.write_text("{", encoding="utf-8")
    assert refused("job", "import", path).startswith(f"{path}: is no JSON")


def test_a_file_tells_a_job_too(tmp_path: Path) -> None:
    """The same file that `plan --job` takes."""
    path = tmp_path / "job.toml"
    path.write_text('name = "Priya"\ncompany = "Harbor"\ninterview_date = 2026-11-10\n', encoding="utf-8")
    assert ok("job", "add", "--file", path) == "job 1: Harbor, interview 2026-11-10\n"


def test_a_contact_is_logged_and_says_what_comes_next(harbor: None) -> None:
    """One voicemail only; the second contact ends it; the last one logged can be taken back."""
    assert ok("log", "voicemail", "--on", "yesterday").startswith("Logged. Wait. The first day to call is ")
    assert refused("log", "voicemail").startswith("you left a voicemail on ")
    assert ok("log", "called") == "Logged. Move on: no further contact is advised. If they call, you are ready.\n"
    assert ok("log", "--undo") == f"taken back: called on {date.today()}\n"
    assert ok("log", "voicemail", "--force").startswith("Logged. Move on")
    yesterday = date.today() - timedelta(days=1)
    assert ok("log") == f"{yesterday}  voicemail\n{date.today()}  voicemail\n"


def test_an_answer_with_a_new_day_begins_a_new_wait(harbor: None) -> None:
    """They said next week: the plan waits for that day to pass."""
    told = ok("log", "spoke", "--promised", "within a week", "--note", "not decided yet")
    assert told.startswith("Logged. Wait. The first day to call is ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["spok"], 'kind cannot be "spok"; did you mean "spoke"?'),
        (["called", "--on", "tomorrow"], "contact called on "),
        (["called", "--on", "a month ago"], '--on cannot be "a month ago"'),
        (["called", "--on", "60 days ago"], "contact called on "),
    ],
)
def test_what_cannot_have_happened_is_not_logged(harbor: None, words: list[str], line: str) -> None:
    """In the future, before the interview, of no kind."""
    assert refused("log", *words).startswith(line)
    assert run("log").stdout == ""


def test_the_sheet_comes_as_text_markdown_and_page(harbor: None, tmp_path: Path) -> None:
    """Three ways to have it at hand."""
    assert "Your notes of the interview" in ok("prepare")
    assert ok("prepare", "--markdown").startswith("# Producer at Harbor Lights\n")
    path = tmp_path / "sheet.html"
    done = run("prepare", "--html", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"wrote {path}: open it in a browser and print it\n")
    assert path.read_text(encoding="utf-8") == ok("prepare", "--html", "-")


def test_the_active_job_is_the_profile_of_the_other_commands(harbor: None) -> None:
    """`follow` prompts with its facts, no profile told."""
    words = '{"t": 1, "speaker": "me", "text": "hello this is priya sharma"}\n'
    assert "producer" in ok("follow", "-", stdin=words)


def test_a_spoilt_database_is_one_line(home: Path) -> None:
    """What to do stands in it."""
    (home / "data").mkdir(parents=True)
    path = home / "data" / "callprompter.db"
    path.write_bytes(b"x" * 5000)
    assert refused("job", "list") == (
        f"{path}: is damaged or no database (file is not a database): move it away, and import your last export"
    )
