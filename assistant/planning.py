"""Jobs, policies and the day put together: what the commands and the page both ask for.

The plan itself is pure (`plan/`); here are the clock, the files and the database that it is fed from.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from assistant import policies
from assistant.errors import PlanError, RefusedError, StoreError
from assistant.plan import call_or_write, prep_sheet
from assistant.plan.advice import Plan
from assistant.plan.call_or_write import Question
from assistant.plan.days import day_of, zone_of
from assistant.plan.decide import check_policy, plan
from assistant.plan.job import Contact, Job, check_today, to_table
from assistant.plan.job_file import kind_of, parse, read
from assistant.plan.log import OF_OUTCOME, refusal
from assistant.plan.policy import DEFAULT, SHARED
from assistant.plan.prep_sheet import PrepSheet
from assistant.plan.promise import promised_day, told_day
from assistant.prompts import folder, load_outline, load_profile, own_profile, read_text, shown
from assistant.store.jobs import Entry, Jobs, active_entry

Read = TypeVar("Read")
OWN = ("name", "phone", "email", "strengths")  # of the caller, whichever the job


def job_and_uid(path: Path | None) -> tuple[str, Job]:
    """The job in that file, or the active one, with a name that stays its own. Raises PlanError, StoreError."""
    if path is None:
        entry = active_entry()
        if entry is None:
            raise StoreError("there is no job yet: begin with `callprompter start`, or name a file with --job")
        return entry.uid, entry.job
    job = parse(read_text(path, PlanError), shown(path))
    if job.profile.interview_date is None:
        raise PlanError(f"{shown(path)}: interview_date is missing: write the day of the interview, as 2026-11-10")
    facts = "\n".join(str(fact) for fact in (job.profile.company, job.profile.position, job.profile.interview_date))
    return hashlib.sha256(facts.encode()).hexdigest()[:32], job


def today_for(job: Job, told: str = "") -> date:
    """The day to plan on: the one that is told, else today where the employer is. Raises PlanError."""
    if told:
        return day_of(told, "--today")
    return datetime.now(zone_of(job.timezone) if job.timezone else None).date()


def from_table(table: Mapping[str, object]) -> Job:
    """A job from what was told of it, its policy one that there is. Raises PlanError: one line with every fault."""
    job = read(table, "")
    if job.policy:
        check_policy(job.policy, policies.load())
    return job


def planned(job: Job, policy: str = "", today: str = "") -> Plan:
    """The plan of a job: of this hour, or of the whole of a day that is told; by the job's own policy where none is
    named. Raises PlanError, PolicyError."""
    clock = None if today or not job.timezone else datetime.now(zone_of(job.timezone)).time()
    return plan(job, policies.load(), policy or job.policy or DEFAULT, today_for(job, today), clock)


def sheet(job: Job, plan: Plan, outline: str = "follow-up") -> PrepSheet:
    """The preparation sheet of a job under its plan. Raises OutlineError, PolicyError."""
    return prep_sheet.prep_sheet(job, plan, load_outline(outline), _content("prep-sheet.yaml", prep_sheet.parse))


def questions() -> tuple[Question, ...]:
    """The four questions of call or write."""
    return _content("call-or-write.yaml", call_or_write.parse)


def own_facts() -> dict[str, object]:
    """The caller's own facts as the active job, or else the profile, tells them: a new job has them too."""
    entry = active_entry()
    table: dict[str, object] = {}
    if entry is not None:
        table = to_table(entry.job)
    elif own_profile().is_file():
        table = to_table(Job(load_profile(own_profile())))
    return {key: table[key] for key in OWN if key in table}


def _content(name: str, read: Callable[[str, str], Read]) -> Read:
    path = folder() / name
    return read(read_text(path), shown(path))


def contact_from(job: Job, kind: str, on: str = "today", note: str = "", promised: str = "") -> Contact:
    """A contact from words: `on` as "yesterday", `promised` as "within a week". Raises PlanError."""
    day = told_day(on, today_for(job), "--on")
    told = promised_day(promised, day, job.days()) if promised else None
    return Contact(day, kind_of(kind), " ".join(note.split()), told)


def log_contact(entry: Entry, contact: Contact, force: bool = False) -> Entry:
    """Write a contact into a job's log.

    Raises PlanError for a contact in the future or before the interview, RefusedError for a second voicemail unless
    `force`.
    """
    job = entry.job
    check_today(replace(job, contacts=(*job.contacts, contact)), today_for(job))
    reason = refusal(job, contact.kind, policies.load()[SHARED])
    if reason and not force:
        raise RefusedError(reason)
    with Jobs() as jobs:
        return jobs.log(entry.id, contact)


def log_call(
    entry: Entry, outcome: str, who: str = "", note: str = "", promised: str = "", force: bool = False
) -> Entry:
    """Write a call whose card was confirmed into a job's log: `outcome` as the outline calls it, `promised` a date or
    words. An outcome that tells of no contact ("unknown") changes nothing. Raises as `log_contact` does."""
    kind = OF_OUTCOME.get(outcome)
    if kind is None:
        return entry
    told = "; ".join(part for part in (f"spoke with {who.strip()}" if who.strip() else "", note.strip()) if part)
    return log_contact(entry, contact_from(entry.job, kind, note=told, promised=promised), force)
