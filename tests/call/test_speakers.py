"""One microphone for both: each word is given to whom its phrases, the pauses and the turns say."""

from assistant.call.speakers import Piece, turns
from assistant.events import Speaker, Word

ME, THEM = Speaker.ME, Speaker.THEM


def test_words_are_of_whose_phrase_they_fit() -> None:
    """One side's phrase, clearly better heard than any of the other's, tells who speaks."""
    assert turns([Piece(ME, 0, 3, 2.0), Piece(THEM, 2, 3, 0.4)], 5, ME) == [(ME, 5)]


def test_words_that_fit_nobody_are_of_who_did_not_speak_last() -> None:
    """Without evidence people take turns; the caller is the first."""
    assert turns([], 4, ME) == [(THEM, 4)]
    assert turns([], 4, THEM) == [(ME, 4)]
    assert turns([], 4, None) == [(ME, 4)]


def test_an_utterance_may_hold_several_turns() -> None:
    """Question, answer and thanks without a pause: three turns, each cut half-way between the phrases."""
    pieces = [Piece(ME, 0, 2, 3.0), Piece(THEM, 5, 8, 4.0), Piece(ME, 11, 12, 3.0)]
    assert turns(pieces, 14, None) == [(ME, 4), (THEM, 10), (ME, 14)]


def test_a_few_words_of_the_other_side_within_a_turn_are_chance() -> None:
    """A change there and back must explain more than it costs: a quoted phrase is no turn."""
    pieces = [Piece(ME, 0, 3, 3.0), Piece(THEM, 5, 6, 1.0), Piece(ME, 8, 10, 3.0)]
    assert turns(pieces, 12, THEM) == [(ME, 12)]


def test_between_two_turns_the_longest_silence_parts_them() -> None:
    """Where the words' times are known, the cut is where nobody spoke."""
    ends = [0.3, 0.6, 0.9, 1.2, 1.5, 2.6, 2.9]  # a second of silence before the sixth word
    words = [Word("w", end - 0.25, end) for end in ends]
    assert turns([Piece(ME, 0, 1, 3.0), Piece(THEM, 6, 6, 3.0)], 7, None, words) == [(ME, 5), (THEM, 7)]
