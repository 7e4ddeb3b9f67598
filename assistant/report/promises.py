"""What was promised in a call, as calendar events (RFC 5545), written by `icalendar`.

A day is an all-day event that takes no time; where the same words named a time of day as well, it begins then, in no
zone ("floating"), since nobody said one. A UID is the same each time the report is written, so that taking the file in
again moves nothing and doubles nothing.
"""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.report.wording import clock
from assistant.review.review import FactHeard, Review

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Call Prompter//Promises in a call//EN"
TOGETHER = 6  # words between a date and a time that belong together: "friday at about noon"
WHOLE_DAY = datetime.timedelta(days=1)
AN_HOUR = datetime.timedelta(hours=1)


def promises(review: Review, name: str) -> bytes:
    """The days the other side named, as an .ics file; empty where they named none. `name` is the call's own."""
    from icalendar import Calendar

    events = list(_events(review, name))
    if not events:
        return b""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(review: Review, name: str) -> Iterator["Event"]:
    from icalendar import Event

    days = {fact.value: fact for fact in reversed(review.promised())}
    for value in sorted(days):
        fact = days[value]
        day, time = datetime.date.fromisoformat(value), _time(review, fact)
        event = Event()
        event.add("UID", f"{name}-{value}@callprompter")
        event.add("DTSTAMP", datetime.datetime.combine(review.call.date, datetime.time(), datetime.UTC))
        event.add("SUMMARY", f"They promised: {review.call.title}")
        if time is None:
            event.add("DTSTART", day)
            event.add("DTEND", day + WHOLE_DAY)
            event.add("TRANSP", "TRANSPARENT")
        else:
            begin = datetime.datetime.combine(day, time)
            event.add("DTSTART", begin)
            event.add("DTEND", begin + AN_HOUR)
        moment = f" at {clock(fact.t)}" if review.call.timed else ""
        event.add("DESCRIPTION", f"“{_sentence(review, fact)}”, said on {review.call.date}{moment} of the call.")
        yield event


def _time(review: Review, day: FactHeard) -> datetime.time | None:
    """The time of day that was named beside `day`."""
    turn = review.words[day.first].turn
    for fact in review.facts:
        apart = min(abs(fact.first - day.last), abs(day.first - fact.last))
        if fact.kind == "time" and apart <= TOGETHER and review.words[fact.first].turn == turn:
            return datetime.time.fromisoformat(fact.value)
    return None


def _sentence(review: Review, fact: FactHeard) -> str:
    """The utterance in which `fact` was said."""
    turn = review.words[fact.first].turn
    return " ".join(word.text for word in review.words if word.turn == turn)
