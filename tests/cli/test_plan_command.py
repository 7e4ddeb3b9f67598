"""`callprompter plan`, run as the user runs it: the contract of its JSON, its text, its files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

JOB = """
name = "Priya Sharma"
phone = "617-555-0142"
interviewer = "Dana Okafor"
company = "Harbor Lights"
position = "producer"
interview_date = "2026-11-10"
country = "US"
region = "MA"
timezone = "America/New_York"
"""


@pytest.fixture
def job(tmp_path: Path) -> Path:
    path = tmp_path / "job.toml"
    path.write_text(JOB, encoding="utf-8")
    return path


def run(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Its exit status, standard output and error."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, words)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "COLUMNS": "200", "TZ": "Europe/Berlin"},
    )  # fmt: skip


def planned(job: Path, today: str, policy: str = "balanced") -> Any:
    done = run("plan", "--json", "--job", job, "--policy", policy, "--today", today)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_json_is_what_the_contract_says(job: Path) -> None:
    """Every key, every type, the others in their order."""
    assert planned(job, "2026-11-11", "s0") == {
        "advice": "wait",
        "date": "2026-11-18",
        "latest": "2026-11-23",
        "window": ["10:00", "11:30"],
        "rule": "S0: wait five to eight business days after the interview",
        "why": "The interview was on Tuesday 10 November; 5 business days after it is Wednesday 18 November. "
        "Not counted: Wednesday 11 November (Veterans Day).",
        "due": ["thank-you"],
        "others": [
            {
                "policy": "balanced",
                "advice": "wait",
                "date": "2026-11-18",
                "rule": "S0 S1 S3: without a named day, at least five business days and a week after the interview, "
                "eight business days at most",
            },
            {
                "policy": "s1",
                "advice": "wait",
                "date": "2026-11-17",
                "rule": "S1: without a named day, one to two weeks after the interview is usual",
            },
            {
                "policy": "s3",
                "advice": "wait",
                "date": "2026-11-17",
                "rule": "S3: about a week after the interview a call is fine if nothing was heard",
            },
            {
                "policy": "s4",
                "advice": "wait",
                "date": "2026-11-17",
                "rule": "S1: where nothing was promised, one to two weeks after the interview is usual",
            },
        ],
    }


def test_the_terminal_says_what_why_when_and_what_the_others_say(job: Path) -> None:
    """One sentence first, then the rule, the caller's own clock, three weeks, the other policies."""
    done = run("plan", "--job", job, "--policy", "s1", "--today", "2026-11-11")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == (
        "Write Dana Okafor at Harbor Lights a thank-you message, by Wednesday 11 November at the latest."
    )
    for part in (
        "On your own clock that is 16:00 to 17:30.",
        "Why: S1: without a named day, one to two weeks after the interview is usual.",
        "Due besides: thank-you, by Wednesday 11 November (S1: a thank-you message within 24 hours of the interview).",
        "FIRST DAY",
        "Veterans Day",
        "What the others say",
        "balanced",
    ):
        assert part in done.stdout


def test_the_calendar_is_written_whole_and_can_be_read_in(job: Path, tmp_path: Path) -> None:
    """A file, or standard output; the same UIDs both times."""
    path = tmp_path / "plan.ics"
    done = run("plan", "--job", job, "--today", "2026-11-11", "--ics", path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"wrote {path}: open it with your calendar; doing so again moves the events\n"
    again = run("plan", "--job", job, "--today", "2026-11-12", "--ics", "-")
    first, second = (
        [str(event["UID"]) for event in Calendar.from_ical(data).walk("VEVENT")]
        for data in (path.read_bytes(), again.stdout)
    )
    assert len(first) == 2
    assert second == [uid for uid in first if "call" in uid.partition("@")[0]]
    lost = run("plan", "--job", job, "--today", "2026-11-11", "--ics", tmp_path / "none" / "plan.ics")
    assert lost.returncode == 1
    assert "cannot be written (No such file or directory)" in lost.stderr


def test_four_answers_say_whether_to_call_or_to_write(job: Path) -> None:
    """Asked on the terminal; the answer goes to standard output with its reasons."""
    done = run("plan", "--job", job, "--call-or-write", "--today", "2026-11-12", stdin="n\ny\nn\nn\n")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "Call.",
        "  Calling is part of the job, so the call itself is a sample of your work. (S2)",
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--policy", "s2"], 'there is no policy "s2" (there are: balanced, s0, s1, s3, s4)'),
        (["--today", "2026-02-30"], "--today: February 2026 has 28 days, not 30; mend the date"),
        (["--today", "soon"], '--today cannot be "soon": write year-month-day, as 2026-11-24'),
        (["--job", "none.toml"], "none.toml: there is no such file: check the name"),
    ],
)
def test_what_cannot_be_planned_is_one_line(job: Path, words: list[str], line: str) -> None:
    """Exit status 1, nothing on standard output, one line on standard error."""
    done = run("plan", "--json", "--job", job, "--today", "2026-11-11", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"callprompter: {line}")
    assert done.stderr.count("\n") == 1


def test_a_fault_in_the_file_is_one_line_with_its_name(job: Path) -> None:
    """As for an unknown key."""
    job.write_text(JOB + 'promise = "2026-11-20"\n', encoding="utf-8")
    done = run("plan", "--json", "--job", job, "--policy", "s1", "--today", "2026-11-11")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f'callprompter: {job}: unknown key "promise"; did you mean "promised"?\n'


def test_wrong_usage_is_exit_status_two(job: Path) -> None:
    """An option that does not exist."""
    assert run("plan", "--job", job, "--polcy", "s0").returncode == 2


def test_without_a_job_the_way_to_one_is_shown() -> None:
    """A first run."""
    done = run("plan")
    assert done.returncode == 1
    assert done.stderr == (
        "callprompter: there is no job yet: begin with `callprompter start`, or name a file with --job\n"
    )
