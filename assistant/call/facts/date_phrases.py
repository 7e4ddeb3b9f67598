"""The phrases that name a date, each with the period of days it stands for; the conventions are in dates.py."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.call.facts.date_words import (
    AMOUNTS,
    CARDINALS,
    DAY_MONTHS,
    HOLIDAYS,
    MONTHS,
    ORDINALS,
    SURE_MONTHS,
    WEEKDAYS,
    amount,
    any_of,
    ordinal,
    year,
)
from assistant.call.facts.days import DAY, FRIDAY, WEEK, Days, Period, last_of

Reader = Callable[[re.Match[str], Days], Period | None]

RECENT = 92 * DAY  # a day named without its year that is no older was most likely spoken of as past

WD = any_of(WEEKDAYS)
MONTH = any_of(MONTHS)
ORD = rf"(?:{any_of(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
NUMBER = rf"(?:{ORD}|{any_of(word for word, count in CARDINALS.items() if count <= 31)}|\d{{1,2}})"
YEAR = rf"(?:20\d\d|(?:twenty|two thousand(?: and)?) {any_of(w for w, count in CARDINALS.items() if count > 9)})"
HOLIDAY = any_of(HOLIDAYS)
COUNT = rf"(?:{any_of(AMOUNTS)}|\d{{1,2}})"
UNIT = r"(?:(?:business|working|work) days?|days?|weeks?|fortnights?|months?)"
LENGTH = (
    rf"(?P<count>{COUNT})(?: ?(?:or|to|or maybe) (?P<more>{COUNT}))? (?P<unit>{UNIT})"
    r"(?: or (?P<two>two|three)(?! \w+ (?:people|candidates))| or so)?"
)
ABOUT = r"(?:(?:about|around|roughly|maybe|probably|perhaps|at most|at least|up to|less than|under|just|only) )?"
PART = (
    r"(?:the )?(?:very )?(?P<part>beginning of|start of|first part of|early part of|middle of|end of|latter part of|"
    r"early in|early|mid|late in|late|later in|later|first thing)"
)
AFTERWARDS = (  # may follow a bare "the twentieth": a noun would make it "the twentieth candidate"
    r"(?= (?:and|or|at|in|if|so|then|to|we|i|you|he|she|they|it|when|but|because|for|noon|morning|afternoon|around|"
    r"about|by|before|after|until|is|was|would|will|should|latest|please|i'll|we'll|you'll|he'll|she'll|they'll|"
    r"it's|that|this|next|works)(?!\S)|$)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase and its period.

    `after`: the words of which one must stand before it, where any will not do. `undertaken`: it is a promise only
    beside a "will" or its like: "this week we will", but not "this week is busy".
    """

    pattern: re.Pattern[str]
    period: Reader
    after: frozenset[str] = frozenset()
    undertaken: bool = False


# Each of the following reads one kind of phrase.


def _weekday(match: re.Match[str], days: Days) -> Period:
    weekday = WEEKDAYS[match["wd"]]
    which = match["which"] or ""
    if which in {"next", "the following"}:
        return days.day(days.week(1) + weekday * DAY)
    return days.day(days.weekday(weekday))


def _weekday_of_week(match: re.Match[str], days: Days) -> Period:
    weekday = WEEKDAYS[match["wd"]]
    named = match["week"]
    if named == "this":
        return days.day(days.weekday(weekday))
    return days.day(days.week(2 if "after" in named else 1) + weekday * DAY)


def _weekday_after_next(match: re.Match[str], days: Days) -> Period:
    return days.day(days.week(2) + WEEKDAYS[match["wd"]] * DAY)


def _weekday_week(match: re.Match[str], days: Days) -> Period:
    return days.day(days.weekday(WEEKDAYS[match["wd"]]) + WEEK)


def _day_of_month(match: re.Match[str], days: Days) -> Period | None:
    date = days.day_of_month(ordinal(match["day"]))
    return days.day(date) if date else None


def _month_day(match: re.Match[str], days: Days) -> Period | None:
    return _dated_day(days, match["year"], DAY_MONTHS[match["month"]], ordinal(match["day"]))


def _numeric(match: re.Match[str], days: Days) -> Period | None:
    return _dated_day(days, match["year"], int(match["month"]), int(match["day"]))


def _dated_day(days: Days, said_year: str | None, month: int, day: int) -> Period | None:
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


def _week_of(match: re.Match[str], days: Days) -> Period | None:
    if match["month"] is None:
        date = days.day_of_month(ordinal(match["day"]))
    else:
        period = _month_day(match, days)
        date = period.first if period else None
    if date is None:
        return None
    monday = date - date.weekday() * DAY
    return Period(monday, monday + FRIDAY * DAY)


def _span(match: re.Match[str], days: Days) -> Period:
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


