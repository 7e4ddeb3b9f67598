"""The notation of phrases: what a template says, and what is wrong with one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.phrases import LIMIT, PhraseError, count, expand, fields, lengths, read, sample, words

SLOTS = {"company": ("harbor lights media", "harbor lights"), "name": ("priya",)}


def said(template: str) -> list[str]:
    return [" ".join(way) for way in expand(template, SLOTS)]


@pytest.mark.parametrize(
    ("template", "ways"),
    [
        ("where things stand", ["where things stand"]),
        ("(thank you|thanks) again", ["thank you again", "thanks again"]),
        ("have you [already] decided", ["have you already decided", "have you decided"]),
        ("[please|do] call", ["please call", "do call", "call"]),
        ("a (b|(c|d) [e]) f", ["a b f", "a c e f", "a c f", "a d e f", "a d f"]),
        ("i like {company}", ["i like harbor lights media", "i like harbor lights"]),
        ("{name} speaking", ["priya speaking"]),
        ("I\u2019m Calling", ["i'm calling"]),
        ("follow-up call", ["follow up call"]),
        ("(a|a) b", ["a b"]),
    ],
)
def test_a_template_is_said_in_these_ways(template: str, ways: list[str]) -> None:
    """In the order of writing, each way once."""
    assert said(template) == ways


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("yes", {1}),
        ("[well] yes", {1, 2}),
        ("[well] [yes]", {0, 1, 2}),
        ("(no|not (at all|now))", {1, 2}),
        ("[{company}|at {company}]", {0, 1, 2}),
        ("follow-up", {2}),
    ],
)
def test_how_long_a_template_can_be(template: str, found: set[int]) -> None:
    """A field is a word; two stands for all that is longer."""
    assert lengths(template) == found
    assert {min(2, len(way)) for way in expand(template, {"company": ("harbor",)})} == found


def test_what_the_profile_does_not_know_cannot_be_said() -> None:
    """An alternative with an unknown field falls away, an optional one is left out, a whole phrase is not said."""
    assert said("at (home|{position})") == ["at home"]
    assert said("at home [as {position}]") == ["at home"]
    assert said("the {position} job") == []


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("", "the phrase is empty"),
        ("(a|b", '"(" is never closed: write ")" after it'),
        ("[a", '"[" is never closed: write "]" after it'),
        ("a) b", '")" is out of place: no bracket was opened before it'),
        ("a | b", '"|" is out of place: alternatives stand in brackets: (a|b)'),
        ("(a|b]", '"(" is closed by "]": write ")"'),
        ("(a||b)", 'nothing stands between the signs of a "()"; [x] makes x optional'),
        ("[] b", 'nothing stands between the signs of a "[]"; [x] makes x optional'),
        ("two weeks 2", '"2" has a digit: write numbers as they are spoken, as "two weeks"'),
        ("{} b", '"{}" is no field: write its name between braces, as {company}'),
        ("a } b", '"}" is out of place: no "{" was opened before it'),
        ("what ?", '"?" holds no word that can be heard'),
        ("(" * 9 + "a" + ")" * 9, "brackets are nested more than 8 deep"),
    ],
)
def test_a_template_that_cannot_be_read_says_why(template: str, message: str) -> None:
    with pytest.raises(PhraseError) as error:
        read(template)
    assert str(error.value) == message


def test_an_open_brace_is_a_fault() -> None:
    with pytest.raises(PhraseError):
        read("a {company b")


def test_fields_are_named_once_in_the_order_of_writing() -> None:
    assert fields("{name} of {company} [or {name}]") == ("name", "company")


def test_a_phrase_of_too_many_ways_is_refused() -> None:
    """Rather than filling the memory."""
    template = " ".join(["(a|b|c|d|e|f|g|h)"] * 8)
    assert count(template) == 8**8
    with pytest.raises(PhraseError, match=f"more than {LIMIT} ways"):
        expand(template, {})


TEMPLATES = st.recursive(
    st.sampled_from(["we", "have", "not", "decided", "{company}", "{name}"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: f"[{'|'.join(parts)}]"),
    ),
    max_leaves=8,
)


@given(TEMPLATES)
def test_no_more_ways_than_counted_and_each_sample_is_one_of_them(template: str) -> None:
    try:
        ways = expand(template, SLOTS)
    except PhraseError:
        return
    assert len(ways) <= count(template, ways=2)
    assert sample(template, SLOTS, random.Random(7).randrange) in ways


@given(st.text(alphabet="ab'()[]{}|, ?5\u00e9\t", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but PhraseError leaves `read`, and what is read can be counted and said."""
    try:
        read(text)
    except PhraseError:
        return
    assert count(text) >= 1


def test_words_are_lower_case_without_punctuation() -> None:
    assert words("Don\u2019t worry \u2014 it's the R&D job.") == (
        "don't",
        "worry",
        "it's",
        "the",
        "r",
        "and",
        "d",
        "job",
    )
