"""Spoken digits: what a recogniser writes, as digits."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.numbers import DigitRun, digits_in, groups, phone_said, spoken

OWN = "+1 617 555 0142"
NUMBER = ["six", "one", "seven", "five", "five", "five", "oh", "one", "four", "two"]
JUMBLE = [
    "six",
    "oh",
    "for",
    "to",
    "double",
    "uh",
    "no",
    "sorry",
    "again",
    "fifty",
    "hundred",
    "one",
    "please",
    "617",
]

SAID = [
    # one by one
    ("six one seven five five five oh one four two", ["6175550142"]),
    ("six one seven five five five zero one four two", ["6175550142"]),
    ("six one seven five five five o one four two", ["6175550142"]),
    ("six one seven five five five nought one four two", ["6175550142"]),
    ("Six, one, seven. Five five five; oh one four two!", ["6175550142"]),
    # in twos and threes
    ("double five", ["55"]),
    ("triple oh", ["000"]),
    ("treble five oh one four two", ["5550142"]),
    ("five fifty five", ["555"]),
    ("six seventeen", ["617"]),
    ("oh one forty two", ["0142"]),
    ("eight hundred", ["800"]),
    ("one eight hundred five five five oh one double nine", ["18005550199"]),
    ("six seventeen five fifty five oh one forty two", ["6175550142"]),
    ("six one seven triple five oh one forty two", ["6175550142"]),
    ("four fifteen five fifty five twenty twenty", ["4155552020"]),
    ("five five five two thousand", ["5552000"]),
    ("two one two five five five twelve hundred", ["2125551200"]),
    ("ten eleven", ["1011"]),
    ("nine nineteen five five five ninety nine oh nine", ["9195559909"]),
    # numerals already
    ("617-555-0142", ["6175550142"]),
    ("(617) 555-0142", ["6175550142"]),
    ("+1 617 555 0142", ["16175550142"]),
    ("617.555.0142.", ["6175550142"]),
    ("617 five five five 0142", ["6175550142"]),
    ("call me at 10:30", []),
    ("it costs $5,000", []),
    # fillers within
    ("six one seven uh five five five um oh one four two", ["6175550142"]),
    ("that's six one seven and then five five five dash oh one four two", ["6175550142"]),
    ("area code six one seven then five five five oh one four two", ["6175550142"]),
    ("plus one six one seven five five five oh one four two", ["16175550142"]),
    # said twice
    (
        "six one seven five five five oh one four two again six one seven five five five oh one four two",
        ["6175550142", "6175550142"],
    ),
    (
        "six one seven five five five oh one four two that's six one seven five five five oh one four two",
        ["6175550142", "6175550142"],
    ),
    ("six one seven that's five five five oh one four two", ["6175550142"]),
    # misheard, within digits only
    ("six one seven five five five oh one for two", ["6175550142"]),
    ("six one seven five five five oh won four to", ["6175550142"]),
    ("sics won seven five five five oh one four too", ["6175550142"]),
    ("to one two five five five oh one nine nine", ["2125550199"]),
    ("six one seven five five five oh one ate to", ["6175550182"]),
    ("six one seven fife five five owe one four two", ["6175550142"]),
    ("six one seven five five five oh one four two to talk about it", ["6175550142"]),
    ("six one seven five five five oh one four two for me", ["6175550142"]),
    ("for six one seven five five five oh one four two", ["6175550142"]),
    ("you can call to six one seven five five five oh one four two", ["6175550142"]),
    ("from nine to five", ["9", "5"]),
    ("from nine to five thirty", ["9", "530"]),
    ("for you to ate too", []),
    ("i ate for two", ["2"]),
    ("oh no", []),
    ("oh i see", []),
    ("oh sorry about that oh well", []),
    ("one four two six one seven five five five four oh great thanks", ["1426175554"]),
    ("", []),
    ("double trouble", []),
    ("a hundred thanks", []),
    # corrections
    ("six one seven five five five oh one four two no sorry four three", ["6175550143"]),
    ("six one seven five five five oh one four two sorry four three", ["6175550143"]),
    ("six one seven five five five oh one three two no i mean oh one four two", ["6175550142"]),
    ("six one seven five five six no five five five oh one four two", ["6175550142"]),
    ("six one seven five five five oh three no one four two", ["6175550142"]),
    ("six one seven sorry five five five oh one four two", ["6175550142"]),
    ("five five five oh one three two no oh one four two", ["5550142"]),
    (
        "six one seven five five five oh one three two no sorry six one seven five five five oh one four two",
        ["6175550132", "6175550142"],
    ),
    ("two no three", ["2", "3"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text[:60] or "nothing" for text, _ in SAID])
def test_words_give_these_digits(text: str, expected: list[str]) -> None:
    """Each sentence gives exactly the digits of the list, run by run."""
    assert [run.digits for run in digits_in(text.split())] == expected


def test_a_run_knows_its_words() -> None:
    """The span holds the words of the number and no more; each digit knows its word."""
    words = ["you", "can", "reach", "me", "at", "six", "double", "five", "oh", "thank", "you"]
    assert digits_in(words) == [DigitRun("6550", 5, 9, (5, 6, 6, 8))]


def test_short_runs_can_be_left_out() -> None:
    """`least` is the number of digits below which a run is not given."""
    words = ["one", "moment", "i", "am", "at", "six", "one", "seven"]
    assert [run.digits for run in digits_in(words, least=3)] == ["617"]


COMPARED = [
    ("my number is six one seven five five five oh one four two", OWN, ("6175550142", True)),
    ("it's one six one seven five five five oh one four two", OWN, ("6175550142", True)),
    ("plus one six seventeen five fifty five oh one forty two", OWN, ("6175550142", True)),
    ("617-555-0142", "617-555-0142", ("6175550142", True)),
    ("+1-617-555-0142", "(617) 555-0142", ("6175550142", True)),
    ("six one seven five five five oh one four two six one seven five five five oh one four two", OWN,
     ("6175550142", True)),
    ("six one seven five five five oh one three two again six one seven five five five oh one four two", OWN,
     ("6175550142", True)),
    ("six one seven okay got that five five five yes oh one four two", OWN, ("6175550142", True)),
    ("oh six one seven five five five oh one four two", OWN, ("6175550142", True)),
    ("six one seven five five five oh one four three", OWN, ("6175550143", False)),
    ("one six one seven five five five oh one four three", OWN, ("6175550143", False)),
    ("six one seven five five five one four two", OWN, ("617555142", False)),
    ("six one seven five five five oh one four two nine", OWN, ("61755501429", False)),
    ("five five five oh one four two", OWN, ("5550142", False)),
    ("six one seven five five", OWN, ("61755", False)),
    ("six one seven five five five oh one four two no sorry four three", OWN, ("6175550143", False)),
    ("six one seven five five five oh one four three no sorry two", OWN, ("6175550142", True)),
    ("five minutes to ten on the fourth", OWN, None),
    ("we spoke on november twelfth twenty twenty six", OWN, None),
    ("nothing of the kind", OWN, None),
    ("", OWN, None),
    ("six one seven five five five oh one four two", "", None),
    ("oh two oh seven nine four six oh nine five eight", "+44 20 7946 0958", ("2079460958", True)),
    ("plus four four two oh seven nine four six oh nine five eight", "+44 20 7946 0958",
     ("2079460958", True)),
    ("double oh four four two oh seven nine four six oh nine five eight", "+44 20 7946 0958",
     ("2079460958", True)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "own", "expected"), COMPARED, ids=[row[0][:60] or "nothing" for row in COMPARED])
def test_the_number_said_is_compared_with_the_profiles(text: str, own: str, expected: tuple[str, bool] | None) -> None:
    """The country's code may be left out; a wrong, missing or added digit is told."""
    phone = phone_said(digits_in(text.split()), own)
    assert (phone and (phone.said, phone.matches)) == expected


