"""Sound to words, by every engine: the same however it is cut, on the clock of the samples, nothing from noise."""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendered import RATE, Samples, hum, rendered, silence, spoken, telephone, white_noise

from assistant.events import Heard, Partial, Speaker, Utterance
from assistant.recognizers import Engine
from assistant.recognizers.models import choose_engine

LINES = ("Good morning, this is Daniel.", "I wanted to ask whether you have made a decision.")


@pytest.fixture(scope="module", params=["sphinx", "vosk"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine, Vosk with the tests' model."""
    if request.param == "vosk":
        return choose_engine(model=request.getfixturevalue("vosk_model"))
    return choose_engine(recognizer="sphinx")


@pytest.fixture(scope="module")
def whole(engine: Engine) -> list[Heard]:
    """What is heard in the sound of the cutting tests, given in one piece."""
    return heard(engine, [_sound()])


def heard(engine: Engine, pieces: Iterable[Samples]) -> list[Heard]:
    """Everything that `engine` hears in `pieces`."""
    recognizer = engine.open(Speaker.ME)
    events = [event for piece in pieces for event in recognizer.accept(piece)]
    return [*events, *recognizer.flush()]


def cut(samples: Samples, sizes: Sequence[int]) -> list[Samples]:
    """`samples` in pieces of `sizes`, over and over."""
    pieces: list[Samples] = []
    at = 0
    while at < len(samples):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(samples[at : at + size])
        at += size
    return pieces


def utterances(events: Iterable[Heard]) -> list[Utterance]:
    """Only what stands."""
    return [event for event in events if isinstance(event, Utterance)]


def test_words_come_with_times_on_the_clock_of_the_samples(engine: Engine, needs: Callable[..., None]) -> None:
    """A line said at 3 s has its words there, and each turn ends with an utterance that stands."""
    needs("flite")
    line = rendered("Thank you for your time.", "rms")
    found = utterances(heard(engine, [np.concatenate([silence(3.0), line, silence(2.0)])]))
    words = [word for utterance in found for word in utterance.words]
    assert words
    assert 2.9 < words[0].start < 3.6
    assert 3.0 + len(line) / RATE - 0.7 < words[-1].end < 3.0 + len(line) / RATE + 0.3
    assert all(a.start < a.end <= b.start + 0.05 for a, b in pairwise(words))
    assert all(0.0 <= word.confidence <= 1.0 and word.text.isalpha() for word in words)
    assert [u.t for u in found] == [u.words[-1].end for u in found]
    assert {u.speaker for u in found} == {Speaker.ME}


def test_partials_come_early_and_only_when_they_change(engine: Engine, needs: Callable[..., None]) -> None:
    """The first is there long before the turn ends; one repeats the one before it to tell of a pause alone."""
    needs("flite")
    events = heard(engine, [spoken(LINES, "rms", pause=1.5)])
    assert isinstance(events[0], Partial)
    for a, b in pairwise(events):
        if isinstance(a, Partial) and isinstance(b, Partial) and a.text == b.text:
            assert b.silence > a.silence
    for a, b in pairwise(events):
        if isinstance(b, Utterance):
            assert isinstance(a, Partial) and a.silence >= 0.6, "the end of a turn is told before it is searched"
    assert len([e for e in events if isinstance(e, Partial)]) >= 2 * len(utterances(events))


@pytest.mark.parametrize(
    "sound",
    [
        silence(6),
        white_noise(6, 100),
        white_noise(6, 2000),
        hum(6),
        hum(6, 6000, 60),
        np.concatenate([silence(2), white_noise(6, 500), silence(2)]),
        np.concatenate([silence(2), hum(6), silence(2)]),
        np.concatenate(
            [silence(2), (np.sin(np.arange(RATE) * 2 * np.pi * 1000 / RATE) * 9000).astype(np.int16), silence(2)]
        ),
    ],
    ids=["silence", "noise", "loud-noise", "hum-50", "hum-60", "noise-begins", "hum-begins", "beep"],
)
def test_no_words_come_from_what_is_not_speech(engine: Engine, sound: Samples) -> None:
    """Silence, noise, mains hum and the beep of a voicemail say nothing."""
    assert utterances(heard(engine, [sound])) == []


def test_no_sound_at_all_is_nothing(engine: Engine) -> None:
    """An empty recording, and empty pieces, are no fault."""
    assert heard(engine, []) == []
    assert heard(engine, [silence(0), silence(0)]) == []


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 20_000), min_size=1, max_size=6))
def test_what_is_heard_does_not_depend_on_the_cuts(engine: Engine, whole: list[Heard], sizes: list[int]) -> None:
    """The same events, to the last digit, whatever the pieces."""
    assert heard(engine, cut(_sound(), sizes)) == whole


