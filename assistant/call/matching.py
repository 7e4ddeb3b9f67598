"""Hearing phrases in misrecognised words: a streaming local alignment of every phrase at once.

Every position of the lattice holds the best account of the words heard so far that ends there. One heard word:

    matches   positions whose word it sounds like (phones, not letters); or that and the one before ("voicemail" for
              "voice mail"); or the heard word before it is part of it ("pre a" for "priya")
    passes    over positions that were not heard, at a price that grows with what they tell
    is extra  where it fits nowhere, which costs every account a little

A word weighs what it tells: "the" next to nothing, "coordinator" much, "not" so much that it cannot be passed over.
Only positions that the heard word fits are touched, so that the cost of a word hardly grows with the outline and not
at all with the call. A Trace is a value: accepting a word makes a new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.call.lattice import Floats, Ints, Lattice, Row
from assistant.call.lexicon import Lexicon
from assistant.call.soundalike import Fit, SoundIndex

# The words of English that tell next to nothing about which step of a call one is on.
FUNCTION_WORDS = frozenset(
    """a about after all also am an and any are as at be because been being but by can could did do does doing
    for from get go going got had has have having he her him his how i i'd i'll i'm i've if in into is it it's
    its just know like me might more much my now of oh ok okay on one or our out over really right said say see she
    should so some such that that's the their them then there there's these they they're they've this those to too
    uh um up us very was we we'd we'll we're we've well were what what's when where which who will with would yeah
    yes you you'd you'll you're you've your""".split()
)
NEGATORS = frozenset(
    """not no never none nobody nothing without cannot can't couldn't didn't doesn't don't hadn't hasn't haven't
    isn't wasn't weren't won't wouldn't aren't neither nor""".split()
)
FUNCTION_WEIGHT = 0.25
CONTENT_WEIGHT = 1.0
NEGATOR_WEIGHT = 2.0

MISSING = 0.25  # of the weight of a position that is passed over, beside the weight itself
INSERTED = 0.08  # of a content word, for each heard word that fits nowhere
FURTHEST = 3  # positions that may be passed over in a row
HEARD = 0.6  # the least share of a phrase's weight that counts as having heard it
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase was heard: `score` in 0..1, `told` the weight of the words that fitted, `first`..`last` word numbers."""

    row: Row
    score: float
    told: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """For each position of the lattice (and one beyond it, which is no position) the best account that ends there.

    `score` is the weight heard less the prices paid, plus INSERTED for each word since the call began (so that words
    that fit nowhere cost nothing to write down); `path` the weight of all its positions, `first` its first word's number.
    """

    score: Floats
    path: Floats
    first: Ints

    def copy(self) -> "Accounts":
        """One that may be changed."""
        return Accounts(self.score.copy(), self.path.copy(), self.first.copy())


@dataclass(frozen=True, slots=True)
class Trace:
    """What has been heard of every phrase after `count` words.

    `pull` has one entry a row key (see Spotter.keys): the weight of the best account that the last word added to.
    """

    count: int
    accounts: Accounts
    previous: Accounts
    previous_word: str
    pull: Floats


def word_weight(word: str) -> float:
    """What hearing `word` tells, in content words."""
    if word in NEGATORS:
        return NEGATOR_WEIGHT
    return FUNCTION_WEIGHT if word in FUNCTION_WORDS else CONTENT_WEIGHT