def test_the_number_said_has_a_place() -> None:
    """The span of a number in a sentence is that of its words."""
    words = ["please", "call", *NUMBER, "thank", "you"]
    phone = phone_said(digits_in(words), OWN)
    assert phone is not None
    assert words[phone.start : phone.end] == NUMBER


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+16175550142", ("617", "555", "0142")),
        ("617-555-0142", ("617", "555", "0142")),
        ("5550142", ("555", "0142")),
        ("+44 20 7946 0958", ("44", "20", "7946", "0958")),
        ("+49 30 901820", ("49", "30", "901", "820")),
        ("not a number", ()),
        ("", ()),
    ],
)
def test_a_number_is_read_in_its_countrys_groups(phone: str, expected: tuple[str, ...]) -> None:
    """Groups follow the country's own way of writing; a number from abroad begins with its country's code."""
    assert groups(phone) == expected


def test_groups_follow_the_region_of_the_call() -> None:
    """Within its own country a number is read with the zero that is dialled there."""
    assert groups("+44 20 7946 0958", region="GB") == ("020", "7946", "0958")


@given(
    st.text(alphabet="23456789", min_size=1, max_size=1),
    st.text(alphabet=string.digits, min_size=9, max_size=9),
)
def test_digits_read_aloud_are_heard_again(first: str, rest: str) -> None:
    """Whatever number is spoken digit by digit comes back, and equals itself."""
    digits = first + rest
    runs = digits_in(spoken(digits).split())
    assert [run.digits for run in runs] == [digits]
    phone = phone_said(runs, "+1" + digits)
    assert phone is not None
    assert phone.matches


@given(
    st.lists(
        st.sampled_from(JUMBLE),
        max_size=25,
    )
)
def test_runs_lie_in_order_within_the_words(words: list[str]) -> None:
    """Any jumble of number words gives runs in order, without overlap, each digit within its run."""
    end = 0
    for run in digits_in(words):
        assert end <= run.start < run.end <= len(words)
        assert len(run.said) == len(run.digits)
        assert all(run.start <= index < run.end for index in run.said)
        end = run.end
