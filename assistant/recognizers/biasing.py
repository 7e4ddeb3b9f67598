"""What a call is likely to hold, for the recogniser: its sentences, its phrases, its names, and numbers read aloud.

For PocketSphinx this becomes a language model of the call mixed with the general one, so that anything can still be
said, and a dictionary of the words in it with the names. Both are files, made once for a call and kept.
"""

import hashlib
import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.call.lexicon import Lexicon, Phones
from assistant.call.spelling import DIGITS, cardinal, ordinal
from assistant.errors import StoreError
from assistant.files import write_whole, writing_whole

Sentence = tuple[str, ...]

SHARE = 0.5  # of the call's own model in the mixture
VOCABULARY = 20_000  # general words: 98 of 100 words of plain English
LISTED = 300_000  # general bigrams, and as many trigrams
KEPT = 4  # calls whose files stay
_FORMAT = 2  # of the files; counts up when they are made in another way


@dataclass(frozen=True, slots=True)
class Biasing:
    """Whole sentences of the call and pieces of such, as words; how its names sound where no dictionary says."""

    sentences: tuple[Sentence, ...]
    phrases: tuple[Sentence, ...]
    names: tuple[tuple[str, tuple[Phones, ...]], ...]


def bias(
    sentences: Iterable[Sequence[str]],
    phrases: Iterable[Sequence[str]] = (),
    names: Mapping[str, Iterable[Phones]] | None = None,
) -> Biasing:
    """The biasing for a call.

    sentences: what either side may say, each as words (`tokens`), from the outline with the profile's own words.
    phrases: pieces of such sentences.
    names: word -> its pronunciations, for words that no dictionary has.
    """
    return Biasing(
        tuple(tuple(sentence) for sentence in sentences if sentence),
        tuple(tuple(phrase) for phrase in phrases if phrase),
        tuple((word, tuple(tuple(way) for way in ways)) for word, ways in sorted((names or {}).items())),
    )


@dataclass(frozen=True, slots=True)
class Language:
    """What PocketSphinx reads: a language model and a dictionary, as files."""

    model: Path
    dictionary: Path


def language(biasing: Biasing, general: Path, lexicon: Callable[[], Lexicon], folder: Path) -> Language:
    """The language of a call, made from PocketSphinx's own model `general` and kept in `folder`.

    lexicon: asked for only where the language is not there yet: it takes 30 MB.
    Raises StoreError where it cannot be written, ValueError where `general` has another format.
    """
    key = hashlib.sha256(repr((_FORMAT, SHARE, VOCABULARY, LISTED, biasing)).encode()).hexdigest()[:16]
    found = Language(folder / f"{key}.arpa", folder / f"{key}.dict")
    if found.model.is_file() and found.dictionary.is_file():
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)[2 * KEPT - 2 :]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written to ({error.strerror}): make room there") from error
    _make(biasing, general, lexicon(), found)
    return found


def _make(biasing: Biasing, general: Path, lexicon: Lexicon, to: Language) -> None:
    from assistant.recognizers import ngrams, trie  # numpy, and some seconds of work

    own = {word for sentence in (*biasing.sentences, *biasing.phrases) for word in sentence}
    named = dict(biasing.names)
    sayable = {word for word in own if word in named or lexicon.phones(word)}
    wide = trie.read_general(general, VOCABULARY, LISTED, sayable | set(_NUMBER_WORDS))
    lines = [*biasing.sentences, *numbers()]
    model = ngrams.mixed(ngrams.counted(wide.words, lines, biasing.phrases), wide, SHARE)
    entries = io.StringIO()
    for word in model.words:
        if word in (ngrams.START, ngrams.END):
            continue
        ways = dict.fromkeys(way for way in (*named.get(word, ()), *lexicon.pronunciations(word)) if way)
        for count, way in enumerate(ways, 1):
            entries.write(f"{word}{f'({count})' if count > 1 else ''} {' '.join(way)}\n")
    write_whole(to.dictionary, entries.getvalue().encode())
    with writing_whole(to.model) as file:
        arpa = io.TextIOWrapper(file, "utf-8", newline="\n")
        ngrams.write_arpa(model, arpa)
        arpa.detach()


_NUMBER_WORDS = (*DIGITS, "oh", "double", "point")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def numbers() -> Iterator[Sentence]:
    """Telephone numbers, dates and times as they are read aloud: the same ones every time."""
    draw = random.Random(2008)  # noqa: S311 - nothing secret
    for _ in range(400):
        digits = [draw.choice((*DIGITS, "oh")) for _ in range(draw.choice((7, 10, 10, 10, 11)))]
        yield (*draw.choice((("my", "number", "is"), ("you", "can", "reach", "me", "at"), ("that", "is"), ())), *digits)
    for day in range(1, 32):
        for month in _MONTHS:
            yield ("on", "the", *ordinal(day).split(), "of", month)
            yield (draw.choice(_DAYS), month, *ordinal(day).split())
    for hour in range(8, 19):
        clock = cardinal((hour - 1) % 12 + 1)
        for minute in ((), ("fifteen",), ("thirty",), ("forty", "five"), ("o'clock",)):
            yield (draw.choice(_DAYS), "at", clock, *minute)
    for day_name in _DAYS:
        for before in (("on",), ("next",), ("last",), ("by",), ("this",), ("until",)):
            yield (*before, day_name, *draw.choice(((), ("morning",), ("afternoon",))))
