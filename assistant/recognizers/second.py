"""A second opinion on numbers: a turn that may hold one is heard once more, with the project's own model.

That small Vosk model is poor at open talk and good at digits, and it knows when. Measured on 100 telephone numbers in
voices that it was not trained on, clean, by telephone, in noise, in a room and by people: it was sure (0.95) of 66, and
58 of these were right to the last digit; PocketSphinx had 13 of the 100. So its digits are taken where it is sure;
every other word, and every partial, stays the first opinion's. The model is loaded (0.2 s, 60 MB) with a side's first
such turn.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.digits import HOMOPHONES, TIMES, UNITS
from assistant.events import Word
from assistant.recognizers.turns import Decoder

LEAST = 5  # digits in a row: "nine to five thirty" is no number
SURE = 0.95  # mean confidence of a run of digits
HINTS = 2  # words of the first opinion that are, or sound like, digits: then a number may have been read
SHORTEST = 2.0  # seconds that five digits take at the least, with what is before and after them


class SecondOpinion:
    """A Decoder over `first`; `open_second` gives the Decoder that is asked about numbers."""

    def __init__(self, first: Decoder, open_second: Callable[[], Decoder]) -> None:
        self._first, self._open_second = first, open_second
        self._second: Decoder | None = None
        self._turn: list[Samples] = []

    def start(self) -> None:
        """A turn begins."""
        self._turn = []
        self._first.start()

    def feed(self, samples: Samples) -> None:
        """The turn's next samples."""
        self._turn.append(samples)
        self._first.feed(samples)

    def heard(self) -> Sequence[Word]:
        """The turn's words so far, by the first alone."""
        return self._first.heard()

    def finish(self) -> Sequence[Word]:
        """The turn has ended: its words, the numbers among them as the second heard them where it is sure."""
        words, turn = self._first.finish(), np.concatenate(self._turn)
        self._turn = []
        if len(turn) < SHORTEST * SAMPLE_RATE or sum(map(_hints, words)) < HINTS:
            return words
        if self._second is None:
            self._second = self._open_second()
        self._second.start()
        self._second.feed(turn)
        return with_numbers(words, self._second.finish())


def _hints(word: Word) -> bool:
    return word.text in HOMOPHONES or _is_digit(word)


def _is_digit(word: Word) -> bool:
    return word.text in UNITS or word.text in TIMES


def with_numbers(words: Sequence[Word], second: Sequence[Word]) -> list[Word]:
    """`words` with each number that `second` is sure of in the place of what was heard there; both in order."""
    merged = list(words)
    for digits, group in groupby(second, key=_is_digit):
        number = list(group)
        if not digits or len(number) < LEAST or sum(word.confidence for word in number) < SURE * len(number):
            continue
        start, end = number[0].start, number[-1].end
        before = [word for word in merged if (word.start + word.end) / 2 < start]
        after = [word for word in merged if (word.start + word.end) / 2 > end]
        merged = [*before, *number, *after]
    return merged
