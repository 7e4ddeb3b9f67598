"""Whose words these are, where one microphone hears both: told by whose phrases they fit, by pauses, and by turns.

A recogniser ends a turn by its silence, and two people who answer each other at once leave none: one utterance may hold
several turns. Every phrase of either side that was heard in it is a piece of evidence for its speaker; of all ways to
share the words out, the one that explains most by phrases is taken, less a price for each change of speaker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.call.matching import Spotter, Trace
from assistant.events import Speaker, Word

PIECE = 0.5  # content words that a piece must fit before it counts: a word or two fit somewhere by chance
CHANGE = 1.5  # content words that a change of speaker within an utterance must explain beyond what it costs
EITHER = 0.5  # content words by which one side's phrases must fit better to tell who speaks
OTHER = {Speaker.ME: Speaker.THEM, Speaker.THEM: Speaker.ME}

Turn = tuple[Speaker, int]  # who, and up to which word (exclusive)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words `first`..`last` (indices) fit a phrase of `speaker`, by `fit` content words."""

    speaker: Speaker
    first: int
    last: int
    fit: float


@dataclass(frozen=True, slots=True)
class _Way:
    """The best way to share out the words up to some word: what it explains, and its pieces, latest first."""

    fit: float
    piece: Piece | None = None
    before: "_Way | None" = None


def pieces_of(speaker: Speaker, spotter: Spotter, trace: Trace, words: Sequence[str]) -> list[Piece]:
    """The phrases of `speaker` within `words`, which follow what `trace` has heard."""
    found: list[Piece] = []
    begin = trace.count
    for word in words:
        trace, hits = spotter.accept(trace, word)
        for hit in hits:
            fit = hit.told * hit.score * hit.row.weight - PIECE
            if hit.first >= begin and fit > 0:  # what began in an earlier utterance says nothing of who speaks here
                found.append(Piece(speaker, hit.first - begin, hit.last - begin, fit))
    return found


def turns(pieces: Sequence[Piece], count: int, last_speaker: Speaker | None, times: Sequence[Word] = ()) -> list[Turn]:
    """Share `count` words out among the speakers; `times` are the words with their times, where they are known.

    Where neither side's phrases fit clearly better, the other one than `last_speaker` has spoken; the caller, where
    nobody has yet.
    """
    chosen = _chosen(_best_way(pieces, count))
    if len({piece.speaker for piece in chosen}) < 2:
        return [(_one_speaker(pieces, count, last_speaker), count)]
    gap = _gaps(times, count)
    shared: list[Turn] = []
    for piece, following in pairwise(chosen):
        if piece.speaker is not following.speaker:
            shared.append((piece.speaker, _cut(piece.last + 1, following.first, gap)))
    return [*shared, (chosen[-1].speaker, count)]


def _best_way(pieces: Sequence[Piece], count: int) -> _Way:
    """Of all ways to lay the pieces side by side the one that explains most, changes of speaker paid for."""
    ending: list[list[Piece]] = [[] for _ in range(count)]
    for piece in pieces:
        ending[piece.last].append(piece)
    ways: list[dict[Speaker, _Way]] = [dict.fromkeys(OTHER, _Way(0.0))]
    for at in range(count):
        best = dict(ways[at])
        for piece in ending[at]:
            same, other = (ways[piece.first][who] for who in (piece.speaker, OTHER[piece.speaker]))
            price = CHANGE if other.piece is not None else 0.0
            before = same if same.fit >= other.fit - price else other
            fit = piece.fit + max(same.fit, other.fit - price)
            if fit > best[piece.speaker].fit:
                best[piece.speaker] = _Way(fit, piece, before)
        ways.append(best)
    return max(ways[count].values(), key=lambda way: way.fit)


def _chosen(way: _Way | None) -> list[Piece]:
    """The pieces of a way, in the order of the words."""
    pieces: list[Piece] = []
    while way is not None and way.piece is not None:
        pieces.append(way.piece)
        way = way.before
    return pieces[::-1]


def _one_speaker(pieces: Sequence[Piece], count: int, last_speaker: Speaker | None) -> Speaker:
    fit = {who: _best_way([piece for piece in pieces if piece.speaker is who], count).fit for who in OTHER}
    if abs(fit[Speaker.ME] - fit[Speaker.THEM]) >= EITHER:
        return max(fit, key=lambda who: fit[who])
    return Speaker.ME if last_speaker is not Speaker.ME else Speaker.THEM


def _gaps(times: Sequence[Word], count: int) -> Callable[[int], float]:
    """The seconds of silence before each word; 0 where times are not known."""
    if len(times) != count:
        return lambda _: 0.0
    return lambda at: times[at].start - times[at - 1].end


def _cut(earliest: int, latest: int, gap: Callable[[int], float]) -> int:
    """Where between two turns the second begins: after the longest silence, in the middle where none is longer."""
    middle = (earliest + latest) / 2
    return max(range(earliest, latest + 1), key=lambda at: (gap(at), -abs(at - middle)))
