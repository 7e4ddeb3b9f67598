"""A job that one is waiting for: who, what, when, what was promised, every contact since.

In a file a job is a table: the profile's keys and those in `KEYS`. `job_file` reads it, `to_table` gives it
back.
"""

from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from assistant.errors import PlanError
from assistant.plan.days import BusinessDays, moment, spoken, zone_of
from assistant.profile import FIELDS, Profile


class ContactKind(StrEnum):
    """What happened. CALLED: nobody was reached and no message left; SPOKE and THEY_CALLED are answers."""

    THANK_YOU = "thank-you"
    CALLED = "called"
    VOICEMAIL = "voicemail"
    SPOKE = "spoke"
    EMAILED = "emailed"
    THEY_CALLED = "they-called"


CALLS = frozenset({ContactKind.CALLED, ContactKind.VOICEMAIL})
TRIES = CALLS | {ContactKind.EMAILED}  # contacts that wait for an answer
ANSWERS = frozenset({ContactKind.SPOKE, ContactKind.THEY_CALLED})


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact since the interview. `promised`: the day by which they then said they would decide."""

    day: date
    kind: ContactKind
    note: str = ""
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer from elsewhere; `deadline` is the last day on which it can be accepted."""

    company: str
    deadline: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody one spoke with: `pronounce` how the name sounds, `address` what to call them ("Ms Okafor")."""

    name: str
    pronounce: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One job; an empty string or None is "not told".

    `contact_by` ("phone" or "email") and `contact_between` are the way and the time of day that the
    interviewer asked for. `interviewers` are all the people of the interview, the profile's `interviewer`
    among them or not. `policy` is the one to plan by, empty for the default.
    """

    profile: Profile
    country: str = ""
    region: str = ""
    timezone: str = ""
    interview_time: time | None = None
    promised: date | None = None
    contact_by: str = ""
    contact_between: tuple[time, time] | None = None
    interviewers: tuple[Person, ...] = ()
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    policy: str = ""

    def days(self) -> BusinessDays:
        """The business days of the job's place."""
        return BusinessDays(self.country, self.region)

    def last_promise(self) -> date | None:
        """The day that they named last: in a contact, else at the interview."""
        told = [contact.promised for contact in self.contacts if contact.promised]
        return told[-1] if told else self.promised

    def interviewer(self) -> Person:
        """The one to call: what is known of the profile's interviewer, or the first of the interviewers."""
        name = self.profile.interviewer
        people = [person for person in self.interviewers if not name or person.name == name]
        return people[0] if people else Person(name)


KEYS = (*FIELDS, *(field.name for field in fields(Job) if field.name != "profile"))
_KEY = {"day": "date"}  # a contact's day is called so in files


def check(job: Job) -> None:
    """Raise PlanError for what cannot be in the order of days, whatever day is today."""
    interview = job.profile.interview_date
    if interview is None:
        return
    if job.promised and job.promised < interview:
        raise PlanError(
            f"promised {job.promised} is before the interview on {interview}: mend promised or interview_date"
        )
    for contact in job.contacts:
        if contact.day < interview:
            raise PlanError(
                f"contact {contact.kind} on {contact.day} is before the interview on {interview}: "
                "only contacts since the interview count; mend the date or leave it out"
            )
        if contact.promised and contact.promised < contact.day:
            raise PlanError(
                f"contact {contact.kind} on {contact.day}: promised {contact.promised} is before that day; mend it"
            )
    if job.interview_time and job.timezone:
        moment(interview, job.interview_time, zone_of(job.timezone))


def check_today(job: Job, today: date) -> None:
    """Raise PlanError for a contact later than today: it cannot have happened."""
    for contact in job.contacts:
        if contact.day > today:
            raise PlanError(
                f"contact {contact.kind} on {spoken(contact.day)} {contact.day.year} is in the future "
                f"(today is {today}): log what has happened"
            )


def to_table(job: Job) -> dict[str, Any]:
    """The job as a table, what is not told left out: `job_file.read` gives the same job back."""
    table = {name: _plain(getattr(job.profile, name)) for name in FIELDS}
    table |= {field.name: _plain(getattr(job, field.name)) for field in fields(Job) if field.name != "profile"}
    return {key: value for key, value in table.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Contact | Offer | Person):
        table = {_KEY.get(field.name, field.name): _plain(getattr(value, field.name)) for field in fields(value)}
        return {key: item for key, item in table.items() if item}
    return str(value) if value is not None else ""
