"""Rehearsals on disk: what each came to, and its steps, for progress over time.

The table `rehearsals` is keyed by `id`; `rehearsal_steps` holds a row for every step of it that counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.store.database import opened, transaction

MIGRATIONS = (
    """
    CREATE TABLE rehearsals (
        id INTEGER PRIMARY KEY, began TEXT NOT NULL, scenario TEXT NOT NULL, difficulty INTEGER NOT NULL,
        seed INTEGER NOT NULL, way TEXT NOT NULL, outcome TEXT NOT NULL, score INTEGER NOT NULL, folder TEXT NOT NULL
    );
    CREATE TABLE rehearsal_steps (
        rehearsal INTEGER NOT NULL REFERENCES rehearsals (id) ON DELETE CASCADE, step TEXT NOT NULL,
        done INTEGER NOT NULL, PRIMARY KEY (rehearsal, step)
    );
    CREATE INDEX rehearsals_by_scenario ON rehearsals (scenario, began);
    """,
)
BARS = "▁▂▃▄▅▆▇█"
PLAIN = ".:-=+*#%"  # where the terminal has no Unicode


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One rehearsal: `began` in ISO 8601, `way` "typed" or "spoken", `score` out of 100, `steps` done or not."""

    began: str
    scenario: str
    difficulty: int
    seed: int
    way: str
    outcome: str
    score: int
    folder: str
    steps: tuple[tuple[str, bool], ...] = ()


def keep(rehearsed: Rehearsed, path: Path | None = None) -> None:
    """Remember a rehearsal, all of it or nothing. Raises StoreError."""
    with opened("progress", MIGRATIONS, path) as connection, transaction(connection):
        cursor = connection.execute(
            "INSERT INTO rehearsals (began, scenario, difficulty, seed, way, outcome, score, folder)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                rehearsed.began, rehearsed.scenario, rehearsed.difficulty, rehearsed.seed, rehearsed.way,
                rehearsed.outcome, rehearsed.score, rehearsed.folder,
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO rehearsal_steps VALUES (?, ?, ?)",
            [(cursor.lastrowid, step, int(done)) for step, done in rehearsed.steps],
        )


def forget(folders: Sequence[str] | None, path: Path | None = None) -> int:
    """Leave out the rehearsals kept in `folders`, or all of them; how many those were. Raises StoreError."""
    with opened("progress", MIGRATIONS, path) as connection, transaction(connection):
        if folders is None:
            return connection.execute("DELETE FROM rehearsals").rowcount
        rows = connection.executemany("DELETE FROM rehearsals WHERE folder = ?", [(each,) for each in folders])
        return max(0, rows.rowcount)


def scores(scenario: str | None = None, path: Path | None = None) -> tuple[int, ...]:
    """The scores of all rehearsals, or of one scenario's, the oldest first. Raises StoreError."""
    with opened("progress", MIGRATIONS, path) as connection:
        rows = connection.execute(
            "SELECT score FROM rehearsals WHERE ?1 IS NULL OR scenario = ?1 ORDER BY began, id", (scenario,)
        ).fetchall()
        return tuple(int(row["score"]) for row in rows)


def history(latest: int = 200, path: Path | None = None) -> tuple[Rehearsed, ...]:
    """The `latest` rehearsals, the oldest first, without their steps. Raises StoreError."""
    with opened("progress", MIGRATIONS, path) as connection:
        rows = connection.execute(
            "SELECT began, scenario, difficulty, seed, way, outcome, score, folder FROM rehearsals"
            " ORDER BY began DESC, id DESC LIMIT ?",
            (latest,),
        ).fetchall()
        return tuple(Rehearsed(*row) for row in reversed(rows))


def steps_done(latest: int = 10, path: Path | None = None) -> tuple[tuple[str, int, int], ...]:
    """Each step that counted in the `latest` rehearsals: its id, times done, times it counted. Raises StoreError."""
    with opened("progress", MIGRATIONS, path) as connection:
        rows = connection.execute(
            "SELECT step, SUM(done) AS times, COUNT(*) AS counted FROM rehearsal_steps WHERE rehearsal IN"
            " (SELECT id FROM rehearsals ORDER BY began DESC, id DESC LIMIT ?) GROUP BY step ORDER BY step",
            (latest,),
        ).fetchall()
        return tuple((str(row["step"]), int(row["times"]), int(row["counted"])) for row in rows)


def weakest(latest: int = 10, path: Path | None = None) -> tuple[tuple[str, int, int], ...]:
    """The steps left out most in the `latest` rehearsals: step, times done, times it counted. Raises StoreError."""
    left_out = [(step, times, counted) for step, times, counted in steps_done(latest, path) if times < counted]
    return tuple(sorted(left_out, key=lambda row: (row[1] / row[2], row[0])))


def sparkline(values: Sequence[int], *, plain: bool = False, most: int = 30) -> str:
    """The latest `most` scores, 0 to 100, as a row of bars."""
    bars = PLAIN if plain else BARS
    return "".join(bars[min(len(bars) - 1, value * len(bars) // 100)] for value in values[-most:])