def test_one_sample_at_a_time_is_the_same(engine: Engine, whole: list[Heard]) -> None:
    """The finest cut there is."""
    assert heard(engine, cut(_sound(), [1])) == whole


def test_long_silence_changes_no_word(engine: Engine, needs: Callable[..., None]) -> None:
    """Skipped silence is only a matter of time: the words are those of short pauses, later."""
    needs("flite")
    short = utterances(heard(engine, [spoken(LINES, "rms", pause=2.0)]))
    long = utterances(heard(engine, [spoken(LINES, "rms", pause=20.0)]))
    assert [u.text for u in long] == [u.text for u in short]
    assert long[0].t - short[0].t == pytest.approx(18.0, abs=0.02)


def test_a_number_read_in_groups_is_one_turn(engine: Engine, needs: Callable[..., None]) -> None:
    """While digits are read, a pause of a second does not end the turn."""
    needs("flite")
    groups = [
        rendered(text, "rms") for text in ("You can reach me at six one seven", "five five five", "zero one four two")
    ]
    sound = np.concatenate([silence(1)] + [part for group in groups for part in (group, silence(0.9))] + [silence(2)])
    found = utterances(heard(engine, [sound]))
    assert len(found) == 1
    assert len(found[0].words) >= 12


def test_sphinx_hears_plain_english(needs: Callable[..., None]) -> None:
    """The embedded default makes sense of a clear voice, in less time than it takes to say it."""
    needs("flite")
    engine = choose_engine(recognizer="sphinx")
    sound = spoken(("I interviewed with you last Tuesday for the marketing analyst position.",), "rms")
    start = time.process_time()
    text = " ".join(u.text for u in utterances(heard(engine, [sound])))
    assert {"i", "interviewed", "last", "tuesday", "marketing", "position"} <= set(text.split())
    assert time.process_time() - start < 0.7 * len(sound) / RATE + 2.0  # 2 s: loading


def test_sphinx_hears_something_on_the_telephone(needs: Callable[..., None]) -> None:
    """In the telephone band half of the words at least are right."""
    needs("flite")
    line = "I interviewed with you last Tuesday for the marketing analyst position."
    found = utterances(heard(choose_engine(recognizer="sphinx"), [telephone(spoken((line,), "rms"))]))
    words = set(" ".join(u.text for u in found).split())
    said = {"i", "interviewed", "with", "you", "last", "tuesday", "for", "the", "marketing", "analyst", "position"}
    assert len(said & words) >= 5


def _sound() -> Samples:
    """Some seconds in which something is heard, without flite too: tones and noise that come and go like speech."""
    rng = np.random.default_rng(7)
    t = np.arange(3 * RATE) / RATE
    tone = sum(np.sin(2 * np.pi * f * t + 3 * np.sin(2 * np.pi * 3 * t)) for f in (130, 260, 520, 1100, 2300))
    loud = np.clip(np.sin(2 * np.pi * 2.3 * t), 0, 1) * (t < 2)
    return np.asarray(tone * loud * 2500 + rng.normal(0, 20 + 800 * loud * (np.sin(17 * t) > 0.5))).astype(np.int16)
