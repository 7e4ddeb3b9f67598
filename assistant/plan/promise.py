"""What the interviewer promised, in their words or as a day: "within a week", "by the 20th", "2026-11-24"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from assistant.errors import PlanError
from assistant.forms import quoted
from assistant.plan.days import MONTHS, NAMES, BusinessDays, day_of

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1, "a couple of": 2}
_NOTHING = {"", "nothing", "none", "-", "no"}
_SPAN = re.compile(
    r"(?:with)?in (?:the next )?(?P<count>\d{1,2}|a couple of|[a-z]+) "
    r"(?P<unit>business day|working day|day|week|month)s?"
)
_MONTHS = {name.casefold()[:3]: number for number, name in enumerate(MONTHS, 1)}
_DAYS = {name.casefold(): number for number, name in enumerate(NAMES)}
HOW = 'write a day as 2026-11-24, or words as "within a week", "by the 20th", "by Friday", "nothing"'


def promised_day(text: str, said_on: date, days: BusinessDays) -> date | None:
    """The last day of what was promised on `said_on`; None for nothing. Raises PlanError.

    A week is seven days, a month the same day of the next one (or its last). "By the 20th" is the first
    20th from `said_on` on, "by Friday" the first Friday after it.
    """
    words = " ".join(text.casefold().split()).rstrip(".")
    if words in _NOTHING:
        return None
    if re.match(r"\d{4}-|\d{8}$", words):
        return day_of(words.upper(), "promised")
    span = _SPAN.fullmatch(words)
    day = _after_span(span, said_on, days) if span else _named(words, said_on)
    if day is None:
        raise PlanError(f"promised cannot be {quoted(text)}: {HOW}")
    return day_of(day, "promised")


def _after_span(span: re.Match[str], said_on: date, days: BusinessDays) -> date | None:
    count = int(span["count"]) if span["count"].isdigit() else _COUNTS.get(span["count"], 0)
    if not count:
        return None
    if span["unit"] in ("business day", "working day"):
        return days.after(said_on, count)
    if span["unit"] == "month":
        return _same_day(said_on.year, said_on.month + count, said_on.day)
    return said_on + timedelta(days=count * (7 if span["unit"] == "week" else 1))


def _named(words: str, said_on: date) -> date | None:
    """The day behind "by the 20th", "by november 20", "by friday", "by the end of next week"."""
    name = re.sub(r"^(?:by |before |until |on )?(?:the )?", "", words)
    if name in _DAYS:
        return said_on + timedelta(days=(_DAYS[name] - said_on.weekday() - 1) % 7 + 1)
    if name in ("end of the week", "end of this week", "end of next week"):
        friday = said_on + timedelta(days=4 - said_on.weekday() + 7 * ("next" in name))
        return friday if friday >= said_on else friday + timedelta(days=7)
    if name in ("end of the month", "end of this month", "end of next month"):
        return _same_day(said_on.year, said_on.month + ("next" in name), 31)
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?(?: ([a-z]+))?", name)
    if found:
        return _dated(int(found[1]), found[2] or "", said_on)
    found = re.fullmatch(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?", name)
    return _dated(int(found[2]), found[1], said_on) if found else None


def _dated(number: int, month: str, said_on: date) -> date | None:
    """The first day from `said_on` on with that number, in that month where one is named."""
    if month:
        if month[:3] not in _MONTHS or not MONTHS[_MONTHS[month[:3]] - 1].casefold().startswith(month):
            return None
        candidates = [(said_on.year + n, _MONTHS[month[:3]]) for n in range(2)]
    else:
        candidates = [(said_on.year, said_on.month + n) for n in range(3)]
    found = (_same_day(year, wanted, number) for year, wanted in candidates if number)
    return next((day for day in found if day.day == number and day >= said_on), None)


def _same_day(year: int, month: int, day: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def told_day(text: str, today: date, what: str) -> date:
    """The day of something that happened, as people say it: a date, "yesterday", "last Tuesday", "10 November".

    A weekday is the last one before today; a day and a month are those nearest to today. Raises PlanError.
    """
    words = " ".join(text.casefold().split()).rstrip(".")
    if words in ("today", "yesterday", "the day before yesterday", "tomorrow"):
        return today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}.get(words, -2))
    if words.removeprefix("last ") in _DAYS:
        return today - timedelta(days=(today.weekday() - _DAYS[words.removeprefix("last ")] - 1) % 7 + 1)
    ago = re.fullmatch(r"(\d{1,2}|[a-z]+) (day|week)s? ago", words)
    count = (int(ago[1]) if ago[1].isdigit() else _COUNTS.get(ago[1], 0)) if ago else 0
    if ago and count:
        return today - timedelta(days=count * (7 if ago[2] == "week" else 1))
    found = re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)", words)
    name, number = (found[2], found[1]) if found else ("", "")
    turned = re.fullmatch(r"([a-z]+) (?:the )?(\d{1,2})(?:st|nd|rd|th)?", words)
    name, number = (turned[1], turned[2]) if turned else (name, number)
    if number:
        years = (_dated(int(number), name, date(today.year + n, 1, 1)) for n in (-1, 0, 1))
        days = [day for day in years if day and abs(day.year - today.year) < 2]
        if days:
            return min(days, key=lambda day: abs(day - today))
    try:
        return day_of(text, what)
    except PlanError:
        if re.search(r"\d{3}", text):
            raise
        hint = 'write it as 2026-11-10, or in words as "yesterday", "last Tuesday", "10 November"'
        raise PlanError(f"{what} cannot be {quoted(text)}: {hint}") from None
