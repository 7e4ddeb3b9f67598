"""The dates people promise on the telephone: "by Friday noon", "three weeks from now", "before the long weekend".

Words come as a recogniser writes them, without capitals or signs. A table of patterns reads each phrase as a period
of days; the word before it says which day of the period counts. Precision comes first: a phrase that mostly means
something else ("in a second", "you may", "at the end of the day") or speaks of the past ("we met on Tuesday")
gives nothing.

Conventions, where people differ or leave it open. A promise may be kept until its period ends, so the value is the
period's last day unless said otherwise.

    Friday, this Friday                  the first Friday after the call's day
    next Friday                          the Friday of the next week; weeks begin on Monday
    this week, next week, its end        that week's Friday; from Saturday on "this week" is the coming one
    beginning, early, middle, late       of a week: Monday, Tuesday, Wednesday, Friday
                                         of a month: the 1st, 7th, 15th, its last day
    in March, next month                 the month's last day
    first, second, last week of March    the month's first, second, last Friday
    a couple of, a few                   two, three; of "two to three" and "a week or two" the larger
    in a month                           the same day of the next month, or that month's last
    the twentieth, March fourth          the next one; a day of the last three months is past, and none is given
    before X, after X                    the last business day before it, the first after it; "before the end of"
                                         is the end itself; a Friday after a holiday counts as free here
    the long weekend                     the next with a public holiday on its Friday, its Monday, or its Thursday
    the holidays                         25 December to 1 January
    Monday or Tuesday                    the later one
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.call.facts.date_phrases import RULES
from assistant.call.facts.date_places import MORE_RULES, WORKING_WEEK
from assistant.call.facts.days import Days, Period
from assistant.call.facts.refusal import denial_of, is_denied, is_nothing, is_refused
from assistant.call.facts.tense import is_past, is_undertaken

PREPOSITION = re.compile(
    r"(?<!\S)(on or before|not before|no earlier than|not until|until after|before|prior to|ahead of|after|by|until|"
    r"till|within|on|in|during|over|for|from|around|about|at|sometime|some time|between|no later than|not later than|"
    r"than|throughout) (?:(?:sometime|some time|about|around|maybe|say|at|on|in|by) )*$"
)
PASSED = re.compile(
    r"(?<!\S)(last|past|previous|since|every|each|per|on a|earlier|any|happy|casual|black|thank god (?:it is|it's)) "
    r"(?:the )?$"
)
STATED = frozenset({"by", "within", "not before", "no earlier than"})  # what promises whatever the verb is
THEN = re.compile(r" (?:or|or maybe|or perhaps|or possibly|to|through) (?:on |the |by )?")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: `start` and `end` are offsets of characters."""

    start: int
    end: int
    date: datetime.date


def find_dates(text: str, days: Days) -> list[FoundDate]:
    """The dates in `text` (lower case, single spaces), in order, without overlap."""
    found: list[FoundDate] = []
    for one in _longest(_candidates(text, days)):
        last = found[-1] if found else None
        if last and THEN.fullmatch(text[last.end : one.start] + " " * (text[one.start - 1] != " ")):
            found[-1] = FoundDate(last.start, one.end, max(last.date, one.date))
        else:
            found.append(one)
    return found


def _longest(found: Iterator[FoundDate]) -> list[FoundDate]:
    chosen: list[FoundDate] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda each: each.start)


def _candidates(text: str, days: Days) -> Iterator[FoundDate]:
    text = WORKING_WEEK.sub(lambda match: "·" * len(match[0]), text)
    for rule in (*RULES, *MORE_RULES):
        for match in rule.pattern.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            lead = PREPOSITION.search(before)
            word = said = lead[1] if lead else ""
            clause = before[: lead.start()] if lead else before
            if word == "before" and (is_denied(clause) or is_nothing(clause)):  # "we will not know before Friday"
                word = "not before"
            if (
                PASSED.search(before)
                or re.match(r" ago(?!\S)", after)
                or (rule.after and not {said, word} & rule.after)
            ):
                continue
            if word not in {"by", "until", "till", "within"} and is_past(clause, after):
                continue
            if is_refused(clause, word, after):
                continue
            if rule.undertaken and word not in STATED and not is_undertaken(before, after):
                continue
            period = rule.period(match, days)
            if period is not None:
                start = lead.start() if lead and word not in {"about", "around", "at", "than"} else match.start()
                if word != said:  # "not be before june", not "before june"
                    start = denial_of(clause, start)
                yield FoundDate(start, match.end(), _dated(period, word, days))


def _dated(period: Period, word: str, days: Days) -> datetime.date:
    """The day of `period` that the preposition `word` means."""
    if word in {"not before", "no earlier than", "not until"}:
        return period.first
    if word in {"before", "prior to", "ahead of"} and not period.deadline:
        return days.business_before(period.first)
    if word in {"after", "until after"}:
        return days.business_after(period.last, bridge=True)
    return period.last
