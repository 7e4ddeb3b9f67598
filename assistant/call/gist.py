"""The gist of a turn: which steps it does, or what it decides, told by all its words together.

Phrases hear what was foreseen. Examples of whole turns, each with what it does, teach the rest: every word and pair of
words of a turn speaks for a step or against it, and a logistic regression has learnt how much (`learning`). A Gist is
what was learnt; it lies beside its outline, `follow-up.gist` beside `follow-up.yaml`.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.call.lattice import Floats
from assistant.call.lexicon import tokens
from assistant.call.phrases import Words
from assistant.call.spelling import DIGITS
from assistant.call.telling import FUNCTION_WORDS

Weights = NDArray[np.float32]

EDGE = "|"  # stands for a turn's beginning and its end
DIGITS_READ, DAY = "{phone}", "{day}"
NUMBER = 3  # words of digits in a row that are a number being read
NAMES = ("name", "interviewer", "company", "position")  # the fields whose words are names
_DIGITS = frozenset((*DIGITS, "oh"))
_ALIKE = {**dict.fromkeys(map(str.lower, calendar.day_name), DAY), "{interview_date}": DAY}
FAMILIAR = 0.35  # of a turn's pairs that must be known: a stranger's words make strange pairs, a call's rarely do
TELLING = 0.4  # of the strongest feature: one that tells less is no reason to show


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it was heard and as examples are written (see `plain`): word n of `plain` begins at `begins[n]`."""

    words: Words
    plain: Words
    begins: tuple[int, ...]


@dataclass(frozen=True)
class Gist:
    """`weights[n]` of `features[n]` for each of `labels`, in nats; `bias` is what a turn of unknown words has."""

    labels: tuple[str, ...]
    features: tuple[str, ...]
    weights: Weights
    bias: Weights

    @cached_property
    def _number(self) -> dict[str, int]:
        return {feature: n for n, feature in enumerate(self.features)}

    def of(self, turn: Turn) -> Floats:
        """How likely a turn does each of `labels`, 0..1."""
        found = features(turn.plain)
        known = [feature for feature in found if feature in self._number]
        pairs, known_pairs = (sum(" " in feature for feature in each) for each in (found, known))
        familiar = known_pairs / (FAMILIAR * pairs) if pairs else 1.0
        nats = self.bias + self.weights[[self._number[feature] for feature in known]].sum(axis=0)
        likely: Floats = min(1.0, familiar) / (1 + np.exp(-nats.astype(np.float64)))
        return likely

    def reason(self, turn: Turn, label: str) -> str:
        """The stretch of the turn that speaks for `label`."""
        column, number = self.labels.index(label), self._number
        spans = [
            (self.weights[number[feature], column], span) for feature, span in spans_of(turn.plain) if feature in number
        ]
        most = max((nats for nats, _ in spans), default=0.0)
        telling = [span for nats, span in spans if nats >= TELLING * most > 0] or [(0, len(turn.plain) - 1)]
        first, last = min(first for first, _ in telling), max(last for _, last in telling)
        ends = (*turn.begins[1:], len(turn.words))
        return " ".join(turn.words[turn.begins[first] : ends[last]])


def plain(words: Sequence[str], names: Mapping[str, str]) -> Turn:
    """A turn's words with fields in the place of the profile's words, as examples are written.

    Days of the week are alike, a number read digit by digit is one word, and so are the words of one name.
    """
    found: list[str] = []
    begins: list[int] = []
    count = 0
    for digits, group in groupby(words, key=_DIGITS.__contains__):
        run = list(group)
        number = digits and len(run) >= NUMBER
        for n, word in enumerate(
            [DIGITS_READ] if number else (names.get(word, _ALIKE.get(word, word)) for word in run)
        ):
            if not found or word != found[-1] or word[0] != "{":
                found.append(word)
                begins.append(count + n)
        count += len(run)
    return Turn(tuple(words), tuple(found), tuple(begins))


def names_of(said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The words that name a field of the profile: {"raman": "{name}"}; `said` are the ways to say each field."""
    return {
        word: f"{{{field}}}"
        for field in NAMES
        for way in said.get(field, ())
        for word in tokens(way)
        if word not in FUNCTION_WORDS and word not in _ALIKE and word not in _DIGITS
    }


def features(words: Sequence[str]) -> dict[str, None]:
    """What is known of a turn: its words, each two that stand together, each two with one between them; each once."""
    return dict.fromkeys(feature for feature, _ in spans_of(words))


def spans_of(words: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    """The features of a turn, each with the numbers of its first and its last word."""
    last = len(words) - 1
    edged = (EDGE, *words, EDGE)
    found = [(word, (n, n)) for n, word in enumerate(words)]
    for far, sign in ((1, " "), (2, " _ ")):
        for n in range(len(edged) - far):
            found.append((f"{edged[n]}{sign}{edged[n + far]}", (max(0, n - 1), min(last, n + far - 1))))
    return found
