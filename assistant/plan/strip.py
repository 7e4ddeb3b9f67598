"""The calendar strip: three weeks of days with what lies on them, as data for a page or a terminal to draw."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.plan.advice import AdviceKind, Plan
from assistant.plan.days import BusinessDays
from assistant.plan.job import Job

DAYS = 21


class MarkKind(StrEnum):
    """What a mark stands for; `contact` carries the contact's kind in its text, `window` spans first to latest day."""

    TODAY = "today"
    INTERVIEW = "interview"
    PROMISED = "promised"
    CONTACT = "contact"
    FIRST = "first"
    WINDOW = "window"
    LATEST = "latest"
    THANK_YOU = "thank-you"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day, with a short text for a label or a tooltip."""

    kind: MarkKind
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: `holiday` is the public holiday's name or empty; `too_early` that a contact comes too soon."""

    day: date
    weekend: bool
    holiday: str
    too_early: bool
    marks: tuple[Mark, ...]


def strip(job: Job, plan: Plan, days: BusinessDays, count: int = DAYS) -> tuple[Cell, ...]:
    """`count` days from the Monday of today's week on, each with its marks in the order of MarkKind."""
    monday = plan.today - timedelta(days=plan.today.weekday())
    marks = _marks(job, plan)
    waiting = plan.advice.advice in (AdviceKind.WAIT, AdviceKind.CALL, AdviceKind.WRITE)
    cells = []
    for day in (monday + timedelta(days=n) for n in range(count)):
        mine = sorted((mark for on, mark in marks if on == day), key=lambda mark: list(MarkKind).index(mark.kind))
        within = waiting and plan.advice.latest and plan.advice.day <= day <= plan.advice.latest
        if within and days.is_business_day(day):
            mine.append(Mark(MarkKind.WINDOW, "a good day for it"))
        early = waiting and plan.today <= day < plan.advice.day
        cells.append(Cell(day, day.weekday() in days.weekend, days.holiday(day), early, tuple(mine)))
    return tuple(cells)


def _marks(job: Job, plan: Plan) -> list[tuple[date, Mark]]:
    advice = plan.advice
    marks = [(plan.today, Mark(MarkKind.TODAY, "today"))]
    if job.profile.interview_date:
        marks.append((job.profile.interview_date, Mark(MarkKind.INTERVIEW, "the interview")))
    told = [contact.promised for contact in job.contacts if contact.promised]
    marks += [(day, Mark(MarkKind.PROMISED, "what they promised")) for day in [job.promised, *told] if day]
    marks += [(contact.day, Mark(MarkKind.CONTACT, contact.kind.value)) for contact in job.contacts]
    marks += [(each.by, Mark(MarkKind.THANK_YOU, "the thank-you message is due")) for each in plan.due]
    marks += [
        (offer.deadline, Mark(MarkKind.OFFER, f"the offer of {offer.company} runs out"))
        for offer in job.offers
        if offer.deadline
    ]
    if advice.advice in (AdviceKind.WAIT, AdviceKind.CALL, AdviceKind.WRITE):
        hours = f"{advice.window[0]:%H:%M} to {advice.window[1]:%H:%M}"
        marks.append((advice.day, Mark(MarkKind.FIRST, f"the first day for it, {hours}")))
        if advice.latest and advice.latest > advice.day:
            marks.append((advice.latest, Mark(MarkKind.LATEST, "the last day for it")))
    return marks
