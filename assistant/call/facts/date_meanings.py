"""What each phrase of `date_phrases` means: from its match the period of days; None where it names no day to come."""

import datetime
import re

from assistant.call.facts.date_words import DAY_MONTHS, HOLIDAYS, MONTHS, WEEKDAYS, amount, ordinal, year
from assistant.call.facts.days import DAY, FRIDAY, WEEK, Days, Period, last_of

RECENT = 92 * DAY  # a day named without its year that is no older was most likely spoken of as past


def weekday(match: re.Match[str], days: Days) -> Period:
    weekday = WEEKDAYS[match["wd"]]
    which = match["which"] or ""
    if which in {"next", "the following"}:
        return days.day(days.week(1) + weekday * DAY)
    return days.day(days.weekday(weekday))


def weekday_of_week(match: re.Match[str], days: Days) -> Period:
    weekday = WEEKDAYS[match["wd"]]
    named = match["week"]
    if named == "this":
        return days.day(days.weekday(weekday))
    return days.day(days.week(2 if "after" in named else 1) + weekday * DAY)


def weekday_after_next(match: re.Match[str], days: Days) -> Period:
    return days.day(days.week(2) + WEEKDAYS[match["wd"]] * DAY)


def weekday_week(match: re.Match[str], days: Days) -> Period:
    return days.day(days.weekday(WEEKDAYS[match["wd"]]) + WEEK)


def day_of_month(match: re.Match[str], days: Days) -> Period | None:
    date = days.day_of_month(ordinal(match["day"]))
    return days.day(date) if date else None


def month_day(match: re.Match[str], days: Days) -> Period | None:
    return dated_day(days, match["year"], DAY_MONTHS[match["month"]], ordinal(match["day"]))


def numeric(match: re.Match[str], days: Days) -> Period | None:
    return dated_day(days, match["year"], int(match["month"]), int(match["day"]))


def dated_day(days: Days, said_year: str | None, month: int, day: int) -> Period | None:
    try:
        if said_year:
            date = datetime.date(year(said_year), month, day)
            return days.day(date) if date >= days.today else None
        date = datetime.date(days.today.year, month, day)
        if date >= days.today:
            return days.day(date)
        return None if days.today - date <= RECENT else days.day(date.replace(year=date.year + 1))
    except ValueError:  # the 31st of June
        return None


def week_of(match: re.Match[str], days: Days) -> Period | None:
    if match["month"] is None:
        date = days.day_of_month(ordinal(match["day"]))
    else:
        period = month_day(match, days)
        date = period.first if period else None
    if date is None:
        return None
    monday = date - date.weekday() * DAY
    return Period(monday, monday + FRIDAY * DAY)


def span(match: re.Match[str], days: Days) -> Period:
    """A length of time, counted from today or from the weekday named."""
    return days.day(span_days(match, days), deadline=True)


def span_days(match: re.Match[str], days: Days) -> datetime.date:
    """The day on which a length of time ends."""
    groups = match.groupdict()
    count = max(amount(groups[name]) for name in ("count", "more", "two") if groups.get(name))
    unit = match["unit"].rstrip("s")
    start = days.today
    if groups.get("wd"):
        start = days.weekday(WEEKDAYS[groups["wd"]])
    elif groups.get("origin") == "tomorrow":
        start = days.plus(1)
    if unit.endswith(" day"):
        return days.business_after(start, count)
    if unit == "month":
        return Days(start).plus_months(count)
    return start + count * {"day": DAY, "week": WEEK, "fortnight": 2 * WEEK}[unit]


def part_of(text: str) -> str:
    return {
        "start": "beginning",
        "first": "early",
        "mid": "middle",
        "late": "end",
        "later": "end",
        "latter": "end",
    }.get(text.split()[0], text.split()[0])


def part_of_week(match: re.Match[str], days: Days) -> Period:
    week = match["week"]
    monday = days.week(2 if "after" in week else 1 if re.search("next|following", week) else 0)
    part = "beginning" if match["part"] == "first thing" else part_of(match["part"])
    date = monday + {"beginning": 0, "early": 1, "middle": 2, "end": FRIDAY}[part] * DAY
    return days.day(date, deadline=True)


def week(match: re.Match[str], days: Days) -> Period:
    monday = days.week(2 if "after next" in match["week"] else 0 if "this" in match["week"] else 1)
    return Period(monday, monday + FRIDAY * DAY)


def within_the(match: re.Match[str], days: Days) -> Period:
    return days.day(days.week(0) + FRIDAY * DAY if match["unit"] == "week" else last_of(days.month(0)))


def named_month(text: str, days: Days) -> tuple[datetime.date, bool]:
    """The first day of the month that `text` names, and whether that is the current one."""
    if text in MONTHS or text.split()[-1] in MONTHS:
        first = days.named_month(MONTHS[text.split()[-1]])
        return first, first == days.month(0)
    ahead = 1 if re.search("next|following", text) else 0
    return days.month(ahead), ahead == 0


def part_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    part = part_of(match["part"])
    date = last_of(first) if part == "end" else first + {"beginning": 0, "early": 6, "middle": 14}[part] * DAY
    if current and date < days.today:
        if match["month"] not in {"the month", "month"}:
            return None
        date = days.month(1) + (date - first)
    return days.day(date, deadline=True)


def first_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    date = first + (ordinal(match["day"]) - 1) * DAY
    if current and date <= days.today:
        date = days.month(1) + (date - first)
    return days.day(date)


def month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    recent = first.year > days.today.year and days.today - first.replace(year=first.year - 1) <= RECENT + 30 * DAY
    if recent or (current and match["month"] in MONTHS and days.today.day > 20):
        return None
    return Period(first, last_of(first))


def week_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, _ = named_month(match["month"], days)
    fridays = [first + n * DAY for n in range(31) if (first + n * DAY).weekday() == FRIDAY]
    fridays = [friday for friday in fridays if friday.month == first.month]
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[match["which"]]
    friday = fridays[index]
    return Period(friday - FRIDAY * DAY, friday) if friday >= days.today else None


def part_of_year(match: re.Match[str], days: Days) -> Period | None:
    ahead = "next" in match["year"]
    if "quarter" in match["year"]:
        months = (days.today.month - 1) % 3
        first, length = days.month(3 * ahead - months), 3
    else:
        first, length = datetime.date(days.today.year + ahead, 1, 1), 12
    part = part_of(match["part"])
    if part == "middle":
        return None
    date = last_of(first, length) if part == "end" else first if part == "beginning" else last_of(first)
    return days.day(date, deadline=True) if date >= days.today else None


def holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    return days.day(date)


def after_holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    if match["wd"] == "week":
        monday = date - date.weekday() * DAY + WEEK
        return Period(monday, monday + FRIDAY * DAY)
    ahead = 1 if match["wd"] == "day" else (WEEKDAYS[match["wd"]] - date.weekday() - 1) % 7 + 1
    return days.day(date + ahead * DAY)


def the_holidays(_match: re.Match[str], days: Days) -> Period | None:
    if days.today.month < 9:  # "the holidays" of spring are others, and "my holidays" anyone's
        return None
    return Period(datetime.date(days.today.year, 12, 25), datetime.date(days.today.year + 1, 1, 1))


def weekend(match: re.Match[str], days: Days) -> Period:
    saturday = days.week(1 if "next" in match[0] else 0) + 5 * DAY
    return Period(saturday, saturday + DAY)
