"""The other side's voice in the caller's microphone is not the caller's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Heard, Partial, Speaker, Utterance, Word
from assistant.live.echo import EchoGate


def said(speaker: Speaker, start: float, text: str, final: bool = True) -> Heard:
    """Words of 0.4 s each from `start`."""
    words = tuple(Word(each, start + 0.4 * n, start + 0.4 * (n + 1)) for n, each in enumerate(text.split()))
    return (Utterance if final else Partial)(words[-1].end, speaker, text, words)


def test_an_echo_is_not_counted() -> None:
    """The same words, half a second later, in the microphone: as if nothing had been said, and it is noticed."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 10.0, "we have not made a decision yet"))
    assert gate.take(said(Speaker.ME, 10.4, "we have not made a decision yet")).text == ""
    assert gate.found == 1


def test_a_misheard_echo_is_still_one() -> None:
    """A telephone's loudspeaker in a room: some words come out differently."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 10.0, "we expect to make our decision by next friday"))
    assert gate.take(said(Speaker.ME, 10.2, "we expect to make a decision by next friday")).text == ""


def test_an_echo_that_is_still_being_said_is_not_counted() -> None:
    """The other side's partial is enough."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 5.0, "you have reached the voice mail", final=False))
    assert gate.take(said(Speaker.ME, 5.1, "you have reached the voice", final=False)).text == ""


def test_the_same_words_later_are_the_callers_own() -> None:
    """Time counts: repeating is no echo."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 10.0, "by next friday at the latest"))
    mine = said(Speaker.ME, 14.0, "by next friday at the latest")
    assert gate.take(mine) == mine


def test_other_words_at_the_same_time_are_the_callers_own() -> None:
    """Words count: talking at once is no echo."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 10.0, "thank you for calling goodbye"))
    mine = said(Speaker.ME, 10.1, "thank you for your time jordan goodbye")
    assert gate.take(mine) == mine


def test_what_the_caller_says_over_an_echo_stays() -> None:
    """The echo goes, the caller's sentence after it counts."""
    gate = EchoGate()
    gate.take(said(Speaker.THEM, 10.0, "we have not made a decision yet"))
    heard = gate.take(said(Speaker.ME, 10.2, "we have not made a decision yet when can i expect to hear"))
    assert heard.text == "when can i expect to hear"
    assert len(heard.words) == 6


@pytest.mark.parametrize("speaker", [Speaker.ME, Speaker.THEM])
def test_what_the_program_says_aloud_is_nobodys(speaker: Speaker) -> None:
    """A spoken cue is heard by the microphone and by the speaker's monitor: however short, it does not count."""
    gate = EchoGate()
    gate.spoke(said(Speaker.ME, 20.0, "which position and when").words)
    assert gate.take(said(speaker, 20.3, "which position and when")).text == ""
    later = said(speaker, 26.0, "which position and when")
    assert gate.take(later) == later
    assert gate.found == 0, "and it is no reason to ask for headphones"


@given(st.lists(st.sampled_from("yes no thank you for the decision friday".split()), min_size=1, max_size=12))
def test_without_the_other_side_nothing_is_an_echo(words: list[str]) -> None:
    """A caller alone is always believed."""
    mine = said(Speaker.ME, 3.0, " ".join(words))
    assert EchoGate().take(mine) == mine
