"""HALL: where the lexicon's pronunciations come from: the CMU dictionary that PocketSphinx brings along.

The file is found without importing PocketSphinx; a line of it is parsed when its word is asked for.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from assistant.call.lexicon import Lexicon, Phones
from assistant.errors import RecognizerError


class Dictionary(Mapping[str, Phones]):
    """A dictionary in the CMU format, word -> phones; "a(2)" is the second way to say "a"."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)

    def __getitem__(self, word: str) -> Phones:
        return tuple(self._lines[word].split())

    def __contains__(self, word: object) -> bool:
        return word in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def model_folder() -> Path:
    """The folder of the model that PocketSphinx brings along. Raises RecognizerError without it."""
    spec = importlib.util.find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise RecognizerError("the package pocketsphinx is missing: install it with pip install pocketsphinx")
    return Path(spec.origin).parent / "model" / "en-us"


@cache
def lexicon() -> Lexicon:
    """The lexicon that everybody shares. Raises RecognizerError where the dictionary cannot be read."""
    return read_lexicon()


def read_lexicon() -> Lexicon:
    """A lexicon (30 MB) for one use. Raises RecognizerError where the dictionary cannot be read."""
    path = model_folder() / "cmudict-en-us.dict"
    try:
        return Lexicon(Dictionary(path.read_text(encoding="utf-8")))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}): install pocketsphinx again"
        raise RecognizerError(message) from error
