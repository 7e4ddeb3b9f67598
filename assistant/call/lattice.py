"""Phrase templates laid out for hearing: every word a position, every position knowing which may come before it.

A template with alternatives and optional words becomes one small graph rather than its hundreds of expansions (the
positions, first, last and follow sets are Glushkov's construction). Words that may stand for each other, and tell
alike, share a position. All phrases of one side lie in one Lattice.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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

    `words[j]` are the words at position j, `row[j]` its row. `before[j]` lists the positions that may come just before
    it, padded with `size`, which is no position; `after` likewise. `opens` and `ends` tell where a row may begin, end.
    """

    def __init__(
        self, rows: Iterable[Row], slots: Mapping[str, Sequence[str]], kind: Callable[[str], Hashable]
    ) -> None:
        """Lay out the rows that can be said: a row whose fields `slots` does not know falls away.

        Of the alternatives of one word those of one `kind` share a position.
        """
        self._kind = kind
        self._slots = {name: tuple(filter(None, map(tokens, ways))) for name, ways in slots.items()}
        self.rows: list[Row] = []
        self.words: list[Words] = []
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
            return self._position((piece,))
        if isinstance(piece, Field):
            return self._either(self._slots.get(piece.name, ()), optional=False)
        return self._either(piece.alternatives, piece.optional)

    def _position(self, words: Words) -> Part:
        self.words.append(words)
        self._row.append(len(self.rows))
        at = (len(self.words) - 1,)
        return Part(at, at, nullable=False)

    def _either(self, alternatives: Sequence[Template | Words], optional: bool) -> Part | None:
        alike: dict[Hashable, dict[str, None]] = {}
        longer = []
        for each in alternatives:
            if len(each) == 1 and isinstance(each[0], str):
                alike.setdefault(self._kind(each[0]), {})[each[0]] = None
            else:
                longer.append(each)
        parts = [self._position(tuple(words)) for words in alike.values()]
        for alternative in longer:
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


def said(tree: Template, slots: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every word that can be said of `tree`, some more than once."""
    for piece in tree:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Field):
            for way in slots.get(piece.name, ()):
                yield from tokens(way)
        else:
            for alternative in piece.alternatives:
                yield from said(alternative, slots)


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
