"""The numbers of a call, on calls made so that every answer is known: within two percent."""

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.events import Speaker, Utterance, Word
from assistant.review.metrics import Measured, loudness_variation, melody, metrics, speaking_steps
from assistant.review.sound import RATE, Sound, Stretch, measured, stretches
from assistant.review.turns import Turn, interruptions, silences, turns, waits
from assistant.review.words import asks, marks, spoken

ME, THEM = Speaker.ME, Speaker.THEM
TWO_PERCENT = 0.02


def buzz(seconds: float, pitch: float | NDArray[np.float64] = 120.0, level: float = 0.2) -> NDArray[np.float64]:
    """A voice-like sound."""
    count = round(seconds * RATE)
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(pitch, count)) / RATE
    sound = sum(np.sin(phase * n + n) / n for n in range(1, 9))
    return level * sound / np.sqrt(np.mean(np.square(sound)))


def channel(seconds: float, parts: list[tuple[float, float]], **voice: float) -> Sound:
    """A channel of `seconds` in which somebody speaks from each start to each end."""
    samples = np.zeros(round(seconds * RATE))
    for start, end in parts:
        samples[round(start * RATE) : round(end * RATE)] = buzz(end - start, **voice)[: round((end - start) * RATE)]
    return measured((samples * 32767).astype(np.int16))


def words(parts: list[tuple[float, float]], speaker: Speaker, a_second: float, text: str = "word") -> list[Utterance]:
    """`a_second` words in each second of each part, without gaps."""
    said = []
    for start, end in parts:
        count = round((end - start) * a_second)
        step = (end - start) / count
        each = tuple(Word(text, start + step * at, start + step * (at + 1)) for at in range(count))
        said.append(Utterance(end, speaker, " ".join(word.text for word in each), each))
    return said


def values(measured_: Measured) -> dict[str, float]:
    """The numbers by their names."""
    return {metric.definition.id: metric.value for metric in metrics(measured_)}


MINE = [(0.0, 4.0), (4.6, 8.6), (20.0, 26.0), (26.5, 32.5)]  # 20 s with pauses of 0.6 and 0.5 s
THEIRS = [(9.6, 19.0), (33.0, 53.6)]  # 30 s


def made_call() -> Measured:
    """A minute: 20 s of mine at three words a second, 30 s of theirs, answers after 1.0, 1.0 and 0.5 s."""
    speech = {ME: stretches(channel(60, MINE)), THEM: stretches(channel(60, THEIRS))}
    said = spoken([*words(MINE, ME, 3), *words(THEIRS, THEM, 2)])
    return Measured(said, speech, turns(speech), (), (), interruptions(speech, ME), interruptions(speech, THEM), (), {})


def test_pace_and_share_of_a_made_call() -> None:
    """60 words in 20 s of sound and 21.1 s of speaking; 20 of 50 s; the longest turn has 12.5 s."""
    found = values(made_call())
    assert found["talk_share"] == pytest.approx(40, rel=TWO_PERCENT)
    assert found["articulation_rate"] == pytest.approx(180, rel=TWO_PERCENT)
    assert found["words_per_minute"] == pytest.approx(60 * 60 / 21.1, rel=TWO_PERCENT)
    assert found["pause_share"] == pytest.approx(100 * 1.1 / 21.1, rel=TWO_PERCENT * 2)
    assert found["longest_turn"] == pytest.approx(12.5, rel=TWO_PERCENT)
    assert found["response_time"] == pytest.approx(1.0, abs=0.021)
    assert found["their_response_time"] == pytest.approx(0.75, abs=0.021)
    assert found["interruptions"] == 0
    assert found["interrupted"] == 0


def test_times_come_from_the_words_where_the_sound_is_one_for_both() -> None:
    """The same call from its words alone gives the same numbers."""
    said = spoken([*words(MINE, ME, 3), *words(THEIRS, THEM, 2)])
    speech = {ME: tuple(Stretch(*part) for part in MINE), THEM: tuple(Stretch(*part) for part in THEIRS)}
    found = values(Measured(said, speech, turns(speech), (), (), (), (), ()))
    assert found["talk_share"] == pytest.approx(40)
    assert found["articulation_rate"] == pytest.approx(180)
    assert "pitch" not in found


def test_the_melody_of_a_voice() -> None:
    """A pitch that swings three semitones up and down has a deviation of 3 / sqrt(2); a monotone has none."""
    t = np.arange(8 * RATE) / RATE
    swinging = measured((buzz(8, 150 * 2 ** (3 * np.sin(2 * np.pi * 0.5 * t) / 12)) * 32767).astype(np.int16))
    everywhere = np.ones(len(swinging.loudness), np.bool_)
    semitones, middle = melody(swinging, everywhere)
    assert semitones == pytest.approx(3 / np.sqrt(2), rel=TWO_PERCENT)
    assert middle == pytest.approx(150, rel=TWO_PERCENT)
    flat, _ = melody(channel(4, [(0, 4)]), np.ones(200, np.bool_))
    assert flat == pytest.approx(0, abs=0.1)


