"""What the other side decided: weighed evidence for each outcome, never one word, open to be corrected.

A phrase of an outcome that is heard is a piece of evidence. Pieces from the same words do not add up: the one that
explains most of them counts, so that "has not been filled" is not also "has been filled". A piece that speaks of what
may be ("if it is filled") or that is denied ("we have not filled it") does not count. New evidence for another outcome
halves what was believed before it: people correct themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.call.lattice import OUTCOME
from assistant.call.matching import Hit
from assistant.call.phrases import Template
from assistant.call.telling import NEGATORS

UNKNOWN = "unknown"
DECIDED = 0.7  # belief from which an outcome is told
LEAST_TOLD = 1.4  # content words: one alone never decides
DOUBT = 0.4  # what is left of a belief when the other side surely says something else
SECOND_THOUGHT = 0.7  # the same within one turn: a mailbox that says "not available" is still a mailbox
LOYALTY = 0.25  # by which the outcome that was told is ahead of others
FADING = 0.6  # of a belief that did not decide, left after another turn: stray pieces do not add up over a call
MOST = 1.2  # belief beyond which more of the same does not count; what does not decide alone stops at 1
DOUBTFUL, SHORTER = 0.45, 0.15  # shares of a phrase; the second is added for one that is short
LONG = 2.6  # content words from which a phrase is not short
UNLIKELY, SURE = 0.3, 0.7  # how likely a whole turn must make an outcome to say something, and to say it surely
REVISED = 0.5  # the first of these where another outcome was told
REACH = 3  # words before a phrase in which a condition still governs it; a denial stands in it or just before
CONDITIONS = frozenset("if whether once until unless when before should would were could might in case".split()) - {
    "in"
}
WISHES = {("would", "like"), ("would", "love"), ("would", "be")}  # no condition: "we would like to"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One phrase of an outcome: how strongly it speaks (0..1), and the numbers of its words."""

    outcome: str
    strength: float
    told: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`belief` in each outcome by id, the `outcome` told; `latest` are the pieces of the other side's present turn."""

    belief: dict[str, float]
    outcome: str = UNKNOWN
    latest: tuple[Evidence, ...] = ()
    settled: bool = False  # by hand: nothing that is heard changes it


def weigh(verdict: Verdict, hits: Sequence[Hit], words: Sequence[str], offset: int) -> tuple[Verdict, Evidence | None]:
    """Take the hits that one word completed; return the new verdict, and the piece that counted, if any.

    `words` are their latest words, the first of them number `offset`.
    """
    pieces = [piece for hit in hits if (piece := _piece(hit, words, offset))]
    if verdict.settled or not pieces:
        return verdict, None
    held = verdict.outcome
    piece = max(pieces, key=lambda one: one.told * one.strength + (LOYALTY if one.outcome == held else 0.0))
    rivals = [old for old in verdict.latest if old.last >= piece.first]
    if any(old.told > piece.told for old in rivals):
        return verdict, None
    if any(old.outcome == piece.outcome and old.strength >= piece.strength for old in rivals):
        return replace(verdict, latest=tuple(_longer(old, piece) for old in verdict.latest)), None
    return _believe(verdict, piece, rivals), piece


def _believe(verdict: Verdict, piece: Evidence, rivals: Sequence[Evidence]) -> Verdict:
    """Take a piece of evidence in the place of its `rivals`, which lesser words of the same turn were."""
    belief = dict(verdict.belief)
    for old in rivals:
        belief[old.outcome] = max(0.0, belief[old.outcome] - old.strength)
    left = 1 - piece.strength * (1 - (SECOND_THOUGHT if verdict.latest else DOUBT))
    for other in belief:
        belief[other] *= 1.0 if other == piece.outcome else left
    most = MOST if piece.strength >= DECIDED else max(1.0, belief[piece.outcome])
    belief[piece.outcome] = min(most, belief[piece.outcome] + piece.strength)
    latest = tuple(old for old in verdict.latest if old not in rivals)[-3:]
    return Verdict(belief, _chosen(verdict.outcome, belief), (*latest, piece))


