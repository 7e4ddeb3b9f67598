"""Which words of a vocabulary a heard word sounds like: phone edit distance against all of them at once.

A heard word may stand for one word, for two ("voicemail" for "voice mail"), or be the second half of one ("pre a"
for "priya"). Answers are remembered: a call says the same few hundred words over and over.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.call.lexicon import PHONES, Lexicon, gap, substitution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 0.4  # likeness that is worth nothing; 1 is worth the whole word
ALIKE = 0.62  # the least likeness that counts as the same word, misheard
SHORT = 3  # words of so few phones are alike by chance: they must be alike in full
SHORT_ALIKE = 0.85
SHARED = 0.5  # of the phones: what two words must share before they are compared in full
UNLIKELY = 0.6  # what is left of a likeness where the heard word may well be the word that was said
LONGEST = 10  # phones of two words that are run together: more are not taken for one word
LONG = 4  # the least number of phones of what may be one word for two, or two for one


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a heard word fits: positions `at`, each from `opening` (the same, or one before it), by `share` in 0..1.

    `spoken` is how many heard words it takes.
    """

    at: Ints
    opening: Ints
    share: Floats
    spoken: int = 1


_NONE = np.zeros(0, np.int64)
NOWHERE = Fit(_NONE, _NONE, np.zeros(0))


class _Units:
    """Distinct phone sequences, padded to a rectangle, to be compared with a heard one."""

    def __init__(self, phones: Sequence[tuple[str, ...]]) -> None:
        self.length = np.array([len(unit) for unit in phones], np.int64)
        width = int(self.length.max(initial=0))
        self.codes = np.zeros((len(phones), width), np.int64)
        self.count = np.zeros((len(phones), len(PHONES)))
        rows = np.repeat(np.arange(len(phones)), self.length)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum(self.length) - self.length, self.length)
        codes = np.array([_CODE[phone] for unit in phones for phone in unit], np.int64)
        self.codes[rows, columns] = codes
        np.add.at(self.count, (rows, codes), 1)

    def alike(self, heard: Sequence[str]) -> tuple[Ints, Floats]:
        """The units that `heard` sounds like, and how much (ALIKE..1)."""
        codes = np.array([_CODE[phone] for phone in heard], np.int64)
        tally = np.bincount(codes, minlength=len(PHONES))
        longer = np.maximum(self.length, len(codes))
        shared = np.minimum(self.count, tally).sum(axis=1) >= SHARED * longer
        near = np.flatnonzero(shared & (np.abs(self.length - len(codes)) <= 0.4 * longer))
        if not len(near):
            return near, np.zeros(0)
        likeness = 1 - self._distance(near, codes) / longer[near]
        least = np.where(np.minimum(self.length[near], len(codes)) <= SHORT, SHORT_ALIKE, ALIKE)
        keep = likeness >= least
        return near[keep], likeness[keep]

    def _distance(self, rows: Ints, heard: Ints) -> Floats:
        """Edit distance of each unit to `heard`: as lexicon.similarity, all rows at once."""
        codes = self.codes[rows]
        steps = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(_GAP[codes], axis=1)], axis=1)
        line = steps
        for code in heard:
            fresh = line + _GAP[code]
            fresh[:, 1:] = np.minimum(fresh[:, 1:], line[:, :-1] + _SUBSTITUTION[code][codes])
            line = np.minimum.accumulate(fresh - steps, axis=1) + steps
        distance: Floats = line[np.arange(len(rows)), self.length[rows]]
        return distance


class SoundIndex:
    """The words that each position stands for; `edges` are the pairs of positions that may follow each other."""

    def __init__(
        self, words: Sequence[Sequence[str]], edges: Sequence[tuple[int, int]], lexicon: Lexicon, common: Set[str]
    ) -> None:
        self._lexicon = lexicon
        self._common = common
        at: dict[str, list[tuple[int, int]]] = {}
        pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for position, ways in enumerate(words):
            for word in ways:
                at.setdefault(word, []).append((position, position))
        short = {word: len(lexicon.phones(word)) for word in at}
        for came, position in edges:
            for one in words[came]:
                for two in words[position]:
                    if short[one] + short[two] <= LONGEST:
                        pairs.setdefault((one, two), []).append((came, position))
        self._exact = {word: np.array([one for one, _ in places]) for word, places in at.items()}
        self._at = [np.array(places) for places in at.values()]
        self._words = _Units([lexicon.phones(word) for word in at])
        self._pair_at = [np.array(places) for places in pairs.values()]
        self._pairs = _Units([lexicon.phones(one) + lexicon.phones(two) for one, two in pairs])
        self._single: dict[str, Fit] = {}
        self._double: dict[str, Fit] = {}
        self._joined: dict[tuple[str, str], Fit] = {}

    def _sure(self, heard: str) -> bool:
        """Whether it is likely that just this word was said: it is one of the outline's, or a common one."""
        return heard in self._exact or heard in self._common

    def single(self, heard: str) -> Fit:
        """Where `heard` stands for one word."""
        fit = self._single.get(heard)
        if fit is None:
            fit = _fit(*self._words.alike(self._lexicon.phones(heard)), self._at)
            if self._sure(heard):
                fit = replace(fit, share=fit.share * UNLIKELY)
            exact = self._exact.get(heard)
            self._single[heard] = fit = fit if exact is None else _with_exact(fit, exact)
        return fit

    def double(self, heard: str) -> Fit:
        """Where `heard` stands for a word and the one before it."""
        fit = self._double.get(heard)
        if fit is None:
            phones = () if self._sure(heard) else self._lexicon.phones(heard)
            fit = _fit(*self._pairs.alike(phones), self._pair_at) if len(phones) >= LONG else NOWHERE
            self._double[heard] = fit
        return fit

    def joined(self, before: str, heard: str) -> Fit:
        """Where `before` and `heard` together stand for one word."""
        fit = self._joined.get((before, heard))
        if fit is None:
            phones = self._lexicon.phones(before) + self._lexicon.phones(heard)
            fit = _fit(*self._words.alike(phones), self._at, 2) if len(phones) >= LONG else NOWHERE
            self._joined[before, heard] = fit
        return fit


def _fit(units: Ints, likeness: Floats, places: Sequence[Ints], spoken: int = 1) -> Fit:
    if not len(units):
        return NOWHERE
    likest = np.argsort(-likeness, kind="stable")  # a position that is alike in two ways is in the likest
    units, likeness = units[likest], likeness[likest]
    found, first = np.unique(np.concatenate([places[unit] for unit in units]), axis=0, return_index=True)
    share = np.repeat((likeness - LEAST) / (1 - LEAST), [len(places[unit]) for unit in units])
    return Fit(found[:, 1], found[:, 0], share[first], spoken)


def _with_exact(fit: Fit, exact: Ints) -> Fit:
    """The same word is the same word, whatever the dictionary says of it."""
    other = ~np.isin(fit.at, exact)
    at = np.concatenate([exact, fit.at[other]])
    return Fit(at, at, np.concatenate([np.ones(len(exact)), fit.share[other]]))


_ORDER = sorted(PHONES)
_CODE = {phone: code for code, phone in enumerate(_ORDER)}
_SUBSTITUTION = np.array([[substitution(one, two) for two in _ORDER] for one in _ORDER])
_GAP = np.array([gap(phone) for phone in _ORDER])
