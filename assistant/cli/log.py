"""`callprompter log`: what was done about the active job, and what they did."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import RefusedError

if TYPE_CHECKING:
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
    from assistant.cli.job import chosen
    from assistant.plan.todo import job_title
    from assistant.planning import contact_from, log_contact
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
            print(f"no contact yet with {job_title(entry.job)}", file=sys.stderr)
        return
    try:
        entry = log_contact(entry, contact_from(entry.job, kind, on, note, promised), force)
    except RefusedError as error:
        raise RefusedError(f"{error}, else force it with --force") from error
    print(next_thing(entry))


def next_thing(entry: "Entry") -> str:
    """What comes after this contact, in one line."""
    from assistant.plan.todo import todo
    from assistant.planning import planned

    if entry.job.profile.interview_date is None:
        return 'Logged. Tell the day of the interview for a plan: `callprompter job edit interview_date="..."`'
    return f"Logged. {todo(entry.job, planned(entry.job)).title}"
