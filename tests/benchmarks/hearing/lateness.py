"""How late an engine shows what it has heard, on the clock of the sound: how fast the machine is does not count.

    python -m tests.benchmarks.hearing.lateness ENGINE [--quick]

prints its figures as one JSON object. The lines are kal16's, of which the time of every word is known; one recogniser
hears them all, as in a call.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.call.lexicon import tokens
from assistant.events import Word
from tests.benchmarks.follow.learn import align
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.ears import TIMED, Listened, listen, open_timed
from tests.benchmarks.hearing.hear import script
from tests.benchmarks.hearing.times import word_times
from tests.calls import read_calls
from tests.rendered import Samples, rendered, silence

LINES = (5, 24)  # quick, whole
BEFORE = 0.6  # seconds of silence before a line
HEARD_IN = ("clean", "telephone")


def lines(most: int) -> list[str]:
    """One of each call, not too long."""
    calls = read_calls()[:most]
    return [max((line.text for line in call.lines), key=lambda text: len(text) * (len(text) < 90)) for call in calls]


def spoken(text: str) -> Samples:
    """A line as it is heard in a call, silence on both sides."""
    return np.concatenate([silence(BEFORE), rendered(text, "kal16"), silence(1.0)])


@dataclass
class Off:
    """Seconds. Of lines of which it is known when every word is said:

    first: from the end of a line's first word to the first partial, whatever words are in it; right: to the partial
    in which that word stands as it stays, if it was heard; late: the same for every word that was heard; off: how far
    its times are from the truth; apart: from one partial to the next.
    """

    first: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)
    apart: list[float] = field(default_factory=list)

    def add(self, text: str, listened: Listened, began: float) -> None:
        """One line; words' times count from the ear's first sample, `began` seconds before the line's."""
        truth = word_times(text, "kal16")
        opens = bool(truth) and truth[0][0] == tokens(text)[0]  # a word of unclear time is left out
        if opens and (shown := [now for turn in listened.shown for now, found in turn if found]):
            self.first.append(shown[0] - truth[0][2] - BEFORE)
        words = [
            (turn, at, word) for turn, each in enumerate(listened.utterances) for at, word in enumerate(each.words)
        ]
        for one, two in align([word for word, _, _ in truth], [word.text for _, _, word in words]):
            if one is None or two is None or truth[one][0] != words[two][2].text:
                continue
            start, end = truth[one][1] + BEFORE, truth[one][2] + BEFORE
            turn, at, word = words[two]
            self.off += [abs(word.start - began - start), abs(word.end - began - end)]
            self.late.append(_first_shown(listened.shown[turn], at, word.text) - end)
            if one == 0 and opens:
                self.right.append(self.late[-1])
        for turn_shown in listened.shown:
            times = [shown for shown, _ in turn_shown[:-1]]
            self.apart += list(np.diff(times))

    def figures(self) -> Mapping[str, float]:
        """Medians and 95th percentiles."""
        lists = {"first": self.first, "right": self.right, "late": self.late, "off": self.off, "apart": self.apart}
        return {
            f"{name} {mark}": float(np.quantile(values, share))
            for name, values in lists.items() if values
            for mark, share in (("median", 0.5), ("95", 0.95))
        } | {"off within 0.1": float(np.mean(np.array(self.off) <= 0.1))}  # fmt: skip


def _first_shown(shown: Sequence[tuple[float, tuple[Word, ...]]], at: int, text: str) -> float:
    """How much of the sound was heard when word number `at` of a turn was first shown."""
    return next(now for now, words in shown if at < len(words) and words[at].text == text)


def late(engine: str, way: str, most: int) -> Off:
    """`most` lines in one condition."""
    ear, began, off = open_timed(engine, script("follow-up", 0)), 0.0, Off()
    for text in lines(most):
        sound = spoken(text)
        off.add(text, listen(ear, sounds.WAYS[way](sound)), began)
        began += len(sound) / SAMPLE_RATE
    return off


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=TIMED)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    print(json.dumps({way: late(asked.engine, way, LINES[not asked.quick]).figures() for way in HEARD_IN}))


if __name__ == "__main__":
    main()
