"""Which words the model knows and how they sound.

Pronunciations are those of the CMU dictionary that PocketSphinx carries (BSD licence). The vocabulary is every word of
the call's sentences plus the words that are most likely in PocketSphinx's general language model of US English
(BSD licence): speech about anything at all is mostly made of those.
"""

import random
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pocketsphinx

from . import phones

UNKNOWN = "[unk]"
MOST_PRONUNCIATIONS = 3  # rarer ones make more confusion than hits
Pronunciation = tuple[int, ...]  # base phones


@cache
def dictionary() -> dict[str, tuple[Pronunciation, ...]]:
    """Word -> its pronunciations, the first one the most usual."""
    found: dict[str, list[Pronunciation]] = {UNKNOWN: [(phones.GARBAGE,)]}
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry, *sounds = line.split()
            word = entry.split("(")[0]
            ways = found.setdefault(word, [])
            if len(ways) < MOST_PRONUNCIATIONS and all(sound in phones.INDEX for sound in sounds):
                ways.append(tuple(phones.INDEX[sound] for sound in sounds))
    return {word: tuple(ways) for word, ways in found.items() if ways}


def known(words: Iterable[str]) -> bool:
    """Whether every one of `words` has a pronunciation."""
    return all(word in dictionary() for word in words)


def pronounce(words: Sequence[str], dice: random.Random) -> list[Pronunciation]:
    """One pronunciation a word: mostly the usual one, now and then another."""
    chosen = []
    for word in words:
        ways = dictionary()[word]
        chosen.append(ways[0] if len(ways) == 1 or dice.random() < 0.6 else dice.choice(ways))
    return chosen


def common_words(count: int) -> list[str]:
    """The `count` words that PocketSphinx's general language model holds for the most likely, most likely first."""
    model = general_model()
    words = [word for word in dictionary() if word != UNKNOWN and word[0].isalpha()]
    ranked = sorted(words, key=lambda word: (-model.prob([word]), word))
    return ranked[:count]


@cache
def general_model() -> "pocketsphinx.NGramModel":
    """PocketSphinx's general trigram model; `prob` takes the word first, then its history backwards."""
    return pocketsphinx.NGramModel.readfile(pocketsphinx.get_model_path() + "/en-us/en-us.lm.bin")
