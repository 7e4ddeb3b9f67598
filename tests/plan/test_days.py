"""Business days: weekends and public holidays of a place are left out, everywhere in the same way."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PlanError
from assistant.plan.days import BusinessDays, country_of, moment, region_of, spoken, zone_of

PLACES = [("", ""), ("US", ""), ("DE", "BY"), ("GB", "SCT"), ("IL", ""), ("HK", ""), ("JP", "")]


@pytest.mark.parametrize(
    ("country", "region", "day", "name"),
    [
        ("US", "", date(2026, 11, 26), "Thanksgiving"),
        ("DE", "BY", date(2027, 1, 6), "Epiphany"),
        ("DE", "BE", date(2027, 1, 6), ""),
        ("GB", "ENG", date(2026, 12, 28), "Boxing Day"),
        ("GB", "SCT", date(2026, 11, 30), "Saint Andrew's Day"),
        ("", "", date(2026, 12, 25), ""),
    ],
)
def test_holidays_are_those_of_the_country_and_region(country: str, region: str, day: date, name: str) -> None:
    """The holiday by its name, or none."""
    days = BusinessDays(country, region)
    assert name in days.holiday(day)
    assert days.is_business_day(day) == (not name and day.weekday() < 5)


def test_the_weekend_is_that_of_the_country() -> None:
    """Friday and Saturday in Israel; a weekend of one day is widened by the day before it."""
    assert BusinessDays("IL").weekend == {4, 5}
    assert BusinessDays("HK").weekend == {5, 6}
    assert BusinessDays("").weekend == {5, 6}


@given(st.sampled_from(PLACES), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_counting_on_is_counting_one_by_one(place: tuple[str, str], day: date, count: int) -> None:
    """`after` lands on a business day with exactly count business days passed; the ends of a span are near."""
    days = BusinessDays(*place)
    end = days.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(days.is_business_day(each) for each in between) == count
    assert days.is_business_day(end)
    assert days.on_or_before(end) == days.on_or_after(end) == end
    assert days.on_or_before(day) <= day <= days.on_or_after(day)


@pytest.mark.parametrize(("text", "code"), [("US", "US"), ("usa", "US"), ("de", "DE"), ("UK", "GB"), (" gbr ", "GB")])
def test_a_country_is_known_by_two_or_three_letters(text: str, code: str) -> None:
    """ISO 3166, any case."""
    assert country_of(text) == code


@pytest.mark.parametrize("text", ["CA", "ca", "US-CA", "us-ca", "California", "california"])
def test_a_region_is_known_by_code_or_name(text: str) -> None:
    """With its country's prefix, without it, and by its name."""
    assert region_of("US", text) == "CA"


def test_a_region_of_a_country_without_regional_holidays_is_passed_over() -> None:
    """It changes nothing, so it is no fault."""
    assert region_of("SG", "Central") == ""


@pytest.mark.parametrize("text", ["", " ", "Europe", "/etc/localtime", "Europe/Berlin\n../..", "Nowhere"])
def test_what_is_no_zone_is_refused(text: str) -> None:
    """Folders, paths and nothing are no zones."""
    with pytest.raises(PlanError, match="is not known"):
        zone_of(text)


def test_a_zone_is_found_by_its_city() -> None:
    """The city alone is enough for a hint."""
    with pytest.raises(PlanError, match="did you mean America/New_York"):
        zone_of("New York")


def test_an_hour_that_comes_twice_is_the_first_of_them() -> None:
    """When the clocks go back an hour is there twice; that is no fault."""
    assert moment(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=2)


def test_a_day_is_told_in_words() -> None:
    """As people say it."""
    assert spoken(date(2026, 11, 24)) == "Tuesday 24 November"
