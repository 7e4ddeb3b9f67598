"""A Review: everything that a finished call tells, as one value that reports are written from."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from assistant.call.facts import facts as facts_in
from assistant.events import OutcomeChange, Signal, Speaker, StepChange, StepStatus, Utterance, Warned, to_json
from assistant.review.advice import Practice, achieved, advice
from assistant.review.metrics import Measured, Metric, metrics, speaking_steps
from assistant.review.number import NumberRead, number_read
from assistant.review.sound import STEP, Sound, Stretch, envelope, joined, stretches
from assistant.review.turns import PAUSE, Turn, interruptions, silences, turns, waits
from assistant.review.words import Mark, SpokenWord, asks, marks, spoken

POINTS = 1600  # of each lane's envelope: one for every pixel of a wide screen
VOICEMAIL = "voicemail"  # the outcome
PURPOSE = "ask-status"  # the step that says why one calls
UNHEARD = (0.2, 1.5)  # seconds that a filler without a word lasts
COVERED = 0.2  # of it that may lie under recognised words
VOICED = 0.6  # of it that must have a pitch
PACE_WINDOW, PACE_STEP = 10.0, 2.0  # seconds over which the pace along the call is taken, and between its points


@dataclass(frozen=True, slots=True)
class StepPart:
    """What a report says of a step, beside its status."""

    id: str
    title: str
    cue: str = ""
    required: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step at the end of the call: `because` ticked it at `t`."""

    part: StepPart
    status: StepStatus
    because: str = ""
    t: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FactHeard:
    """A fact that the other side gave: the words from index `first` to before `last` of the review's words."""

    kind: str
    text: str
    value: str
    t: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's sound for drawing: `levels` are 0 to 99, evenly over the call; `speech` is when they spoke."""

    speaker: Speaker | None
    levels: tuple[int, ...]
    speech: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What a review is built from. `timed` is false where the words' times are made up, as in a plain text."""

    title: str
    date: datetime.date
    recognizer: str
    utterances: tuple[Utterance, ...]
    signals: tuple[Signal, ...]
    summary: Mapping[str, Any]
    steps: tuple[StepPart, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    sounds: Mapping[Speaker | None, Sound] = field(default_factory=dict)
    timed: bool = True
    country: str = "US"
    source: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A finished call, as a report shows it. Times are in seconds of the call."""

    call: Call
    seconds: float
    outcome: str
    outcome_title: str
    outcome_because: str
    outcome_t: float | None
    words: tuple[SpokenWord, ...]
    steps: tuple[StepRow, ...]
    done: int
    asked: int
    warnings: tuple[Warned, ...]
    facts: tuple[FactHeard, ...]
    marks: tuple[Mark, ...]
    metrics: tuple[Metric, ...]
    practice: tuple[Practice, ...]
    number: NumberRead | None
    turns: tuple[Turn, ...]
    lanes: tuple[Lane, ...]
    silences: tuple[Stretch, ...]
    unheard: tuple[Stretch, ...]
    pace: tuple[tuple[float, float], ...]

    def promised(self) -> tuple[FactHeard, ...]:
        """The dates that lie on or after the call's day, the first one first."""
        dates = [fact for fact in self.facts if fact.kind == "date" and fact.value >= self.call.date.isoformat()]
        return tuple(sorted(dates, key=lambda fact: fact.value))

    def to_json(self) -> dict[str, Any]:
        """The object that `callprompter review --json` prints."""
        words = [
            {
                "word": word.text,
                "start": round(word.start, 3),
                "end": round(word.end, 3),
                "confidence": round(word.confidence, 3),
                "speaker": word.speaker and str(word.speaker),
            }
            for word in self.words
        ]
        return {
            "summary": dict(self.call.summary),
            "words": words,
            "metrics": {metric.definition.id: metric.value for metric in self.metrics},
            "events": [to_json(signal) for signal in self.call.signals],
            "recognizer": self.call.recognizer,
        }


def build_review(call: Call) -> Review:
    """Work out everything that `call` tells."""
    words = spoken(call.utterances)
    seconds = max([float(call.summary.get("seconds", 0.0)), *(word.end for word in words)])
    sides = {side: call.sounds[side] for side in Speaker if side in call.sounds}
    speech = _speech(words, sides) if call.timed else {}
    order = turns(speech)
    unheard = tuple(_unheard(words, sides, speech))
    number = number_read(words, call.phone)
    seen = (*marks(words, Speaker.ME), *_questions(words, call.utterances))
    asked_at = [words[mark.last - 1].end for mark in seen if mark.kind == "question"]
    warnings = tuple(signal for signal in call.signals if isinstance(signal, Warned))
    numbers = metrics(
        Measured(
            words,
            speech,
            order,
            seen,
            waits(asked_at, speech, seconds) if len(speech) == 2 else (),
            interruptions(speech, Speaker.ME),
            interruptions(speech, Speaker.THEM),
            unheard,
            sides,
            number.pace if number and call.timed else None,
            _purpose(words, call.signals) if call.timed else None,
            conversation=call.summary.get("outcome") != VOICEMAIL,
        )
    )
    steps = _steps(call)
    decided = _decided(call)
    done, asked = achieved(
        {row.part.id: row.status for row in steps}, [row.part.id for row in steps if row.part.required]
    )
    missed = [(row.part.title, row.part.cue) for row in steps if row.status is StepStatus.MISSED]
    outcome = str(call.summary.get("outcome", "unknown"))
    return Review(
        call=call,
        seconds=seconds,
        outcome=outcome,
        outcome_title=call.outcomes.get(outcome, outcome),
        outcome_because=decided.because if decided else "",
        outcome_t=decided.t if decided else None,
        words=words,
        steps=steps,
        done=done,
        asked=asked,
        warnings=warnings,
        facts=tuple(_facts(words, call)),
        marks=seen,
        metrics=numbers,
        practice=advice(warnings, missed, numbers),
        number=number,
        turns=order,
        lanes=_lanes(call.sounds, speech),
        silences=silences(speech),
        unheard=unheard,
        pace=tuple(_pace(words, seconds)) if call.timed else (),
    )


def _speech(words: Sequence[SpokenWord], sides: Mapping[Speaker, Sound]) -> dict[Speaker, tuple[Stretch, ...]]:
    """When each side spoke: by its own sound, else by its words."""
    found = {}
    for side in Speaker:
        if side in sides:
            parts = stretches(sides[side])
        else:
            said = [Stretch(word.start, word.end) for word in words if word.speaker is side]
            parts = joined(said, PAUSE)
        if parts:
            found[side] = parts
    return found


def _unheard(
    words: Sequence[SpokenWord], sides: Mapping[Speaker, Sound], speech: Mapping[Speaker, Sequence[Stretch]]
) -> Iterator[Stretch]:
    """The caller's voiced sounds for which no word was recognised, between two words of theirs."""
    sound = sides.get(Speaker.ME)
    own = [word for word in words if word.speaker is Speaker.ME]
    if sound is None or not own:
        return
    speaks = speaking_steps(sound, speech.get(Speaker.ME, ()))
    for word in own:
        speaks[max(0, round((word.start - 0.05) / STEP)) : round((word.end + 0.05) / STEP)] = False
    edges = (speaks[1:] != speaks[:-1]).nonzero()[0] + 1
    for start, end in pairwise(edges):
        length = float(end - start) * STEP
        if speaks[start] and UNHEARD[0] <= length <= UNHEARD[1] and (sound.pitch[start:end] > 0).mean() >= VOICED:
            yield Stretch(float(start) * STEP, float(end) * STEP)


def _questions(words: Sequence[SpokenWord], utterances: Sequence[Utterance]) -> Iterator[Mark]:
    """The caller's utterances that ask something, unless the caller goes right on with another."""
    places = _places(words, len(utterances))
    for turn, utterance in enumerate(utterances):
        if utterance.speaker is Speaker.ME and asks(utterance.text):
            own = places[turn]
            if own:
                yield Mark("question", utterance.text, own[0], own[-1] + 1, words[own[0]].start)


def _places(words: Sequence[SpokenWord], turns: int) -> list[list[int]]:
    """The indices of each utterance's words."""
    places: list[list[int]] = [[] for _ in range(turns)]
    for index, word in enumerate(words):
        places[word.turn].append(index)
    return places


def _purpose(words: Sequence[SpokenWord], signals: Sequence[Signal]) -> float | None:
    first = next((word.start for word in words if word.speaker is not Speaker.THEM), None)
    for signal in signals:
        if isinstance(signal, StepChange) and signal.step == PURPOSE and signal.status is StepStatus.DONE:
            return None if first is None else max(0.0, signal.t - first)
    return None


def _steps(call: Call) -> tuple[StepRow, ...]:
    statuses = call.summary.get("steps", {})
    told = {s.step: s for s in call.signals if isinstance(s, StepChange) and str(s.status) == statuses.get(s.step)}
    rows = []
    for part in call.steps:
        change = told.get(part.id)
        status = StepStatus(statuses.get(part.id, "ahead"))
        rows.append(StepRow(part, status, change.because, change.t, change.score) if change else StepRow(part, status))
    return tuple(rows)


def _decided(call: Call) -> OutcomeChange | None:
    """What the other side said that decided the outcome."""
    changes = [signal for signal in call.signals if isinstance(signal, OutcomeChange)]
    return next((one for one in reversed(changes) if one.outcome == call.summary.get("outcome")), None)


def _facts(words: Sequence[SpokenWord], call: Call) -> Iterator[FactHeard]:
    """The facts in the other side's words; where the sides are not known apart, in all words."""
    places = _places(words, len(call.utterances))
    for own, utterance in zip(places, call.utterances, strict=True):
        if utterance.speaker is Speaker.ME:
            continue
        for fact in facts_in([words[index].text for index in own], call.date, call.country):
            first, last = own[fact.start], own[fact.end - 1] + 1
            yield FactHeard(fact.kind, fact.text, fact.value, words[first].start, first, last)


def _lanes(sounds: Mapping[Speaker | None, Sound], speech: Mapping[Speaker, Sequence[Stretch]]) -> tuple[Lane, ...]:
    sides: Sequence[Speaker | None] = list(sounds) if sounds else list(speech)
    ordered = sorted(sides, key=lambda side: (side is None, side is Speaker.THEM))
    return tuple(
        Lane(
            side,
            tuple(envelope(sounds[side], POINTS)) if side in sounds else (),
            tuple(speech.get(side, ())) if side else (),
        )
        for side in ordered
    )


def _pace(words: Sequence[SpokenWord], seconds: float) -> Iterator[tuple[float, float]]:
    """The caller's words a minute of speaking around each moment at which they speak enough to tell."""
    own = [word for word in words if word.speaker is Speaker.ME]
    t = 0.0
    first = 0
    while t <= seconds:
        while first < len(own) and own[first].end < t - PACE_WINDOW / 2:
            first += 1
        near = []
        for word in own[first:]:
            if word.start > t + PACE_WINDOW / 2:
                break
            near.append(word)
        spoke = sum(part.seconds for part in joined([Stretch(word.start, word.end) for word in near], 0.7))
        if len(near) >= 5 and spoke > 1:
            yield round(t, 1), round(60 * len(near) / spoke, 1)
        t += PACE_STEP
