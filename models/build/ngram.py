"""The language model: what is said in the call, mixed with English at large, as an acceptor with back-off arcs.

P(word | two words before) = sum over sources of weight x P_source(word | history). Sources are trigrams counted from
texts with absolute discounting, and PocketSphinx's general model, which is asked. The mixture is exact for every
n-gram that is written down; the others go through back-off arcs whose weights make each state's chances sum to one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .lexicon import general_model
from .openfst import Fst

BEGIN, END = "<s>", "</s>"
History = tuple[str, ...]
_DISCOUNT = 0.6
_FLOOR = 1e-9


class Counted:
    """A trigram from texts, over `vocabulary`: absolute discounting, interpolated with shorter histories."""

    def __init__(self, texts: Iterable[str], vocabulary: Sequence[str], least: int = 2) -> None:
        known = set(vocabulary)
        counts: list[Counter[History]] = [Counter(), Counter(), Counter()]
        for text in texts:
            for words in _runs(text.split(), known):
                for order in (1, 2, 3):
                    counts[order - 1].update(zip(*(words[i:] for i in range(order)), strict=False))
        singles = {gram[0]: count for gram, count in counts[0].items() if gram[0] != BEGIN}
        total = sum(singles.values()) + len(vocabulary) + 1
        self._single = {word: (singles.get(word, 0) + 1) / total for word in (*vocabulary, END)}
        self.followers: dict[History, dict[str, int]] = defaultdict(dict)
        for order, smallest in ((2, 1), (3, least)):
            for gram, count in counts[order - 1].items():
                if count >= smallest:
                    self.followers[gram[:-1]][gram[-1]] = count
        self._totals = {history: sum(found.values()) for history, found in self.followers.items()}

    def __call__(self, word: str, history: History) -> float:
        if not history:
            return self._single.get(word, _FLOOR)
        shorter = self(word, history[1:])
        found = self.followers.get(history)
        if not found:
            return shorter
        total = self._totals[history]
        return (max(found.get(word, 0) - _DISCOUNT, 0) + _DISCOUNT * len(found) * shorter) / total


def _runs(words: Sequence[str], known: set[str]) -> list[list[str]]:
    """The stretches of `words` that are known, with the ends of the sentence where they touch them."""
    runs: list[list[str]] = [[BEGIN]]
    for word in words:
        if word in known:
            runs[-1].append(word)
        else:
            runs.append([])
    runs[-1].append(END)
    return [run for run in runs if run]


class General:
    """PocketSphinx's general model, limited to `vocabulary`."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._model = general_model()
        self._base = math.log(1.0001)  # the unit that PocketSphinx counts logarithms in
        self._share = 1.0
        self._share = sum(self(word, ()) for word in (*vocabulary, END))

    def __call__(self, word: str, history: History) -> float:
        logarithm = self._model.prob([word, *reversed(history)])
        return max(math.exp(logarithm * self._base) / self._share, _FLOOR)


def general_pairs(model: General, words: Sequence[str], least: float) -> dict[History, list[str]]:
    """The pairs of `words` that English likes much better than their single chances say.

    A pair counts where P(first) P(second | first) is at least `least` and three times what chance would give.
    """
    single = {word: model(word, ()) for word in words}
    followers: dict[History, list[str]] = {}
    for first in (word for word in words if single[word] >= least):
        found = []
        for second in words:
            chance = model(second, (first,))
            if chance * single[first] >= least and chance > 3 * single[second]:
                found.append(second)
        if found:
            followers[first,] = found
    return followers


def general_triples(model: General, pairs: Mapping[History, Sequence[str]], least: float) -> dict[History, list[str]]:
    """The triples made of two of `pairs` that are at least `least` likely, and twice what the second pair says."""
    followers: dict[History, list[str]] = {}
    for (first,), seconds in pairs.items():
        for second in seconds:
            here = model(first, ()) * model(second, (first,))
            found = []
            for third in pairs.get((second,), ()):
                chance = model(third, (first, second))
                if here * chance >= least and chance > 2 * model(third, (second,)):
                    found.append(third)
            if found:
                followers[first, second] = found
    return followers


@dataclass(frozen=True, slots=True)
class Mixture:
    """Sources and their weights, which sum to one."""

    sources: tuple[tuple[float, Callable[[str, History], float]], ...]

    def __call__(self, word: str, history: History) -> float:
        return sum(weight * source(word, history) for weight, source in self.sources)


class _Written:
    """The n-grams that are written down so far, and what each history's back-off costs."""

    def __init__(self) -> None:
        self.chances: dict[History, dict[str, float]] = {}
        self.back_off: dict[History, float] = {}

    def chance(self, word: str, history: History) -> float:
        """P(word | history) as the acceptor gives it."""
        found = self.chances.get(history)
        if found is None:
            return self.chance(word, history[1:])
        if word in found or not history:
            return found.get(word, _FLOOR)
        return self.back_off[history] * self.chance(word, history[1:])


def acceptor(
    mixture: Mixture, followers: Mapping[History, Iterable[str]], vocabulary: Sequence[str], ids: Mapping[str, int]
) -> Fst:
    """The acceptor of `mixture` that writes down the n-grams (history, word) of `followers`, in the ids of `ids`."""
    histories = sorted(followers, key=lambda history: (len(history), history))
    states: dict[History, int] = {history: number for number, history in enumerate([(), *histories])}
    fst, written = Fst([[] for _ in states], {}, states[BEGIN,]), _Written()

    def longest(history: History) -> int:
        while history not in states:
            history = history[1:]
        return states[history]

    for history, state in states.items():
        words = sorted(set(followers[history])) if history else (*vocabulary, END)
        chances = {word: mixture(word, history) for word in words}
        if history:
            lower = 1 - sum(written.chance(word, history[1:]) for word in words)
            left = 1 - sum(chances.values())
            written.back_off[history] = min(1.0, max(1e-4, left) / max(1e-4, lower))
            fst.arcs[state].append((0, 0, -math.log(written.back_off[history]), longest(history[1:])))
        else:
            total = sum(chances.values())
            chances = {word: chance / total for word, chance in chances.items()}
        written.chances[history] = chances
        for word, chance in chances.items():
            if word == END:
                fst.final[state] = -math.log(chance)
            else:
                fst.arcs[state].append((ids[word], ids[word], -math.log(chance), longest((*history, word)[-2:])))
    for row in fst.arcs:
        row.sort()
    return fst.connected()
