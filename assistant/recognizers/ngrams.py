"""Trigram language models as arrays: read PocketSphinx's own, count one from sentences, mix two, write ARPA.

Words are numbers into a vocabulary of V words; the bigram (h, w) has the key h*V+w, the trigram (u, h, w) the key
(u*V+h)*V+w; keys are sorted. Probabilities are plain, not logarithms.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
START, END = "<s>", "</s>"
_FLOOR = 1e-12


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
        found, places = _places(self.two_keys, keys)
        listed = self.two[places] if len(self.two) else 0.0
        return np.where(found, listed, self.weight_one[keys // size] * self.one[keys % size])

    def after_two(self, keys: Ints) -> Floats:
        """The probability of each trigram of `keys`, listed or not."""
        size = len(self.words)
        found, places = _places(self.three_keys, keys)
        listed = self.three[places] if len(self.three) else 0.0
        seen, histories = _places(self.two_keys, keys // size)
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
    found, places = _places(two_keys, three_keys // size)
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
    _, places = _places(two_keys, three_keys % (size * size))
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
    one, back = _log(model.one), _log(model.weight_one)
    file.writelines(f"{p:.4f} {w} {b:.4f}\n" for p, w, b in zip(one, words, back, strict=True))
    file.write("\n\\2-grams:\n")
    first, second = model.two_keys // size, model.two_keys % size
    rows = zip(_log(model.two), first.tolist(), second.tolist(), _log(model.weight_two), strict=True)
    file.writelines(f"{p:.4f} {words[h]} {words[w]} {b:.4f}\n" for p, h, w, b in rows)
    file.write("\n\\3-grams:\n")
    rest, third = model.three_keys // size, model.three_keys % size
    triples = zip(_log(model.three), (rest // size).tolist(), (rest % size).tolist(), third.tolist(), strict=True)
    file.writelines(f"{p:.4f} {words[u]} {words[h]} {words[w]}\n" for p, u, h, w in triples)
    file.write("\n\\end\\\n")


def _log(values: Floats) -> list[float]:
    return np.log10(np.maximum(values, _FLOOR)).tolist()  # type: ignore[no-any-return]


def _rest(listed: NDArray[Any]) -> Floats:
    return np.maximum(1.0 - listed, 1e-4)


def _sorted(counts: Counter[int]) -> tuple[Ints, Floats]:
    keys = np.array(sorted(counts), np.int64)
    return keys, np.array([counts[key] for key in keys.tolist()], np.float64)


def _places(keys: Ints, wanted: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Whether each of `wanted` is in `keys` (sorted), and where; 0 for those that are not."""
    if not len(keys):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[places] == wanted
    return found, np.where(found, places, 0)


# --- PocketSphinx's binary format (ngram_model_trie.c, lm_trie.c, lm_trie_quant.c of PocketSphinx 5) ---

_MAGIC = b"Trie Language Model"
_BINS = 65_536  # of the quantised logarithms, a table for each kind of them
_LOG_BASE = 1.0001


@dataclass(frozen=True, slots=True)
class _Fields:
    """An array of records packed bit by bit."""

    data: NDArray[np.uint8]
    bits: int
    count: int

    def read(self, start: int, width: int, extra: int = 0) -> Ints:
        """The field of `width` bits at bit `start` of every record."""
        position = start + np.arange(self.count + extra, dtype=np.int64) * self.bits
        words = np.ndarray((len(self.data) - 8,), "<u8", self.data, strides=(1,))
        shifted = words[position >> 3] >> (position & 7).astype(np.uint64)
        return np.asarray(shifted & np.uint64((1 << width) - 1)).astype(np.int64)