class Spotter:
    """All phrases of one side of the call, ready to be heard. `keys` are the distinct keys of the rows, in order."""

    def __init__(self, rows: Sequence[Row], slots: Mapping[str, Sequence[str]], lexicon: Lexicon) -> None:
        self.lattice = lattice = Lattice(rows, slots)
        self.keys = tuple(dict.fromkeys(row.key for row in lattice.rows))
        number = {key: n for n, key in enumerate(self.keys)}
        self._key = np.array([number[lattice.rows[row].key] for row in lattice.row], np.int64)
        self._weight = np.array([word_weight(word) for word in lattice.words] + [0.0])
        self._lead = self._lightest_lead()
        self._sounds = SoundIndex(lattice.words, lattice.edges, lexicon)
        size = lattice.size + 1
        none = Accounts(np.full(size, NEVER), np.zeros(size), np.zeros(size, np.int64))
        self.begin = Trace(0, none, none, "", np.zeros(len(self.keys)))

    def _lightest_lead(self) -> Floats:
        """For each position the least weight of the positions of its row before it."""
        lead = np.full(self.lattice.size + 1, np.inf)
        for at in range(self.lattice.size):  # a position's predecessors have smaller numbers
            came = self.lattice.before[at]
            came = came[came < self.lattice.size]
            ways = lead[came] + self._weight[came]
            lead[at] = 0.0 if self.lattice.opens[at] else ways.min(initial=np.inf)
        return lead

    def accept(self, trace: Trace, word: str) -> tuple[Trace, tuple[Hit, ...]]:
        """Take the next heard word; return the new trace and the phrases that this word completed or bettered."""
        now, old = trace.count, trace.accounts
        new = old.copy()
        touched = [
            self._match(new, old, now, self._sounds.single(word)),
            self._match(new, old, now, self._sounds.double(word)),
        ]
        if trace.previous_word:
            joined = self._sounds.joined(trace.previous_word, word)
            touched.append(self._match(new, trace.previous, now - 1, joined))
        matched = np.concatenate(touched)
        bettered = self._pass_over(new, matched)
        clock = INSERTED * (now + 1)
        pull = np.zeros(len(self.keys))
        if len(matched):
            np.maximum.at(pull, self._key[matched], new.score[matched] - clock)
        hits = self._hits(new, bettered, now)
        return Trace(now + 1, new, old, word, pull), hits

    def _match(self, new: Accounts, old: Accounts, now: int, fit: Fit) -> Ints:
        """Better `new` at the positions that the heard word fits, coming from `old`; return those bettered."""
        at, opening = fit.at, fit.opening
        if not len(at):
            return at
        came = self.lattice.before[opening]
        best = old.score[came].argmax(axis=1) if came.shape[1] else np.zeros(len(at), np.int64)
        source = came[np.arange(len(at)), best] if came.shape[1] else np.full(len(at), self.lattice.size)
        lead = self._lead[opening]
        fresh = INSERTED * now - MISSING * lead
        goes_on = old.score[source] > fresh
        weight = self._weight[at] + np.where(opening == at, 0.0, self._weight[opening])
        # The word itself is not extra: what every account pays for it is given back.
        score = np.where(goes_on, old.score[source], fresh) + fit.share * weight + INSERTED * fit.spoken
        better = score > new.score[at]
        at, source, goes_on = at[better], source[better], goes_on[better]
        new.score[at] = score[better]
        new.path[at] = np.where(goes_on, old.path[source], lead[better]) + weight[better]
        new.first[at] = np.where(goes_on, old.first[source], now)
        return at

    def _pass_over(self, new: Accounts, matched: Ints) -> Ints:
        """Let positions that follow the matched ones be reached without having been heard; return all bettered."""
        bettered = [matched]
        edge = matched
        for _ in range(FURTHEST):
            if not len(edge) or not self.lattice.after.shape[1]:
                break
            after = self.lattice.after[edge]
            source = np.repeat(edge, after.shape[1])
            at = after.ravel()
            score = new.score[source] - MISSING * self._weight[at]
            better = (score > new.score[at]) & (at < self.lattice.size)
            at, source, score = at[better], source[better], score[better]
            order = np.argsort(score)  # where two reach the same position the better one is written last
            at, source, score = at[order], source[order], score[order]
            new.score[at] = score
            new.path[at] = new.path[source] + self._weight[at]
            new.first[at] = new.first[source]
            edge = np.unique(at)
            bettered.append(edge)
        return np.concatenate(bettered)

    def _hits(self, new: Accounts, bettered: Ints, now: int) -> tuple[Hit, ...]:
        ends = bettered[self.lattice.ends[bettered]]
        told = new.score[ends] - INSERTED * (now + 1)
        share = told / np.maximum(new.path[ends], 1e-9)
        found: dict[int, Hit] = {}
        for index in np.flatnonzero(share >= HEARD):
            row = int(self.lattice.row[ends[index]])
            hit = Hit(
                self.lattice.rows[row],
                min(1.0, float(share[index])),
                float(told[index]),
                int(new.first[ends[index]]),
                now,
            )
            if row not in found or hit.told > found[row].told:
                found[row] = hit
        return tuple(found.values())
