"""The eye finds its place: how many words of the line have been read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.reading import read_words

LINE = "I interviewed with you for the junior data analyst position on Tuesday, November 10."


@pytest.mark.parametrize(
    ("heard", "read"),
    [
        ("", 0),
        ("hello jordan this is priya raman", 0),
        ("i", 0),
        ("i interviewed", 2),
        ("i interviewed with you for the junior", 7),
        ("hello jordan this is priya i interviewed with you for the", 6),
        ("i interviewed for the junior data analyst", 9),
        ("i interviewing with you for a junior date analyst position", 10),
        ("so um i interviewed with you uh for the junior data", 8),
        ("i interviewed with you for the junior data analyst position on tuesday november tenth", 13),
        ("i interviewed with you for the junior sorry one moment please let me see", 0),
    ],
)
def test_the_words_that_were_read(heard: str, read: int) -> None:
    """Left out, put in, misheard: the place is found; in other talk there is none."""
    assert read_words(LINE, heard.split()) == read


@given(st.integers(2, 10))
def test_reading_on_moves_the_place_on(count: int) -> None:
    """Word by word, exactly."""
    words = LINE.lower().replace(",", "").replace(".", "").split()
    assert read_words(LINE, words[:count]) == count


@given(st.lists(st.text(max_size=8), max_size=60), st.text(max_size=200))
def test_any_words_and_any_line_have_a_place_within_it(heard: list[str], line: str) -> None:
    """Whatever was heard."""
    assert 0 <= read_words(line, heard) <= len(line.split())
