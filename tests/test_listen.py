"""Listening to a recording: how far ahead it is heard, and how long it is silent, changes nothing that is told."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE, AudioChunk, Samples
from assistant.audio.recording import open_recording
from assistant.events import Heard, Partial, Signal, Speaker, Utterance
from assistant.opening import open_script
from assistant.recognizers.models import choose_engine
from assistant.session import Session, listen
from tests.conftest import ROOT

DEMO = ROOT / "prompts" / "demo"
SAYINGS = (
    "hello this is priya raman",
    "where are you with the decision",
    "we have not decided yet",
    "thank you so much",
)


@dataclass
class Numbered:
    """A recogniser for sound that is numbers: sample n, where it is not 0, is the n-th saying, told a second late."""

    speaker: Speaker | None = None
    name: str = "numbered"
    why: str = "for tests"
    clock: int = 0
    late: list[Utterance] = field(default_factory=list)

    def open(self, speaker: Speaker | None) -> "Numbered":
        return Numbered(speaker)

    def accept(self, samples: Samples) -> Sequence[Heard]:
        t = self.clock / SAMPLE_RATE
        self.clock += len(samples)
        told: list[Heard] = [each for each in self.late if each.t < t - 1]
        self.late = [each for each in self.late if each not in told]
        for number in samples[samples > 0]:
            self.late.append(Utterance(t, self.speaker, SAYINGS[number - 1]))
            told.append(Partial(t, self.speaker, SAYINGS[number - 1][:12]))
        return told

    def flush(self) -> Sequence[Heard]:
        return self.late


@dataclass(frozen=True)
class Scored:
    """A source whose sound is a number a chunk for each side."""

    score: Sequence[tuple[int, int]]
    speakers: tuple[Speaker, ...] = (Speaker.ME, Speaker.THEM)
    seconds: float | None = None

    def chunks(self) -> Iterator[AudioChunk]:
        for place, pair in enumerate(self.score):
            for speaker, number in zip(self.speakers, pair, strict=True):
                samples = np.zeros(CHUNK_SAMPLES, np.int16)
                samples[0] = number
                yield AudioChunk(place * CHUNK_SAMPLES / SAMPLE_RATE, speaker, samples)


@pytest.fixture(scope="module")
def script():
    return open_script("follow-up", DEMO / "profile.toml", date(2026, 11, 18))


@settings(max_examples=25, deadline=None)
@given(
    score=st.lists(st.tuples(*[st.integers(-40, 4).map(lambda n: max(0, n))] * 2), min_size=1, max_size=60),
    stride=st.integers(2, 80),
)
def test_hearing_ahead_changes_nothing(script, score: list[tuple[int, int]], stride: int) -> None:
    """The same signals in the same order at the same moments, however many chunks are heard at once."""

    def told(stride: int) -> tuple[list[Signal], list[tuple[float, int]]]:
        session, moments = Session(script), []
        listen(session, Scored(score), Numbered(), lambda s, t: moments.append((t, len(s.signals))), stride)
        return session.signals, moments

    assert told(stride) == told(1)


def test_long_silence_costs_next_to_nothing_and_changes_no_word() -> None:
    """Five minutes of nothing in the middle of a call: the words around it stay, and take no time to speak of."""
    chunks = [chunk.samples for chunk in open_recording(DEMO / "pending.ogg").chunks() if chunk.speaker is Speaker.THEM]
    line = np.concatenate(chunks[:60])
    engine = choose_engine(recognizer="sphinx")

    def heard(gap: float) -> tuple[list[str], float]:
        recognizer = engine.open(Speaker.THEM)
        silence = np.zeros(CHUNK_SAMPLES, np.int16)
        events = [*recognizer.accept(line), *recognizer.accept(np.zeros(5 * SAMPLE_RATE, np.int16))]
        began = time.process_time()
        for _ in range(round(gap * SAMPLE_RATE / CHUNK_SAMPLES)):
            events += recognizer.accept(silence)
        took = time.process_time() - began
        events += [*recognizer.accept(line), *recognizer.flush()]
        return [each.text for each in events if isinstance(each, Utterance)], took

    (short, _), (long, took) = heard(0.0), heard(300.0)
    assert short == long
    assert len(long) >= 2
    assert took < 0.02 * 300
