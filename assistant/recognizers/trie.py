"""PocketSphinx's own language model out of its binary trie (ngram_model_trie.c, lm_trie.c, lm_trie_quant.c of
PocketSphinx 5), cut to what is said most often.

The file holds four million n-grams packed bit by bit; they are unpacked some at a time, so that a small machine has
room for it beside the call.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from assistant.recognizers.ngrams import END, START, Floats, Ints, Trigrams, located, weighted

_MAGIC = b"Trie Language Model"
_BINS = 65_536  # of the quantised logarithms, a table for each kind of them
_LOG_BASE = np.log(1.0001)
_SLICE = 65_536  # records that are unpacked at once

Shares = NDArray[np.float32]  # probabilities: they were kept in 16 bits


@dataclass(frozen=True, slots=True)
class _Records:
    """An array in the file of records packed bit by bit."""

    file: BinaryIO
    at: int  # byte
    bits: int  # of a record
    room: int  # records that there is room for: the counts of the model's source; what is filled may be less

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.at + ((1 + self.room) * self.bits + 7) // 8 + 8

    def read(self, first: int, count: int, *fields: tuple[int, int]) -> list[Ints]:
        """Of `count` records from `first` on: the fields, each given by its first bit and its width."""
        start = first * self.bits // 8
        self.file.seek(self.at + start)
        data = np.frombuffer(self.file.read(((first + count) * self.bits + 7) // 8 + 8 - start), np.uint8)
        words = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
        position = np.arange(first, first + count, dtype=np.int64) * self.bits - 8 * start
        found = []
        for offset, width in fields:
            bit = position + offset
            shifted = words[bit >> 3] >> (bit & 7).astype(np.uint64)
            found.append((shifted & np.uint64((1 << width) - 1)).astype(np.int64))
        return found


class _Usual:
    """The `count` n-grams that are met most often among all that are put in."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._rows: list[tuple[Ints, Shares, Shares]] = []
        self._least = np.float32(0.0)  # what is met less often than this is not among them

    def put(self, keys: Ints, p: Shares, often: Shares) -> None:
        """Some more: their keys, their probabilities, how often each is met."""
        kept = often > self._least
        self._rows.append((keys[kept], p[kept], often[kept]))
        if sum(len(row[0]) for row in self._rows) > self._count * 3 // 2:
            self._cut()

    def sorted(self) -> tuple[Ints, Floats]:
        """The keys in order, and their probabilities."""
        self._cut()
        ((keys, p, _),) = self._rows
        order = np.argsort(keys)
        return keys[order], p[order].astype(np.float64)

    def _cut(self) -> None:
        keys, p, often = (np.concatenate(column) for column in zip(*self._rows, strict=True))
        if len(keys) > self._count:
            best = np.argpartition(-often, self._count)[: self._count]
            keys, p, often = keys[best], p[best], often[best]
            self._least = often.min()
        self._rows = [(keys, p, often)]


@dataclass(frozen=True, slots=True)
class _Trie:
    """The file, its parts found. The trie runs backwards: below a word lies what stood before it, below that the word
    before."""

    names: Sequence[str]
    one: Floats
    below: Ints  # where each word's pairs begin, and the last one's end
    middle: _Records
    last: _Records
    tables: Shares  # the probabilities by their quantised logarithms, shape (3, _BINS)

    def pairs(self) -> Iterator[tuple[int, Ints, Ints, Shares, Ints]]:
        """The bigrams, some at a time: the first one's number, h, w, the probability, where the triples below begin."""
        word_bits, next_bits = len(self.names).bit_length(), self.last.room.bit_length()
        fields = (0, word_bits), (word_bits + 16, 16), (word_bits + 32, next_bits)
        for first, count in _parts(int(self.below[-1])):
            h, quantised, starts = self.middle.read(first, count, *fields)
            yield first, h, _above(self.below, first, count), self.tables[0][quantised], starts

    @property
    def end(self) -> int:
        """How many triples there are."""
        fields = self.middle.bits - self.last.room.bit_length(), self.last.room.bit_length()
        return int(self.middle.read(int(self.below[-1]), 1, fields)[0][0])

    def triples(self, starts: NDArray[np.int32]) -> Iterator[tuple[Ints, Ints, Shares]]:
        """The trigrams, some at a time: u, the number of the pair they end in, the probability.

        starts: where each pair's triples begin, and the last one's end.
        """
        word_bits = len(self.names).bit_length()
        for first, count in _parts(int(starts[-1])):
            u, quantised = self.last.read(first, count, (0, word_bits), (word_bits, 16))
            yield u, _above(starts, first, count), self.tables[2][quantised]


