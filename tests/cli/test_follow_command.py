"""`callprompter follow`: words in, events out; a bad line is named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import PROFILE

WORDS = """\
{"t": 2.0, "speaker": "them", "text": "Harbor Lights Media, Jordan Lee speaking."}
{"t": 4.0, "speaker": "me", "text": "hello jordan this is pre", "final": false}
{"t": 5.0, "speaker": "me", "text": "Hello Jordan, this is Priya Raman."}
{"t": 11.0, "speaker": "me", "text": "I interviewed for the junior data analyst position last Tuesday."}
{"t": 16.0, "speaker": "me", "text": "I'm calling to ask about the status of the position."}
{"t": 22.0, "speaker": "them", "text": "I'm sorry, we have decided to go with another candidate."}
{"t": 30.0, "speaker": "me", "text": "My number is six one seven five five five oh one four two."}
"""


def run(*args: str, words: str = WORDS) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "assistant", "follow", "--profile", str(PROFILE), "--date", "2026-11-18", *args]
    return subprocess.run(command, input=words, capture_output=True, text=True, encoding="utf-8", timeout=60)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """What it printed."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_words_become_events_and_a_summary() -> None:
    """Each event has its time and name; the last line is the summary."""
    done = run("-")
    told = events(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert all({"t", "event"} <= set(event) for event in told)
    steps = {event["step"]: event["because"] for event in told if event.get("status") == "done"}
    assert {"greet", "remind", "ask-status"} <= set(steps)
    assert [event["outcome"] for event in told if event["event"] == "outcome"] == ["filled"]
    summary = told[-1]
    assert summary["event"] == "summary"
    assert summary["outcome"] == "filled"
    assert summary["phone"] == {"said": "6175550142", "matches": True}
    assert summary["seconds"] == 30.0


def test_a_file_and_standard_input_are_followed_alike(tmp_path: Path) -> None:
    """Where the words come from makes no difference."""
    file = tmp_path / "words.jsonl"
    file.write_text(WORDS, encoding="utf-8")
    assert run(str(file)).stdout == run("-").stdout == run().stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"t": 1', "is not JSON"),
        ("[1, 2]", "is not an object"),
        ('{"t": "soon", "speaker": "me", "text": "hi"}', '"t" must be the seconds'),
        ('{"t": NaN, "speaker": "me", "text": "hi"}', '"t" must be the seconds'),
        ('{"t": 1, "speaker": "you", "text": "hi"}', "\"speaker\" cannot be 'you'"),
        ('{"t": 1, "speaker": "me"}', '"text" must be the words'),
        ('{"t": 1, "speaker": "me", "text": "hi", "final": "no"}', '"final" must be true or false'),
        ('{"t": 1, "speaker": "me", "txt": "hi"}', 'unknown key "txt"'),
    ],
)
def test_a_bad_line_is_named(line: str, message: str) -> None:
    """One line on stderr says which line, what is wrong and what to write; no traceback; exit 1."""
    done = run("-", words=WORDS + line + "\n")
    assert done.returncode == 1
    assert done.stderr.startswith(f"callprompter: <stdin>:8: {message}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("missing.jsonl",), "missing.jsonl: cannot be read"),
        (("-", "--outline", "folow-up"), 'did you mean "follow-up"?'),
        (("-", "--profile", "missing.toml"), "missing.toml"),
    ],
)
def test_what_is_not_there_is_named(args: tuple[str, ...], message: str) -> None:
    """A missing words file, outline or profile: one line, exit 1."""
    done = run(*args)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_words_make_an_empty_call() -> None:
    """Nothing said: nothing done, and what was required is missed."""
    summary = events(run("-", words=""))[-1]
    assert summary["outcome"] == "unknown"
    assert "done" not in dict(summary["steps"]).values()  # type: ignore[call-overload]
