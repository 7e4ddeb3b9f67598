"""The database keeps what it was given: through a kill, a new version, an edit by hand."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.store.database import NAME, open_database, transaction

FIRST = "CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
SECOND = "ALTER TABLE pets ADD COLUMN age INTEGER; CREATE INDEX by_name ON pets (name);"


def test_a_part_gets_its_tables_once(tmp_path: Path) -> None:
    """Opened twice, the tables are there and what is in them stays."""
    path = tmp_path / NAME
    first = open_database("pets", (FIRST,), path)
    first.execute("INSERT INTO pets (name) VALUES ('Rex')")
    first.close()
    again = open_database("pets", (FIRST,), path)
    assert [row["name"] for row in again.execute("SELECT name FROM pets")] == ["Rex"]
    again.close()


def test_a_new_version_keeps_the_rows_and_a_copy_of_the_old_file(tmp_path: Path) -> None:
    """A migration adds to what is there; the database from before lies beside it."""
    path = tmp_path / NAME
    old = open_database("pets", (FIRST,), path)
    old.execute("INSERT INTO pets (name) VALUES ('Rex')")
    old.close()
    new = open_database("pets", (FIRST, SECOND), path)
    assert [tuple(row) for row in new.execute("SELECT name, age FROM pets")] == [("Rex", None)]
    new.close()
    copy = sqlite3.connect(tmp_path / f"{NAME}.before-pets-2")
    assert copy.execute("SELECT * FROM pets").fetchall() == [(1, "Rex")]
    copy.close()


def test_two_parts_share_the_file(tmp_path: Path) -> None:
    """Each part has its own count of migrations."""
    path = tmp_path / NAME
    open_database("pets", (FIRST, SECOND), path).close()
    tools = open_database("tools", ("CREATE TABLE tools (id INTEGER PRIMARY KEY);",), path)
    rows = {row["part"]: row["version"] for row in tools.execute("SELECT * FROM schema")}
    assert rows == {"pets": 2, "tools": 1}
    tools.close()


def test_a_migration_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Half a migration is no migration."""
    path = tmp_path / NAME
    open_database("pets", (FIRST,), path).close()
    with pytest.raises(StoreError, match="cannot be used"):
        open_database("pets", (FIRST, "CREATE TABLE toys (id INTEGER); CREATE TABLE pets (id INTEGER);"), path)
    after = open_database("pets", (FIRST,), path)
    tables = {row[0] for row in after.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"pets", "schema"}
    after.close()


def test_a_database_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    """An older program says so and changes nothing."""
    path = tmp_path / NAME
    open_database("pets", (FIRST, SECOND), path).close()
    with pytest.raises(StoreError) as error:
        open_database("pets", (FIRST,), path)
    assert str(error.value) == f"{path}: was written by a newer Call Prompter; update this one"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Garbage in its place is one line that says what to do, and stays as it is."""
    path = tmp_path / NAME
    path.write_bytes(b"these are my notes, not a database" * 100)
    with pytest.raises(StoreError) as error:
        open_database("pets", (FIRST,), path)
    assert str(error.value) == (
        f"{path}: is damaged or no database (file is not a database): move it away, and import your last export"
    )
    assert path.read_bytes().startswith(b"these are my notes")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has permissions for group and others")
def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the machine may read whom one has applied to."""
    path = tmp_path / NAME
    open_database("pets", (FIRST,), path).close()
    assert path.stat().st_mode & 0o077 == 0


def test_what_fails_within_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    """A transaction holds all or nothing."""
    connection = open_database("pets", (FIRST,), tmp_path / NAME)
    with pytest.raises(ZeroDivisionError), transaction(connection):
        connection.execute("INSERT INTO pets (name) VALUES ('Rex')")
        _ = 1 / 0
    assert connection.execute("SELECT count(*) FROM pets").fetchone()[0] == 0
    connection.close()


WRITER = """
import sys
from datetime import date
from pathlib import Path
from assistant.plan.job import Contact, ContactKind, Job
from assistant.profile import Profile
from assistant.store.jobs import Jobs

with Jobs(Path(sys.argv[1])) as jobs:
    number = 0
    while True:
        number += 1
        entry = jobs.add(Job(Profile("Priya", company=f"Company {number}", interview_date=date(2026, 11, 2))))
        jobs.log(entry.id, Contact(date(2026, 11, 9), ContactKind.CALLED, f"note {number}"))
        jobs.change(entry.id, Job(Profile("Priya", company=f"Firm {number}", interview_date=date(2026, 11, 2))))
        print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("wait_ms", [0, 3, 7, 13])
def test_killed_in_the_middle_of_writing_nothing_confirmed_is_lost(tmp_path: Path, wait_ms: int) -> None:
    """Killed while it writes: every job that was confirmed is there, whole, and the next program goes on."""
    from assistant.store.jobs import Jobs

    path = tmp_path / NAME
    program = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert program.stdout
    confirmed = [program.stdout.readline() for _ in range(5)]
    time.sleep(wait_ms / 1000)
    program.send_signal(signal.SIGKILL)
    confirmed += program.stdout.readlines()
    program.stdout.close()
    program.wait()
    done = len([line for line in confirmed if line.endswith("\n")])
    with Jobs(path) as jobs:
        entries = jobs.all()
        assert done <= len(entries) <= done + 1
        for number, entry in enumerate(entries[:done], 1):
            assert entry.job.profile.company == f"Firm {number}"
            assert [contact.note for contact in entry.job.contacts] == [f"note {number}"]
        jobs.add(entries[0].job)
