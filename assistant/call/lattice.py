"""Phrase templates laid out for hearing: every word a position, every position knowing which may come before it.

A template with alternatives and optional words becomes one small graph rather than its hundreds of expansions (the
positions, first, last and follow sets are Glushkov's construction). All phrases of one side lie in one Lattice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.call.lexicon import tokens
from assistant.call.phrases import Field, Group, Template, Words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


STEP, LINE, ASKED, OUTCOME = "step", "line", "asked", "outcome"  # what a row's key begins with, before a colon


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase to hear: `key` is what hearing it tells, `weight` in 0..1 how much one hearing says."""

    key: str
    tree: Template
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a row: where it may begin, where it may end, whether it may be left out altogether."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    nullable: bool


EMPTY = Part((), (), nullable=True)


class Lattice:
    """The positions of many rows.

    `words[j]` is the word at position j, `row[j]` its row. `before[j]` lists the positions that may come just before
    it, padded with `size`, which is no position; `after` likewise. `opens` and `ends` tell where a row may begin, end.
    """

    def __init__(self, rows: Iterable[Row], slots: Mapping[str, Sequence[str]]) -> None:
        """Lay out the rows that can be said: a row whose fields `slots` does not know falls away."""
        self._slots = {name: tuple(filter(None, map(tokens, ways))) for name, ways in slots.items()}
        self.rows: list[Row] = []
        self.words: list[str] = []
        self._row: list[int] = []
        self._edges: list[tuple[int, int]] = []
        opens: list[int] = []
        ends: list[int] = []
        for row in rows:
            size, edges = len(self.words), len(self._edges)
            part = self._sequence(row.tree)
            if part is None or part.nullable:  # what may be left out altogether cannot be heard
                del self.words[size:], self._row[size:], self._edges[edges:]
                continue
            opens += part.first
            ends += part.last
            self.rows.append(row)
        self.size = len(self.words)
        self.row = np.array(self._row, np.int64)
        self.opens = _marks(opens, self.size)
        self.ends = _marks(ends, self.size)
        self.before = _neighbours([(at, came) for came, at in self._edges], self.size)
        self.after = _neighbours(self._edges, self.size)

    @property
    def edges(self) -> Sequence[tuple[int, int]]:
        """Pairs of positions that may follow each other."""
        return self._edges

    def _sequence(self, tree: Template) -> Part | None:
        """Lay out a sequence; None where it cannot be said."""
        whole = EMPTY
        for piece in tree:
            part = self._piece(piece)
            if part is None:
                return None
            self._edges += [(came, at) for came in whole.last for at in part.first]
            whole = Part(
                whole.first + part.first if whole.nullable else whole.first,
                part.last + whole.last if part.nullable else part.last,
                whole.nullable and part.nullable,
            )
        return whole

    def _piece(self, piece: str | Field | Group) -> Part | None:
        if isinstance(piece, str):
            self.words.append(piece)
            self._row.append(len(self.rows))
            at = (len(self.words) - 1,)
            return Part(at, at, nullable=False)
        if isinstance(piece, Field):
            return self._either(self._slots.get(piece.name, ()), optional=False)
        return self._either(piece.alternatives, piece.optional)

    def _either(self, alternatives: Sequence[Template | Words], optional: bool) -> Part | None:
        parts = []
        for alternative in alternatives:
            size, edges = len(self.words), len(self._edges)
            part = self._sequence(alternative)
            if part is None:
                del self.words[size:], self._row[size:], self._edges[edges:]
            else:
                parts.append(part)
        if not parts:
            return EMPTY if optional else None
        return Part(
            tuple(at for part in parts for at in part.first),
            tuple(at for part in parts for at in part.last),
            optional or any(part.nullable for part in parts),
        )


def _marks(at: Iterable[int], size: int) -> NDArray[np.bool_]:
    marks = np.zeros(size + 1, bool)
    marks[list(at)] = True
    return marks


def _neighbours(edges: Sequence[tuple[int, int]], size: int) -> Ints:
    """For each position its neighbours, shape (size + 1, most neighbours), padded with `size`."""
    lists: list[list[int]] = [[] for _ in range(size + 1)]
    for at, other in edges:
        lists[at].append(other)
    most = max(map(len, lists), default=0)
    return np.array([each + [size] * (most - len(each)) for each in lists], np.int64).reshape(size + 1, most)
