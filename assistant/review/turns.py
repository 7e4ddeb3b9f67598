"""Who had the floor when: turns, answers, interruptions, silences, from stretches of speech.

A short "mm-hm" does not take the floor: a turn of the one side goes on over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.events import Speaker
from assistant.review.sound import Stretch, joined

PAUSE = 0.25  # seconds; shorter gaps belong to articulation (Goldman-Eisler 1968)
FLOOR = 1.0  # seconds of speech that take the floor; a shorter one beside the other's speech is a "mm-hm"
RUN = 0.7  # seconds; a longer pause ends a run of speech
SPEAKING = 2.0  # seconds; a longer silence of one side is not part of its speaking
CUT_IN, GOES_ON = 0.5, 0.3  # seconds that the other must have been speaking, and still goes on, for an interruption
QUIET = 2.0  # seconds; a silence of both sides that is worth showing


@dataclass(frozen=True, slots=True)
class Turn:
    """One side's speech until the other takes the floor."""

    speaker: Speaker
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is, pauses included."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Wait:
    """After a question: `answered` after `seconds` by the other side, or else the asker went on."""

    t: float
    seconds: float
    answered: bool


Speech = Mapping[Speaker, Sequence[Stretch]]


def turns(speech: Speech) -> tuple[Turn, ...]:
    """The turns of both sides in order."""
    runs = [(run, speaker) for speaker, parts in speech.items() for run in joined(parts, RUN)]
    result: list[Turn] = []
    for run, speaker in sorted(runs, key=lambda each: each[0].start):
        last = result[-1] if result else None
        mine = next((turn for turn in reversed(result[-2:]) if turn.speaker is speaker), None)
        if last is not None and last.speaker is speaker:
            result[-1] = Turn(speaker, last.start, max(last.end, run.end))
        elif last is not None and mine is not None and last.seconds < FLOOR and run.start - mine.end < SPEAKING:
            result[-2:] = [Turn(speaker, mine.start, max(mine.end, run.end))]  # what lay between was a "mm-hm"
        else:
            result.append(Turn(speaker, run.start, run.end))
    return tuple(result)


def answers(order: Sequence[Turn], speaker: Speaker) -> list[float]:
    """Seconds from the end of each turn of the other side to the start of `speaker`'s; below 0 where they overlap."""
    pairs = pairwise(order)
    return [after.start - before.end for before, after in pairs if after.speaker is speaker is not before.speaker]


def interruptions(speech: Speech, speaker: Speaker) -> list[float]:
    """When `speaker` took the floor while the other side was speaking, and went on speaking."""
    other = [run for side, parts in speech.items() if side is not speaker for run in joined(parts, RUN)]
    return [
        run.start
        for run in joined(speech.get(speaker, ()), RUN)
        if run.seconds >= FLOOR and any(one.start + CUT_IN <= run.start <= one.end - GOES_ON for one in other)
    ]


def waits(asked: Sequence[float], speech: Speech, seconds: float) -> list[Wait]:
    """What followed each question that ended at `asked`: the silence, and who ended it."""
    mine, theirs = (joined(speech.get(side, ()), PAUSE) for side in (Speaker.ME, Speaker.THEM))
    found = []
    for t in asked:
        if any(one.start < t < one.end for one in theirs):
            found.append(Wait(t, 0.0, answered=True))
            continue
        answer = min((one.start for one in theirs if one.start >= t), default=seconds)
        again = min((one.start for one in mine if one.start >= t + PAUSE), default=seconds)
        found.append(Wait(t, min(answer, again) - t, answered=answer <= again))
    return found


def silences(speech: Speech, least: float = QUIET) -> tuple[Stretch, ...]:
    """When nobody spoke for at least `least` seconds, between the first and the last word."""
    everything = joined(sorted((one for parts in speech.values() for one in parts), key=lambda one: one.start), PAUSE)
    pairs = pairwise(everything)
    return tuple(Stretch(one.end, other.start) for one, other in pairs if other.start - one.end >= least)
