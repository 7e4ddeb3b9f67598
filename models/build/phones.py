"""The phones of the model, the states of its network's output, and Kaldi's numbers for both.

A phone is one of the CMU dictionary's 39, silence, or GARBAGE: any speech at all, which is how `[unk]` sounds.
A sound's shape depends on what comes before it, so every spoken phone has its own two outputs (PDFs: one for its
first frame, one for the rest) after each of ten classes of left neighbours; silence and garbage have two in all.

Kaldi counts phones from 1 and wants the place in the word (B begin, I inside, E end, S single) for word times.
A *tuple* of Kaldi's transition model is (phone, state 0, first pdf, rest pdf); tuple i, from 0, owns the transition
ids 2i+1 (stay) and 2i+2 (enter). Tuples must be sorted.
"""

from collections.abc import Sequence

SPOKEN = tuple(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)
SILENCE, GARBAGE = 0, 1
BASE = ("SIL", "GBG", *SPOKEN)  # a base phone is an index into this
INDEX = {name: index for index, name in enumerate(BASE)}

_LEFT = (
    ("SIL", "GBG"), ("IY", "IH", "EY", "Y", "AY", "OY"), ("EH", "AE", "AH", "AA", "AO"),
    ("UW", "UH", "OW", "AW", "W"), ("ER", "R", "L"), ("M", "N", "NG"), ("P", "B", "F", "V"),
    ("T", "D", "TH", "DH", "S", "Z"), ("SH", "ZH", "CH", "JH"), ("K", "G", "HH"),
)  # fmt: skip
CLASSES = len(_LEFT)
CLASS_OF = tuple(next(i for i, names in enumerate(_LEFT) if name in names) for name in BASE)

_FREE = 2  # silence and garbage do not depend on what comes before
PDFS = 2 * _FREE + 2 * len(SPOKEN) * CLASSES


def first_pdf(left_class: int, base: int) -> int:
    """The output for the first frame of phone `base` after `left_class`; the one for its other frames is 1 more."""
    if base < _FREE:
        return 2 * base
    return 2 * _FREE + 2 * ((base - _FREE) * CLASSES + left_class)


PLACES = "BIES"
_PLACE_NAMES = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}
PHONES = 2 + len(PLACES) * len(SPOKEN)  # how many Kaldi phones there are


def kaldi_phone(base: int, place: str) -> int:
    """Kaldi's number of `base` at `place` in its word: 1 silence, 2 garbage, then the spoken ones."""
    if base < _FREE:
        return 1 + base
    return 1 + _FREE + (base - _FREE) * len(PLACES) + PLACES.index(place)


def base_of(phone: int) -> int:
    """The base phone of a Kaldi phone."""
    return phone - 1 if phone <= _FREE else _FREE + (phone - 1 - _FREE) // len(PLACES)


def in_word(bases: Sequence[int]) -> tuple[int, ...]:
    """The Kaldi phones of a word that sounds like `bases`."""
    last = len(bases) - 1
    if last == 0:
        return (kaldi_phone(bases[0], "S"),)
    return tuple(kaldi_phone(base, "B" if i == 0 else "E" if i == last else "I") for i, base in enumerate(bases))


def word_boundaries() -> str:
    """The text of Kaldi's `phones/word_boundary.int`."""
    lines = ["1 nonword", "2 singleton"]
    for phone in range(1 + _FREE, PHONES + 1):
        place = PLACES[(phone - 1 - _FREE) % len(PLACES)]
        lines.append(f"{phone} {_PLACE_NAMES[place]}")
    return "\n".join(lines) + "\n"


def _tuples() -> tuple[tuple[int, int, int, int], ...]:
    rows = []
    for phone in range(1, PHONES + 1):
        base = base_of(phone)
        for left in range(1 if base < _FREE else CLASSES):
            pdf = first_pdf(left, base)
            rows.append((phone, 0, pdf, pdf + 1))
    return tuple(rows)


TUPLES = _tuples()
TRANSITIONS = 2 * len(TUPLES)
_TUPLE_AT = {(phone, pdf): index for index, (phone, _, pdf, _) in enumerate(TUPLES)}


def entering(left_class: int, phone: int) -> int:
    """The transition id that enters the Kaldi phone `phone` after `left_class`; the one that stays is 1 less."""
    return 2 * _TUPLE_AT[phone, first_pdf(left_class, base_of(phone))] + 2
