"""Four published rules of voice-following prompters, written from their descriptions, and literal keywords.

Each is given the caller's words one by one and says which token of the whole text it shows (-1: none yet). They know
the lines only, all of them one after another, and nothing of the other side: that is what such prompters have.
"""

from collections import deque
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Protocol

import numpy as np

from assistant.call.phrases import expand
from assistant.call.script import Script
from assistant.profile import slots


class Rule(Protocol):
    """A rule while it follows one call."""

    position: int

    def hear(self, word: str) -> None:
        """The caller's next word."""

    def pause(self) -> None:
        """The caller's utterance is final."""


@lru_cache(100_000)
def distance(one: str, other: str) -> int:
    """Levenshtein's distance of two words."""
    line = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, line[0] = line[0], i
        for j, sign in enumerate(other, 1):
            before, line[j] = line[j], min(line[j] + 1, line[j - 1] + 1, before + (letter != sign))
    return line[-1]


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("ascii", "replace"), np.uint8)


def _longer(line: np.ndarray, letter: int, codes: np.ndarray) -> np.ndarray:
    """The next line of Levenshtein's table, along the last axis."""
    count = np.arange(line.shape[-1])
    fresh = line + 1
    fresh[..., 1:] = np.minimum(fresh[..., 1:], line[..., :-1] + (codes != letter))
    return np.minimum.accumulate(fresh - count, axis=-1) + count


class PrefixLevenshtein:
    """The utterance so far against every growing prefix of the next 2n + 10 words after the last final place."""

    def __init__(self, text: Sequence[str]) -> None:
        self.text, self.position = text, -1
        self._begin()

    def _begin(self) -> None:
        self.count = 0
        window = self.text[self.position + 1 : self.position + 111]
        self.ends = np.cumsum([len(word) + 1 for word in window]) - 1
        self.codes = _codes(" ".join(window))
        self.line = np.arange(len(self.codes) + 1)
        self.base = self.position

    def hear(self, word: str) -> None:
        """See Rule."""
        for letter in _codes((" " if self.count else "") + word):
            self.line = _longer(self.line, int(letter), self.codes)
        self.count += 1
        reach = self.ends[: 2 * self.count + 10]
        if len(reach):
            self.position = self.base + 1 + int(self.line[reach].argmin())

    def pause(self) -> None:
        """See Rule."""
        self._begin()


class SixWords:
    """The last six words against all windows of six from 10 before to 50 after; the mean of the last three results."""

    WINDOW = 6

    def __init__(self, text: Sequence[str]) -> None:
        self.text, self.position = text, -1
        self.tail: deque[str] = deque(maxlen=self.WINDOW)
        self.results: deque[int] = deque(maxlen=3)
        windows = [" ".join(text[max(0, end - self.WINDOW + 1) : end + 1]) for end in range(len(text))]
        self.length = np.array([len(window) for window in windows])
        self.codes = np.zeros((len(windows), int(self.length.max())), np.uint8)
        for row, window in zip(self.codes, windows, strict=True):
            row[: len(window)] = _codes(window)

    def hear(self, word: str) -> None:
        """See Rule."""
        self.tail.append(word)
        first, last = max(0, self.position - 10), min(len(self.text), self.position + 51)
        rows = np.arange(first, last)
        heard = " ".join(self.tail)
        line = np.tile(np.arange(self.codes.shape[1] + 1), (len(rows), 1))
        for letter in _codes(heard):
            line = _longer(line, int(letter), self.codes[rows])
        far = line[np.arange(len(rows)), self.length[rows]] / np.maximum(self.length[rows], len(heard))
        far = far * (1 + 0.03 * np.abs(rows - self.position - 2))
        for limit in (0.1, 0.3, 0.5):
            under = np.flatnonzero(far < limit)
            if len(under):
                near = far[under[0] : under[0] + 3]
                self.results.append(int(rows[under[0] + near.argmin()]))
                weights = range(1, len(self.results) + 1)
                total = sum(w * r for w, r in zip(weights, self.results, strict=True))
                self.position = round(total / sum(weights))
                return

    def pause(self) -> None:
        """See Rule."""


