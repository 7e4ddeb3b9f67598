"""The index of past calls: what each came to, and the full text of what was said (SQLite FTS5).

Everything in it comes from the sessions' journals: where it is missing or behind, it is written anew from them.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.store.database import database_path, open_database, readable, transaction

MIGRATIONS = (
    """
    CREATE TABLE calls (
        id TEXT PRIMARY KEY, stamp TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
        outcome TEXT NOT NULL, seconds REAL NOT NULL, done INTEGER NOT NULL, asked INTEGER NOT NULL,
        warnings INTEGER NOT NULL, metrics TEXT NOT NULL, complaint TEXT NOT NULL
    );
    CREATE VIRTUAL TABLE said USING fts5 (call UNINDEXED, t UNINDEXED, speaker UNINDEXED, text,
        tokenize = 'porter unicode61');
    """,
)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said: `t` is the second at which it ended, `speaker` me, them or empty."""

    t: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One past call: `done` of `asked` steps, its numbers by id; `complaint` where its journal cannot be read."""

    id: str
    stamp: str
    day: str = ""
    kind: str = ""
    title: str = ""
    outcome: str = ""
    seconds: float = 0.0
    done: int = 0
    asked: int = 0
    warnings: int = 0
    metrics: Mapping[str, float] | None = None
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A line that holds what was searched for; `marked` is its text with the words found between » and «."""

    call: str
    day: str
    line: Line
    marked: str


class Index:
    """The index, open. Each method raises StoreError where the database cannot be used."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or database_path()
        self._connection = open_database("sessions", MIGRATIONS, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def stamps(self) -> dict[str, str]:
        """Which calls it has, and the state of each one's files at that time."""
        return {row["id"]: row["stamp"] for row in self._rows("SELECT id, stamp FROM calls")}

    def put(self, call: CallRow, lines: Sequence[Line]) -> None:
        """Add a call, or put it in the place of what was there of it."""
        values = (
            call.id, call.stamp, call.day, call.kind, call.title, call.outcome, call.seconds, call.done, call.asked,
            call.warnings, json.dumps(dict(call.metrics or {})), call.complaint,
        )  # fmt: skip
        with readable(self._path), transaction(self._connection):
            self._forget(call.id)
            self._connection.execute(f"INSERT INTO calls VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - signs
            rows = [(call.id, line.t, line.speaker, line.text) for line in lines]
            self._connection.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", rows)

    def forget(self, call: str) -> None:
        """Leave a call out that is no longer there."""
        with readable(self._path), transaction(self._connection):
            self._forget(call)

    def scrub(self) -> None:
        """Write over what was forgotten: deleted rows stay in a database's file, and words in an index, until then."""
        with readable(self._path):
            self._connection.execute("INSERT INTO said (said) VALUES ('optimize')")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _forget(self, call: str) -> None:
        self._connection.execute("DELETE FROM calls WHERE id = ?", (call,))
        self._connection.execute("DELETE FROM said WHERE call = ?", (call,))

    def calls(self) -> list[CallRow]:
        """Every call, the latest first."""
        rows = self._rows("SELECT * FROM calls ORDER BY id DESC")
        return [CallRow(**{**dict(row), "metrics": json.loads(row["metrics"])}) for row in rows]

    def search(self, words: str, most: int = 50) -> list[Found]:
        """The lines that hold all of `words`, in any form; in quotes, next to each other. The best first."""
        query = asked_for(words)
        if not query:
            return []
        rows = self._rows(
            "SELECT said.call, calls.day, said.t, said.speaker, said.text, highlight(said, 3, '»', '«') AS marked "
            "FROM said JOIN calls ON calls.id = said.call WHERE said MATCH ? ORDER BY rank, said.call DESC LIMIT ?",
            (query, most),
        )
        return [
            Found(row["call"], row["day"], Line(row["t"], row["speaker"], row["text"]), row["marked"]) for row in rows
        ]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with readable(self._path):
            return self._connection.execute(query, values).fetchall()


def asked_for(words: str) -> str:
    """What the user wrote, as FTS5 takes it: every word or quoted phrase is only text, none an operator."""
    return " ".join(f'"{part}"' for part in _parts(words))


def _parts(words: str) -> Iterator[str]:
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', words):
        text = phrase or word
        if re.search(r"\w", text):
            yield text.replace("\0", " ")
