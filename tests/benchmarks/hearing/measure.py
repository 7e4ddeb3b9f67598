"""One engine over all the sounds, in a process of its own, so that its memory is its own:

    python -m tests.benchmarks.hearing.measure ENGINE [--quick]

prints its figures as one JSON object, and how far it is on stderr.
"""

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.call.digits import digits_in
from assistant.call.follower import advance, begin
from assistant.call.lexicon import tokens
from assistant.call.script import Script
from assistant.events import OutcomeChange, Signal, Speaker, StepChange, StepStatus, Utterance, Word
from assistant.opening import open_script
from tests.benchmarks.calls_bench import Score, judge, script_for
from tests.benchmarks.follow.calls import DAY, HELD, matter
from tests.benchmarks.follow.learn import align
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.ears import ENGINES, Listened, listen, open_ear
from tests.benchmarks.hearing.times import word_times
from tests.golden import PROFILE
from tests.rendered import rendered, silence

SIZES = {"calls": (6, 1), "numbers": (24, 4), "others": (16, 3), "people": (30, 4), "times": (20, 5)}  # whole, quick


@dataclass
class Part:
    """What was counted over one kind of sound."""

    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cost: float = 0.0
    digits: list[bool] = field(default_factory=list)

    def add(self, text: str, listened: Listened, seconds: float) -> None:
        """One more stream."""
        self.said.append(plain(text))
        self.heard.append(plain(listened.text))
        self.seconds += seconds
        self.cost += listened.cost

    def figures(self) -> dict[str, float]:
        """Word errors (0..1), processor seconds a second of sound, share of numbers right."""
        found: dict[str, float] = {
            "clips": len(self.said), "words": sum(len(text.split()) for text in self.said),
            "wer": jiwer.wer(self.said, self.heard), "seconds": self.seconds, "cost": self.cost / self.seconds,
        }  # fmt: skip
        return found | ({"digits": float(np.mean(self.digits))} if self.digits else {})


def plain(text: str) -> str:
    """As errors are counted: one word for nought, no hyphens, short and long forms of "it is" as they were said."""
    return " ".join("zero" if word == "oh" else word for word in tokens(text))


