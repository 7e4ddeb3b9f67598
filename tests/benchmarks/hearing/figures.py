"""What the benchmark counts over what was heard: plain functions of the stored rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jiwer
import numpy as np

from assistant.call.digits import digits_in
from assistant.call.follower import advance, begin
from assistant.call.lexicon import tokens
from assistant.call.script import Script
from assistant.events import OutcomeChange, Signal, Speaker, StepChange, StepStatus, Utterance
from tests.benchmarks.calls_bench import Score, judge
from tests.benchmarks.hearing.hear import script, utterances
from tests.benchmarks.hearing.sounds import Turn
from tests.calls import read_calls

Stored = Sequence[Mapping[str, Any]]  # a row's streams, as `hear` stores them


def plain(text: str) -> str:
    """As errors are counted: one word for nought, no hyphens, short and long forms of "it is" as they were said."""
    return " ".join("zero" if word == "oh" else word for word in tokens(text))


def text_of(stream: Mapping[str, Any], engine: str) -> str:
    """All that an engine heard in a stream."""
    return " ".join(word[0] for utterance in stream["heard"][engine] for word in utterance)


@dataclass
class Errors:
    """Word errors: how many, of how many words, in pieces that are independent of each other."""

    wrong: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)

    def add(self, said: str, heard: str) -> None:
        """One more stream."""
        found = jiwer.process_words(plain(said), plain(heard))
        self.wrong.append(found.substitutions + found.deletions + found.insertions)
        self.words.append(found.substitutions + found.deletions + found.hits)

    @property
    def rate(self) -> float:
        """Per cent."""
        return 100 * sum(self.wrong) / max(1, sum(self.words))

    @property
    def margin(self) -> float:
        """Points that the rate may be off by in 95 of 100 cases: streams drawn anew, 400 times."""
        draw = np.random.default_rng(1)
        wrong, words = np.array(self.wrong), np.array(self.words)
        picked = draw.integers(0, len(words), (400, len(words)))
        return float(1.96 * 100 * np.std(wrong[picked].sum(1) / np.maximum(1, words[picked].sum(1))))


def errors(streams: Stored, engine: str, voices: Sequence[str] = ()) -> Errors:
    """Over a row's streams, all or those of some voices."""
    found = Errors()
    for stream in streams:
        if not voices or stream["voice"] in voices:
            found.add(stream["text"], text_of(stream, engine))
    return found


def _digits(text: str) -> str:
    return "".join(run.digits for run in digits_in(tuple(tokens(text))))


def numbers_right(streams: Stored, engine: str) -> float:
    """Per cent of the telephone numbers of which every digit was heard."""
    return 100 * float(np.mean([_digits(each["text"]) == _digits(text_of(each, engine)) for each in streams]))


def followed(streams: Stored, engine: str) -> Score:
    """What the follower makes of calls: both sides' utterances in order, judged line by line."""
    score, sides = Score(), defaultdict(list)
    for stream in streams:
        sides[stream["call"]].append(stream)
    known = {call.number: call for call in read_calls()}
    for number, channels in sides.items():
        said = [one for each in channels for one in utterances(each["heard"][engine], each["side"])]
        turns = [Turn(*turn) for turn in channels[0]["turns"]]
        of_call = script("", number)
        state, _ = begin(of_call)
        signals: list[tuple[Signal, ...]] = [() for _ in turns]
        for utterance in sorted(said, key=lambda each: each.t):
            state, caused = advance(of_call, state, utterance)
            signals[_turn(turns, utterance)] += caused
        judge(known[number], of_call, state, signals, score)
    return score


def _turn(turns: Sequence[Turn], utterance: Utterance) -> int:
    """The turn that an utterance is of: the one of its side in which most of it lies."""
    start, end = utterance.words[0].start, utterance.words[-1].end
    shared = [
        min(end, turn.end) - max(start, turn.start) if turn.speaker == utterance.speaker else -1e9 for turn in turns
    ]
    return int(np.argmax(shared))


def call_figures(score: Score) -> Iterator[tuple[str, str]]:
    """What the table of calls says of a score."""
    found, missed, false = score.found.total(), score.missed.total(), score.false.total()
    right = sum(count for (truth, told), count in score.outcomes.items() if truth == told)
    yield "steps hit", f"{found} of {found + missed}"
    yield "false steps", f"{false}"
    yield "F1", f"{2 * found / max(1, 2 * found + missed + false):.2f}"
    yield "outcome right", f"{right} of {score.outcomes.total()}"
    yield "number right", f"{score.phones[True]} of {score.phones.total()}"


def false_hits(of_call: Script, streams: Stored, engine: str) -> tuple[int, int]:
    """Steps and outcomes that talk of no call would move: every clip a call that begins, once as each side's words."""
    steps = outcomes = 0
    for stream in streams:
        for side in (Speaker.ME, Speaker.THEM):
            state, _ = begin(of_call)
            for utterance in utterances(stream["heard"][engine], side):
                state, caused = advance(of_call, state, utterance)
                steps += sum(isinstance(each, StepChange) and each.status is StepStatus.DONE for each in caused)
                outcomes += sum(isinstance(each, OutcomeChange) for each in caused)
    return steps, outcomes
