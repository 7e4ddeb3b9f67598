"""The hearing benchmark's sounds say what their texts say."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from assistant.call.digits import digits_in
from assistant.call.lexicon import tokens
from tests.benchmarks.hearing.plot import plot
from tests.benchmarks.hearing.sounds import number_text
from tests.benchmarks.hearing.times import word_times
from tests.rendered import RATE, in_a_room, rendered


@pytest.mark.parametrize("seed", range(20))
def test_a_number_is_ten_digits_however_it_is_read(seed: int) -> None:
    """With "oh" and with doubles: else a right answer would be counted as wrong."""
    text = number_text(Random(seed))
    assert len("".join(run.digits for run in digits_in(tokens(text)))) == 10, text


def test_words_are_where_the_voice_says_them(needs: Callable[..., None]) -> None:
    """In order, all of them, and within the sound."""
    needs("flite")
    text = "Thank you for your time."
    found = word_times(text, "kal16")
    assert [word for word, _, _ in found] == list(tokens(text))
    ends = [time for _, start, end in found for time in (start, end)]
    assert ends == sorted(ends)
    assert ends[0] >= 0 and ends[-1] <= len(rendered(text, "kal16")) / RATE + 0.01


def test_a_room_goes_on_after_the_word() -> None:
    """The echo of a click is heard a tenth of a second later, and no longer than the room is."""
    click = np.zeros(RATE, np.int16)
    click[100] = 30_000
    heard = np.abs(in_a_room(click, seconds=0.3).astype(int))
    assert heard.argmax() == 100
    assert heard[100 + RATE // 10 : 100 + RATE // 5].max() > 0
    assert heard[100 + RATE // 2 :].max() == 0


def test_the_plot_has_a_bar_for_every_engine_and_part() -> None:
    """What is above all words wrong ends at the edge."""
    drawn = plot({"calls": [0.2, 1.4], "people": [0.5, 0.6]}, ["one", "two"])
    assert drawn.count("<rect") == 1 + 2 + 4
    assert "140" in drawn
