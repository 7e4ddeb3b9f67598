"""The gist of a turn: which steps it does, or what it decides, told by all its words together.

Phrases hear what was foreseen. Examples of whole turns, each with what it does, teach the rest: every word and pair of
words of a turn speaks for a step or against it, and a logistic regression has learnt how much (`learning`). A Gist is
what was learnt; it lies beside its outline, `follow-up.gist` beside `follow-up.yaml`.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.call.lattice import Floats
from assistant.call.lexicon import tokens
from assistant.call.phrases import Words
from assistant.call.spelling import DIGITS
from assistant.call.telling import FUNCTION_WORDS
from assistant.events import Speaker
from assistant.spoken import DAYS

Weights = NDArray[np.float32]

EDGE = "|"  # stands for a turn's beginning and its end
DIGITS_READ, DAY = "{phone}", "{day}"
NUMBER = 3  # words of digits in a row that are a number being read
NAMES = ("name", "interviewer", "company", "position")  # the fields whose words are names
_DIGITS = frozenset((*DIGITS, "oh"))
_ALIKE = {**dict.fromkeys((day.lower() for day in DAYS), DAY), "{interview_date}": DAY}
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
        known = [self._number[feature] for feature in found if feature in self._number]
        pairs = sum(" " in feature for feature in found)
        familiar = sum(" " in self.features[n] for n in known) / (FAMILIAR * pairs) if pairs else 1.0
        nats = self.bias + self.weights[known].sum(axis=0)
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


def pack(gists: Mapping[Speaker, Gist]) -> bytes:
    """What was learnt of both sides as a file: a zip archive of arrays, weights in steps of 1/127 of the largest."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for side, gist in gists.items():
            largest = np.abs(gist.weights).max(axis=0, initial=1e-6)
            arrays = {
                "labels": np.frombuffer("\n".join(gist.labels).encode(), np.uint8),
                "features": np.frombuffer("\n".join(gist.features).encode(), np.uint8),
                "weights": np.round(gist.weights / largest * 127).astype(np.int8),
                "largest": largest.astype(np.float32),
                "bias": gist.bias,
            }
            for name, array in arrays.items():
                one = io.BytesIO()
                np.save(one, array, allow_pickle=False)
                member = zipfile.ZipInfo(f"{side}-{name}.npy", (1980, 1, 1, 0, 0, 0))  # the same file every time
                archive.writestr(member, one.getvalue(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unpack(data: bytes) -> dict[Speaker, Gist]:
    """Read what `pack` wrote. Raises ValueError where it is something else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {side: _unpacked(arrays, side) for side in Speaker if f"{side}-labels" in arrays}
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ValueError("this is nothing that `callprompter outline learn` wrote") from error


def _unpacked(arrays: Mapping[str, NDArray[Any]], side: Speaker) -> Gist:
    labels, names = (tuple(arrays[f"{side}-{key}"].tobytes().decode().split("\n")) for key in ("labels", "features"))
    weights = arrays[f"{side}-weights"].astype(np.float32) * (
        arrays[f"{side}-largest"].astype(np.float32) / np.float32(127)
    )
    bias = arrays[f"{side}-bias"].astype(np.float32)
    if weights.shape != (len(names), len(labels)) or bias.shape != (len(labels),):
        raise ValueError("its parts do not fit each other")
    return Gist(labels, names, weights, bias)
