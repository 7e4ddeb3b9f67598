"""Trigram language models as arrays: count one from sentences, mix two, write ARPA.

Words are numbers into a vocabulary of V words; the bigram (h, w) has the key h*V+w, the trigram (u, h, w) the key
(u*V+h)*V+w; keys are sorted. Probabilities are plain, not logarithms.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
START, END = "<s>", "</s>"
_FLOOR = 1e-12
_ROWS = 20_000  # that are written at once


@dataclass(frozen=True, slots=True)
class Trigrams:
    """A backoff trigram model over `words`. Weights are those of Katz: what is left for words not listed."""

    words: tuple[str, ...]
    one: Floats  # (V,)
    two_keys: Ints
    two: Floats
    three_keys: Ints
    three: Floats
    weight_one: Floats  # (V,): of each history of one word
    weight_two: Floats  # of each bigram as a history

    def after_one(self, keys: Ints) -> Floats:
        """The probability of each bigram of `keys`, listed or not."""
        size = len(self.words)
        found, places = located(self.two_keys, keys)
        listed = self.two[places] if len(self.two) else 0.0
        return np.where(found, listed, self.weight_one[keys // size] * self.one[keys % size])

    def after_two(self, keys: Ints) -> Floats:
        """The probability of each trigram of `keys`, listed or not."""
        size = len(self.words)
        found, places = located(self.three_keys, keys)
        listed = self.three[places] if len(self.three) else 0.0
        seen, histories = located(self.two_keys, keys // size)
        weight = np.where(seen, self.weight_two[histories] if len(self.two) else 1.0, 1.0)
        return np.where(found, listed, weight * self.after_one(keys % (size * size)))


def weighted(words: Sequence[str], one: Floats, two: tuple[Ints, Floats], three: tuple[Ints, Floats]) -> Trigrams:
    """The model with these probabilities, and the backoff weights that make each history's sum 1."""
    size = len(words)
    (two_keys, two_p), (three_keys, three_p) = two, three
    flat = Trigrams(tuple(words), one, two_keys, two_p, three_keys, three_p, np.ones(size), np.ones(len(two_keys)))
    listed = np.bincount(two_keys // size, two_p, size)
    shorter = np.bincount(two_keys // size, one[two_keys % size], size)
    weight_one = _rest(listed) / _rest(shorter)
    found, places = located(two_keys, three_keys // size)
    three_keys, three_p, places = three_keys[found], three_p[found], places[found]  # a history must itself be listed
    with_one = Trigrams(flat.words, one, two_keys, two_p, three_keys, three_p, weight_one, flat.weight_two)
    lower = with_one.after_one(three_keys % (size * size))
    listed = np.bincount(places, three_p, len(two_keys))
    shorter = np.bincount(places, lower, len(two_keys))
    weight_two = _rest(listed) / _rest(shorter)
    return Trigrams(flat.words, one, two_keys, two_p, three_keys, three_p, weight_one, weight_two)


def counted(
    words: Sequence[str], sentences: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]] = ()
) -> Trigrams:
    """The model of `sentences` after Witten and Bell; words that are not in `words` break a sentence.

    phrases: pieces of sentences, which tell nothing about how one begins and ends.
    """
    number = {word: index for index, word in enumerate(words)}
    size = len(words)
    counts: tuple[Counter[int], Counter[int], Counter[int]] = (Counter(), Counter(), Counter())
    lines = chain(((START, *sentence, END) for sentence in sentences), phrases)
    for text in lines:
        line = [-1, -1, *(number.get(word, -1) for word in text)]
        for u, h, w in zip(line, line[1:], line[2:], strict=False):
            if w < 0 or (text[0] == START and u < 0 and h < 0):  # nobody says START
                continue
            counts[0][w] += 1
            if h >= 0:
                counts[1][h * size + w] += 1
                if u >= 0:
                    counts[2][(u * size + h) * size + w] += 1
    return _witten_bell(words, *counts)


def _witten_bell(words: Sequence[str], one: Counter[int], two: Counter[int], three: Counter[int]) -> Trigrams:
    size = len(words)
    p_one = np.full(size, 1.0 / size)
    total, kinds = sum(one.values()), len(one)
    p_one *= kinds / max(1, total + kinds)
    for word, count in one.items():
        p_one[word] += count / (total + kinds)
    two_keys, two_counts = _sorted(two)
    p_two = _discounted(two_keys // size, two_counts, p_one[two_keys % size])
    three_keys, three_counts = _sorted(three)
    _, places = located(two_keys, three_keys % (size * size))
    p_three = _discounted(three_keys // size, three_counts, p_two[places] if len(places) else p_two[:0])
    return weighted(words, p_one, (two_keys, p_two), (three_keys, p_three))


def _discounted(histories: Ints, counts: Floats, lower: Floats) -> Floats:
    _, inverse = np.unique(histories, return_inverse=True)
    total = np.bincount(inverse, counts)[inverse] if len(counts) else counts
    kinds = np.bincount(inverse)[inverse] if len(counts) else counts
    return np.asarray((counts + kinds * lower) / (total + kinds))


def mixed(a: Trigrams, b: Trigrams, share: float) -> Trigrams:
    """`share` of `a` and the rest of `b`, two models over the same words, with every n-gram of either."""
    two_keys = np.union1d(a.two_keys, b.two_keys)
    three_keys = np.union1d(a.three_keys, b.three_keys)
    one = share * a.one + (1 - share) * b.one
    two = share * a.after_one(two_keys) + (1 - share) * b.after_one(two_keys)
    three = share * a.after_two(three_keys) + (1 - share) * b.after_two(three_keys)
    return weighted(a.words, one, (two_keys, two), (three_keys, three))


def write_arpa(model: Trigrams, file: TextIO) -> None:
    """Write `model` in the ARPA format, base-10 logarithms."""
    size, words = len(model.words), model.words
    file.write(f"\\data\\\nngram 1={size}\nngram 2={len(model.two)}\nngram 3={len(model.three)}\n\n\\1-grams:\n")
    for rows in _slices(size):
        named = zip(_log(model.one[rows]), words[rows], _log(model.weight_one[rows]), strict=True)
        file.writelines(f"{p:.4f} {w} {b:.4f}\n" for p, w, b in named)
    file.write("\n\\2-grams:\n")
    for rows in _slices(len(model.two)):
        h, w = (part.tolist() for part in divmod(model.two_keys[rows], size))
        pairs = zip(_log(model.two[rows]), h, w, _log(model.weight_two[rows]), strict=True)
        file.writelines(f"{p:.4f} {words[h]} {words[w]} {b:.4f}\n" for p, h, w, b in pairs)
    file.write("\n\\3-grams:\n")
    for rows in _slices(len(model.three)):
        rest, w = divmod(model.three_keys[rows], size)
        u, h = (part.tolist() for part in divmod(rest, size))
        triples = zip(_log(model.three[rows]), u, h, w.tolist(), strict=True)
        file.writelines(f"{p:.4f} {words[u]} {words[h]} {words[w]}\n" for p, u, h, w in triples)
    file.write("\n\\end\\\n")


def _slices(count: int) -> Iterator[slice]:
    """`count` rows in parts: numbers as Python's own objects take ten times the room."""
    return (slice(start, start + _ROWS) for start in range(0, count, _ROWS))


def _log(values: Floats) -> list[float]:
    return np.log10(np.maximum(values, _FLOOR)).tolist()  # type: ignore[no-any-return]


def _rest(listed: NDArray[Any]) -> Floats:
    return np.maximum(1.0 - listed, 1e-4)


def _sorted(counts: Counter[int]) -> tuple[Ints, Floats]:
    keys = np.array(sorted(counts), np.int64)
    return keys, np.array([counts[key] for key in keys.tolist()], np.float64)


def located(keys: Ints, wanted: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Whether each of `wanted` is in `keys` (sorted), and where; 0 for those that are not."""
    if not len(keys):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[places] == wanted
    return found, np.where(found, places, 0)
