"""Facts in the other side's words: what was promised, when, by whom, and nothing that was not said."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.facts import Fact, facts

SUNDAY = date(2026, 11, 22)
DATA = Path(__file__).parent.parent / "data"


def table(name: str) -> list[tuple[date, str, list[str]]]:
    """The rows of a table of dates: the call's day, what was said, and the dates that are meant."""
    lines = [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    return [
        (date.fromisoformat(called), said, [] if expected == "-" else expected.split(","))
        for called, said, expected in lines
    ]


def rows(*, kept: bool) -> list[tuple[date, str, list[str]]]:
    """The half of the table that was kept back while the program was written, or the other."""
    return [row for row in table("dates.tsv") if kept == bool(int(hashlib.sha256(row[1].encode()).hexdigest(), 16) % 2)]


def values(text: str, kind: str, called: date = SUNDAY) -> list[str]:
    """The values of one kind of fact in a text."""
    return [fact.value for fact in facts(text.split(), called) if fact.kind == kind]


@pytest.mark.parametrize(("called", "said", "expected"), rows(kept=False), ids=lambda value: str(value)[:60])
def test_a_phrase_has_this_date(called: date, said: str, expected: list[str]) -> None:
    """Each phrase of the table's open half gives its dates, and nothing where there are none."""
    assert values(said, "date", called) == expected


def test_phrases_kept_back_have_their_dates() -> None:
    """At least 97 of 100 phrases that nobody looked at while writing the program are read as meant."""
    kept = rows(kept=True)
    right = sum(values(said, "date", called) == expected for called, said, expected in kept)
    assert len(kept) >= 100
    assert right / len(kept) >= 0.97


def test_days_that_are_turned_down_are_no_promise() -> None:
    """At least 38 of 40 phrases of refused days, of what only lasts and of guesses are read as meant."""
    refused = table("dates_refused.tsv")
    right = sum(values(said, "date", called) == expected for called, said, expected in refused)
    assert len(refused) == 40
    assert right >= 38


NOT_BEFORE = [
    ("it will not be before june", ["2026-06-01"]),
    ("it won't be before august", ["2026-08-01"]),
    ("no earlier than june", ["2026-06-01"]),
    ("there will be no decision before friday", ["2026-05-22"]),
    ("nothing will happen before next week", ["2026-05-25"]),
    ("nobody will look at it before monday", ["2026-05-25"]),
    ("no we decide before friday", ["2026-05-21"]),
    ("no decision yet but you will hear before friday", ["2026-05-21"]),
    ("there is no problem you will hear before friday", ["2026-05-21"]),
    ("i could not ask june", []),
]


@pytest.mark.parametrize(("said", "expected"), NOT_BEFORE, ids=[said for said, _ in NOT_BEFORE])
def test_what_is_not_before_a_day_is_on_that_day_at_the_soonest(said: str, expected: list[str]) -> None:
    """Whether it is denied, or nothing is said to be before it; what stands in another clause denies nothing here."""
    assert values(said, "date", date(2026, 5, 19)) == expected


def test_what_denies_a_day_is_quoted_with_it() -> None:
    """Else the quote would say the opposite of the date."""
    (fact,) = facts("it will not be before june".split(), date(2026, 5, 19))
    assert fact.text == "not be before june"


STANDING = [
    ("if you have not heard by friday call us", ["2026-05-22"]),
    ("we have not decided yet by friday we should know", ["2026-05-22"]),
    ("why don't you call back on monday", ["2026-05-25"]),
    ("do not hesitate to call on monday", ["2026-05-25"]),
    ("we are not sure but by wednesday we will know", ["2026-05-20"]),
    ("friday will not be a problem", ["2026-05-22"]),
    ("that is not possible before monday", ["2026-05-25"]),
    ("i can't wait to see you on monday", ["2026-05-25"]),
    ("he is not in until thursday", ["2026-05-21"]),
    ("not this week it will be next week", ["2026-05-29"]),
]


@pytest.mark.parametrize(("said", "expected"), STANDING, ids=[said for said, _ in STANDING])
def test_a_denial_elsewhere_leaves_the_day(said: str, expected: list[str]) -> None:
    """A condition, a wish or another clause that has a "not" does not turn the day down."""
    assert values(said, "date", date(2026, 5, 19)) == expected


def test_the_table_is_large_enough() -> None:
    """The two halves hold more than 150 phrases with dates, and many without."""
    both = rows(kept=False) + rows(kept=True)
    assert sum(bool(expected) for *_, expected in both) >= 150
    assert sum(not expected for *_, expected in both) >= 50


TIMES = [
    ("friday noon", ["12:00"]),
    ("at ten thirty", ["10:30"]),
    ("at three o'clock", ["15:00"]),
    ("at three o clock", ["15:00"]),
    ("two p m", ["14:00"]),
    ("at 2 pm", ["14:00"]),
    ("10:30", ["10:30"]),
    ("at 4:15", ["16:15"]),
    ("half past two", ["14:30"]),
    ("a quarter to five", ["16:45"]),
    ("quarter past nine", ["09:15"]),
    ("ten in the morning", ["10:00"]),
    ("five in the afternoon", ["17:00"]),
    ("nine oh five a m", ["09:05"]),
    ("twelve p m", ["12:00"]),
    ("twelve a m", ["00:00"]),
    ("call me tomorrow around three", ["15:00"]),
    ("tomorrow evening at seven", ["19:00"]),
    ("between ten and eleven thirty", ["10:00", "11:30"]),
    ("by five on friday", ["17:00"]),
    ("at five people", []),
    ("there are about five", []),
    ("at one point", []),
    ("ten minutes at most", []),
    ("i am one of two", []),
    ("call six one seven five five five oh one four two", []),
    ("at least two", []),
    ("half an hour", []),
]


@pytest.mark.parametrize(("said", "expected"), TIMES, ids=[said for said, _ in TIMES])
def test_times_of_day(said: str, expected: list[str]) -> None:
    """Times are HH:MM; without "a m" or "p m" as offices keep them; a number alone is none."""
    assert values(said, "time") == expected


ADDRESSES = [
    ("please write to jordan dot lee at harbor lights dot com", ["jordan.lee@harborlights.com"]),
    ("my email is j lee at gmail dot com thank you", ["jlee@gmail.com"]),
    ("it's j o r d a n underscore two two at g mail dot com", ["jordan_22@gmail.com"]),
    ("write to careers at harbor dash lights dot co dot uk", ["careers@harbor-lights.co.uk"]),
    ("the address is jobs at sign harbor dot org", ["jobs@harbor.org"]),
    ("send it to dana three at harbor dot io", ["dana3@harbor.io"]),
    ("Jordan.Lee@HarborLights.com.", ["jordan.lee@harborlights.com"]),
    ("you can reach our recruiter jordan dot lee at harbor dot com", ["jordan.lee@harbor.com"]),
    ("he works at harbor lights dot com", []),
    ("look at harbor lights dot com", []),
    ("meet me at ten dot", []),
    ("at the end of the day it was dot com money", []),
    ("at harbor dot com", []),
    ("dot dot at dot com", []),
]


@pytest.mark.parametrize(("said", "expected"), ADDRESSES, ids=[said for said, _ in ADDRESSES])
def test_addresses_spelt_aloud(said: str, expected: list[str]) -> None:
    """Dots, dashes, letters and digits are put together; a place is no address."""
    assert values(said, "email") == expected


NAMES = [
    ("my name is jordan lee and i run the desk", ["Jordan Lee"]),
    ("ask for maria when you call", ["Maria"]),
    ("ask for maria tomorrow", ["Maria"]),
    ("speak to maria santos directly", ["Maria Santos"]),
    ("you should speak with mister okafor about it", ["Mr. Okafor"]),
    ("this is dana speaking", ["Dana"]),
    ("this is dana from human resources", ["Dana"]),
    ("please ask for doctor anne-marie weiss", ["Dr. Anne-Marie Weiss"]),
    ("Please ask for Jordan Lee.", ["Jordan Lee"]),
    ("Please ask for feedback forms from Jordan.", []),
    ("this is great", []),
    ("this is from the team", []),
    ("speak to someone about salary", []),
    ("talk to human resources", []),
    ("ask for the manager", []),
    ("ask for feedback", []),
    ("contact us", []),
    ("speak with you tomorrow", []),
    ("my name is on the list", []),
    ("talk to her", []),
]


@pytest.mark.parametrize(("said", "expected"), NAMES, ids=[said for said, _ in NAMES])
def test_names(said: str, expected: list[str]) -> None:
    """A name follows an introduction and is no word of another kind; written text must have its capitals."""
    assert values(said, "name") == expected


STEPS = [
    ("we will send you the contract", ["contract"]),
    ("the training starts on monday", ["training"]),
    ("you will get an offer letter", ["offer-letter"]),
    ("we would like to have you back for a second interview", ["second-interview"]),
    ("there will be a short typing test", ["test"]),
    ("we still have to check your references", ["reference-check"]),
    ("and then a background check", ["background-check"]),
    ("there is some paperwork", ["paperwork"]),
    ("your start date would be the first", ["start-date"]),
    ("when could you start", ["start-date"]),
    ("i'll have her call you back", ["call-back"]),
    ("we will be in touch", ["call-back"]),
    ("you will hear from us", ["call-back"]),
    ("we'll email you the details", ["email"]),
    ("i will send you an email", ["email"]),
    ("we have not decided yet you will hear from us", ["call-back"]),
    ("we can't say now but we will send you the contract", ["contract"]),
    ("there is no test", []),
    ("you do not need to take a test", []),
    ("we don't need a reference check", []),
    ("we checked your references", []),
    ("it is contract work", []),
    ("i called you on monday", []),
    ("we test our software", []),
    ("we won't be in touch", []),
    ("you started well", []),
]


@pytest.mark.parametrize(("said", "expected"), STEPS, ids=[said for said, _ in STEPS])
def test_next_steps(said: str, expected: list[str]) -> None:
    """What is still to come has a name of its own; what was denied or lies in the past has none."""
    assert values(said, "next-step") == expected


def test_a_number_is_a_phone_number_once() -> None:
    """A number said twice is one fact; an amount or a short number is none."""
    number = "six one seven five five five oh one nine nine"
    assert values(f"call me at {number} again that's {number}", "phone") == ["6175550199"]
    assert values("from ten thousand to fifteen thousand", "phone") == []
    assert values("extension four two one", "phone") == []


def test_facts_come_with_their_words() -> None:
    """Each fact quotes its words and says where they are, in order."""
    words = "you will hear from us by friday noon".split()
    assert facts(words, SUNDAY) == [
        Fact("next-step", "you will hear from us", "call-back", 0, 5),
        Fact("date", "by friday", "2026-11-27", 5, 7),
        Fact("time", "noon", "12:00", 7, 8),
    ]


def test_written_text_is_read_as_well() -> None:
    """Capitals, signs and short forms of an imported transcript do no harm."""
    text = "You'll hear from us by Friday, Nov. 27th, at 10:30 a.m., or before the long weekend."
    found = [(fact.kind, fact.value) for fact in facts(text.split(), SUNDAY)]
    assert ("date", "2026-11-27") in found
    assert ("time", "10:30") in found
    assert ("date", "2026-11-25") in found


def test_holidays_are_the_countrys() -> None:
    """The long weekend depends on where the call is."""
    words = "before the long weekend".split()
    assert [fact.value for fact in facts(words, date(2026, 4, 27), "FR")] == ["2026-04-30"]
    assert [fact.value for fact in facts(words, date(2026, 4, 27), "US")] == ["2026-05-22"]


@given(
    st.lists(
        st.sampled_from("by the friday may second of march at ten dot com next week from in a".split()), max_size=14
    )
)
def test_any_words_give_facts_within_them(words: list[str]) -> None:
    """No jumble of such words is an error; spans lie within the words and quote them."""
    for fact in facts(words, SUNDAY):
        assert 0 <= fact.start < fact.end <= len(words)
        assert fact.text == " ".join(words[fact.start : fact.end])


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.sampled_from(
        [
            "friday",
            "next friday",
            "in two weeks",
            "in a month",
            "the end of next week",
            "the twentieth",
            "before the long weekend",
            "next month",
        ]
    ),
)
def test_promises_lie_ahead(called: date, said: str) -> None:
    """On whatever day it is said, a promised date is not over, and within three months or so."""
    (value,) = values(said, "date", called)
    assert 0 <= (date.fromisoformat(value) - called).days < 110


def novels(speech: Path) -> Iterator[list[str]]:
    """The sentences of novels read aloud, where nobody promises a call."""
    with gzip.open(speech / "text" / "librispeech-dev-clean.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.lower().split()[1:]


def test_little_is_invented_in_other_talk(speech: Path) -> None:
    """In 50,000 words of novels there is less than one fact in a thousand words, those rightly found included."""
    words = found = 0
    for sentence in novels(speech):
        words += len(sentence)
        found += len(facts(sentence, SUNDAY))
    assert words > 50_000
    assert found < words / 1000
