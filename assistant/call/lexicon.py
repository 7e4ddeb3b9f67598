"""How words sound: the words of a text as a recogniser gives them, their phones, and how near two sounds are.

A recogniser errs by sound ("knee a" for "Priya"), so whoever looks for a phrase in what was heard compares
phones, not letters. Phones are the 39 of the CMU dictionary, without stress. A word that is in no dictionary
(a name, mostly) is cut into words that are, or else read letter by letter with the rules of `letters`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from assistant.call.letters import LetterRules
from assistant.call.spelling import spelled

Phones = tuple[str, ...]

# Consonants: voiced, place (0 lips .. 7 glottis), manner. Vowels: height (0 open .. 3 close), backness (0
# front .. 2 back); a diphthong is given by both of its ends. After the chart of the IPA.
_CONSONANTS: Mapping[str, tuple[int, float, str]] = {
    "P": (0, 0, "stop"), "B": (1, 0, "stop"), "T": (0, 3, "stop"), "D": (1, 3, "stop"), "K": (0, 6, "stop"),
    "G": (1, 6, "stop"), "CH": (0, 4, "affricate"), "JH": (1, 4, "affricate"), "F": (0, 1, "fricative"),
    "V": (1, 1, "fricative"), "TH": (0, 2, "fricative"), "DH": (1, 2, "fricative"), "S": (0, 3, "fricative"),
    "Z": (1, 3, "fricative"), "SH": (0, 4, "fricative"), "ZH": (1, 4, "fricative"), "HH": (0, 7, "fricative"),
    "M": (1, 0, "nasal"), "N": (1, 3, "nasal"), "NG": (1, 6, "nasal"), "L": (1, 3, "liquid"),
    "R": (1, 4, "liquid"), "W": (1, 1, "glide"), "Y": (1, 5, "glide"),
}  # fmt: skip
_VOWELS: Mapping[str, tuple[float, float, float, float]] = {
    "IY": (3, 0, 3, 0), "IH": (2.5, 0.4, 2.5, 0.4), "EH": (1.3, 0.3, 1.3, 0.3), "AE": (0.5, 0.3, 0.5, 0.3),
    "AH": (1.2, 1, 1.2, 1), "AA": (0, 1.6, 0, 1.6), "AO": (0.8, 2, 0.8, 2), "UH": (2.5, 1.6, 2.5, 1.6),
    "UW": (3, 2, 3, 2), "ER": (1.5, 1, 1.5, 1.2), "EY": (1.7, 0.2, 2.7, 0.2), "OW": (1.6, 1.9, 2.5, 1.9),
    "AY": (0.2, 1.1, 2.5, 0.4), "AW": (0.2, 1.1, 2.5, 1.7), "OY": (1, 2, 2.5, 0.4),
}  # fmt: skip
PHONES = frozenset(_CONSONANTS) | frozenset(_VOWELS)

_NEAR_MANNERS = {
    frozenset(pair): cost
    for *pair, cost in (
        ("stop", "affricate", 0.3), ("affricate", "fricative", 0.25), ("stop", "fricative", 0.45),
        ("liquid", "glide", 0.3), ("nasal", "liquid", 0.45), ("stop", "nasal", 0.5),
        ("fricative", "glide", 0.6),
    )
}  # fmt: skip
_LIGHT = frozenset({"AH", "IH", "HH", "T", "D", "R", "Y"})  # what fast speech drops, or a recogniser adds
_LIGHT_COST = 0.6
_VOWEL_CONSONANT = {frozenset(p): 0.35 for p in (("IY", "Y"), ("IH", "Y"), ("UW", "W"), ("UH", "W"), ("ER", "R"))}


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text` as a recogniser would give them: lower case, no punctuation, digits spelled out.

    Apostrophes stay ("i'm"), hyphens split, accents of Latin letters fold ("José" is "jose").
    """
    found: list[str] = []
    for piece in spelled(fold(text)).split():
        word = piece.strip("'")
        if word:
            found.append(word)
    return tuple(found)


