"""When the caller's turn is over: by what was said."""

import pytest

from assistant.call.lexicon import tokens
from assistant.rehearse.patience import (
    ANSWERED,
    DIGITS_WAIT,
    HESITATING,
    NOT_SURE,
    OPEN,
    SAID,
    UNHEARD,
    Said,
    backchannel,
    left_of,
    patience,
)

LINE = tokens("I'm very excited about the position, and I wanted to ask where you are with the decision.")


def said(text: str, step: bool = True, sure: bool = True) -> float:
    """The patience after these words, the line being prompted."""
    return patience(Said(tokens(text), sure, step, (LINE,)))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("have you decided yet", ANSWERED),
        ("my number is six one seven", DIGITS_WAIT),
        ("my number is 617-555-0142. 617-555-0142", DIGITS_WAIT),
        ("i wanted to ask um", HESITATING),
        ("i interviewed for the", OPEN),
        ("i have learned it and", OPEN),
        ("could you tell me how late it is", ANSWERED),
        ("i'm very excited about the position", OPEN),
        ("i'm very excited about the precision", OPEN),
        ("I'm very excited about the position, and I wanted to ask where you are with the decision.", ANSWERED),
        ("and i wanted to ask where you are with the", OPEN),
        ("i'm very excited about the position have you decided yet", ANSWERED),
        ("", UNHEARD),
    ],
)
def test_what_was_said_tells_whether_more_will_come(text: str, seconds: float) -> None:
    """Digits, a word no sentence ends on, a hesitation, a line half read: longer; a finished question: at once."""
    assert said(text) == seconds


def test_without_a_step_they_wait_for_the_rest() -> None:
    """And longer, as long as the recogniser may still find one."""
    assert said("well hello there", step=False) == SAID
    assert said("well hello there", step=False, sure=False) == NOT_SURE
    assert said("well hello there", step=True, sure=False) == ANSWERED


def test_people_answer_between_four_tenths_and_a_little_more_than_a_second() -> None:
    """The patience after a finished turn leaves room for the usual answer; no other is shorter."""
    assert ANSWERED <= 0.5 < SAID <= OPEN < HESITATING < DIGITS_WAIT


def test_the_rest_of_a_line() -> None:
    """Counted from the latest word of it that was said; nothing is left of a line that is not being read."""
    assert left_of(LINE, tokens("i'm very excited about the position")) == len(LINE) - 6
    assert left_of(LINE, LINE) == 0
    assert left_of(LINE, LINE[:-1]) == 1
    assert left_of(LINE, tokens("the weather was nice")) == 0
    assert left_of(LINE, ()) == 0


@pytest.mark.parametrize(("text", "is_one"), [("mm hm", True), ("i see", True), ("yes okay", True), ("yes i do", False),
                                              ("okay thank you", False)])  # fmt: skip
def test_sounds_of_listening_take_nobodys_turn(text: str, is_one: bool) -> None:
    """A few such words alone."""
    assert backchannel(tokens(text)) is is_one
