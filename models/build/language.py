"""The model's words and its language model: the call's sentences, mixed with English at large.

The call: sentences sampled from `call.txt` and from every phrase of the shipped outlines, fields filled in. English at
large: PocketSphinx's general model, and transcripts of read books. Perplexity of `heldout.txt`, whose sentences are in
none of the sources: the call's sentences alone 274, the general model alone 100, mixed as here 51, and 63 after all
rare n-grams were left out so that the model stays under 12 MB.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import ngram, sentences
from .lexicon import UNKNOWN, common_words, dictionary
from .openfst import Fst
from .sentences import Choice, parse

SAMPLES = 60_000  # sentences of the call
PHRASE_SAMPLES = 25_000  # phrases of the outlines
COMMON = 5_500  # of the most likely English words
CALL, GENERAL, BOOKS = 0.45, 0.45, 0.10
_RARE_PAIR, _RARE_TRIPLE, _RARE_GENERAL = 12, 12, 1e-6
_FIELDS = {
    "interviewer": "name", "name": "name", "position": "role", "company": "company", "phone": "phone",
    "interview_date": "date", "date": "date", "number": "number", "time": "time", "day": "day",
    "strengths": "skill", "concerns": "skill",
}  # fmt: skip
_FIELD = re.compile(r"\{(\w+)\}")


def phrases(outlines: Sequence[Path]) -> list[Choice]:
    """The phrases that the outlines listen for, as templates."""
    found = []
    for path in outlines:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - strings only
        for text in _heard(content):
            made = _FIELD.sub(lambda match: "{" + _FIELDS.get(match[1], "") + "}", text.lower())
            if "{}" not in made:  # a field that cannot be made up
                found.append(parse(made))
    return found


def _heard(content: Any) -> Iterator[str]:
    """Every phrase under a `heard` or `asked`, however deep."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("heard", "asked") and isinstance(value, list):
                yield from (item["phrase"] if isinstance(item, dict) else item for item in value)
            else:
                yield from _heard(value)
    elif isinstance(content, list):
        for value in content:
            yield from _heard(value)


@dataclass(frozen=True, slots=True)
class Language:
    """All that the language model is made of."""

    vocabulary: tuple[str, ...]
    mixture: ngram.Mixture
    followers: dict[ngram.History, list[str]]

    def acceptor(self, ids: dict[str, int]) -> Fst:
        """The language model in the word ids `ids`."""
        return ngram.acceptor(self.mixture, self.followers, self.vocabulary, ids)


def build(outlines: Sequence[Path], books: Sequence[Path], seed: int, common: int = COMMON) -> Language:
    """Sample the call, choose the words, count and mix."""
    dice = random.Random(seed)
    call = [sentences.sentence(dice) for _ in range(SAMPLES)]
    heard = phrases(outlines)
    call += [sentences.filled(dice.choice(heard), dice) for _ in range(PHRASE_SAMPLES if heard else 0)]
    said = Counter(word for text in call for word in text.split())
    words = {word for word in said if word in dictionary()} | set(common_words(common))
    vocabulary = tuple(sorted(words - {UNKNOWN}))
    of_call = ngram.Counted(call, vocabulary)
    read = ngram.Counted(sentences.running_text(list(books)), vocabulary, _RARE_TRIPLE)
    general = ngram.General(vocabulary)
    likely = ngram.general_pairs(general, common_words(common), _RARE_GENERAL)
    frequent = {
        history: [word for word, count in found.items() if count >= _RARE_PAIR]
        for history, found in read.followers.items()
    }
    followers = _union(of_call.followers, likely, ngram.general_triples(general, likely, _RARE_GENERAL / 2), frequent)
    weights = ((CALL, of_call), (GENERAL, general), (BOOKS, read)) if books else ((0.5, of_call), (0.5, general))
    return Language(vocabulary, ngram.Mixture(weights), followers)


def _union(*all_followers: Iterable[Any]) -> dict[ngram.History, list[str]]:
    """Every n-gram of any; a longer history only where the shorter one that it falls back to is there as well."""
    merged: dict[ngram.History, set[str]] = {}
    for followers in all_followers:
        for history, words in dict(followers).items():
            if words:
                merged.setdefault(history, set()).update(words)
    return {history: sorted(words) for history, words in sorted(merged.items())}
