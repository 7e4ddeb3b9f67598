"""A mailbox: when to speak, and which digits were heard."""

import pytest

from assistant.live.voicemail import MESSAGE_SECONDS, SpeakNow, ticked

NUMBER = "6175550142"


@pytest.mark.parametrize(
    ("words", "heard", "wrong", "times"),
    [
        ("", "", False, 0),
        ("my number is six one", "61", False, 0),
        ("six one seven five five five", "617555", False, 0),
        ("six one seven five double five oh one four two", NUMBER, False, 1),
        ("six one seven five five five zero one four two once more six one", "61", False, 1),
        ("six one seven five five nine", "61755", True, 0),
        ("six one seven five five five oh one four two six one seven five five five oh one four two", NUMBER, False, 2),
    ],
)
def test_digits_are_ticked_in_their_order(words: str, heard: str, wrong: bool, times: int) -> None:
    """Strictly, left to right; a second reading begins again."""
    assert ticked(NUMBER, tuple(words.split())) == (heard, wrong, times)


def test_after_the_beep_it_is_time_to_speak_until_the_caller_does() -> None:
    """Said at once, gone when the caller's voice is heard."""
    speak = SpeakNow()
    assert not speak.look(9.0, "voicemail", theirs=0.1, mine=9.0)
    speak.beeped(10.0)
    assert speak.look(10.1, "voicemail", theirs=0.1, mine=10.0)
    assert speak.look(11.0, "voicemail", theirs=1.0, mine=11.0)
    assert not speak.look(12.0, "voicemail", theirs=2.0, mine=0.1)


def test_without_a_beep_the_end_of_the_greeting_tells() -> None:
    """Two seconds of silence."""
    speak = SpeakNow()
    assert not speak.look(9.0, "voicemail", theirs=1.5, mine=9.0)
    assert speak.look(9.6, "voicemail", theirs=2.1, mine=9.0)


def test_a_tone_in_any_other_call_means_nothing() -> None:
    """A ring or a key, before any greeting."""
    speak = SpeakNow()
    speak.beeped(1.0)
    assert not speak.look(1.1, "unknown", theirs=0.1, mine=1.0)


def test_it_is_said_once_and_not_for_ever() -> None:
    """Six seconds, then the caller knows."""
    speak = SpeakNow()
    speak.beeped(1.0)
    assert speak.look(1.2, "voicemail", theirs=0.2, mine=9.0)
    assert not speak.look(8.0, "voicemail", theirs=7.0, mine=9.0)


def test_the_time_for_the_message_runs_from_the_beep() -> None:
    """None before it; never less than nothing."""
    speak = SpeakNow()
    assert speak.left(1.0) is None
    speak.beeped(5.0)
    speak.look(5.1, "voicemail", 0.1, 9.0)
    assert speak.left(10.1) == pytest.approx(MESSAGE_SECONDS - 5.0)
    assert speak.left(500.0) == 0.0
