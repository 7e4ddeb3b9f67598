"""E-mail addresses spelt aloud: "jordan dot lee at harbor lights dot com".

The end is sure ("at ... dot com"); the beginning is not, since nothing parts the address from the sentence before it.
So the part before the "at" goes back over dots, dashes, single letters and digits, and over plain words only as far as
a word that leads up to an address ("is", "to", "address"). Where that word is missing, no address is given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.call.digits import UNITS
from assistant.call.facts.date_words import split

ENDINGS = frozenset(split("com org net edu gov io co us ca uk eu de biz info dev app tech jobs careers"))
SIGN, POINT = "at", "dot"
SIGNS = {"dot": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+"}
LEADING = frozenset(
    split(
        "is to at address email e-mail mail it's its that's that the and or me us through via on uh um my so use using "
        "write send yes okay well just by his her our their"
    )
)
NOT_LOCAL = LEADING | frozenset(split("work works working look you here online website site page up are were was"))
LONGEST = 4  # words of a company's name, or of a mailbox: "harbor lights"
WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address; `start` and `end` are indices of words, `end` after the last."""

    value: str
    start: int
    end: int


def find_addresses(tokens: Sequence[str]) -> list[Address]:
    """The addresses in `tokens` (lower case, without punctuation at their ends), in order."""
    found = []
    for index, token in enumerate(tokens):
        if WRITTEN.fullmatch(token):
            found.append(Address(token, index, index + 1))
        elif token == SIGN and index:
            after = index + 2 if tokens[index + 1 : index + 2] == ["sign"] else index + 1
            domain = _domain(tokens, after)
            local = _local(tokens, index) if domain else None
            if domain and local:
                found.append(Address(f"{local[0]}@{domain[0]}", local[1], domain[1]))
    return found


def _domain(tokens: Sequence[str], start: int) -> tuple[str, int] | None:
    """The domain that begins at word `start`, and the index after its last word."""
    name = ""
    for index in range(start, min(start + LONGEST + 2, len(tokens) - 1)):
        token = tokens[index]
        if token == POINT:
            end = index + 1
            if not name or tokens[end] not in ENDINGS:
                return None
            name += f".{tokens[end]}"
            if tokens[end + 1 : end + 2] == ["dot"] and tokens[end + 2 : end + 3] in (["uk"], ["au"]):
                return f"{name}.{tokens[end + 2]}", end + 3
            return name, end + 1
        if not (token in SIGNS or re.fullmatch(r"[a-z0-9]+", token)):
            return None
        name += _sign(token)
    return None


def _local(tokens: Sequence[str], at: int) -> tuple[str, int] | None:
    """The part of an address that ends before word `at`, and the index of its first word."""
    first = at - 1
    if tokens[first] in NOT_LOCAL or tokens[first] in SIGNS:
        return None
    while first > 0:
        before = tokens[first - 1]
        if before in SIGNS and first > 1 and tokens[first - 2] not in SIGNS:
            first -= 2
        elif _belongs(before, tokens[first]):
            first -= 1
        else:
            break
    parts = tokens[first:at]
    if not any(part in SIGNS for part in parts) and not _spelt(tokens[first]):
        while first > 0 and tokens[first - 1] not in LEADING:
            first -= 1
        if at - first > LONGEST or (first == 0 and at > 2):
            return None
    text = "".join(_sign(part) for part in tokens[first:at])
    return (text, first) if re.fullmatch(r"[a-z0-9][a-z0-9._+-]*", text) else None


def _belongs(before: str, token: str) -> bool:
    """Whether two words are one piece of an address: letters, digits, or a name with digits after it."""
    if _spelt(before):
        return _spelt(token) or token in UNITS
    return token in UNITS and not _spelt(token) and before not in NOT_LOCAL


def _sign(word: str) -> str:
    """What is written for a word: "dot" is a point, "two" a digit, the letter "o" itself."""
    return SIGNS.get(word) or (word if _spelt(word) else UNITS.get(word, word))


def _spelt(token: str) -> bool:
    return len(token) == 1 and token.isalnum()
