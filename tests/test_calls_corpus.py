"""The labelled calls are whole, their labels are ids of the outline, and there are enough of each kind."""

from collections import Counter
from pathlib import Path

import pytest
from calls import OUTCOMES, STEPS, LabelledCall, read_call, read_calls

from assistant.profile import digits, parse

CALLS = read_calls()
by_number = pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.number:03}")


def test_there_are_enough_of_each_kind() -> None:
    """Three rows of numbers; every outcome as planned, every step a dozen times, and both in either half."""
    assert [call.number for call in CALLS] == [*range(1, 144), *range(200, 260), *range(300, 350)]
    assert Counter(call.outcome for call in CALLS) == {
        "pending": 70, "filled": 52, "voicemail": 46, "offered": 37, "unavailable": 34, "unknown": 14,
    }  # fmt: skip
    done = Counter(step for call in CALLS for step in call.steps)
    assert {step: done[step] for step in STEPS if done[step] < 12} == {}
    for half in (True, False):
        calls = [call for call in CALLS if call.held_out is half]
        assert {call.outcome for call in calls} == set(OUTCOMES)
        assert {step for step in STEPS if sum(step in call.steps for call in calls) < 4} == set()


@by_number
def test_time_runs_forward(call: LabelledCall) -> None:
    """Every utterance ends after the one before it, at the pace of speech: fewer than five words in a second."""
    ends = [0.0, *(line.t for line in call.lines)]
    for start, line in zip(ends, call.lines, strict=False):
        assert start < line.t, line
        assert len(line.text.split()) / (line.t - start) < 5, line


@by_number
def test_the_outcome_is_the_last_that_a_listener_knew(call: LabelledCall) -> None:
    """The header's outcome is the last one labelled; none is labelled in a call that never says."""
    told = [line.outcome for line in call.lines if line.outcome]
    assert (told[-1] if told else "unknown") == call.outcome


@by_number
def test_the_caller_is_known(call: LabelledCall) -> None:
    """The profile can be read, the call is after the interview on a working day, and the number is judged rightly."""
    profile = parse(call.profile.read_text(encoding="utf-8"), call.profile.name)
    assert profile.interview_date is not None
    assert profile.interview_date < call.day
    assert call.day.weekday() < 5
    if call.phone:
        assert call.phone.matches == (call.phone.said == digits(profile.phone))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("me 3.0: hello", "steps stand in brackets"),
        ("them 3.0: [greet] hello", "steps stand in brackets"),
        ("me 3.0: [greeting] hello", "no such label: greeting"),
        ("them 3.0: {unknown} hello", "no such label: unknown"),
        ("me: [greet] hello", "not an utterance"),
    ],
)
def test_a_broken_line_is_refused(tmp_path: Path, line: str, complaint: str) -> None:
    """A line that breaks the format is told with its file and number."""
    path = tmp_path / "001.call"
    header = "title: a\nprofile: profiles/amara.toml\ndate: 2026-11-18\noutcome: unknown\nregister: formal\nphone: none"
    path.write_text(f"{header}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"001\.call:8: {complaint}"):
        read_call(path)
