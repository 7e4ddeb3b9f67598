"""Learning the gist of turns from examples: logistic regression, each step against all else.

Examples are lines of text, as a recogniser would write the turn, with the fields of a profile in braces:

    me: [greet remind] hi it's {name} i came in about the {position} post
    me: [-] no worries at all take your time
    them: {filled} yeah so we ended up giving it to someone we'd worked with before

`[-]` and `{-}` are turns that do nothing of the outline. Its phrases are no examples: beside some thousand turns they
taught nothing, which was measured.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.call.gist import Gist, Weights, features, plain
from assistant.call.lexicon import tokens
from assistant.call.outline import Outline
from assistant.call.phrases import Words
from assistant.errors import Fault, OutlineError
from assistant.events import Speaker
from assistant.forms import meant, quoted
from assistant.profile import FIELDS

ROUNDS = 60  # after which the loss falls by less than a hundredth
RIDGE = 0.7  # how dear large weights are (L2)
FREE = 1e-3  # the same for the bias
LEAST = 2  # examples that must have a feature
RARE = -3.0  # nats that a turn of unknown words begins with

_LINE = re.compile(
    r"(?P<side>me(?=: \[)|them(?=: \{)): (?:\[(?P<steps>[^\]]*)\]|\{(?P<outcome>[^}]*)\})\s+(?P<said>\S.*)"
)
_WORD = re.compile(r"\{[^{}]*\}|[^\s{}]+")


@dataclass(frozen=True, slots=True)
class Example:
    """A turn of one side, as `plain` words, and what it does."""

    speaker: Speaker
    words: Words
    labels: frozenset[str]


def read_examples(text: str, source: str, outline: Outline) -> list[Example]:
    """The examples in a text, one a line; empty lines and lines that begin with # are left out.

    Raises OutlineError: every fault with its line.
    """
    faults: list[Fault] = []
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        read = _LINE.fullmatch(line.strip())
        if read is None:
            faults.append(Fault(number, 'no example: write "me: [step step] words" or "them: {outcome} words"'))
            continue
        side, labels, said = read["side"], (read["steps"] or read["outcome"] or "").split(), read["said"]
        words = tuple(word for each in _WORD.findall(said) for word in _words(each))
        faults += [Fault(number, fault) for fault in _faults(side, labels, words, outline)]
        found.append(Example(Speaker(side), plain(words, {}).plain, frozenset(labels) - {"-"}))
    if faults:
        raise OutlineError(source, faults)
    return found


def _faults(side: str, labels: Sequence[str], words: Words, outline: Outline) -> Iterator[str]:
    known = outline.steps if side == "me" else outline.outcomes
    if not labels:
        yield "no step or outcome is named: write - between the brackets where there is none"
    for label in labels:
        if label != "-" and label not in known:
            yield f"{quoted(label)} is not in the outline{meant(label, known)}"
    for word in words:
        if word.startswith("{") and word[1:-1] not in FIELDS:
            yield f"unknown field {word}{meant(word[1:-1], FIELDS)}"


def _words(piece: str) -> Words:
    return (piece,) if piece.startswith("{") else tokens(piece)


def gists(outline: Outline, text: str, source: str) -> dict[Speaker, Gist]:
    """What the examples in `text` teach of the steps of either side. Raises OutlineError."""
    examples = read_examples(text, source, outline)
    labels = {
        Speaker.ME: [step.id for step in outline.steps.values() if step.by is Speaker.ME and step.heard],
        Speaker.THEM: list(outline.outcomes),
    }
    found = {who: [example for example in examples if example.speaker is who] for who in labels}
    return {who: learn(found[who], labels[who]) for who in labels if found[who] and labels[who]}


def learn(examples: Sequence[Example], labels: Sequence[str]) -> Gist:
    """What the examples of one side teach of `labels`, the same every time; some seconds for thousands of examples.

    The logistic loss with an L2 penalty is made small by ROUNDS of Nesterov's accelerated gradient, each feature with a
    step of its own (a bound of the loss' curvature), restarted where it overshoots (O'Donoghue and Candes, 2015).
    """
    turns = [tuple(features(example.words)) for example in examples]
    uses = Counter(feature for turn in turns for feature in turn)
    known = sorted(feature for feature, count in uses.items() if count >= LEAST)
    number = {feature: n for n, feature in enumerate(known)}
    rows = [[*(number[feature] for feature in turn if feature in number), len(known)] for turn in turns]
    truth = np.array([[label in example.labels for label in labels] for example in examples], np.float32)
    weights = _minimise(rows, truth.reshape(len(rows), len(labels)), len(known) + 1)
    return Gist(tuple(labels), tuple(known), weights[:-1], weights[-1])


def _minimise(rows: Sequence[Sequence[int]], truth: Weights, size: int) -> Weights:
    """Weights, shape (size, labels), the last of them the bias: every row of `rows` ends with its number."""
    length = np.array([len(row) for row in rows], np.int64)
    feature = np.fromiter((at for row in rows for at in row), np.int64, int(length.sum()))
    example = np.repeat(np.arange(len(rows)), length)
    first = np.cumsum(length) - length
    by_feature = example[np.argsort(feature, kind="stable")]
    uses = np.bincount(feature, minlength=size)
    ridge = np.full((size, 1), RIDGE, np.float32)
    ridge[-1] = FREE
    curvature = np.bincount(feature, weights=0.75 * np.sqrt(length)[example], minlength=size)
    step = (1 / (curvature[:, None] + ridge)).astype(np.float32)
    now = np.zeros((size, truth.shape[1]), np.float32)
    now[-1] = RARE
    ahead, momentum = now, 1.0
    for _ in range(ROUNDS):
        nats = np.add.reduceat(ahead[feature], first, axis=0)
        error = 1 / (1 + np.exp(-nats)) - truth
        following = ahead - step * (np.add.reduceat(error[by_feature], np.cumsum(uses) - uses, axis=0) + ridge * ahead)
        if np.vdot(ahead - following, following - now) > 0:
            ahead, momentum = following, 1.0
        else:
            faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            ahead = following + (momentum - 1) / faster * (following - now)
            momentum = faster
        now = following
    return now