def _part_of_week(match: re.Match[str], days: Days) -> Period:
    week = match["week"]
    monday = days.week(2 if "after" in week else 1 if re.search("next|following", week) else 0)
    part = "beginning" if match["part"] == "first thing" else part_of(match["part"])
    date = monday + {"beginning": 0, "early": 1, "middle": 2, "end": FRIDAY}[part] * DAY
    return days.day(date, deadline=True)


def _week(match: re.Match[str], days: Days) -> Period:
    monday = days.week(2 if "after next" in match["week"] else 0 if "this" in match["week"] else 1)
    return Period(monday, monday + FRIDAY * DAY)


def _within_the(match: re.Match[str], days: Days) -> Period:
    return days.day(days.week(0) + FRIDAY * DAY if match["unit"] == "week" else last_of(days.month(0)))


def named_month(text: str, days: Days) -> tuple[datetime.date, bool]:
    """The first day of the month that `text` names, and whether that is the current one."""
    if text in MONTHS or text.split()[-1] in MONTHS:
        first = days.named_month(MONTHS[text.split()[-1]])
        return first, first == days.month(0)
    ahead = 1 if re.search("next|following", text) else 0
    return days.month(ahead), ahead == 0


def _part_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    part = part_of(match["part"])
    date = last_of(first) if part == "end" else first + {"beginning": 0, "early": 6, "middle": 14}[part] * DAY
    if current and date < days.today:
        if match["month"] not in {"the month", "month"}:
            return None
        date = days.month(1) + (date - first)
    return days.day(date, deadline=True)


def _first_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    date = first + (ordinal(match["day"]) - 1) * DAY
    if current and date <= days.today:
        date = days.month(1) + (date - first)
    return days.day(date)


def _month(match: re.Match[str], days: Days) -> Period | None:
    first, current = named_month(match["month"], days)
    recent = first.year > days.today.year and days.today - first.replace(year=first.year - 1) <= RECENT + 30 * DAY
    if recent or (current and match["month"] in MONTHS and days.today.day > 20):
        return None
    return Period(first, last_of(first))


def _week_of_month(match: re.Match[str], days: Days) -> Period | None:
    first, _ = named_month(match["month"], days)
    fridays = [first + n * DAY for n in range(31) if (first + n * DAY).weekday() == FRIDAY]
    fridays = [friday for friday in fridays if friday.month == first.month]
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[match["which"]]
    friday = fridays[index]
    return Period(friday - FRIDAY * DAY, friday) if friday >= days.today else None


def _part_of_year(match: re.Match[str], days: Days) -> Period | None:
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


def _holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    return days.day(date)


def _after_holiday(match: re.Match[str], days: Days) -> Period | None:
    date = days.holiday(HOLIDAYS[match["holiday"]])
    if date is None:
        return None
    if match["wd"] == "week":
        monday = date - date.weekday() * DAY + WEEK
        return Period(monday, monday + FRIDAY * DAY)
    ahead = 1 if match["wd"] == "day" else (WEEKDAYS[match["wd"]] - date.weekday() - 1) % 7 + 1
    return days.day(date + ahead * DAY)


def _the_holidays(_match: re.Match[str], days: Days) -> Period | None:
    if days.today.month < 9:  # "the holidays" of spring are others, and "my holidays" anyone's
        return None
    return Period(datetime.date(days.today.year, 12, 25), datetime.date(days.today.year + 1, 1, 1))


def _weekend(match: re.Match[str], days: Days) -> Period:
    saturday = days.week(1 if "next" in match[0] else 0) + 5 * DAY
    return Period(saturday, saturday + DAY)


def rule(pattern: str, period: Reader, after: str = "", *, undertaken: bool = False) -> Rule:
    needed = frozenset(after.split("|")) if after else frozenset()
    return Rule(re.compile(rf"(?<!\S){pattern}(?!\S)"), period, needed, undertaken)


_WEEK = r"(?P<week>this|next|the following)(?: coming)? week"
MONTH_NAMED = rf"(?P<month>this month|next month|the following month|the month|month|(?:this |next )?{MONTH})"
_YEAR = r"(?P<year>(?:this |next |the )?(?:quarter|year))"
_FROM = "before|after|until after|not before|not until|no earlier than"
_SOON = "by|on or before|before|within|until|till|no later than|not later than"
_ANY = "|on|in|after|from|around|about|than|between|not before|no earlier than|not until|until after|prior to"

