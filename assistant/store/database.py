"""The one database of the program: SQLite, in the data folder, for its owner alone.

Each part of the store brings its own tables: it calls `open_database("jobs", MIGRATIONS)`, where MIGRATIONS
is a tuple of SQL scripts that only ever grows. The table `schema` remembers how many of a part's scripts
have been run; the missing ones run in one transaction, after a copy of the database has been put beside it.
A part may refer to another part's tables only through a key that this part documents.

A change is a transaction (`with connection:`): killed at any moment, the database holds all of it or nothing.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreError
from assistant.settings import OTHERS, data_folder, private_folder

NAME = "callprompter.db"
PATIENCE_S = 5.0  # how long a second command waits for the first one's transaction
PRIVATE_FILE = 0o600


def database_path() -> Path:
    """Where the database is; it need not be there yet."""
    return data_folder() / NAME


def open_database(part: str, migrations: Sequence[str], path: Path | None = None) -> sqlite3.Connection:
    """A connection on which the tables of `part` are up to date. Raises StoreError: what is wrong, what to
    do.

    Close it when done. Rows are `sqlite3.Row`; foreign keys are enforced.
    """
    path = path or database_path()
    private_folder(path.parent)
    with readable(path):
        _for_its_owner(path)  # before SQLite makes it: its log takes the same rights
        connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")  # readers go on while somebody writes
            connection.execute("PRAGMA synchronous = FULL")  # what was confirmed survives a power cut too
            _migrate(connection, part, migrations, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _for_its_owner(path: Path) -> None:
    """An empty file is a new database for SQLite."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            path.chmod(PRIVATE_FILE)
    except OSError as error:
        raise StoreError(f"{path}: cannot be used ({error.strerror}): check the folder and its space") from error


@contextmanager
def opened(part: str, migrations: Sequence[str], path: Path | None = None) -> Iterator[sqlite3.Connection]:
    """`open_database` for a while: closed at the end, SQLite's own errors translated. Raises StoreError."""
    connection = open_database(part, migrations, path)
    try:
        with readable(path or database_path()):
            yield connection
    finally:
        connection.close()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Translate SQLite's own errors into a StoreError that names the file and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "another command is writing; try again" if "locked" in str(error) else "check the folder and its space"
        raise StoreError(f"{path}: cannot be used ({error}): {hint}") from error
    except sqlite3.DatabaseError as error:
        copies = sorted(path.parent.glob(f"{path.name}.before-*"))
        hint = f"put {copies[-1].name} in its place" if copies else "move it away, and import your last export"
        raise StoreError(f"{path}: is damaged or no database ({error}): {hint}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is written within, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection, part: str, migrations: Sequence[str], path: Path) -> None:
    done = _version(connection, part)
    if done > len(migrations):
        raise StoreError(f"{path}: was written by a newer Call Prompter; update this one")
    if done == len(migrations):
        return
    if done:
        _copy(connection, path.with_name(f"{path.name}.before-{part}-{len(migrations)}"))
    with transaction(connection):
        connection.execute("CREATE TABLE IF NOT EXISTS schema (part TEXT PRIMARY KEY, version INTEGER NOT NULL)")
        done = _version(connection, part)  # another command may have been faster
        for script in migrations[done:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO schema VALUES (?, ?)", (part, len(migrations)))


def _version(connection: sqlite3.Connection, part: str) -> int:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema'").fetchone()
    row = connection.execute("SELECT version FROM schema WHERE part = ?", (part,)).fetchone() if there else None
    return int(row["version"]) if row else 0


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """A whole copy of the database, kept beside it until the next one of that name."""
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    _for_its_owner(half)
    with sqlite3.connect(half) as copy:
        connection.backup(copy)
    copy.close()
    half.replace(path)
