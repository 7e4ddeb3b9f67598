"""`callprompter start`: a new user on a real terminal, from nothing to a planned day and a filled outline."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

pexpect = pytest.importorskip("pexpect", reason="pexpect needs a POSIX terminal")

KEYS_PER_SECOND = 3.3  # 40 words a minute, five letters to a word: an average typist
ANSWERS = [
    ("Your name", "Priya Sharma"),
    ("Your number", "617-555-0142"),
    ("The company:", "Harbor Lights"),
    ("The position", "producer"),
    ("Who interviewed you", "Dana Okafor"),
    ("country", "US"),
    ("time zone", ""),
    ("The day of the interview", "yesterday"),
    ("By when do they decide", "within a week"),
    ("What makes you right for it", "five years of radio; calm on deadline"),
    ("A question of your own", "How is the podcast?"),
]


def spawn(*words: str) -> "pexpect.spawn[str]":
    """The program on a terminal of its own."""
    return pexpect.spawn(
        sys.executable,
        ["-m", "assistant", *words],
        encoding="utf-8",
        timeout=30,
        dimensions=(50, 160),
        env={**os.environ, "TZ": "America/New_York", "TERM": "xterm", "NO_COLOR": "1"},
    )


def typed(answers: list[tuple[str, str]]) -> str:
    """What the terminal shows after the last answer."""
    child = spawn("start")
    for question, answer in answers:
        child.expect_exact(question)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert isinstance(child.before, str)
    return child.before


def test_a_new_user_has_a_planned_day_and_a_filled_outline_within_two_minutes() -> None:
    """A dozen answers; typed at an average speed, with what the program takes, they need less than two minutes."""
    began, began_on = time.monotonic(), datetime.now(ZoneInfo("America/New_York")).date()
    shown = typed(ANSWERS)
    seconds = time.monotonic() - began + sum(len(answer) + 1 for _, answer in ANSWERS) / KEYS_PER_SECOND
    assert seconds < 120
    day = began_on - timedelta(days=1)
    assert "Kept as job 1." in shown
    assert "Write Dana Okafor at Harbor Lights a thank-you message" in shown
    assert "What the others say" in shown
    assert "Hello Dana Okafor, this is Priya Sharma." in shown
    assert f"I interviewed with you for the producer position on {day:%A}, {day:%B} {day.day}." in shown
    assert "five years of radio and calm on deadline" in shown
    told = json.loads(
        subprocess.run(
            [sys.executable, "-m", "assistant", "job", "show", "--json"], capture_output=True, text=True, check=True
        ).stdout
    )["job"]
    assert told["timezone"] == "America/New_York"
    assert told["promised"] == str(day + timedelta(days=7))


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    """An empty name, a country that is none, a day that is none: each can be mended at once."""
    wrong = [
        ("Your name", ""),
        ("That one is needed", "Zoë Łukasiewicz"),
        ("Your number", "+999 1"),
        ("no country has that code", "+49 30 23125000"),
        ("The company:", "東京放送"),
        ("The position", ""),
        ("Who interviewed you", ""),
        ("country", "Germany"),
        ("did you mean DE", "DE"),
        ("time zone", "Berlin"),
        ("did you mean Europe/Berlin", "Europe/Berlin"),
        ("The day of the interview", "2027-02-29"),
        ("has 28 days", ""),
        ("What makes you right for it", ""),
        ("A question of your own", ""),
    ]
    shown = typed(wrong)
    assert "No plan without the day of the interview" in shown
    assert "Zoë Łukasiewicz" in shown


def test_stopped_halfway_nothing_is_kept() -> None:
    """Ctrl+C leaves no half job behind."""
    child = spawn("start")
    child.expect_exact("Your name")
    child.sendline("Priya")
    child.expect_exact("Your number")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus != 0
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "job", "list"], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


def test_prepare_asks_for_what_is_missing() -> None:
    """On a terminal each missing fact is asked for, kept, and stands on the sheet."""
    subprocess.run(
        [sys.executable, "-m", "assistant", "job", "add", "name=Priya", "phone=617-555-0142", "company=Harbor",
         "interviewer=Dana", "interview_date=yesterday", "strengths=calm"],
        check=True, capture_output=True,
    )  # fmt: skip
    child = spawn("prepare", "--markdown")
    child.expect_exact("Which position is it?")
    child.sendline("producer")
    child.expect_exact("Which question of your own")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "# Producer at Harbor" in str(child.before)
