"""Hearing phrases: what is kept of a turn that is still being said changes nothing of what is heard."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call.lattice import Row
from assistant.call.lexicon import Lexicon
from assistant.call.matching import KEPT, Hit, Spotter, Trace
from assistant.call.phrases import read

ROWS = [Row("ask", read("(have you|did you) made a decision [yet]")), Row("greet", read("hello this is priya"))]
WORDS = "hello this is pre a priya have you made a decision yet and".split()


def spotter() -> Spotter:
    """One that has heard nothing so far."""
    return Spotter(ROWS, {}, Lexicon({}))


def said(of: Spotter, trace: Trace, words: Sequence[str]) -> tuple[Trace, list[Hit]]:
    """What `words` come to; a "-" is the end of a turn, a "/" the other side between."""
    found: list[Hit] = []
    for word in words:
        hits: Sequence[Hit] = ()
        if word == "-":
            trace, hits = of.pause(trace)
        elif word == "/":
            trace = replace(trace, clock=trace.clock + 0.6, previous_word="")
        else:
            trace, hits = of.accept(trace, word)
        found += hits
    return trace, found


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "-", "/"]), max_size=12),
    st.lists(st.tuples(st.sampled_from(["", "-", "/"]), st.lists(st.sampled_from(WORDS), max_size=4)), max_size=6),
)
def test_a_turn_is_heard_again_as_if_it_were_new(before: list[str], turns: list[tuple[str, list[str]]]) -> None:
    """Words that come again give the hits, weights and prices of one who hears them for the first time."""
    again = spotter()
    start, own = said(again, again.begin, before)
    for between, turn in turns:
        words = [*filter(None, [between]), *turn]
        now, hits = said(again, start, words)
        afresh = spotter()
        new, expected = said(afresh, afresh.begin, [*before, *words])
        assert hits == expected[len(own) :]
        assert (now.clock, now.count, now.pull.tolist()) == (new.clock, new.count, new.pull.tolist())
        assert now.accounts.score.tolist() == new.accounts.score.tolist()


def test_hours_of_words_keep_a_turn_of_them() -> None:
    """What is kept does not grow with the call."""
    one = spotter()
    said(one, one.begin, WORDS * 30)
    assert len(one._kept) == KEPT