def test_ups_and_downs_in_loudness() -> None:
    """Half seconds that are in turn 6 dB louder and softer deviate by 3 dB."""
    parts = [buzz(0.5, level=0.2 if at % 2 else 0.2 / 10 ** (6 / 20)) for at in range(20)]
    sound = measured((np.concatenate(parts) * 32767).astype(np.int16))
    assert loudness_variation(sound, np.ones(len(sound.loudness), np.bool_)) == pytest.approx(3.0, rel=TWO_PERCENT)


def test_speaking_steps_are_the_stretches() -> None:
    """A second of speech is fifty steps."""
    assert speaking_steps(channel(3, [(0, 3)]), [Stretch(1.0, 2.0)]).sum() == 50


def test_a_short_mm_hm_does_not_take_the_floor() -> None:
    """A turn goes on over the other side's short sound, and ends where they really speak."""
    speech = {ME: [Stretch(0, 5), Stretch(5.8, 9)], THEM: [Stretch(5.1, 5.5), Stretch(10, 14)]}
    assert turns(speech) == (Turn(ME, 0, 9), Turn(THEM, 10, 14))


def test_interruptions_are_told_from_mm_hm_and_from_quick_answers() -> None:
    """Only who begins within the other's speech, and keeps the floor while it goes on, has cut in."""
    speech = {
        ME: [Stretch(2.0, 4.0), Stretch(7.0, 7.4), Stretch(9.9, 12.0)],
        THEM: [Stretch(0.0, 3.0), Stretch(5.0, 10.0)],
    }
    assert interruptions(speech, ME) == [2.0]
    assert interruptions(speech, THEM) == []


def test_waiting_after_a_question() -> None:
    """Who ends the silence after a question is told, and after how long."""
    speech = {ME: [Stretch(0, 5), Stretch(12, 15), Stretch(16.5, 18)], THEM: [Stretch(8, 11)]}
    first, second = waits([5.0, 15.0], speech, 20.0)
    assert (first.answered, first.seconds) == (True, 3.0)
    assert (second.answered, second.seconds) == (False, 1.5)


def test_silences_of_both() -> None:
    """A silence counts where neither speaks for two seconds, between their words."""
    speech = {ME: [Stretch(1, 2)], THEM: [Stretch(4.5, 6), Stretch(7, 8)]}
    assert silences(speech) == (Stretch(2, 4.5),)


def test_fillers_and_hedges_are_counted_once() -> None:
    """The longest phrase counts, once, with its place; only the caller's."""
    text = "um i was wondering you know maybe uh whether I think so"
    said = spoken([Utterance(10, ME, text), Utterance(20, THEM, "um maybe")])
    found = [(mark.kind, mark.text) for mark in marks(said, ME)]
    assert found == [
        ("filler", "um"), ("hedge", "was wondering"), ("filler", "you know"), ("hedge", "maybe"), ("filler", "uh"),
        ("hedge", "i think"),
    ]  # fmt: skip
    mark = marks(said, ME)[1]
    assert [said[index].text for index in range(mark.first, mark.last)] == ["was", "wondering"]


def test_fillers_are_per_hundred_words() -> None:
    """Three fillers in fifty words are six per hundred; in fewer than twenty words there is no number."""
    said = spoken([Utterance(20, ME, " ".join(["um", "word"] * 3 + ["word"] * 44))])
    assert values(Measured(said, {}, (), marks(said, ME), (), (), (), ())) == {"fillers": 6, "hedges": 0}
    few = spoken([Utterance(2, ME, "um hello")])
    assert values(Measured(few, {}, (), marks(few, ME), (), (), (), ())) == {}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("could you tell me where you are in the process", True),
        ("i'm calling to ask about the status of the decision", True),
        ("when do you expect to decide", True),
        ("Is there anything else?", True),
        ("thank you for your time", False),
        ("i am still very interested in the position", False),
        ("my number is six one seven", False),
    ],
)
def test_questions_are_known_without_their_sign(text: str, asked: bool) -> None:
    """A recogniser writes no question mark."""
    assert asks(text) is asked


def test_words_without_times_are_spread_over_their_utterance() -> None:
    """They end at the utterance's end, and begin no sooner than the same speaker's last one ended."""
    said = spoken([Utterance(2.0, ME, "one two"), Utterance(2.4, ME, "three four")])
    assert said[0].start == pytest.approx(1.3)
    assert (said[2].start, said[3].end) == (pytest.approx(2.0), pytest.approx(2.4))
