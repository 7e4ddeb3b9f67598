"""How a telephone number was read out: digit by digit, with its pace and the pauses between its groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.call.numbers import digits_in, groups, phone_said
from assistant.events import Speaker
from assistant.review.words import SpokenWord

CLEAR_PAUSE = 0.4  # seconds between two digits that a listener hears as the end of a group


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit as it was said; `expected` is the profile's digit in its place, empty where there is none."""

    digit: str
    start: float
    end: float
    confidence: float
    expected: str = ""


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number that was read out. `pace` is in digits a second, None where the words have no times.

    `pauses` are the seconds of silence after each digit but the last; `groups` is how it is best read.
    """

    digits: tuple[Digit, ...]
    matches: bool
    pace: float | None
    pauses: tuple[float, ...]
    groups: tuple[str, ...]

    @property
    def clear_pauses(self) -> int:
        """How many pauses are long enough to part groups."""
        return sum(pause >= CLEAR_PAUSE for pause in self.pauses)


def number_read(words: Sequence[SpokenWord], phone: str) -> NumberRead | None:
    """How the caller read out `phone`, the last time that was best; None where no number was said."""
    own = [word for word in words if word.speaker is not Speaker.THEM]
    runs = digits_in([word.text for word in own])
    said = phone_said(runs, phone)
    if said is None:
        return None
    inside = [run for run in runs if run.start >= said.start and run.end <= said.end]
    places = [(digit, place) for run in inside for digit, place in zip(run.digits, run.said, strict=True)]
    expected = said.said if said.matches else ""
    lead = max(0, len(places) - len(said.said)) if said.matches else 0
    digits = []
    for index, (digit, place) in enumerate(places[lead:]):
        start, end = _share(own[place], [at for _, at in places[lead:]], index)
        digits.append(Digit(digit, start, end, own[place].confidence, _expected(expected, phone, index)))
    pauses = tuple(max(0.0, after.start - before.end) for before, after in pairwise(digits))
    seconds = digits[-1].end - digits[0].start
    pace = len(digits) / seconds if seconds > 0 else None
    return NumberRead(tuple(digits), said.matches, pace, pauses, groups(phone))


def _share(word: SpokenWord, places: Sequence[int], index: int) -> tuple[float, float]:
    """The part of a word's time that one of its digits has: "fifty five" gives two."""
    same = [at for at, place in enumerate(places) if place == places[index]]
    step = (word.end - word.start) / len(same)
    return word.start + step * same.index(index), word.start + step * (same.index(index) + 1)


def _expected(said: str, phone: str, index: int) -> str:
    digits = said or "".join(groups(phone))
    return digits[index] if index < len(digits) else ""
