"""Today's one thing to do, in one sentence, and the hours of a window where the caller is."""

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from assistant.plan.advice import AdviceKind, Plan
from assistant.plan.days import moment, spoken
from assistant.plan.job import Job


@dataclass(frozen=True, slots=True)
class Todo:
    """What to do today: `action` is an advice's kind, "thank-you" or "interview"; `title` the sentence."""

    action: str
    title: str


def todo(job: Job, plan: Plan) -> Todo:
    """The one thing: the interview ahead, then the thank-you message, then what the policy advises."""
    advice, interview = plan.advice, job.profile.interview_date
    if interview and plan.today < interview:
        return Todo("interview", f"The interview is on {spoken(interview)}. Ask there when they decide (S4).")
    if plan.due:
        return Todo("thank-you", f"Write {whom(job)} a thank-you message, by {spoken(plan.due[0].by)} at the latest.")
    between = f"between {advice.window[0]:%H:%M} and {advice.window[1]:%H:%M} their time"
    till = f", {spoken(advice.latest)} at the latest" if advice.latest and advice.latest > plan.today else ""
    if advice.advice is AdviceKind.CALL:
        return Todo("call", f"Call {whom(job)} today {between}{till}.")
    if advice.advice is AdviceKind.WRITE:
        return Todo("write", f"Write to {whom(job)} today{till}.")
    if advice.advice is AdviceKind.WAIT:
        verb = "write" if job.contact_by == "email" else "call"
        hours = "" if verb == "write" else f" {between}"
        return Todo("wait", f"Wait. The first day to {verb} is {dated(advice.day, plan.today)}{hours}{till}.")
    if advice.advice is AdviceKind.MOVE_ON:
        return Todo("move-on", "Move on: no further contact is advised. If they call, you are ready.")
    return Todo("none", "Nothing: you have been in touch. If they named a new day, log it, and the wait begins anew.")


def whom(job: Job) -> str:
    """The interviewer as they like to be addressed, with the company where it is known."""
    person = job.interviewer()
    name = person.address or person.name
    company = job.profile.company
    return f"{name} at {company}" if name and company else name or company or "them"


def named(job: Job) -> str:
    """The position and the company, as far as they are told."""
    profile = job.profile
    return " at ".join(text for text in (profile.position, profile.company) if text) or "a job without a name"


def job_title(job: Job) -> str:
    """One line that tells a job from the others, with the day of its interview."""
    day = job.profile.interview_date
    return f"{named(job)}, interview {day}" if day else named(job)


def dated(day: date, today: date) -> str:
    """A day as people say it, with its year where that is another one than today's."""
    return spoken(day) if day.year == today.year else f"{spoken(day)} {day.year}"


def hours_here(window: tuple[time, time], day: date, there: ZoneInfo, here: ZoneInfo) -> tuple[time, time] | None:
    """The window on the caller's own clock; None where both clocks show the same."""
    first, last = (moment(day, clock, there).astimezone(here).time() for clock in window)
    return None if (first, last) == window else (first, last)
