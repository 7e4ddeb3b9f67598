"""Every number of a review, from sound to figure, on calls made so that its answer is known: within two percent.

Times are measured in frames of 20 ms: where that is more than two percent of the answer, the frame is the limit.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.events import Speaker, StepChange, StepStatus, Utterance, Word
from assistant.review.definitions import DEFINITIONS
from assistant.review.review import Call, build_review
from assistant.review.sound import RATE, STEP, measured
from assistant.review.turns import PAUSE

ME, THEM = Speaker.ME, Speaker.THEM
TWO_PERCENT = 0.02
SECONDS = 67
HUM = (13.4, 13.8)
TEXTS = {  # when somebody speaks without a pause, and what
    (1.0, 5.0): "hello jordan this is priya raman um i spoke with you monday",
    (11.0, 13.0): "maybe you remember uh i was",
    (14.2, 17.0): "there so can you tell me the status",
    (26.0, 28.0): "oh that is very good thanks",
    (34.0, 39.0): "i think it went well um so when do you expect to decide about it",
    (40.5, 43.5): "i mean it is fine however long that takes you",
    (50.0, 56.0): "the team was kind and i liked all that you said about the work there and here",
    (60.0, 65.0): "six one seven five five five oh one four two",
}
TURNS = ([(1.0, 5.0)], [(11.0, 13.0), (14.2, 17.0)], [(26.0, 28.0)], [(34.0, 39.0)], [(40.5, 43.5)], [(50.0, 56.0)],
         [(60.0, 65.0)])  # fmt: skip
THEIRS = ((5.8, 9.8), (19.5, 29.5), (31.0, 33.0), (46.0, 49.0), (52.0, 54.0))


def buzz(parts: list[tuple[float, float]], semitones: NDArray[np.float64], pitch: float) -> NDArray[np.float64]:
    """A voice-like sound in each part; its pitch lies `semitones` off, a value for each sample."""
    t = np.arange(len(semitones)) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * 2 ** (semitones / 12)) / RATE
    speaks = np.any([(t >= start) & (t < end) for start, end in parts], axis=0)
    return 0.1 * speaks * sum(np.sin(phase * n + n) / n for n in range(1, 9))


def words(part: tuple[float, float]) -> list[Word]:
    """The words said in a part, one after the other without gaps."""
    texts = TEXTS[part].split()
    step = (part[1] - part[0]) / len(texts)
    return [Word(text, part[0] + step * at, part[0] + step * (at + 1)) for at, text in enumerate(texts)]


def utterances() -> list[Utterance]:
    """What I say."""
    turns = [[word for part in parts for word in words(part)] for parts in TURNS]
    return [Utterance(turn[-1].end, ME, " ".join(word.text for word in turn), tuple(turn)) for turn in turns]


T = np.arange(SECONDS * RATE) / RATE
SWING = 3 * np.sin(2 * np.pi * T)  # semitones
MINE = [*TEXTS, HUM]
CALL = Call(
    title="A made call",
    date=date(2026, 11, 18),
    recognizer="none",
    utterances=tuple(utterances()),
    signals=(StepChange(17.0, "ask-status", StepStatus.DONE, "the status", 1.0),),
    summary={"outcome": "pending", "steps": {}, "seconds": SECONDS},
    steps=(),
    phone="+1 617 555 0142",
    sounds={
        ME: measured((buzz(MINE, SWING, 150.0) * 32767).astype(np.int16)),
        THEM: measured((buzz(list(THEIRS), 0 * SWING, 110.0) * 32767).astype(np.int16)),
    },
)
COUNT = sum(len(text.split()) for text in TEXTS.values())
SOUNDING = sum(end - start for start, end in MINE)
# Pauses of two seconds and more end my speaking: 11.0 to 17.0 and 34.0 to 43.5 are one piece each.
SPEAKING = 4 + 6 + 2 + 9.5 + 6 + 5
SPOKEN = buzz(MINE, SWING, 150.0) != 0
ANSWERS = {
    "talk_share": 100 * SOUNDING / (SOUNDING + sum(end - start for start, end in THEIRS)),
    "words_per_minute": 60 * COUNT / SPEAKING,
    "articulation_rate": 60 * COUNT / SOUNDING,
    "pause_share": 100 * (1 - SOUNDING / SPEAKING),
    "longest_turn": 9.5,  # from 34.0 to 43.5: nobody else spoke
    "into_silence": 1,  # after 39.0 I went on at 40.5, and they spoke at 46.0
    "answer_wait": 2.5,  # from 17.0 to 19.5
    "response_time": 1.0,  # of 1.2, -3.5, 1.0, 1.0, 6.0
    "their_response_time": 2.5,  # of 0.8, 2.5, 3.0, 2.5, -4.0
    "interruptions": 1,  # at 26.0
    "interrupted": 1,  # at 52.0
    "fillers": 100 * 4 / COUNT,  # um, uh, um, i mean
    "unheard_fillers": 1,  # the hum
    "hedges": 100 * 2 / COUNT,  # maybe, i think
    "pitch": 150.0,
    "pitch_variation": float(np.std(SWING[SPOKEN])),
    "number_pace": 10 / 5,
    "time_to_purpose": 16.0,  # from 1.0 to 17.0
}
IN_SECONDS = {"answer_wait", "response_time", "their_response_time", "longest_turn", "time_to_purpose"}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_number_is_what_the_call_was_made_to_have(name: str) -> None:
    """Within two percent; a wait within a frame at either end; pauses within a frame at either end of each of three."""
    found = {metric.definition.id: metric.value for metric in build_review(CALL).metrics}
    frames = 2 * STEP if name in IN_SECONDS else 100 * 6 * STEP / SPEAKING if name == "pause_share" else 0.0
    assert found[name] == pytest.approx(ANSWERS[name], rel=TWO_PERCENT, abs=frames)


def test_loudness_goes_up_and_down() -> None:
    """Half seconds that are in turn 6 dB louder and softer deviate by 3 dB; the line hisses before and after them."""
    seconds = 16
    voice = buzz([(2.0, 14.0)], np.zeros(seconds * RATE), 120.0)
    softer = np.where((np.arange(len(voice)) // (RATE // 2)) % 2, 10 ** (-6 / 20), 1.0)
    hiss = 10 ** (-70 / 20) * np.random.default_rng(1).standard_normal(len(voice))
    said = (Utterance(14.0, ME, "hello", (Word("hello", 2.0, 14.0),)),)
    sound = measured(((voice * softer + hiss) * 32767).astype(np.int16))
    call = replace(CALL, utterances=said, sounds={ME: sound}, signals=())
    found = {metric.definition.id: metric.value for metric in build_review(call).metrics}
    assert found["loudness_variation"] == pytest.approx(3.0, rel=TWO_PERCENT)


def test_no_number_is_without_a_made_answer() -> None:
    """A new number comes with sound whose answer is known."""
    assert set(DEFINITIONS) == {*ANSWERS, "loudness_variation"}
    assert min(HUM[0] - 13.0, 14.2 - HUM[1]) > PAUSE  # the hum lies between pauses that count