_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "\u02bc": "'"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`\uff07", "'"))


def fold(text: str) -> str:
    """`text` in lower case, with plain apostrophes, plain digits and no accents on Latin letters."""
    if text.isascii():  # the same, sooner: recognisers write nothing else
        return text.translate(_APOSTROPHES).lower()
    kept: list[str] = []
    plain = True  # whether an accent that comes now is none: on a Latin letter, or on no letter at all
    for char in unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold():
        mark = unicodedata.category(char).startswith("M")
        if mark and plain:
            continue
        if not mark:
            plain = char.isascii() or not char.isalpha() or unicodedata.name(char, "").startswith("LATIN")
        kept.append(str(unicodedata.decimal(char)) if char.isdecimal() else char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LATIN)


class Lexicon:
    """Words and how they sound.

    entries: word -> phones; a further pronunciation of "a" is the entry "a(2)", as in the CMU dictionary.
    extra: word -> its pronunciations, which go before those of the dictionary (a profile's names).
    rules: how letters sound, for words in neither; None: the small table that comes with the program.
    """

    __slots__ = ("_entries", "_extra", "_memory", "_rules")

    def __init__(
        self,
        entries: Mapping[str, Phones],
        extra: Mapping[str, Iterable[Phones]] | None = None,
        rules: LetterRules | None = None,
    ) -> None:
        self._entries = entries
        self._extra = {word: tuple(map(tuple, ways)) for word, ways in (extra or {}).items()}
        self._rules = rules or LetterRules()
        self._memory: dict[str, Phones] = {}

    def with_extra(self, extra: Mapping[str, Iterable[Phones]]) -> "Lexicon":
        """This lexicon and `extra` before it."""
        return Lexicon(self._entries, {**self._extra, **{w: tuple(ways) for w, ways in extra.items()}}, self._rules)

    def knows(self, word: str) -> bool:
        """Whether somebody wrote down how `word` sounds."""
        return word in self._extra or word in self._entries

    def pronunciations(self, word: str) -> tuple[Phones, ...]:
        """Every way `word` is said, the usual one first; a word in no dictionary is read in one way."""
        found = list(self._extra.get(word, ()))
        key, count = word, 1
        while key in self._entries:
            if self._entries[key] not in found:
                found.append(self._entries[key])
            count += 1
            key = f"{word}({count})"
        return tuple(found) or (self.phones(word),)

    def phones(self, word: str) -> Phones:
        """How `word` (one of `tokens`) sounds; empty where it has no letters that are read in English."""
        known = self._memory.get(word)
        if known is None:
            known = self._memory[word] = self._look_up(word)
        return known

    def sound(self, words: Iterable[str]) -> Phones:
        """How `words` sound one after another."""
        return tuple(phone for word in words for phone in self.phones(word))

    def sounding(self, text: str) -> Phones:
        """How a name sounds, as its owner wrote it: phones ("P R IY AH") or a respelling ("pree-ya")."""
        pieces = text.split()
        if pieces and all(piece.rstrip("012") in PHONES for piece in pieces):
            return tuple(piece.rstrip("012") for piece in pieces)
        return self.sound(tokens(text))

    def _look_up(self, word: str) -> Phones:
        if word in self._extra:
            return self._extra[word][0]
        if word in self._entries:
            return self._entries[word]
        stem, apostrophe, ending = word.rpartition("'")
        if apostrophe and stem:
            return self._possessive(stem) if ending == "s" else self.phones(stem) + self.phones(ending)
        return self._compound(word) or self._inflected(word) or self._rules.read(word)

    def _possessive(self, stem: str) -> Phones:
        phones = self.phones(stem)
        return phones + _plural(phones)

    def _inflected(self, word: str) -> Phones:
        for ending, sound in (
            ("s", None),
            ("ing", ("IH", "NG")),
            ("ly", ("L", "IY")),
            ("ness", ("N", "AH", "S")),
        ):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _PART and stem in self._entries and not stem.endswith("s"):
                phones = self._entries[stem]
                return phones + (_plural(phones) if sound is None else sound)
        return ()

    def _compound(self, word: str) -> Phones:
        cuts = range(_PART, len(word) - _PART + 1)
        for cut in sorted(cuts, key=lambda cut: abs(2 * cut - len(word))):
            left, right = word[:cut], word[cut:]
            if left in self._entries and right in self._entries and left[-1] + right[0] not in _DIGRAPHS:
                return self._entries[left] + self._entries[right]
        return ()


_PART = 4  # letters of the shortest word that a compound is cut into: below that, names fall to pieces by chance
_DIGRAPHS = frozenset({"sh", "th", "ch", "ph", "gh", "ck", "ng", "ee", "oo", "ea", "ai", "au", "ou", "ie", "ei"})


def _plural(phones: Phones) -> Phones:
    last = phones[-1] if phones else ""
    if last in {"S", "Z", "SH", "ZH", "CH", "JH"}:
        return ("IH", "Z")
    return ("S",) if last in {"P", "T", "K", "F", "TH"} else ("Z",)


@cache
def substitution(a: str, b: str) -> float:
    """What it costs to take `b` for `a`: 0 the same, 0.15 a voicing pair, 1 nothing alike."""
    if a == b:
        return 0.0
    pair = frozenset((a, b))
    if pair in _VOWEL_CONSONANT:
        return _VOWEL_CONSONANT[pair]
    if a in _VOWELS and b in _VOWELS:
        distance = sum(abs(x - y) for x, y in zip(_VOWELS[a], _VOWELS[b], strict=True))
        return min(0.9, 0.1 + distance * 0.11)
    if a in _CONSONANTS and b in _CONSONANTS:
        (voice_a, place_a, manner_a), (voice_b, place_b, manner_b) = _CONSONANTS[a], _CONSONANTS[b]
        manner = 0.0 if manner_a == manner_b else _NEAR_MANNERS.get(frozenset((manner_a, manner_b)), 0.75)
        return min(1.0, 0.15 * (voice_a != voice_b) + 0.13 * min(abs(place_a - place_b), 4) + manner)
    return 1.0


def gap(phone: str) -> float:
    return _LIGHT_COST if phone in _LIGHT else 1.0


@lru_cache(maxsize=65_536)
def similarity(a: Phones, b: Phones) -> float:
    """How alike two sounds are, from 0 to 1 (the same): edit distance in which near phones cost little."""
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    row = [0.0]
    for phone in b:
        row.append(row[-1] + gap(phone))
    for x in a:
        diagonal, missing = row[0], gap(x)
        row[0] += missing
        for j, y in enumerate(b, 1):
            best = min(diagonal + substitution(x, y), row[j] + missing, row[j - 1] + gap(y))
            diagonal, row[j] = row[j], best
    return max(0.0, 1.0 - row[-1] / max(len(a), len(b)))
