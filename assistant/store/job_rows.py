"""The rows of jobs and contacts in the database: their tables, and how a row becomes a job.

What is told about a job is kept as the same table that a job's file holds (`plan.job.to_table`), so that a new key
needs no new column.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import PlanError, StoreError
from assistant.plan.job import Contact, Job, to_table
from assistant.plan.job_file import read
from assistant.profile import Profile

MIGRATIONS = (
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE,
        facts TEXT NOT NULL,
        added TEXT NOT NULL,
        removed TEXT
    );
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job INTEGER NOT NULL REFERENCES jobs (id),
        contact TEXT NOT NULL,
        logged TEXT NOT NULL
    );
    CREATE INDEX contacts_of_job ON contacts (job);
    CREATE TABLE active_job (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        job INTEGER NOT NULL REFERENCES jobs (id)
    );
    """,
    """
    CREATE TABLE job_changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job INTEGER NOT NULL REFERENCES jobs (id),
        facts TEXT NOT NULL,
        changed TEXT NOT NULL
    );
    """,
)
EMPTY = Job(Profile(""))


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it is kept: its number here, its name everywhere, whether it is the active one or was removed."""

    id: int
    uid: str
    job: Job
    active: bool
    removed: bool = False


def facts_row(job: Job) -> str:
    """What the database keeps of a job, but for its contacts."""
    return _json(to_table(replace(job, contacts=())))


def contact_row(contact: Contact) -> str:
    """What the database keeps of a contact."""
    return _json(to_table(replace(EMPTY, contacts=(contact,)))["contacts"][0])


def contact_of(row: str) -> Contact:
    """The contact of such a row. Raises PlanError."""
    return read({"contacts": [json.loads(row)]}, "the contact").contacts[0]


def job_of(number: int, facts: str, contacts: Iterable[str], path: Path) -> Job:
    """The job of such rows in the database `path`. Raises StoreError, PlanError where they were spoilt."""
    source = f"job {number} in {path}"
    try:
        table = json.loads(facts)
        rows = [json.loads(contact) for contact in contacts]
    except (ValueError, TypeError) as error:
        raise StoreError(f"{source}: cannot be read any more ({error}): {_way_out(number)}") from error
    if not isinstance(table, dict):
        raise StoreError(f"{source}: must be a table of facts: {_way_out(number)}")
    try:
        return read({**table, "contacts": rows}, source)
    except PlanError as error:
        raise PlanError(f"{error}; {_way_out(number)}") from error


def _way_out(number: int) -> str:
    return f"`callprompter job undo {number}` puts its last facts back, `callprompter job remove {number}` hides it"


def _json(table: Mapping[str, Any]) -> str:
    return json.dumps(table, ensure_ascii=False, sort_keys=True)
