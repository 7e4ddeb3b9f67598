"""A plan as calendar events (RFC 5545), written by `icalendar`.

Every event has a UID that is the same each time, made of the job's own name and of what the event is;
SEQUENCE grows with the minute of planning. So a calendar that takes the file in again moves its events instead
of doubling them. Times are in the employer's zone with its VTIMEZONE, or without any zone ("floating")
where the zone is not told.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.errors import PlanError
from assistant.plan.advice import AdviceKind, Plan
from assistant.plan.days import moment, zone_of
from assistant.plan.job import TRIES, Job
from assistant.plan.phone import shown
from assistant.plan.todo import whom

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Call Prompter//Follow-up calls//EN"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)  # from which SEQUENCE is counted
BEFORE_A_CALL = timedelta(minutes=-30)  # time to read the preparation sheet once
MORNING = timedelta(hours=9)  # an all-day event begins at midnight; nobody wants its alarm then


def calendar(job: Job, plan: Plan, uid: str, now: datetime) -> bytes:
    """The events of a plan as an .ics file: CRLF, folded, UTF-8. `uid` names the job, `now` has a time zone.

    Raises PlanError where there is nothing to put into a calendar.
    """
    from icalendar import Calendar

    events = list(_events(job, plan, uid, now))
    if not events:
        raise PlanError("there is nothing to put into a calendar: no contact and no message is due")
    cal = Calendar()
    cal.add("PRODID", PRODUCT)
    cal.add("VERSION", "2.0")
    cal.add("CALSCALE", "GREGORIAN")
    cal.add("METHOD", "PUBLISH")
    for event in events:
        cal.add_component(event)
    cal.add_missing_timezones(first_date=date(plan.today.year - 1, 1, 1), last_date=date(plan.today.year + 3, 1, 1))
    return bytes(cal.to_ical())


def _events(job: Job, plan: Plan, uid: str, now: datetime) -> Iterator["Event"]:
    advice, tried = plan.advice, any(contact.kind in TRIES for contact in job.contacts)
    if advice.advice in (AdviceKind.WAIT, AdviceKind.CALL, AdviceKind.WRITE):
        verb = "Write to" if job.contact_by == "email" else "Call"
        title = f"{verb} {whom(job)}" + (" (second and last contact)" if tried else "")
        event = _event(f"{uid}-{'second' if tried else 'call'}", title, now)
        first, last = (_at(advice.day, clock, job.timezone) for clock in advice.window)
        event.add("DTSTART", first)
        event.add("DTEND", last)
        latest = f"The last day for it is {advice.latest.isoformat()}." if advice.latest else ""
        event.add("DESCRIPTION", "\n".join(filter(None, [*_reach(job), advice.why, advice.rule, latest])))
        _alarm(event, title, BEFORE_A_CALL)
        yield event
    for due in plan.due:
        title = f"Thank-you message to {whom(job)}"
        event = _whole_day(f"{uid}-{due.kind}", title, due.by, now)
        event.add("DESCRIPTION", due.rule)
        _alarm(event, title, MORNING)
        yield event
    for number, offer in enumerate(offer for offer in job.offers if offer.deadline):
        assert offer.deadline  # noqa: S101  # for the type checker: the line above chose those that have one
        title = f"The offer of {offer.company} runs out"
        event = _whole_day(f"{uid}-offer-{number}", title, offer.deadline, now)
        _alarm(event, title, MORNING - timedelta(days=1))
        yield event


def _event(uid: str, title: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("UID", f"{uid}@callprompter")
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SEQUENCE", max(0, (now - FIRST) // timedelta(minutes=1)))
    event.add("SUMMARY", title)
    event.add("STATUS", "CONFIRMED")
    return event


def _whole_day(uid: str, title: str, day: date, now: datetime) -> "Event":
    event = _event(uid, title, now)
    event.add("DTSTART", day)
    event.add("DTEND", day + timedelta(days=1))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _alarm(event: "Event", title: str, trigger: timedelta) -> None:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", title)
    alarm.add("TRIGGER", trigger)
    event.add_component(alarm)


def _at(day: date, clock: time, zone: str) -> datetime:
    return moment(day, clock, zone_of(zone)) if zone else datetime.combine(day, clock)


def _reach(job: Job) -> list[str]:
    person = job.interviewer()
    return [text for text in (shown(person.phone, job.country), person.email) if text]
