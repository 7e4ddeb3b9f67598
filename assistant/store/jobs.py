"""The jobs that one is waiting for, each with its contacts; one of them is the active one.

Contacts are rows of their own, only ever added or taken back. A removed job is hidden, not erased. Other parts refer to
a job by `jobs.id`, an integer that is never used twice; `uid` stays the same through export and import.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from assistant.errors import StoreError
from assistant.plan.job import Contact, Job, check
from assistant.store.database import database_path, open_database, readable, transaction
from assistant.store.job_export import exported, read_exported
from assistant.store.job_rows import MIGRATIONS, contact_of, contact_row, facts_row, job_of
from assistant.store.job_rows import Entry as Entry


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
        return contact_of(row["contact"])

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
        return exported(self.all())

    def adopt(self, given: object, source: str) -> tuple[Entry, ...]:
        """Take in the jobs of an export and return those that are new or have become different.

        A job that is here already takes the export's facts (`undo` puts the old ones back) and the contacts
        that it lacks. Raises StoreError or PlanError, and takes in nothing, where anything in it cannot be
        read.
        """
        jobs, active = read_exported(given, source)
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
        changed = facts_row(job) != facts_row(entry.job)
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
        self._connection.execute("UPDATE jobs SET facts = ? WHERE id = ?", (facts_row(job), number))

    def _insert(self, job: Job, uid: str = "") -> int:
        cursor = self._connection.execute(
            "INSERT INTO jobs (uid, facts, added) VALUES (?, ?, ?)", (uid or str(uuid4()), facts_row(job), _now())
        )
        number = int(cursor.lastrowid or 0)
        for contact in job.contacts:
            self._insert_contact(self._connection, number, contact)
        return number

    def _insert_contact(self, connection: sqlite3.Connection, number: int, contact: Contact) -> None:
        values = number, contact_row(contact), _now()
        connection.execute("INSERT INTO contacts (job, contact, logged) VALUES (?, ?, ?)", values)

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
                job=job_of(row["id"], row["facts"], mine, self.path),
                active=bool(active and active["job"] == row["id"]),
                removed=row["removed"] is not None,
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
