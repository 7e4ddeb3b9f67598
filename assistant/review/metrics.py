"""The numbers of a call, worked out; what each one means is in definitions.py.

Times come from the sound where each side has a channel of its own, else from the words. A number that cannot be
had (too few words, one channel for both, a transcript without times) is left out rather than guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.events import Speaker
from assistant.review.definitions import DEFINITIONS, Definition
from assistant.review.sound import STEP, Sound, Stretch, joined
from assistant.review.turns import PAUSE, SPEAKING, Speech, Turn, Wait, answers
from assistant.review.words import Mark, SpokenWord

ENOUGH_WORDS = 20  # below which a pace says nothing
ENOUGH_VOICED = 1.0  # seconds of pitch below which its variation says nothing
PHRASE = 0.5  # seconds over which loudness is taken: shorter, and the vowels themselves would count as variation
OF_CONVERSATION = frozenset(
    {
        "talk_share",
        "longest_turn",
        "into_silence",
        "answer_wait",
        "response_time",
        "their_response_time",
        "interruptions",
        "interrupted",
    }
)
OCTAVE = 12.0  # semitones; a pitch further off is one that was misread


@dataclass(frozen=True, slots=True)
class Metric:
    """A number of this call."""

    definition: Definition
    value: float

    @property
    def verdict(self) -> str:
        """Where it lies in its reference band: within, below, above; empty where there is none to judge by."""
        band = self.definition.reference
        if band is None or not band.judged:
            return ""
        if band.low is not None and self.value < band.low:
            return "below"
        return "above" if band.high is not None and self.value > band.high else "within"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the numbers are taken from. `speech` is empty where nothing has times; `sound` has the sides heard apart."""

    words: Sequence[SpokenWord]
    speech: Speech
    turns: Sequence[Turn]
    marks: Sequence[Mark]
    waits: Sequence[Wait]
    cut_in: Sequence[float]
    was_cut: Sequence[float]
    unheard: Sequence[Stretch]
    sound: Mapping[Speaker, Sound] = field(default_factory=dict)
    number_pace: float | None = None
    purpose: float | None = None
    conversation: bool = True  # a mailbox does not converse: no share, no answers, no interruptions


def metrics(measured: Measured) -> tuple[Metric, ...]:
    """The numbers that can be had, in the order of DEFINITIONS."""
    values = {**_in_words(measured), **_in_time(measured), **_in_sound(measured)}
    if not measured.conversation:
        values = {id_: value for id_, value in values.items() if id_ not in OF_CONVERSATION}
    return tuple(
        Metric(definition, round(value, 4))
        for id_, definition in DEFINITIONS.items()
        if (value := values.get(id_)) is not None
    )


def _in_words(measured: Measured) -> dict[str, float | None]:
    count = sum(word.speaker is Speaker.ME for word in measured.words)
    if count < ENOUGH_WORDS:
        return {}
    per = {kind: sum(mark.kind == kind for mark in measured.marks) * 100 / count for kind in ("filler", "hedge")}
    return {"fillers": per["filler"], "hedges": per["hedge"]}


def _in_time(measured: Measured) -> dict[str, float | None]:
    mine = measured.speech.get(Speaker.ME, ())
    theirs = measured.speech.get(Speaker.THEM, ())
    if not mine:
        return {}
    count = sum(word.speaker is Speaker.ME for word in measured.words)
    sounding, speaking = (total(joined(mine, pause)) for pause in (PAUSE, SPEAKING))
    enough = count >= ENOUGH_WORDS
    own_turns = [turn.seconds for turn in measured.turns if turn.speaker is Speaker.ME]
    both = total(mine) + total(theirs)
    return {
        "talk_share": 100 * total(mine) / both if theirs else None,
        "words_per_minute": 60 * count / speaking if enough else None,
        "articulation_rate": 60 * count / sounding if enough else None,
        "pause_share": 100 * (1 - sounding / speaking) if enough else None,
        "longest_turn": max(own_turns, default=None),
        "into_silence": float(sum(not wait.answered for wait in measured.waits)) if measured.waits else None,
        "answer_wait": _median([wait.seconds for wait in measured.waits if wait.answered]),
        "response_time": _median(answers(measured.turns, Speaker.ME)),
        "their_response_time": _median(answers(measured.turns, Speaker.THEM)),
        "interruptions": float(len(measured.cut_in)) if theirs else None,
        "interrupted": float(len(measured.was_cut)) if theirs else None,
        "number_pace": measured.number_pace,
        "time_to_purpose": measured.purpose,
    }


def _in_sound(measured: Measured) -> dict[str, float | None]:
    sound = measured.sound.get(Speaker.ME)
    if sound is None or not measured.speech.get(Speaker.ME):
        return {}
    speaks = speaking_steps(sound, measured.speech[Speaker.ME])
    semitones, middle = melody(sound, speaks)
    return {
        "pitch_variation": semitones,
        "pitch": middle,
        "loudness_variation": loudness_variation(sound, speaks),
        "unheard_fillers": float(len(measured.unheard)),
    }


def speaking_steps(sound: Sound, speech: Sequence[Stretch]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each step of `sound`, whether it lies in `speech`."""
    speaks = np.zeros(len(sound.loudness), np.bool_)
    for one in speech:
        speaks[round(one.start / STEP) : round(one.end / STEP)] = True
    return speaks


def melody(sound: Sound, speaks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[float | None, float | None]:
    """The standard deviation of the pitch in semitones, and its median in Hz."""
    pitch = sound.pitch[speaks & (sound.pitch > 0)]
    if len(pitch) * STEP < ENOUGH_VOICED:
        return None, None
    middle = float(np.median(pitch))
    semitones = 12 * np.log2(pitch / middle)
    return float(np.std(semitones[np.abs(semitones) < OCTAVE])), middle


def loudness_variation(sound: Sound, speaks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    """The standard deviation of the loudness, in dB, over PHRASE seconds of speech each."""
    size = round(PHRASE / STEP)
    levels = sound.loudness[speaks]
    if len(levels) < 4 * size:
        return None
    power = 10 ** (levels[: len(levels) - len(levels) % size].reshape(-1, size) / 10)
    return float(np.std(10 * np.log10(power.mean(axis=1))))


def total(parts: Sequence[Stretch]) -> float:
    """The seconds of all `parts`."""
    return sum(part.seconds for part in parts)


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None
