"""The jobs that one is waiting for, each with its contacts; one of them is the active one.

What is told about a job is kept as the same table that a job's file holds (`plan.job.to_table`), so that a
new key needs no new column; contacts are rows of their own, only ever added or taken back. A removed job is
hidden, not erased. Other parts refer to a job by `jobs.id`, an integer that is never used twice; `uid`
stays the same through export and import.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from assistant.errors import PlanError, StoreError
from assistant.plan.job import Contact, Job, check, to_table
from assistant.plan.job_file import read
from assistant.profile import Profile
from assistant.store.database import database_path, open_database, readable, transaction

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
FORMAT = "callprompter-jobs"
EMPTY = Job(Profile(""))


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it is kept: its number here, its name everywhere, whether it is the active one or was removed."""

    id: int
    uid: str
    job: Job
    active: bool
    removed: bool = False


def active_entry() -> Entry | None:
    """The active job, or None; no database is made where there is none. Raises StoreError, PlanError."""
    if not database_path().is_file():
        return None
    with Jobs() as jobs:
        return jobs.active()


class Jobs:
    """The jobs in the database. Use it in a `with`; every method that writes is one transaction."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or database_path()
        self._connection = open_database("jobs", MIGRATIONS, self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def add(self, job: Job) -> Entry:
        """Keep a new job and make it the active one."""
        with self._writing():
            number = self._insert(job)
            self._activate(number)
        return self.get(number)

    def get(self, number: int) -> Entry:
        """The job of that number.

        Raises StoreError where there is none, PlanError where its row was spoilt.
        """
        self._there(number)
        return next(self._entries(number))

    def active(self) -> Entry | None:
        """The active job, or None."""
        with readable(self.path):
            row = self._connection.execute("SELECT job FROM active_job").fetchone()
        return self.get(row["job"]) if row else None

    def all(self, removed: bool = False) -> tuple[Entry, ...]:
        """Every job in the order of adding, the removed ones only where asked for."""
        return tuple(self._entries(removed=removed))

    def change(self, number: int, job: Job) -> Entry:
        """Put other facts in the place of a job's; its contacts stay as they are, the old facts are kept.

        Raises PlanError where facts and contacts do not go together, as an interview after a contact.
        """
        check(replace(job, contacts=self.get(number).job.contacts))
        with self._writing():
            self._update(number, job)
        return self.get(number)

    def changed(self, number: int) -> bool:
        """Whether `undo` has facts to put back."""
        with readable(self.path):
            row = self._connection.execute("SELECT 1 FROM job_changes WHERE job = ? LIMIT 1", (number,)).fetchone()
        return row is not None

    def undo(self, number: int) -> Entry:
        """Put back the facts before the last change. Raises StoreError where there was none."""
        with self._writing() as connection:
            row = connection.execute(
                "SELECT id, facts FROM job_changes WHERE job = ? ORDER BY id DESC LIMIT 1", (number,)
            ).fetchone()
            if row is None:
                raise StoreError(f"job {number} was never changed: there is nothing to put back")
            connection.execute("UPDATE jobs SET facts = ? WHERE id = ?", (row["facts"], number))
            connection.execute("DELETE FROM job_changes WHERE id = ?", (row["id"],))
        return self.get(number)

    def log(self, number: int, contact: Contact) -> Entry:
        """Add a contact to a job. Raises PlanError where it cannot have happened then."""
        job = self.get(number).job
        check(replace(job, contacts=(*job.contacts, contact)))
        with self._writing() as connection:
            self._insert_contact(connection, number, contact)
        return self.get(number)

    def unlog(self, number: int) -> Contact:
        """Take back the contact that was logged last. Raises StoreError where there is none."""
        self._there(number)
        with self._writing() as connection:
            row = connection.execute(
                "SELECT id, contact FROM contacts WHERE job = ? ORDER BY id DESC LIMIT 1", (number,)
            ).fetchone()
            if row is None:
                raise StoreError(f"job {number} has no contact to take back")
            connection.execute("DELETE FROM contacts WHERE id = ?", (row["id"],))
        return read({"contacts": [json.loads(row["contact"])]}, "the contact").contacts[0]

    def use(self, number: int) -> Entry:
        """Make a job the active one; a removed one comes back."""
        self.get(number)
        with self._writing() as connection:
            connection.execute("UPDATE jobs SET removed = NULL WHERE id = ?", (number,))
            self._activate(number)
        return self.get(number)

    def remove(self, number: int) -> None:
        """Hide a job; `use` brings it back. The one added last becomes the active one."""
        self._there(number)
        with self._writing() as connection:
            connection.execute("UPDATE jobs SET removed = ? WHERE id = ?", (_now(), number))
            connection.execute("DELETE FROM active_job WHERE job = ?", (number,))
            if connection.execute("SELECT 1 FROM active_job").fetchone() is None:
                left = connection.execute("SELECT max(id) AS id FROM jobs WHERE removed IS NULL").fetchone()
                if left["id"] is not None:
                    self._activate(left["id"])

    def export(self) -> dict[str, Any]:
        """Every job that is not removed, as JSON holds it; `adopt` takes it back."""
        entries = self.all()
        active = next((entry.uid for entry in entries if entry.active), None)
        jobs = [{"uid": entry.uid, "job": to_table(entry.job)} for entry in entries]
        return {"format": FORMAT, "version": 1, "active": active, "jobs": jobs}

    def adopt(self, exported: object, source: str) -> tuple[Entry, ...]:
        """Take in the jobs of an export and return those that are new or have become different.

        A job that is here already takes the export's facts (`undo` puts the old ones back) and the contacts
        that it lacks. Raises StoreError or PlanError, and takes in nothing, where anything in it cannot be
        read.
        """
        jobs, active = _exported(exported, source)
        here = {entry.uid: entry for entry in self.all(removed=True)}
        touched: list[int] = []
        with self._writing() as connection:
            for uid, job in jobs.items():
                if uid not in here:
                    touched.append(self._insert(job, uid))
                elif self._merge(here[uid], job):
                    touched.append(here[uid].id)
            if touched and connection.execute("SELECT 1 FROM active_job").fetchone() is None:
                numbers = {row["uid"]: row["id"] for row in connection.execute("SELECT uid, id FROM jobs")}
                self._activate(numbers.get(active, touched[-1]))
        return tuple(self.get(number) for number in touched)

    def _merge(self, entry: Entry, job: Job) -> bool:
        """Bring `job` into the one that is here; whether anything changed."""
        lacking = [contact for contact in job.contacts if contact not in entry.job.contacts]
        check(replace(job, contacts=(*entry.job.contacts, *lacking)))
        changed = _facts(job) != _facts(entry.job)
        if changed:
            self._update(entry.id, job)
        for contact in lacking:
            self._insert_contact(self._connection, entry.id, contact)
        if entry.removed:
            self._connection.execute("UPDATE jobs SET removed = NULL WHERE id = ?", (entry.id,))
        return changed or bool(lacking) or entry.removed

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with readable(self.path), transaction(self._connection):
            yield self._connection

    def _there(self, number: int) -> None:
        with readable(self.path):
            if self._connection.execute("SELECT 1 FROM jobs WHERE id = ?", (number,)).fetchone() is None:
                raise StoreError(f"there is no job {number}: see `callprompter job list`")

    def _update(self, number: int, job: Job) -> None:
        old = self._connection.execute("SELECT facts FROM jobs WHERE id = ?", (number,)).fetchone()["facts"]
        self._connection.execute(
            "INSERT INTO job_changes (job, facts, changed) VALUES (?, ?, ?)", (number, old, _now())
        )
        self._connection.execute("UPDATE jobs SET facts = ? WHERE id = ?", (_facts(job), number))

    def _insert(self, job: Job, uid: str = "") -> int:
        cursor = self._connection.execute(
            "INSERT INTO jobs (uid, facts, added) VALUES (?, ?, ?)", (uid or str(uuid4()), _facts(job), _now())
        )
        number = int(cursor.lastrowid or 0)
        for contact in job.contacts:
            self._insert_contact(self._connection, number, contact)
        return number

    def _insert_contact(self, connection: sqlite3.Connection, number: int, contact: Contact) -> None:
        table = to_table(replace(EMPTY, contacts=(contact,)))["contacts"][0]
        connection.execute(
            "INSERT INTO contacts (job, contact, logged) VALUES (?, ?, ?)", (number, _json(table), _now())
        )

    def _activate(self, number: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO active_job VALUES (1, ?)", (number,))

    def _entries(self, number: int | None = None, removed: bool = True) -> Iterator[Entry]:
        with readable(self.path):
            active = self._connection.execute("SELECT job FROM active_job").fetchone()
            rows = self._connection.execute(
                "SELECT * FROM jobs WHERE (?1 IS NULL OR id = ?1) AND (?2 OR removed IS NULL) ORDER BY id",
                (number, removed),
            ).fetchall()
            contacts = self._connection.execute("SELECT job, contact FROM contacts ORDER BY id").fetchall()
        for row in rows:
            mine = [contact["contact"] for contact in contacts if contact["job"] == row["id"]]
            yield Entry(
                id=row["id"],
                uid=row["uid"],
                job=self._job(row["id"], row["facts"], mine),
                active=bool(active and active["job"] == row["id"]),
                removed=row["removed"] is not None,
            )

    def _job(self, number: int, facts: str, contacts: Iterable[str]) -> Job:
        source = f"job {number} in {self.path}"
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


def _exported(exported: object, source: str) -> tuple[dict[str, Job], str]:
    """The jobs of an export by their uid, and the uid of the active one."""
    if not isinstance(exported, Mapping) or exported.get("format") != FORMAT:
        raise StoreError(f"{source}: is no export of jobs: make one with `callprompter job export`")
    rows = exported.get("jobs")
    if exported.get("version") != 1 or not isinstance(rows, list):
        raise StoreError(f"{source}: was exported by a newer Call Prompter, or edited: update this one or mend it")
    jobs: dict[str, Job] = {}
    for number, row in enumerate(rows, 1):
        uid, table = (row.get("uid"), row.get("job")) if isinstance(row, dict) else (None, None)
        if not isinstance(uid, str) or not uid or uid in jobs or not isinstance(table, dict):
            raise StoreError(f"{source}: job {number} must have a uid of its own and a table: mend it")
        jobs[uid] = read(table, f"{source}: job {number}")
    return jobs, str(exported.get("active"))


def _facts(job: Job) -> str:
    return _json(to_table(replace(job, contacts=())))


def _json(table: Mapping[str, Any]) -> str:
    return json.dumps(table, ensure_ascii=False, sort_keys=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
