"""Hearing phrases in misrecognised words: a streaming local alignment of every phrase at once.

Every position of the lattice holds the best account of the words heard so far that ends there. One heard word:

    matches   positions whose word it sounds like (phones, not letters); or that and the one before ("voicemail" for
              "voice mail"); or the heard word before it is part of it ("pre a" for "priya")
    passes    over positions that were not heard, at a price that grows with what they tell
    is extra  where it fits nowhere, which costs every account a little

A word weighs what it tells: "the" next to nothing, "coordinator" much, "not" with a price that forbids passing it over.
Only positions that the heard word fits are touched, so that the cost of a word hardly grows with the outline and not
at all with the call. A Trace is a value: accepting a word makes a new one. While a turn is being said, its words come
again and again with one more; what came of the latest KEPT words is kept, so that only what is new is worked out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.call.lattice import LINE, Floats, Ints, Lattice, Row, said
from assistant.call.lexicon import Lexicon
from assistant.call.soundalike import Fit, SoundIndex
from assistant.call.telling import FUNCTION_WORDS, NEGATORS, word_weight

DENIED = 2.0  # the price of passing over a negator: without it the phrase says the opposite

MISSING = 0.25  # of the weight of a position that is passed over, beside the weight itself
INSERTED = 0.08  # of a content word, for each heard word that fits nowhere
TOGETHER = 0.15  # content words that each word of a phrase tells by standing where it belongs: "you've got the job"
PAUSE = 0.4  # content words: the price of going on after the turn's end
FURTHEST = 3  # positions that may be passed over in a row
DEAREST = 0.8  # content words: the highest price for that; it lets two content words be missing
ALIKE = 0.2  # content words: alternatives that tell the same up to this share a position of the lattice
HEARD = 0.6  # the least share of a phrase's weight that counts as having heard it
NEVER = -1e9
KEPT = 48  # words that are kept with what came of them (a quarter of a MB each): of a turn that is being said


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase was heard: `score` in 0..1, `told` the content words that fitted, `first`..`last` word numbers.

    `heard` is how many of its words were heard, `whole` the content words of the phrase.
    """

    row: Row
    score: float
    told: float
    whole: float
    first: int
    last: int
    heard: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """For each position of the lattice (and one beyond it, which is no position) the best account that ends there.

    `score` is the weight heard less the prices paid, plus the trace's `clock` (so that words that fit nowhere cost
    nothing to write down); `path` the weight of all its positions, `first` its first word's number,
    `heard` how many of its words were heard.
    """

    score: Floats
    path: Floats
    first: NDArray[np.int32]
    heard: NDArray[np.int16]

    def copy(self) -> "Accounts":
        """One that may be changed."""
        return Accounts(self.score.copy(), self.path.copy(), self.first.copy(), self.heard.copy())


@dataclass(frozen=True, slots=True)
class Trace:
    """What has been heard of every phrase after `count` words; `clock` is the price that every account has paid so far.

    `pull` has one entry a row key (see Spotter.keys): the weight of the best account that the last word added to. In a
    line that is read, words tell by standing where they belong, too, "the" and "you" as well as any.
    """

    count: int
    clock: float
    accounts: Accounts
    previous: Accounts
    previous_word: str
    pull: Floats


def _telling(
    rows: Iterable[Row], slots: Mapping[str, Sequence[str]], weigh: Callable[[str, float], float]
) -> dict[str, float]:
    """What each word of the rows tells, by how many keys share it: those that hardly use it hardly count."""
    uses: dict[str, Counter[str]] = {}
    for row in rows:
        for word in set(said(row.tree, slots)):
            uses.setdefault(word, Counter())[row.key.partition(":")[2]] += 1
    return {word: weigh(word, _shared(of.values())) for word, of in uses.items()}


def _shared(uses: Iterable[int]) -> float:
    """Among how many a word is shared: the perplexity of its uses, 2 for (5, 5), 1.2 for (30, 1)."""
    counts = np.array(list(uses), np.float64)
    share = counts / counts.sum()
    return float(np.exp(-(share * np.log(share)).sum()))