def read_general(path: Path, vocabulary: int, listed: int, also: Iterable[str] = ()) -> Trigrams:
    """PocketSphinx's own model, cut to its `vocabulary` most usual words and `also`, and to `listed`
    bigrams and trigrams.

    Raises ValueError where the file is in another format.
    """
    with path.open("rb") as file:
        trie = _open(file)
        words, number = _vocabulary(trie.names, trie.one, vocabulary, also)
        one = np.zeros(len(words))
        one[number[number >= 0]] = trie.one[number >= 0]
        one = np.maximum(one, 1e-8)
        one /= one.sum()
        two, three = _Usual(listed), _Usual(listed)
        _read(trie, number, one, two, three)
    return weighted(words, one, two.sorted(), three.sorted())


def _read(trie: _Trie, number: Ints, one: Floats, two: _Usual, three: _Usual) -> None:
    """Put the n-grams of kept words into `two` and `three`."""
    size = len(one)
    pairs = _read_pairs(trie, number, one, two)
    for u, pair, p in trie.triples(pairs.starts):
        place = pairs.place[pair]
        kept = (number[u] >= 0) & (place >= 0)
        triples = number[u[kept]] * size * size + pairs.keys[place[kept]]
        found, histories = located(pairs.keys, triples // size)
        p_found = p[kept][found]
        three.put(triples[found], p_found, pairs.often[histories[found]] * p_found)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The bigrams of kept words: key (sorted), how often each is met. Of every bigram of the file: its place among
    them (-1 where a word goes), and where its triples begin."""

    keys: Ints
    often: Shares
    place: NDArray[np.int32]
    starts: NDArray[np.int32]


def _read_pairs(trie: _Trie, number: Ints, one: Floats, usual: _Usual) -> _Pairs:
    """All of them; with their probabilities they go into `usual` as well."""
    total, size = int(trie.below[-1]), len(one)
    place, starts = np.full(total, -1, np.int32), np.full(total + 1, trie.end, np.int32)
    keys, often, count = np.empty(total, np.int64), np.empty(total, np.float32), 0
    for first, h, w, p, begin in trie.pairs():
        rows = slice(first, first + len(h))
        starts[rows] = begin
        kept = (number[h] >= 0) & (number[w] >= 0)
        histories = number[h[kept]]
        new = slice(count, count + len(histories))
        keys[new] = histories * size + number[w[kept]]
        often[new] = one[histories] * p[kept]
        place[rows][kept] = np.arange(new.start, new.stop)
        usual.put(keys[new], p[kept], often[new])
        count = new.stop
    order = np.argsort(keys[:count]).astype(np.int32)
    moved = np.empty(count + 1, np.int32)
    moved[order], moved[-1] = np.arange(count), -1
    return _Pairs(keys[order], often[order], moved[place], starts)


def _open(file: BinaryIO) -> _Trie:
    """Find the parts. Raises ValueError where the file is in another format."""
    head = file.read(len(_MAGIC) + 1)
    if not head.startswith(_MAGIC) or head[-1] != 3:
        raise ValueError(f"{file.name} is not a trigram model of PocketSphinx")
    n1, n2, n3, _ = struct.unpack("<4I", file.read(16))  # the three counts and the kind of quantisation
    tables = np.exp(np.frombuffer(file.read(12 * _BINS), "<f4") * np.float32(_LOG_BASE)).reshape(3, _BINS)
    kind = np.dtype([("p", "<f4"), ("weight", "<f4"), ("next", "<u4")])
    unigrams = np.frombuffer(file.read(12 * (n1 + 1)), kind)
    word_bits, next_bits = n1.bit_length(), n3.bit_length()
    middle = _Records(file, file.tell(), word_bits + 32 + next_bits, n2)
    last = _Records(file, middle.end, word_bits + 16, n3)
    file.seek(last.end + 4)
    names = file.read().decode().split("\0")[:n1]
    one = np.exp(unigrams["p"][:n1].astype(np.float64) * _LOG_BASE)
    return _Trie(
        names, one, unigrams["next"].astype(np.int64), middle, last, tables.astype(np.float32).reshape(3, _BINS)
    )


def _parts(total: int) -> Iterator[tuple[int, int]]:
    """`total` records in slices: each one's first, and how many."""
    return ((first, min(_SLICE, total - first)) for first in range(0, total, _SLICE))


def _above(starts: NDArray[np.integer], first: int, count: int) -> Ints:
    """For each of `count` records from `first` on, which one of the level above it hangs below."""
    low = int(np.searchsorted(starts, first, "right")) - 1
    high = int(np.searchsorted(starts, first + count, "left"))
    return np.repeat(np.arange(low, high), np.diff(np.clip(starts[low : high + 1], first, first + count)))


def _vocabulary(names: Sequence[str], one: Floats, size: int, also: Iterable[str]) -> tuple[list[str], Ints]:
    """The words to keep, and for each of `names` its new number, -1 where it goes."""
    order = np.argsort(-one)[:size]
    keep = {names[index] for index in order.tolist()} | {START, END} | set(also)
    words = sorted(keep)
    number = {word: index for index, word in enumerate(words)}
    return words, np.array([number.get(name, -1) for name in names], np.int64)
