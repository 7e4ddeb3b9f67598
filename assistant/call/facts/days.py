"""The calendar as seen from the day of the call: weeks, months, business days, public holidays, long weekends."""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)
FRIDAY, SATURDAY = 4, 5
HORIZON = 400  # days ahead in which a holiday is looked for: each comes within a year


@dataclass(frozen=True, slots=True)
class Period:
    """The days a phrase stands for. `deadline`: it names an end, so that "before" does not move it."""

    first: datetime.date
    last: datetime.date
    deadline: bool = False


@cache
def _holidays(country: str, year: int) -> Mapping[datetime.date, str]:
    import holidays

    return dict(holidays.country_holidays(country, years=year, language="en_US").items())


@dataclass(frozen=True, slots=True)
class Days:
    """Days counted from `today`, with the public holidays of `country` (ISO 3166)."""

    today: datetime.date
    country: str = "US"

    def day(self, date: datetime.date, *, deadline: bool = False) -> Period:
        """`date` alone."""
        return Period(date, date, deadline)

    def plus(self, days: int) -> datetime.date:
        """The date `days` after today."""
        return self.today + days * DAY

    def weekday(self, weekday: int) -> datetime.date:
        """The first such day after today; Monday is 0."""
        return self.today + ((weekday - self.today.weekday() - 1) % 7 + 1) * DAY

    def week(self, ahead: int, *, coming: bool = True) -> datetime.date:
        """The Monday of the week `ahead` of this one; from Saturday on, "this week" is the coming one."""
        monday = self.today - self.today.weekday() * DAY
        if coming and ahead == 0 and self.today.weekday() >= SATURDAY:
            ahead = 1
        return monday + ahead * WEEK

    def month(self, ahead: int) -> datetime.date:
        """The first day of the month `ahead` of this one."""
        months = self.today.year * 12 + self.today.month - 1 + ahead
        return datetime.date(months // 12, months % 12 + 1, 1)

    def named_month(self, month: int) -> datetime.date:
        """The first day of the next `month` (1 to 12) that is not over yet."""
        return datetime.date(self.today.year + (month < self.today.month), month, 1)

    def plus_months(self, months: int) -> datetime.date:
        """The same day `months` later, or that month's last."""
        first = self.month(months)
        return min(first + (self.today.day - 1) * DAY, last_of(first))

    def day_of_month(self, number: int) -> datetime.date | None:
        """The next day of that number after today; None for the 32nd."""
        for ahead in range(4):
            first = self.month(ahead)
            date = first + (number - 1) * DAY
            if date.month == first.month and date > self.today:
                return date
        return None

    def holiday(self, name: str) -> datetime.date | None:
        """The next public holiday of that English name."""
        for year in (self.today.year, self.today.year + 1):
            for date, names in sorted(_holidays(self.country, year).items()):
                if date >= self.today and name in names and "observed" not in names:
                    return date
        return None

    def is_free(self, date: datetime.date, *, bridge: bool = False) -> bool:
        """Whether nobody works on `date`: weekend, holiday, or a Friday after a holiday (`bridge`)."""
        if date.weekday() >= SATURDAY or date in _holidays(self.country, date.year):
            return True
        before = date - DAY
        return bridge and date.weekday() == FRIDAY and before in _holidays(self.country, before.year)

    def business_after(self, date: datetime.date, count: int = 1, *, bridge: bool = False) -> datetime.date:
        """The business day `count` after `date`."""
        while count:
            date += DAY
            count -= not self.is_free(date, bridge=bridge)
        return date

    def business_before(self, date: datetime.date) -> datetime.date:
        """The last business day before `date`."""
        date -= DAY
        while self.is_free(date, bridge=True):
            date -= DAY
        return date

    def free_days(self, date: datetime.date) -> Period:
        """The free days in a row of which `date` is one, bridge days included."""
        first = last = date
        while self.is_free(first - DAY, bridge=True):
            first -= DAY
        while self.is_free(last + DAY, bridge=True):
            last += DAY
        return Period(first, last)

    def long_weekend(self) -> Period | None:
        """The next weekend of at least three free days."""
        for ahead in range(1, HORIZON):
            date = self.plus(ahead)
            if date.weekday() == SATURDAY:
                free = self.free_days(date)
                if free.last - free.first >= 2 * DAY and free.first > self.today:
                    return free
        return None


def last_of(first: datetime.date, months: int = 1) -> datetime.date:
    """The last day of the month that begins on `first`, or of that many months."""
    index = first.year * 12 + first.month - 1 + months - 1
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
