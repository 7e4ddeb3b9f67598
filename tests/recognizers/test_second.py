"""The second opinion on numbers: asked where a number may be, believed where it is sure."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from rendered import Samples, rendered, silence, telephone

from assistant.call.digits import digits_in
from assistant.events import Utterance, Word
from assistant.recognizers.models import choose_engine
from assistant.recognizers.second import SecondOpinion, with_numbers
from assistant.recognizers.sphinx import SphinxEngine


def words(text: str, start: float = 0.0, sure: float = 1.0) -> list[Word]:
    """The words of `text`, a fifth of a second each, from `start` on."""
    return [
        Word(word, round(start + at / 5, 3), round(start + (at + 1) / 5, 3), sure)
        for at, word in enumerate(text.split())
    ]


def text(found: Sequence[Word]) -> str:
    return " ".join(word.text for word in found)


def test_a_number_takes_the_place_of_what_was_heard_there() -> None:
    """The words around it stay the first opinion's, and so does their order in time."""
    first = words("my number is six months seven by five thanks priya")
    second = words("the umber is six one seven five five thank free a")

    merged = with_numbers(first, second)

    assert text(merged) == "my number is six one seven five five thanks priya"
    assert [word.start for word in merged] == sorted(word.start for word in merged)


@pytest.mark.parametrize(
    "second", [words("we met from nine to five today okay"), words("we met six one seven five five", sure=0.9)]
)
def test_what_is_no_number_or_not_sure_changes_nothing(second: list[Word]) -> None:
    """Four digits or fewer are said in any talk; a run that the second is not sure of may be no number at all."""
    first = words("we met from line to fife today okay")
    assert with_numbers(first, second) == first


class Saying:
    """A Decoder that says the same in every turn."""

    def __init__(self, said: str) -> None:
        self.said, self.turns = said, 0

    def start(self) -> None:
        self.turns += 1

    def feed(self, samples: Samples) -> None:
        """Nothing."""

    def heard(self) -> Sequence[Word]:
        return words(self.said)

    def finish(self) -> Sequence[Word]:
        return words(self.said)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("thank you so much goodbye", 0),
        ("my number is six one seven five five five", 2),
        ("wait call me fair", 0),
        ("wait call me for free", 2),
    ],
)
def test_it_is_asked_only_where_a_number_may_be(said: str, asked: int) -> None:
    """A digit, or what sounds like one, and another."""
    turn = np.random.default_rng(1).normal(0, 1000, 3 * 16_000).astype(np.int16)
    second = Saying("six one seven five five five")
    opened: list[Saying] = []

    def open_second() -> Saying:
        opened.append(second)
        return second

    both = SecondOpinion(Saying(said), open_second)
    for _ in range(2):
        both.start()
        both.feed(turn)
        assert text(both.heard()) == said
        both.finish()
    assert second.turns == asked
    assert len(opened) == min(1, asked), "loaded once, where it is asked"


def test_a_number_on_the_telephone_is_right_where_pocketsphinx_alone_is_not(needs: Callable[..., None]) -> None:
    """One of the voices that the model knows: here it is asked, not measured."""
    needs("flite")
    said = rendered("My number is six one seven, five five five, zero one four two.", "awb")
    sound = telephone(np.concatenate([silence(0.5), said, silence(2.0)]))

    def number(engine: SphinxEngine) -> str:
        ear = engine.open(None)
        heard = [event for event in (*ear.accept(sound), *ear.flush()) if isinstance(event, Utterance)]
        return "".join(run.digits for event in heard for run in digits_in(event.text.split()))

    default = choose_engine(recognizer="sphinx")
    assert isinstance(default, SphinxEngine)
    assert number(default) == "6175550142"
    assert number(SphinxEngine("alone")) != "6175550142"
