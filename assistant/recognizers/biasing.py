"""What a call is likely to hold, for the recogniser: its sentences and its names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.call.lexicon import Phones


@dataclass(frozen=True, slots=True)
class Biasing:
    """Sentences of the call, as words; and how the names in it sound, where the dictionary does not say."""

    sentences: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, tuple[Phones, ...]], ...]


def bias(sentences: Iterable[Sequence[str]], names: Mapping[str, Iterable[Phones]] | None = None) -> Biasing:
    """The biasing for a call.

    sentences: what either side may say, each as words (`tokens`): sampled from the outline, with the profile's names.
    names: word -> its pronunciations, for words that no dictionary has.
    """
    kept = tuple(tuple(sentence) for sentence in sentences if sentence)
    ways = tuple((word, tuple(tuple(way) for way in found)) for word, found in sorted((names or {}).items()))
    return Biasing(kept, ways)
