"""Word errors as a real recogniser makes them: from the stretches that `learn` found it to hear as something else.

A word that was misheard often is picked often. A word of which no confusion is known is taken for one of the words that
PocketSphinx did hear which sounds like it. Errors are given out until their number is what was asked for, so that the
rate is right in every call.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from assistant.call.lexicon import similarity
from assistant.pronunciations import lexicon

DATA = Path(__file__).parent / "data"
LONGEST = 3  # words of a stretch
NEIGHBOURS = 4  # words that sound like an unknown one
TRIES = 50

Heard = list[list[list[str]]]  # for each turn, for each of its words what was heard there: none, one or more words


@dataclass(frozen=True)
class Confusions:
    """`heard[said]`: what a stretch of words was heard as, and how often; `share[word]`: how often it was misheard."""

    heard: dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]]
    share: dict[str, float]
    vocabulary: tuple[str, ...]

    def of(self, words: Sequence[str]) -> list[tuple[int, tuple[str, ...], int]]:
        """What the stretches that begin these words may be heard as: (their length, the words heard, how often)."""
        found = [
            (length, other, count)
            for length in range(1, min(LONGEST, len(words)) + 1)
            for other, count in self.heard.get(tuple(words[:length]), ())
        ]
        return found or [(1, (other,), 1) for other in self._alike(words[0])]

    @cache  # noqa: B019 - there is one table
    def _alike(self, word: str) -> tuple[str, ...]:
        sounds = lexicon()
        near = sorted(
            (other for other in self.vocabulary if other != word),
            key=lambda other: -similarity(sounds.phones(word), sounds.phones(other)),
        )
        return tuple(near[:NEIGHBOURS])

    def __hash__(self) -> int:
        return id(self)


@cache
def confusions() -> Confusions:
    """The table of data/confusions.tsv."""
    heard: dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    times: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row in (DATA / "confusions.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        said, other, count = row.split("\t")
        if other == "=":
            times[said] += int(count)
            continue
        heard[tuple(said.split())].append((tuple(other.split()), int(count)))
        for word in said.split():
            wrong[word] += int(count)
    share = {word: (wrong[word] + 0.5) / (count + 2) for word, count in times.items()}
    vocabulary = {word for others in heard.values() for other, _ in others for word in other}
    return Confusions(dict(heard), share, tuple(sorted(vocabulary)))


def spoil(turns: Sequence[Sequence[str]], rate: float, draw: Random) -> Heard:
    """The turns as they are heard when of 100 words 100 * `rate` are wrong, left out or put in."""
    table = confusions()
    heard: Heard = [[[word] for word in words] for words in turns]
    places = [(turn, at) for turn, words in enumerate(turns) for at in range(len(words))]
    weights = [table.share.get(turns[turn][at], 0.25) for turn, at in places]
    left = round(rate * len(places))
    spoilt: set[tuple[int, int]] = set()
    for _ in range(TRIES * len(places)):
        if left <= 0:
            break
        turn, at = draw.choices(places, weights)[0]
        ways = [
            way
            for way in table.of(turns[turn][at:])
            if max(way[0], len(way[1])) <= left and not spoilt & {(turn, at + n) for n in range(way[0])}
        ]
        if not ways:
            continue
        length, other, _ = draw.choices(ways, [way[2] for way in ways])[0]
        spoilt |= {(turn, at + n) for n in range(length)}
        for n in range(length):
            first, last = n * len(other) // length, (n + 1) * len(other) // length
            heard[turn][at + n] = list(other[first:last])
        left -= max(length, len(other))
    return heard


@cache
def really_heard(outline: str, sound: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Whole sentences as PocketSphinx heard them: of data/heard.tsv."""
    rows = (row.split("\t") for row in (DATA / "heard.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return {tuple(said.split()): tuple(heard.split()) for kind, said, heard in rows if kind == f"{outline} {sound}"}