def read_general(path: Path, vocabulary: int, listed: int, also: Iterable[str] = ()) -> Trigrams:
    """PocketSphinx's own model, cut to its `vocabulary` most usual words and `also`, and to `listed`
    bigrams and trigrams.

    Raises ValueError where the file is in another format.
    """
    raw = np.fromfile(path, np.uint8)
    head = raw[:64].tobytes()
    if not head.startswith(_MAGIC) or head[len(_MAGIC)] != 3:
        raise ValueError(f"{path} is not a trigram model of PocketSphinx")
    at = len(_MAGIC) + 1
    n1, n2, n3 = struct.unpack_from("<3I", head, at)
    at += 16  # the three counts and the kind of quantisation
    tables = np.exp(np.frombuffer(raw, "<f4", 3 * _BINS, at).astype(np.float64) * np.log(_LOG_BASE)).reshape(3, _BINS)
    at += 12 * _BINS
    unigrams = np.frombuffer(raw, np.dtype([("p", "<f4"), ("weight", "<f4"), ("next", "<u4")]), n1 + 1, at)
    at += 12 * (n1 + 1)
    word_bits, next_bits = n1.bit_length(), n3.bit_length()
    # The counts are those of the model's source, by which the room is made; what is filled may be less.
    middle = _Fields(raw[at:], word_bits + 32 + next_bits, int(unigrams["next"][n1]))
    at += ((1 + n2) * middle.bits + 7) // 8 + 8
    starts = middle.read(word_bits + 32, next_bits, extra=1)
    last = _Fields(raw[at:], word_bits + 16, int(starts[-1]))
    at += ((1 + n3) * last.bits + 7) // 8 + 8
    names = raw[at + 4 :].tobytes().decode().split("\0")[:n1]

    one = np.exp(unigrams["p"][:n1].astype(np.float64) * np.log(_LOG_BASE))
    words, renumbered = _vocabulary(names, one, vocabulary, also)
    size = len(words)
    # The trie runs backwards: below the word lies what stood before it, below that the word before.
    w = np.repeat(np.arange(n1), np.diff(unigrams["next"]).astype(np.int64))
    h = middle.read(0, word_bits)
    two_p = tables[0][middle.read(word_bits + 16, 16)]
    pairs = renumbered[h] * size + renumbered[w]
    kept = (renumbered[h] >= 0) & (renumbered[w] >= 0)
    below = starts[1:] - starts[:-1]
    u = last.read(0, word_bits)
    three_p = tables[2][last.read(word_bits, 16)]
    triples = np.where(renumbered[u] >= 0, renumbered[u] * size * size + np.repeat(pairs, below), -1)
    kept3 = np.repeat(kept, below) & (triples >= 0)
    p_one = np.zeros(size)
    p_one[renumbered[renumbered >= 0]] = one[renumbered >= 0]
    p_one = np.maximum(p_one, 1e-8)
    p_one /= p_one.sum()
    order = np.argsort(pairs[kept])
    pairs, two_p = pairs[kept][order], two_p[kept][order]
    often = p_one[pairs // size] * two_p  # how often each pair is met
    triples, three_p = triples[kept3], three_p[kept3]
    found, places = _places(pairs, triples // size)
    triples, three_p = triples[found], three_p[found]
    three = _usual(triples, three_p, often[places[found]] * three_p, listed)
    two = _usual(pairs, two_p, often, listed)
    return weighted(words, p_one, two, three)


def _vocabulary(names: Sequence[str], one: Floats, size: int, also: Iterable[str]) -> tuple[list[str], Ints]:
    """The words to keep, and for each of `names` its new number, -1 where it goes."""
    order = np.argsort(-one)[:size]
    keep = {names[index] for index in order.tolist()} | {START, END} | set(also)
    words = sorted(keep)
    number = {word: index for index, word in enumerate(words)}
    return words, np.array([number.get(name, -1) for name in names], np.int64)


def _usual(keys: Ints, p: Floats, often: Floats, count: int) -> tuple[Ints, Floats]:
    """The `count` n-grams that are met most often, by key."""
    if len(keys) > count:
        best = np.argpartition(-often, count)[:count]
        keys, p = keys[best], p[best]
    order = np.argsort(keys)
    return keys[order], p[order]