class TwoWay:
    """Both go on where words are alike; else up to five spoken words are skipped, else up to five of the text."""

    SKIP = 5

    def __init__(self, text: Sequence[str]) -> None:
        self.text, self.position = text, -1
        self.base = -1
        self.spoken: list[str] = []

    def hear(self, word: str) -> None:
        """See Rule: the utterance is matched anew from its beginning."""
        self.spoken.append(word)
        at, n = self.base + 1, 0
        while n < len(self.spoken) and at < len(self.text):
            if _fuzzy(self.spoken[n], self.text[at]):
                at, n = at + 1, n + 1
                continue
            ahead = self.spoken[n + 1 : n + 1 + self.SKIP]
            skip = next((k for k, other in enumerate(ahead, 1) if _fuzzy(other, self.text[at])), 0)
            if skip:
                n += skip
                continue
            later = self.text[at + 1 : at + 1 + self.SKIP]
            skip = next((k for k, other in enumerate(later, 1) if _fuzzy(self.spoken[n], other)), 0)
            at, n = (at + skip, n) if skip else (at, n + 1)
        self.position = max(self.position, at - 1)

    def pause(self) -> None:
        """See Rule."""
        self.base, self.spoken = self.position, []


@cache
def _fuzzy(one: str, other: str) -> bool:
    if one == other:
        return True
    short = min(len(one), len(other))
    shared = next((n for n in range(short) if one[n] != other[n]), short)
    if short >= 3 and (shared == short or shared >= 0.6 * max(len(one), len(other))):
        return True
    most = 1 if short <= 4 else 2 if short <= 8 else max(len(one), len(other)) // 3
    return short > 2 and distance(one, other) <= most


class OneWord:
    """Each word against those from 4 before to 30 after, the first that is the same; after four misses all the rest."""

    def __init__(self, text: Sequence[str]) -> None:
        self.text, self.position, self.misses = text, -1, 0

    def hear(self, word: str) -> None:
        """See Rule."""
        near = range(max(0, self.position - 4), min(len(self.text), self.position + 31))
        found = self._find(word, near, 0.34)
        if found is None and self.misses >= 4:
            found = self._find(word, range(self.position + 1, len(self.text)), 0.2)
        self.misses = 0 if found is not None else self.misses + 1
        self.position = self.position if found is None else found

    def _find(self, word: str, places: Sequence[int], most: float) -> int | None:
        for at in places:
            if self.text[at] == word and at != self.position:
                return at
        alike = [(distance(word, self.text[at]) / max(len(word), len(self.text[at])), at) for at in places]
        best = min(alike, default=(1.0, 0))
        return best[1] if best[0] <= most and best[1] != self.position else None

    def pause(self) -> None:
        """See Rule."""


RULES: dict[str, type[Rule]] = {
    "prefix": PrefixLevenshtein,
    "six words": SixWords,
    "two-way": TwoWay,
    "one word": OneWord,
}


class Keywords:
    """Literal keywords: the outline's phrases, word for word; the last one heard tells the step, or the outcome."""

    LONGEST = 14

    def __init__(self, script: Script) -> None:
        said = slots(script.profile)
        steps = script.outline.steps.values()
        self.steps = {way: step.id for step in steps for phrase in step.heard for way in expand(phrase.template, said)}
        self.outcomes = {
            way: outcome.id
            for outcome in script.outline.outcomes.values()
            for phrase in outcome.heard
            for way in expand(phrase.template, said)
        }

    def step(self, tail: Sequence[str], step: str) -> str:
        """The step that the latest words name; else `step`."""
        return self._last(self.steps, tail, step)

    def outcome(self, words: Sequence[str], outcome: str) -> str:
        """The outcome that these words name; else `outcome`."""
        for end in range(1, len(words) + 1):
            outcome = self._last(self.outcomes, words[:end], outcome)
        return outcome

    def _last(self, ways: dict[tuple[str, ...], str], tail: Sequence[str], otherwise: str) -> str:
        for length in range(min(self.LONGEST, len(tail)), 0, -1):
            if tuple(tail[-length:]) in ways:
                return ways[tuple(tail[-length:])]
        return otherwise