@dataclass
class Bench:
    """One engine's counts."""

    engine: str
    quick: bool
    parts: dict[str, Part] = field(default_factory=lambda: defaultdict(Part))
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    blocks: list[float] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)  # what was heard in people's talk that belongs to no call
    talk_seconds: float = 0.0

    def size(self, kind: str) -> int:
        """How many of a kind are heard."""
        return SIZES[kind][self.quick]

    def run(self) -> dict[str, object]:
        """Everything."""
        script = open_script("follow-up", PROFILE, DAY)
        with_nothing, began = memory_now(), time.process_time()
        ear = open_ear(self.engine, script, Speaker.ME)
        first = time.process_time() - began
        listen(ear, sounds.say("This is about the position.", "kal16"))
        memory = memory_now() - with_nothing
        began = time.process_time()
        open_ear(self.engine, script, Speaker.ME)
        load = time.process_time() - began
        self._clips([*sounds.numbers(self.size("numbers")), *sounds.people(self.size("people"))], script)
        for name in HELD:
            clips = [clip for clip in sounds.others(self.size("others")) if clip.outline == name]
            self._clips(clips, matter(name).script)
        calls = list(sounds.calls(self.size("calls")))
        times = self._times(script)
        sounds.close()
        for call in calls:
            for way in sounds.WAYS:
                self._call(call, way)
        steps, outcomes = false_hits(script, self.talk)
        return {
            "engine": self.engine, "first": first, "load": load, "megabytes": memory,
            "parts": {name: part.figures() for name, part in self.parts.items()},
            "calls": {way: _score(score) for way, score in self.scores.items()},
            "times": times, "block95": float(np.quantile(self.blocks, 0.95)),
            "false": {"steps": steps, "outcomes": outcomes, "minutes": self.talk_seconds / 60},
        }  # fmt: skip

    def _clips(self, clips: Sequence[sounds.Clip], script: Script) -> None:
        for clip in clips:
            listened = listen(open_ear(self.engine, script, Speaker.ME), clip.samples)
            part = self.parts[clip.part]
            seconds = len(clip.samples) / SAMPLE_RATE
            part.add(clip.text, listened, seconds)
            self.blocks += listened.blocks
            if "numbers" in clip.part:
                part.digits.append(_digits(clip.text) == _digits(listened.text))
            elif clip.part.startswith("people"):
                self.talk.append(listened.text)
                self.talk_seconds += seconds
        print(f"{self.engine}: {clips[-1].part}", file=sys.stderr) if clips else None

    def _call(self, sound: sounds.CallSound, way: str) -> None:
        """One call in one condition: both sides heard, followed in order, judged line by line."""
        script = script_for(sound.call.profile, sound.call.day)
        said: list[Utterance] = []
        for side, samples in sound.sides.items():
            speaker = Speaker(side)
            listened = listen(open_ear(self.engine, script, speaker), sounds.WAYS[way](samples))
            said += listened.utterances
            truth = [turn for turn in sound.turns if turn.speaker == side]
            seconds = sum(turn.end - turn.start for turn in truth)
            self.parts[f"calls, {way}"].add(" ".join(turn.text for turn in truth), listened, seconds)
        state, _ = begin(script)
        signals: list[tuple[Signal, ...]] = [() for _ in sound.turns]
        for utterance in sorted(said, key=lambda each: each.t):
            state, caused = advance(script, state, utterance)
            signals[_turn(sound.turns, utterance)] += caused
        judge(sound.call, script, state, signals, self.scores[way])
        print(f"{self.engine}: call {sound.call.number} {way}", file=sys.stderr)

    def _times(self, script: Script) -> dict[str, float]:
        """How late words are shown, and how far their times are off, where the time of every word is known."""
        late: list[float] = []
        first: list[float] = []
        off: list[float] = []
        for call in list(sounds.read_calls())[: self.size("times")]:
            text = max((line.text for line in call.lines), key=lambda text: len(text) * (len(text) < 90))
            before = 0.6
            sound = np.concatenate([silence(before), rendered(text, "kal16"), silence(1.0)])
            listened = listen(open_ear(self.engine, script, Speaker.ME), sound)
            truth = word_times(text, "kal16")
            words = [
                (turn, at, word) for turn, each in enumerate(listened.utterances) for at, word in enumerate(each.words)
            ]
            for one, two in align([word for word, _, _ in truth], [word.text for _, _, word in words]):
                if one is None or two is None or truth[one][0] != words[two][2].text:
                    continue
                start, end = truth[one][1] + before, truth[one][2] + before
                turn, at, word = words[two]
                off += [abs(word.start - start), abs(word.end - end)]
                late.append(_first_shown(listened.shown[turn], at, word.text) - end)
                if one == 0:
                    first.append(late[-1])
        found = {"late": late, "first": first, "off": off}
        return {
            f"{name} {mark}": float(np.quantile(values, share)) if values else float("nan")
            for name, values in found.items()
            for mark, share in (("median", 0.5), ("95", 0.95))
        } | {"off within 0.1": float(np.mean(np.array(off) <= 0.1))}


def _first_shown(shown: Sequence[tuple[float, tuple[Word, ...]]], at: int, text: str) -> float:
    """How much of the sound was heard when word number `at` of a turn was first shown."""
    return next(now for now, words in shown if at < len(words) and words[at].text == text)


def memory_now() -> float:
    """Megabytes that this process has (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _turn(turns: Sequence[sounds.Turn], utterance: Utterance) -> int:
    """The turn that an utterance is of: the one of its side in which most of it lies."""
    start, end = (utterance.words[0].start, utterance.words[-1].end) if utterance.words else (utterance.t, utterance.t)
    shared = [
        min(end, turn.end) - max(start, turn.start) if turn.speaker == utterance.speaker else -1e9 for turn in turns
    ]
    return int(np.argmax(shared))


def _digits(text: str) -> str:
    return "".join(run.digits for run in digits_in(tuple(tokens(text))))


def _score(score: Score) -> dict[str, float]:
    found, missed, false = score.found.total(), score.missed.total(), score.false.total()
    right = sum(count for (truth, told), count in score.outcomes.items() if truth == told)
    return {
        "hits": found / max(1, found + missed), "false": false, "labels": found + missed,
        "f1": 2 * found / max(1, 2 * found + missed + false),
        "outcomes": right / max(1, score.outcomes.total()), "phones": score.phones[True] / max(1, score.phones.total()),
    }  # fmt: skip


def false_hits(script: Script, talk: Sequence[str]) -> tuple[int, int]:
    """Steps and outcomes that the follower sees in talk that is of no call, the sides in turn."""
    state, _ = begin(script)
    steps = outcomes = 0
    for at, text in enumerate(talk):
        side = Speaker.ME if at % 2 else Speaker.THEM
        state, caused = advance(script, state, Utterance(6.0 * (at + 1), side, text))
        steps += sum(isinstance(each, StepChange) and each.status is StepStatus.DONE for each in caused)
        outcomes += sum(isinstance(each, OutcomeChange) for each in caused)
    return steps, outcomes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    print(json.dumps(Bench(asked.engine, asked.quick).run()))


if __name__ == "__main__":
    main()