class Spotter:
    """All phrases of one side of the call, ready to be heard. `keys` are the distinct keys of the rows, in order."""

    def __init__(
        self,
        rows: Sequence[Row],
        slots: Mapping[str, Sequence[str]],
        lexicon: Lexicon,
        weigh: Callable[[str, float], float] = word_weight,
    ) -> None:
        tell = _telling(rows, slots, weigh)
        self.lattice = lattice = Lattice(rows, slots, lambda word: (round(tell[word] / ALIKE), word in NEGATORS))
        self.keys = tuple(dict.fromkeys(row.key for row in lattice.rows))
        number = {key: n for n, key in enumerate(self.keys)}
        self._key = np.array([number[lattice.rows[row].key] for row in lattice.row], np.int64)
        self._weight = np.array([sum(map(tell.__getitem__, ways)) / len(ways) for ways in lattice.words] + [0.0])
        denials = [DENIED if words[0] in NEGATORS else 0.0 for words in lattice.words]
        self._price = MISSING * self._weight + [*denials, 0.0]  # of passing over a position
        self._in_place = np.array([TOGETHER if lattice.rows[row].key.startswith(LINE) else 0.0 for row in lattice.row])
        self._lead, self._toll = self._lightest_lead()
        self._lay_reach()
        self._sounds = SoundIndex(lattice.words, lattice.edges, lexicon, FUNCTION_WORDS)
        size = lattice.size + 1
        none = Accounts(np.full(size, NEVER), np.zeros(size), np.zeros(size, np.int32), np.zeros(size, np.int16))
        self.begin = Trace(0, 0.0, none, none, "", np.zeros(len(self.keys)))
        self._kept: dict[tuple[int, float, str, str], tuple[Trace, tuple[Hit, ...]]] = {}

    def _lightest_lead(self) -> tuple[Floats, Floats]:
        """For each position the least price of the positions of its row before it, and the weight of those."""
        size = self.lattice.size
        lead, toll = np.zeros(size + 1), np.full(size + 1, np.inf)
        for at in range(size):  # a position's predecessors have smaller numbers
            came = self.lattice.before[at]
            came = came[came < size]
            if self.lattice.opens[at]:
                toll[at] = 0.0
            elif len(came):
                cheapest = came[(toll[came] + self._price[came]).argmin()]
                toll[at] = toll[cheapest] + self._price[cheapest]
                lead[at] = lead[cheapest] + self._weight[cheapest]
        return lead, toll

    def _lay_reach(self) -> None:
        """For each position those that are reached from it by passing over up to FURTHEST, at what price and weight."""
        size = self.lattice.size
        source = at = np.arange(size)
        price, weight = np.zeros(size), np.zeros(size)
        found: list[tuple[Ints, Ints, Floats, Floats]] = []
        for _ in range(FURTHEST):
            after = self.lattice.after[at]
            row, column = np.nonzero(after < size)
            source, at = source[row], after[row, column]
            price, weight = price[row] + self._price[at], weight[row] + self._weight[at]
            found.append((source, at, price, weight))
        source, at, price, weight = (np.concatenate(each) for each in zip(*found, strict=True))
        passable = np.flatnonzero(price <= DEAREST)
        order = passable[np.lexsort((price[passable], at[passable], source[passable]))]
        source, at, price, weight = source[order], at[order], price[order], weight[order]
        first = np.ones(len(source), bool)  # of the ways from one position to another the cheapest
        first[1:] = (source[1:] != source[:-1]) | (at[1:] != at[:-1])
        self._reach_at, self._reach_price, self._reach_weight = at[first], price[first], weight[first]
        self._reach_count = np.bincount(source[first], minlength=size + 1)
        self._reach_start = np.cumsum(self._reach_count) - self._reach_count

    def accept(self, trace: Trace, word: str) -> tuple[Trace, tuple[Hit, ...]]:
        """Take the next heard word; return the new trace and the phrases whose last word it was."""
        key = id(trace.accounts), trace.clock, trace.previous_word, word  # what is kept holds on to these accounts
        found = self._kept.pop(key, None) or self._accept(trace, word)
        self._kept[key] = found
        if len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)), None)  # the one that was wanted longest ago
        return found

    def _accept(self, trace: Trace, word: str) -> tuple[Trace, tuple[Hit, ...]]:
        now, old = trace.count, trace.accounts
        new = old.copy()
        touched = [
            self._match(new, old, trace, self._sounds.single(word), now),
            self._match(new, old, trace, self._sounds.double(word), now),
        ]
        if trace.previous_word:
            joined = self._sounds.joined(trace.previous_word, word)
            touched.append(self._match(new, trace.previous, trace, joined, now - 1))
        matched = np.concatenate(touched)
        self._pass_over(new, matched)
        clock = trace.clock + INSERTED
        pull = np.zeros(len(self.keys))
        if len(matched):
            in_place = self._in_place[matched] * new.heard[matched]
            np.maximum.at(pull, self._key[matched], new.score[matched] - clock + in_place)
        following = Trace(now + 1, clock, new, old, word, pull)
        return following, self._hits(following, matched[self.lattice.ends[matched]])

    def pause(self, trace: Trace) -> tuple[Trace, tuple[Hit, ...]]:
        """The speaker's turn ended: return the phrases without their last words, too; going on costs PAUSE."""
        hits = self._hits(trace, np.flatnonzero(self.lattice.ends))
        return replace(trace, clock=trace.clock + PAUSE, previous_word=""), hits

    def _match(self, new: Accounts, old: Accounts, trace: Trace, fit: Fit, now: int) -> Ints:
        """Better `new` at the positions that the heard word fits, coming from `old`; return those bettered.

        An account that begins here begins with word number `now`.
        """
        at: Ints = fit.at
        opening = fit.opening
        if not len(at):
            return at
        came = self.lattice.before[opening]
        best = old.score[came].argmax(axis=1) if came.shape[1] else np.zeros(len(at), np.int64)
        source = came[np.arange(len(at)), best] if came.shape[1] else np.full(len(at), self.lattice.size)
        lead = self._lead[opening]
        fresh = trace.clock - INSERTED * (fit.spoken - 1) - self._toll[opening]
        goes_on = old.score[source] > fresh
        weight = self._weight[at] + np.where(opening == at, 0.0, self._weight[opening])
        # The word itself is not extra: what every account pays for it is given back.
        score = np.where(goes_on, old.score[source], fresh) + fit.share * weight + INSERTED * fit.spoken
        better = score > new.score[at]
        at, source, goes_on = at[better], source[better], goes_on[better]
        new.score[at] = score[better]
        new.path[at] = np.where(goes_on, old.path[source], lead[better]) + weight[better]
        new.first[at] = np.where(goes_on, old.first[source], now)
        new.heard[at] = np.where(goes_on, old.heard[source], 0) + fit.spoken
        return at

    def _pass_over(self, new: Accounts, matched: Ints) -> None:
        """Let the positions that follow the matched ones be reached without having been heard."""
        counts = self._reach_count[matched]
        total = int(counts.sum())
        if not total:
            return
        source = np.repeat(matched, counts)
        starts = np.repeat(self._reach_start[matched] - np.cumsum(counts) + counts, counts)
        edges = starts + np.arange(total)
        at = self._reach_at[edges]
        score = new.score[source] - self._reach_price[edges]
        better = np.flatnonzero(score > new.score[at])
        better = better[np.argsort(score[better])]  # where two reach the same position the better one is written last
        at, source = at[better], source[better]
        path = new.path[source] + self._reach_weight[edges[better]]
        new.first[at] = new.first[source]
        new.heard[at] = new.heard[source]
        new.path[at] = path
        new.score[at] = score[better]

    def _hits(self, trace: Trace, ends: Ints) -> tuple[Hit, ...]:
        """The best hit of each row that ends at one of `ends`."""
        told = trace.accounts.score[ends] - trace.clock
        share = told / np.maximum(trace.accounts.path[ends], 1e-9)
        found: dict[int, Hit] = {}
        for index in np.flatnonzero(share >= HEARD):
            at = ends[index]
            score, row = min(1.0, float(share[index])), int(self.lattice.row[at])
            first, last = int(trace.accounts.first[at]), trace.count - 1
            heard = int(trace.accounts.heard[at])
            whole = float(trace.accounts.path[at])
            hit = Hit(self.lattice.rows[row], score, float(told[index]) + TOGETHER * heard, whole, first, last, heard)
            if row not in found or hit.told > found[row].told:
                found[row] = hit
        return tuple(found.values())
