"""Days as people say them: what was promised, and when something happened."""

from datetime import date

import pytest

from assistant.errors import PlanError
from assistant.plan.days import BusinessDays
from assistant.plan.promise import promised_day, told_day

TUESDAY = date(2026, 11, 10)
SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("within a week", date(2026, 11, 17)),
        ("within two weeks", date(2026, 11, 24)),
        ("In the next 3 days", date(2026, 11, 13)),
        ("within 2 business days", date(2026, 11, 13)),  # 11 November is a holiday
        ("within a month", date(2026, 12, 10)),
        ("by the 20th", date(2026, 11, 20)),
        ("by the 10th", date(2026, 11, 10)),
        ("by the 9th", date(2026, 12, 9)),
        ("by the 31st", date(2026, 12, 31)),
        ("by Friday", date(2026, 11, 13)),
        ("by tuesday", date(2026, 11, 17)),
        ("by the end of the week", date(2026, 11, 13)),
        ("end of next week", date(2026, 11, 20)),
        ("by the end of the month", date(2026, 11, 30)),
        ("by 3 December", date(2026, 12, 3)),
        ("by Dec 3rd.", date(2026, 12, 3)),
        ("by January 8", date(2027, 1, 8)),
        ("2026-11-20", date(2026, 11, 20)),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_promise_is_a_day(words: str, day: date | None) -> None:
    """Counted from the day on which it was said."""
    assert promised_day(words, TUESDAY, BusinessDays("US")) == day


@pytest.mark.parametrize(
    "words", ["soon", "within some days", "by 31 November", "by the 32nd", "by 0 May", "in 0 days"]
)
def test_what_is_no_promise_says_how_to_write_one(words: str) -> None:
    """The message shows four ways."""
    with pytest.raises(PlanError, match='write a day as 2026-11-24, or words as "within a week"'):
        promised_day(words, TUESDAY, BusinessDays())


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", SUNDAY),
        ("yesterday", date(2026, 11, 21)),
        ("the day before yesterday", date(2026, 11, 20)),
        ("tomorrow", date(2026, 11, 23)),
        ("last Tuesday", date(2026, 11, 17)),
        ("sunday", date(2026, 11, 15)),
        ("3 days ago", date(2026, 11, 19)),
        ("a week ago", date(2026, 11, 15)),
        ("10 November", date(2026, 11, 10)),
        ("November 10th", date(2026, 11, 10)),
        ("3rd of January", date(2027, 1, 3)),
        ("28 December", date(2026, 12, 28)),
        ("2026-11-03", date(2026, 11, 3)),
    ],
)
def test_what_happened_is_a_day(words: str, day: date) -> None:
    """Weekdays lie in the past, other days where they are nearest."""
    assert told_day(words, SUNDAY, "interview_date") == day


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("29 february", 'interview_date cannot be "29 february": write it as 2026-11-10, or in words'),
        ("2027-02-29", "interview_date: February 2027 has 28 days, not 29; mend the date"),
        ("whenever", 'interview_date cannot be "whenever": write it as 2026-11-10, or in words'),
    ],
)
def test_what_is_no_day_is_refused(words: str, message: str) -> None:
    """One line, with a way to write it."""
    with pytest.raises(PlanError) as error:
        told_day(words, SUNDAY, "interview_date")
    assert str(error.value).startswith(message)
