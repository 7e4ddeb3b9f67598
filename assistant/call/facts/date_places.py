"""More phrases that name a date: a day by its place in a month, or by its distance from another one."""

import re

from assistant.call.facts.date_meanings import named_month as month_of
from assistant.call.facts.date_meanings import part_of, span_days
from assistant.call.facts.date_phrases import ABOUT, HOLIDAY, LENGTH, PART, UNIT, WD, Rule, rule
from assistant.call.facts.date_phrases import MONTH_NAMED as MONTH
from assistant.call.facts.date_words import HOLIDAYS, WEEKDAYS, any_of
from assistant.call.facts.days import DAY, FRIDAY, WEEK, Days, Period, last_of

HOURS = {"24": 1, "twenty four": 1, "48": 2, "forty eight": 2, "72": 3, "seventy two": 3}  # hours that stand for days
PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "final": -1}

# "Probably a week or two" answers how long, where it is all that is said and sounds like a guess.
HESITATING = r"(?:(?:oh|um|uh|well|hmm|so|yes|yeah|okay|let me see|let's see) )*"
GUESSING = r"(?:(?:i would say|i'd say|i think|i guess|i suppose|it is|it's|probably|maybe) )*"
GUESSED = r"(?: (?:i would say|i'd say|i think|i guess|i suppose|probably|maybe|perhaps|at (?:the )?most|tops|or so))*"
ROUGHLY = r".*(?<!\S)(?:about|around|roughly|probably|maybe|perhaps|say|think|guess|suppose|most|tops|or)(?!\S)"


def _weekday_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, _ = month_of(match["month"], days)
    month = [first + n * DAY for n in range((last_of(first) - first).days + 1)]
    date = [day for day in month if day.weekday() == WEEKDAYS[match["wd"]]][PLACES[match["which"]]]
    return days.day(date) if date >= days.today else None


def _last_day(match: re.Match[str], days: Days) -> Period:
    last = last_of(month_of(match["month"], days)[0])
    if match["work"]:
        while days.is_free(last):
            last -= DAY
    return days.day(last, deadline=True)


def _before_holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    back = 1 if match["wd"] == "day" else (date.weekday() - WEEKDAYS[match["wd"]] - 1) % 7 + 1
    return days.day(date - back * DAY)


def _from_holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    length = span_days(match, Days(date, days.country)) - date
    found = date - length if match["side"] == "before" else date + length
    return days.day(found) if found >= days.today else None


def _part_after_next(match: re.Match[str], days: Days) -> Period:
    ahead = {"beginning": 0, "early": 1, "middle": 2, "end": FRIDAY}[part_of(match["part"])]
    return days.day(days.week(2) + ahead * DAY, deadline=True)


MORE_RULES: tuple[Rule, ...] = (
    rule(rf"(?:the )?(?P<which>{any_of(PLACES)}) (?P<wd>{WD}) (?:of|in) {MONTH}", _weekday_of_month),
    rule(rf"(?:the )?(?:very )?(?:last|final) (?P<work>business |working |work )?day of {MONTH}", _last_day),
    rule(rf"the (?P<wd>{WD}|day) before (?P<holiday>{HOLIDAY})", _before_holiday),
    rule(rf"{LENGTH} (?P<side>before|after) (?P<holiday>{HOLIDAY})", _from_holiday),
    rule(rf"{PART} (?:the )?week after next", _part_after_next),
    rule(r"this time next week", lambda _, days: days.day(days.today + WEEK)),
    rule(rf"(?:within|in) (?:the next )?(?P<count>{'|'.join(HOURS)}) hours", lambda match, days: days.day(
        days.plus(HOURS[match["count"]]), deadline=True)),
    rule(rf"(?:be|take) {ABOUT}{LENGTH}(?! (?:of|off|notice|ago|old|late|early|long|a week|and a half)(?!\S))",
         lambda match, days: days.day(span_days(match, days), deadline=True), undertaken=True),
    rule(rf"^{HESITATING}(?={ROUGHLY}){GUESSING}{ABOUT}{LENGTH}{GUESSED}$", lambda match, days: days.day(
        span_days(match, days), deadline=True)),
    rule(rf"just (?P<count>one more|another) (?P<unit>{UNIT})(?! of(?!\S))", lambda match, days: days.day(
        span_days(match, days), deadline=True)),
)  # fmt: skip

# "Monday through Friday" is every day on which they work, no date.
WORKING_WEEK = re.compile(r"(?<!\S)(?:from )?monday (?:through|thru|to) friday(?!\S)")