def understood(verdict: Verdict, likely: Mapping[str, float], first: int, last: int) -> tuple[Verdict, Evidence | None]:
    """Take what the words `first` to `last`, a whole turn, tell all together; phrases heard in it tell more surely."""
    outcome = max(likely, key=lambda one: likely[one], default=UNKNOWN)
    if verdict.settled or verdict.latest or outcome == UNKNOWN:
        return verdict, None
    least = UNLIKELY if verdict.outcome in (UNKNOWN, outcome) else REVISED
    strength = min(1.0, (likely[outcome] - least) / (SURE - UNLIKELY))
    if strength <= 0:
        return verdict, None
    piece = Evidence(outcome, strength, LEAST_TOLD, first, last)
    return _believe(verdict, piece, ()), piece


def _longer(old: Evidence, piece: Evidence) -> Evidence:
    """The same outcome, said by more words than so far: it explains those too, and weighs what it did."""
    if old.outcome != piece.outcome or old.last < piece.first:
        return old
    return replace(old, told=piece.told, first=min(old.first, piece.first), last=piece.last)


def open_to(verdict: Verdict) -> bool:
    """Whether nothing was decided yet, so that what the caller does may tell it."""
    return verdict.outcome == UNKNOWN and not verdict.settled


def revealed(verdict: Verdict, outcome: str) -> Verdict:
    """The caller does what only `outcome` calls for: they heard it, though the recogniser did not."""
    return replace(verdict, belief={**verdict.belief, outcome: DECIDED}, outcome=outcome)


def turn_over(verdict: Verdict) -> Verdict:
    """The other side's turn ended: what they say next is weighed apart, and what decided nothing fades."""
    fading = {one: of if one == verdict.outcome else of * FADING for one, of in verdict.belief.items()}
    return replace(verdict, belief=fading, latest=())


def _chosen(held: str, belief: Mapping[str, float]) -> str:
    """The outcome to tell: the most believed one, if that is enough; the one told before has LOYALTY for it."""
    best = max(belief, key=lambda one: belief[one] + (LOYALTY if one == held else 0.0))
    return best if belief[best] >= DECIDED else held


def settle(verdict: Verdict, outcome: str) -> Verdict:
    """The caller's hand says what it is."""
    return Verdict({**dict.fromkeys(verdict.belief, 0.0), outcome: 1.0}, outcome, settled=True)


def _piece(hit: Hit, words: Sequence[str], offset: int) -> Evidence | None:
    kind, _, outcome = hit.row.key.partition(":")
    if kind != OUTCOME or hit.told < LEAST_TOLD * min(1.0, hit.row.weight + 0.5):
        return None
    start, stop = hit.first - offset, hit.last - offset
    own = _own(hit.row.tree)
    near = words[max(0, start - REACH) : stop + 2]
    wishes = {"would"} if any(pair in WISHES for pair in pairwise(near)) else set()
    governing = set(near[: stop + 1 - max(0, start - REACH)]) - own - wishes
    inside = set(words[max(0, start - 1) : stop + 1]) - own
    if governing & CONDITIONS or (inside & NEGATORS and not own & NEGATORS):
        return None
    strength = hit.row.weight * min(1.0, max(0.0, (hit.score - _doubtful(hit.whole)) / 0.4))
    return Evidence(outcome, strength, hit.told, hit.first, hit.last)


def _doubtful(whole: float) -> float:
    """The share of a phrase that says nothing: of a short one more, as a mishearing is soon made of it."""
    return DOUBTFUL + SHORTER * min(1.0, max(0.0, LONG - whole))


@lru_cache(maxsize=4096)
def _own(tree: Template) -> frozenset[str]:
    """Every word of a phrase."""
    return frozenset(_words(tree))


def _words(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, tuple):
        return [word for part in tree for word in _words(part)]
    return [word for part in getattr(tree, "alternatives", ()) for word in _words(part)]
