"""The notation of what may be heard: `(a|b)` alternatives, `[x]` optional words, `{field}` of the profile.

    (i'm|i am) calling about the {position} [position|job]

A name between braces may also be that of a list of words that the outline keeps (see `with_words`).

A template is read into a small tree: a sequence of words, fields and groups; a group is its alternatives, each a
sequence again. `expand` walks the tree into plain word tuples, in the order of writing. A field that the profile does
not know cannot be said, so an alternative with it falls away, and an optional group with it is left out.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.profile import WAYS

Words = tuple[str, ...]

LIMIT = 5000  # word tuples of one template: ten times what the longest shipped template makes
FEW = 2  # ways of saying a list of words that are spelt out where a phrase is
DEEPEST = 8  # groups inside groups

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
_TOKEN = re.compile(r"\{[^{}]*\}|[()\[\]{}|]|[^\s()\[\]{}|]+")
_CLOSING = {"(": ")", "[": "]"}


class PhraseError(ValueError):
    """A template that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Field:
    """A place for a field of the profile."""

    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives; `optional`: none of them may be said as well."""

    alternatives: tuple["Template", ...]
    optional: bool


Template = tuple[str | Field | Group, ...]


def words(text: str) -> Words:
    """The words of `text` as recognisers write them: lower case, straight apostrophes, no other punctuation."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'").replace("&", " and ")
    return tuple(_WORD.findall(plain))


@lru_cache(maxsize=4096)  # of one outline each is read several times
def read(template: str) -> Template:
    """The tree of a template. Raises PhraseError: open brackets, empty alternatives, digits, stray signs."""
    tokens = _TOKEN.findall(template)
    tree, rest = _sequence(tokens, 0, 0)
    if rest < len(tokens):
        sign = tokens[rest]
        hint = "alternatives stand in brackets: (a|b)" if sign == "|" else "no bracket was opened before it"
        raise PhraseError(f'"{sign}" is out of place: {hint}')
    if not tree:
        raise PhraseError("the phrase is empty")
    return tree


def _sequence(tokens: Sequence[str], at: int, depth: int) -> tuple[Template, int]:
    """Read words, fields and groups up to a sign that ends the sequence; the second value is that sign's place."""
    if depth > DEEPEST:
        raise PhraseError(f"brackets are nested more than {DEEPEST} deep")
    parts: list[str | Field | Group] = []
    while at < len(tokens) and tokens[at] not in (")", "]", "|"):
        token = tokens[at]
        if token in _CLOSING:
            group, at = _group(tokens, at, depth)
            parts.append(group)
            continue
        parts.extend(_leaf(token))
        at += 1
    return tuple(parts), at


def _group(tokens: Sequence[str], at: int, depth: int) -> tuple[Group, int]:
    opened, closing = tokens[at], _CLOSING[tokens[at]]
    alternatives: list[Template] = []
    while True:
        alternative, at = _sequence(tokens, at + 1, depth + 1)
        if not alternative:
            raise PhraseError(f'nothing stands between the signs of a "{opened}{closing}"; [x] makes x optional')
        alternatives.append(alternative)
        if at >= len(tokens):
            raise PhraseError(f'"{opened}" is never closed: write "{closing}" after it')
        if tokens[at] == closing:
            return Group(tuple(alternatives), optional=opened == "["), at + 1
        if tokens[at] != "|":
            raise PhraseError(f'"{opened}" is closed by "{tokens[at]}": write "{closing}"')


def _leaf(token: str) -> tuple[str | Field, ...]:
    if token.startswith("{"):
        if len(token) < 3:
            raise PhraseError(f'"{token}" is no field: write its name between braces, as {{company}}')
        return (Field(token[1:-1]),)
    if token == "}":  # noqa: S105 - a sign, not a secret
        raise PhraseError('"}" is out of place: no "{" was opened before it')
    if token.isascii() and token.isalpha() and token.islower():
        return (token,)  # the same, sooner: nearly all are
    found = words(token)
    if any(sign.isdigit() for sign in token):
        raise PhraseError(f'"{token}" has a digit: write numbers as they are spoken, as "two weeks"')
    if not found:
        raise PhraseError(f'"{token}" holds no word that can be heard')
    return found


def fields(template: str) -> tuple[str, ...]:
    """The names between braces, in the order of writing, each once. Raises PhraseError."""
    found: dict[str, None] = {}

    def walk(tree: Template) -> None:
        for part in tree:
            if isinstance(part, Field):
                found[part.name] = None
            elif isinstance(part, Group):
                for alternative in part.alternatives:
                    walk(alternative)

    walk(read(template))
    return tuple(found)


def with_words(tree: Template, lists: Mapping[str, Group]) -> Template:
    """`tree` with the outline's lists in place of their names."""
    return tuple(
        lists.get(part.name, part)
        if isinstance(part, Field)
        else Group(tuple(with_words(each, lists) for each in part.alternatives), part.optional)
        if isinstance(part, Group)
        else part
        for part in tree
    )


def count(template: str, ways: int = WAYS, lists: Collection[str] = ()) -> int:
    """How many word tuples `expand` makes at most, where each field is said in `ways` ways. Raises PhraseError.

    Of the words of `lists` but FEW are taken.
    """

    def number(tree: Template) -> int:
        product = 1
        for part in tree:
            if isinstance(part, Field):
                product *= FEW if part.name in lists else ways
            elif isinstance(part, Group):
                product *= sum(map(number, part.alternatives)) + part.optional
        return product

    return number(read(template))


def lengths(template: str) -> frozenset[int]:
    """How many words the ways to say the template have, each field one word: 0, 1, or 2, which stands for any more.

    Raises PhraseError.
    """

    def of(tree: Template) -> frozenset[int]:
        sums = frozenset((0,))
        for part in tree:
            more = frozenset((1,))
            if isinstance(part, Group):
                more = frozenset((0,) if part.optional else ()).union(*map(of, part.alternatives))
            sums = frozenset(min(2, one + other) for one in sums for other in more)
        return sums

    return of(read(template))


def expand(template: str, slots: Mapping[str, Sequence[str]]) -> tuple[Words, ...]:
    """Every way to say the template, each once; `slots` are the ways to say each field.

    Raises PhraseError where the template cannot be read or there are more than LIMIT ways. Empty where it holds a field
    that `slots` does not know.
    """
    return tuple(dict.fromkeys(_expanded(read(template), slots)))


def expand_tree(tree: Template) -> tuple[Words, ...]:
    """Every way to say a tree without fields."""
    return tuple(dict.fromkeys(_expanded(tree, {})))


def _expanded(tree: Template, slots: Mapping[str, Sequence[str]]) -> list[Words]:
    ways: list[Words] = [()]
    for part in tree:
        if isinstance(part, str):
            ends: list[Words] = [(part,)]
        elif isinstance(part, Field):
            ends = [way for text in slots.get(part.name, ()) if (way := words(text))]
        else:
            ends = [way for alternative in part.alternatives for way in _expanded(alternative, slots)]
            if part.optional:
                ends.append(())
        if len(ways) * len(ends) > LIMIT:
            raise PhraseError(f"the phrase can be said in more than {LIMIT} ways: split it")
        ways = [(*way, *end) for way in ways for end in ends]
    return ways


def sample(template: str, slots: Mapping[str, Sequence[str]], choose: Callable[[int], int]) -> Words:
    """One way to say the template: `choose(n)` picks a number below n, as `random.Random(7).randrange` does.

    Empty where it cannot be said because `slots` lacks a field. Raises PhraseError.
    """
    ways = expand(template, slots)
    return ways[choose(len(ways))] if ways else ()
