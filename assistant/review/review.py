"""A Review: everything that a finished call tells, as one value that reports are written from."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.call.facts import facts as facts_in
from assistant.events import OutcomeChange, Signal, Speaker, StepChange, StepStatus, Utterance, Warned, to_json
from assistant.review.advice import Practice, achieved, advice
from assistant.review.lanes import Lane, lanes, pace
from assistant.review.metrics import Measured, Metric, metrics
from assistant.review.number import NumberRead, number_read
from assistant.review.sound import Sound, Stretch, joined, stretches
from assistant.review.turns import PAUSE, Turn, interruptions, silences, turns, waits
from assistant.review.unheard import unheard_sounds
from assistant.review.words import Mark, SpokenWord, asks, marks, spoken

VOICEMAIL = "voicemail"  # the outcome
PURPOSE = "ask-status"  # the step that says why one calls


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
    unheard = tuple(unheard_sounds(words, sides, speech))
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
        lanes=lanes(call.sounds, speech),
        silences=silences(speech),
        unheard=unheard,
        pace=tuple(pace(words, seconds)) if call.timed else (),
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
