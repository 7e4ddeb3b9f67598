"""The phrases that name a date, each with the period of days it stands for; the conventions are in dates.py."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.call.facts import date_meanings as means
from assistant.call.facts.date_words import (
    AMOUNTS,
    CARDINALS,
    DAY_MONTHS,
    HOLIDAYS,
    MONTHS,
    ORDINALS,
    SURE_MONTHS,
    WEEKDAYS,
    any_of,
)
from assistant.call.facts.days import DAY, Days, Period

Reader = Callable[[re.Match[str], Days], Period | None]

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
          r"(?! (?:meeting|team|shift|week|and every|after next|mornings|afternoons|evenings|nights)(?!\S))",
          means.weekday),
    rule(rf"(?P<wd>{WD}) (?:of |in |on )?(?P<week>this|next|the following) week", means.weekday_of_week),
    rule(rf"(?P<week>this|next|the following) week (?:on |by )?(?P<wd>{WD})", means.weekday_of_week),
    rule(rf"(?:the )?(?P<wd>{WD}) after next", means.weekday_after_next),
    rule(rf"(?P<wd>{WD}) week", means.weekday_week),
    rule(rf"(?:{WD} )?the (?P<day>{ORD}){AFTERWARDS}", means.day_of_month, _SOON + _ANY),
    rule(rf"{WD} the (?P<day>{ORD}){AFTERWARDS}", means.day_of_month),
    rule(rf"the (?P<day>(?!{any_of(list(ORDINALS)[:10])}(?!\S)){ORD}){AFTERWARDS}", means.day_of_month),
    rule(rf"(?:(?:{WD} )?the )?(?P<day>{NUMBER})(?: day)?(?: of)? (?P<month>{any_of(DAY_MONTHS)})"
          rf"(?:,? (?P<year>{YEAR}))?", means.month_day),
    rule(rf"(?:{WD} )?(?P<month>{any_of(DAY_MONTHS)}) (?:the )?(?P<day>{NUMBER})(?:,? (?P<year>{YEAR}))?",
          means.month_day),
    rule(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", means.numeric),
    rule(r"(?P<month>\d\d?)/(?P<day>\d\d?)(?:/(?P<year>20\d\d))?", means.numeric),
    rule(rf"(?:the )?week of (?:(?P<month>{MONTH}) )?(?:the )?(?P<day>{ORD})(?P<year>(?!))?", means.week_of),
    rule(rf"(?:about |around )?{LENGTH} from (?P<origin>now|today|tomorrow|(?:this |next )?(?P<wd>{WD}))", means.span),
    rule(rf"{LENGTH} on (?P<wd>{WD})", means.span),
    rule(rf"(?:in|within|inside of|give (?:it|me|us)|takes? us|need) {ABOUT}(?:the next |another |the coming )?"
          rf"(?!(?:a|one) day(?! or)){LENGTH}(?! (?:of|notice|ago|old|a week|and a half)(?!\S))(?:'? time)?",
          means.span),
    rule(rf"(?:over|in|within|during) the (?:next|coming) {LENGTH}", means.span),
    rule(rf"(?:another|one more) {LENGTH}", means.span),
    rule(rf"{PART} {_WEEK}", means.part_of_week),
    rule(rf"{PART.replace('early in|early|', '')} (?P<week>the week|week)", means.part_of_week),
    rule(r"(?:the )?(?P<part>early|middle|mid|late) (?P<week>the week after next|week after next)", means.part_of_week),
    rule(r"(?P<week>next week|the following week|(?:the )?week after next)", means.week),
    rule(r"(?P<week>this(?: coming)? week)", means.week, undertaken=True),
    rule(r"within the (?P<unit>week|month)", means.within_the),
    rule(rf"{PART} {MONTH_NAMED}", means.part_of_month),
    rule(rf"the (?P<day>{any_of(list(ORDINALS)[:20])}) of (?P<month>(?:the|next|this) month)", means.first_of_month),
    rule(r"(?P<month>next month|the following month)", means.month),
    rule(r"(?P<month>this month)", means.month, undertaken=True),
    rule(rf"(?P<month>(?:this |next )?{MONTH})(?! (?:{NUMBER}|ahead)(?!\S))",
          means.month, "in|during|until|till|sometime|not before|no earlier than"),
    rule(rf"(?P<month>{any_of(SURE_MONTHS)})(?! (?:{NUMBER})(?!\S))", means.month, _FROM),
    rule(rf"(?:the )?(?P<which>first|second|third|fourth|last) week (?:of|in) {MONTH_NAMED}", means.week_of_month),
    rule(rf"{PART} {_YEAR}", means.part_of_year),
    rule(rf"(?:the )?(?P<holiday>{HOLIDAY})", means.holiday, _SOON + _ANY),
    rule(rf"the (?P<wd>{WD}|week|day) after (?P<holiday>{HOLIDAY})", means.after_holiday),
    rule(r"the holidays", means.the_holidays, _SOON + _ANY),
    rule(r"(?:the|next|this) (?:long|holiday) weekend", lambda _, days: days.long_weekend(), _SOON + _ANY),
    rule(r"(?:the|this) weekend", lambda _, days: days.day(days.business_before(days.week(0) + 5 * DAY)), "by"),
    rule(r"(?:the|this) weekend", means.weekend, "before|after|until after|over|during|not before|prior to"),
    rule(r"(?:this|next) weekend", means.weekend, undertaken=True),
)  # fmt: skip