RULES = (
    rule(r"today", lambda _, days: days.day(days.today), undertaken=True),
    rule(r"(?:later today|this afternoon|this evening|tonight)", lambda _, days: days.day(days.today)),
    rule(r"(?:the )?(?:end of (?:the )?day|close of business|end of business)(?! (?:on|today|tomorrow|"
          rf"{WD})(?!\S))", lambda _, days: days.day(days.today, deadline=True), _SOON),
    rule(r"tomorrow", lambda _, days: days.day(days.plus(1))),
    rule(r"(?:the )?day after tomorrow", lambda _, days: days.day(days.plus(2))),
    rule(rf"(?:(?P<which>this|this coming|the coming|coming|next|the following) )?(?P<wd>{WD})"
          r"(?! (?:meeting|team|shift|week|and every|after next)(?!\S))", _weekday),
    rule(rf"(?P<wd>{WD}) (?:of |in |on )?(?P<week>this|next|the following) week", _weekday_of_week),
    rule(rf"(?P<week>this|next|the following) week (?:on |by )?(?P<wd>{WD})", _weekday_of_week),
    rule(rf"(?:the )?(?P<wd>{WD}) after next", _weekday_after_next),
    rule(rf"(?P<wd>{WD}) week", _weekday_week),
    rule(rf"(?:{WD} )?the (?P<day>{ORD}){AFTERWARDS}", _day_of_month, _SOON + _ANY),
    rule(rf"{WD} the (?P<day>{ORD}){AFTERWARDS}", _day_of_month),
    rule(rf"the (?P<day>(?!{any_of(list(ORDINALS)[:10])}(?!\S)){ORD}){AFTERWARDS}", _day_of_month),
    rule(rf"(?:(?:{WD} )?the )?(?P<day>{NUMBER})(?: day)?(?: of)? (?P<month>{any_of(DAY_MONTHS)})"
          rf"(?:,? (?P<year>{YEAR}))?", _month_day),
    rule(rf"(?:{WD} )?(?P<month>{any_of(DAY_MONTHS)}) (?:the )?(?P<day>{NUMBER})(?:,? (?P<year>{YEAR}))?", _month_day),
    rule(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _numeric),
    rule(r"(?P<month>\d\d?)/(?P<day>\d\d?)(?:/(?P<year>20\d\d))?", _numeric),
    rule(rf"(?:the )?week of (?:(?P<month>{MONTH}) )?(?:the )?(?P<day>{ORD})(?P<year>(?!))?", _week_of),
    rule(rf"(?:about |around )?{LENGTH} from (?P<origin>now|today|tomorrow|(?:this |next )?(?P<wd>{WD}))", _span),
    rule(rf"{LENGTH} on (?P<wd>{WD})", _span),
    rule(rf"(?:in|within|inside of|give (?:it|me|us)|takes? us|need) {ABOUT}(?:the next |another |the coming )?"
          rf"(?!(?:a|one) day(?! or)){LENGTH}(?! (?:of|notice|ago|old|a week|and a half)(?!\S))(?:'? time)?", _span),
    rule(rf"(?:over|in|within|during) the (?:next|coming) {LENGTH}", _span),
    rule(rf"(?:another|one more) {LENGTH}", _span),
    rule(rf"{PART} {_WEEK}", _part_of_week),
    rule(rf"{PART.replace('early in|early|', '')} (?P<week>the week|week)", _part_of_week),
    rule(r"(?:the )?(?P<part>early|middle|mid|late) (?P<week>the week after next|week after next)", _part_of_week),
    rule(r"(?P<week>next week|the following week|(?:the )?week after next)", _week),
    rule(r"(?P<week>this(?: coming)? week)", _week, undertaken=True),
    rule(r"within the (?P<unit>week|month)", _within_the),
    rule(rf"{PART} {MONTH_NAMED}", _part_of_month),
    rule(rf"the (?P<day>{any_of(list(ORDINALS)[:20])}) of (?P<month>(?:the|next|this) month)", _first_of_month),
    rule(r"(?P<month>next month|the following month)", _month),
    rule(r"(?P<month>this month)", _month, undertaken=True),
    rule(rf"(?P<month>(?:this |next )?{MONTH})(?! (?:{NUMBER}|ahead)(?!\S))", _month, "in|during|until|till|sometime"),
    rule(rf"(?P<month>{any_of(SURE_MONTHS)})(?! (?:{NUMBER})(?!\S))", _month, _FROM),
    rule(rf"(?:the )?(?P<which>first|second|third|fourth|last) week (?:of|in) {MONTH_NAMED}", _week_of_month),
    rule(rf"{PART} {_YEAR}", _part_of_year),
    rule(rf"(?:the )?(?P<holiday>{HOLIDAY})", _holiday, _SOON + _ANY),
    rule(rf"the (?P<wd>{WD}|week|day) after (?P<holiday>{HOLIDAY})", _after_holiday),
    rule(r"the holidays", _the_holidays, _SOON + _ANY),
    rule(r"(?:the|next|this) (?:long|holiday) weekend", lambda _, days: days.long_weekend(), _SOON + _ANY),
    rule(r"(?:the|this) weekend", _weekend, "by|before|after|until after|over|during|not before|prior to"),
    rule(r"(?:this|next) weekend", _weekend, undertaken=True),
)  # fmt: skip
