"""The follower's benchmark measures what it says: its calls repeat, its errors are as many as asked for."""

from random import Random

import pytest

from tests.benchmarks.follow.calls import NAMES, matter
from tests.benchmarks.follow.learn import align, stretches
from tests.benchmarks.follow.measure import row
from tests.benchmarks.follow.noise import spoil
from tests.benchmarks.follow.plot import plot
from tests.benchmarks.follow.rules import RULES
from tests.benchmarks.follow.scenarios import ROWS, make_call, words


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.4])
def test_errors_are_as_many_as_asked_for(rate: float) -> None:
    """Of all words of a call so many are heard wrongly, within one in fifty."""
    said = words(make_call("straight", matter("clinic"), Random(5)).turns)
    heard = spoil(said, rate, Random(6))
    wrong = total = 0
    for turn, other in zip(said, heard, strict=True):
        flat = [word for one in other for word in one]
        pairs = align(turn, flat)
        wrong += sum(one is None or two is None or turn[one] != flat[two] for one, two in pairs)
        total += len(turn)
    assert abs(wrong / total - rate) <= 0.02


@pytest.mark.parametrize("kind", ROWS)
def test_a_seed_makes_the_same_call_again(kind: str) -> None:
    """Calls and errors depend on the seed alone, and a place told of a word is that word's."""
    for name in NAMES:
        each = matter(name)
        calls = [make_call(kind, each, Random(3)) for _ in range(2)]
        assert calls[0] == calls[1]
        assert spoil(words(calls[0].turns), 0.3, Random(1)) == spoil(words(calls[1].turns), 0.3, Random(1))
        for turn in calls[0].turns:
            for said in turn.words:
                assert not said.place or (said.word, said.step) in [
                    (each.text.words[n], each.text.step[n]) for n, at in enumerate(each.text.place) if at == said.place
                ]


def test_stretches_keep_what_was_misheard_together() -> None:
    """Neighbouring errors are one confusion; a word put in belongs to nothing that was said."""
    assert stretches("this is priya raman".split(), "this is pre a ramen".split()) == [("priya raman", "pre a ramen")]
    assert stretches("to you".split(), "to the you".split()) == [("", "the")]


def test_every_rule_reads_along_where_nothing_is_misheard() -> None:
    """On its own text, read from one end to the other, each published rule is where the reader is."""
    text = matter("flat").text.words[:60]
    for name, rule in RULES.items():
        one = rule(text)  # type: ignore[call-arg]
        near = 0
        for at, word in enumerate(text):
            one.hear(word)
            near += abs(one.position - at) <= 3
        assert near >= 45, name


def test_the_table_counts_every_spoken_word() -> None:
    """Each system is judged on the same words, and a share is a share."""
    found = row(("keywords", "two-way", "ours"), matter("clinic"), "straight", 0.1, [1])
    assert len({tally.words for tally in found.values()}) == 1
    assert 0.5 < found["ours"].step <= 1.0


def test_the_plot_is_a_picture_of_every_curve() -> None:
    """A line and a name each."""
    picture = plot((0.0, 0.4), {"one": [1.0, 0.5], "two": [0.9, 0.4]})
    assert picture.count("<polyline") == 2
    assert ">one<" in picture
    assert ">two<" in picture
