"""`callprompter log`: what was done about the active job, and what they did."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PlanError

if TYPE_CHECKING:
    from assistant.plan.job import Contact
    from assistant.store.jobs import Entry


def log(
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help="thank-you, called, voicemail, spoke, emailed or they-called.")
    ] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="When: 2026-11-10, yesterday, last Tuesday.")] = "today",
    note: Annotated[str, typer.Option(help="What was said, in a few words.")] = "",
    promised: Annotated[str, typer.Option(metavar="DATE", help="By when they now decide: a date, within a week.")] = "",
    number: Annotated[int | None, typer.Option("--job", metavar="N", help="The job; default: the active one.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Log a second voicemail all the same.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the contact that was logged last.")] = False,
) -> None:
    """Log a contact and see what comes next; without a kind, list the contacts."""
    from assistant.cli.job import chosen, title
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        entry = chosen(jobs, number)
        if undo:
            contact = jobs.unlog(entry.id)
            print(f"taken back: {contact.kind} on {contact.day}")
            return
    if not kind:
        for contact in entry.job.contacts:
            told = f", promised {contact.promised}" if contact.promised else ""
            print(f"{contact.day}  {contact.kind}{told}{': ' + contact.note if contact.note else ''}")
        if not entry.job.contacts:
            print(f"no contact yet with {title(entry.job)}", file=sys.stderr)
        return
    entry = log_contact(entry, contact_from(entry, kind, on, note, promised), force)
    print(_next(entry))


def contact_from(entry: "Entry", kind: str, on: str, note: str, promised: str) -> "Contact":
    """A contact from words. Raises PlanError."""
    from assistant.cli.plan import day_from
    from assistant.plan.job import Contact
    from assistant.plan.job_file import kind_of
    from assistant.plan.promise import promised_day, told_day

    today = day_from("", entry.job)
    day = told_day(on, today, "--on")
    told: date | None = promised_day(promised, day, entry.job.days()) if promised else None
    return Contact(day, kind_of(kind), " ".join(note.split()), told)


def log_contact(entry: "Entry", contact: "Contact", force: bool = False) -> "Entry":
    """Write a contact into the job's log; live calls and rehearsals do it through here too.

    Raises PlanError for a contact in the future, before the interview, or for a second voicemail unless `force`.
    """
    from dataclasses import replace

    from assistant import policies
    from assistant.cli.plan import day_from
    from assistant.plan.job import check_today
    from assistant.plan.log import refusal
    from assistant.plan.policy import SHARED
    from assistant.store.jobs import Jobs

    job = entry.job
    check_today(replace(job, contacts=(*job.contacts, contact)), day_from("", job))
    reason = refusal(job, contact.kind, policies.load()[SHARED])
    if reason and not force:
        raise PlanError(reason)
    with Jobs() as jobs:
        return jobs.log(entry.id, contact)


def _next(entry: "Entry") -> str:
    """What comes after this contact, in one line."""
    from assistant import policies
    from assistant.cli.plan import day_from
    from assistant.plan.decide import plan
    from assistant.plan.policy import DEFAULT
    from assistant.plan.todo import todo

    if entry.job.profile.interview_date is None:
        return 'Logged. Tell the day of the interview for a plan: `callprompter job edit interview_date="..."`'
    decided = plan(entry.job, policies.load(), DEFAULT, day_from("", entry.job))
    return f"Logged. {todo(entry.job, decided).title}"
