"""Turns: what is told of a pause, and of a turn's end, before its last words are searched once more."""

from collections.abc import Sequence

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.events import Heard, Partial, Speaker, Utterance, Word
from assistant.recognizers.turns import TurnRecognizer

BLOCK = 1600


class Told:
    """A decoder that hears one word once it was given two seconds."""

    def __init__(self) -> None:
        self.searched = 0  # how often the last search was asked for
        self._fed = 0

    def start(self) -> None:
        """See Decoder."""
        self._fed = 0

    def feed(self, samples: Samples) -> None:
        """See Decoder."""
        self._fed += len(samples)

    def heard(self) -> Sequence[Word]:
        """See Decoder."""
        return [Word("hello", 0.6, 1.4)] if self._fed > 2 * SAMPLE_RATE else []

    def finish(self) -> Sequence[Word]:
        """See Decoder."""
        self.searched += 1
        return self.heard()


def babble(seconds: float) -> Samples:
    """Something that moves as speech does."""
    rng = np.random.default_rng(3)
    loud = np.repeat(rng.uniform(500, 9000, int(seconds * 20) + 1), SAMPLE_RATE // 20)[: int(seconds * SAMPLE_RATE)]
    return (rng.standard_normal(len(loud)) * loud).clip(-32768, 32767).astype(np.int16)


def silence(seconds: float) -> Samples:
    """Nothing."""
    return np.zeros(int(seconds * SAMPLE_RATE), np.int16)


def test_a_pause_is_told_twice_and_the_end_of_a_turn_before_its_last_search() -> None:
    """With growing silence; the utterance comes with the block after, before which nothing was searched."""
    decoder = Told()
    recognizer = TurnRecognizer(decoder, Speaker.ME)
    sound = np.concatenate([silence(1.0), babble(2.0), silence(2.0)])
    events: list[Heard] = []
    for at in range(0, len(sound), BLOCK):
        new = recognizer.accept(sound[at : at + BLOCK])
        events += new
        if any(isinstance(event, Partial) for event in new):
            assert decoder.searched == 0
    *partials, last = events
    assert isinstance(last, Utterance)
    assert [event.silence for event in partials if isinstance(event, Partial)] == [0.0, 0.3, 0.5, 0.7]


def test_a_pause_in_the_middle_is_told_and_the_turn_goes_on() -> None:
    """Who speaks again has not come to the end."""
    recognizer = TurnRecognizer(Told(), Speaker.ME)
    sound = np.concatenate([silence(1.0), babble(2.0), silence(0.5), babble(1.0), silence(2.0)])
    events = list(recognizer.accept(sound)) + list(recognizer.flush())
    assert [isinstance(event, Utterance) for event in events].count(True) == 1
    assert [event.silence for event in events if isinstance(event, Partial)][:2] == [0.0, 0.3]
