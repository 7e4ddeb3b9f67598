"""What PocketSphinx's settings cost and win, on sounds that no other part of the benchmark has:

    python -m tests.benchmarks.hearing.searches [--calls N] [--telephone] [SETTING=VALUE[,SETTING=VALUE] ...]

Lines of labelled calls for developing, five of each call, in flite's slt, rms and awb; each call is one decoder's, as a
caller has it, with the call's own language. A row for the settings as they are, one for each change: word errors and
the processor's share of real time, which is only comparable within a run on a machine that does nothing else.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest import mock

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.call.script import Script
from assistant.past.recordings import biasing
from assistant.recognizers import sphinx
from assistant.recognizers.models import choose_engine
from tests.benchmarks.calls_bench import script_for
from tests.benchmarks.follow.bench import table
from tests.benchmarks.hearing.ears import BLOCK, language_of
from tests.benchmarks.hearing.figures import Errors
from tests.benchmarks.hearing.sounds import CALLS, WAYS
from tests.benchmarks.hearing.timing import TIMED_IN
from tests.calls import read_calls
from tests.rendered import VOICES, Samples, rendered, silence

LINES = 5  # of each call
WORDS = (5, 22)  # from and to: a line of fewer tells little, one of more may be cut by the pause


@dataclass
class Found:
    """Of one condition: word errors, the processor's seconds, the sound's."""

    errors: Errors = field(default_factory=Errors)
    spent: float = 0.0
    seconds: float = 0.0

    def add(self, decoder: sphinx.SphinxDecoder, sound: Samples, text: str) -> None:
        """One turn."""
        began = time.process_time()
        decoder.start()
        for at in range(0, len(sound), BLOCK):
            decoder.feed(sound[at : at + BLOCK])
            decoder.heard()
        words = decoder.finish()
        self.spent += time.process_time() - began
        self.seconds += len(sound) / SAMPLE_RATE
        self.errors.add(text, " ".join(word.text for word in words))


def turns(calls: int) -> Iterator[tuple[Script, Sequence[tuple[str, Samples]]]]:
    """The calls' lines as text and sound, with what is expected in each."""
    draw = Random(5)
    known = [call for call in read_calls() if not call.held_out and call.number < 200 and call.number not in CALLS]
    for call in draw.sample(known, len(known))[:calls]:
        said = [line.text for line in call.lines if WORDS[0] <= len(line.text.split()) <= WORDS[1]]
        voice = draw.choice(VOICES)
        sounds = (np.concatenate([silence(0.5), rendered(text, voice), silence(0.7)]) for text in said[:LINES])
        yield script_for(call.profile, call.day), list(zip(said, sounds, strict=False))


def change(text: str) -> Mapping[str, Any]:
    """`SETTING=VALUE,...` as PocketSphinx wants it."""
    pairs = (pair.partition("=") for pair in text.split(",") if pair)
    return {name: value if not value.lstrip("-").isdigit() else int(value) for name, _, value in pairs}


def heard(way: str, said: Sequence[tuple[Script, Sequence[tuple[str, Samples]]]], more: Mapping[str, Any]) -> Found:
    """All calls in one condition, with `more` among PocketSphinx's settings."""
    engine = choose_engine(recognizer="sphinx", environ={})
    assert isinstance(engine, sphinx.SphinxEngine)
    found = Found()
    for script, lines in said:
        with mock.patch.object(sphinx, "SETTINGS", {**sphinx.SETTINGS, **more}):
            decoder = sphinx.SphinxDecoder(language_of(biasing(script)), engine.acoustics())
        for text, sound in lines:
            found.add(decoder, WAYS[way](sound), text)
    return found


def main() -> None:
    """Hear, print."""
    parser = argparse.ArgumentParser(description="What PocketSphinx's settings cost and win.")
    parser.add_argument("--calls", type=int, default=6)
    parser.add_argument("--telephone", action="store_true", help="nothing clean")
    parser.add_argument("changes", nargs="*")
    asked = parser.parse_args()
    said, rows, ways = list(turns(asked.calls)), [], TIMED_IN[asked.telephone :]
    for name in ("", *asked.changes):
        row = [name or "as they are"]
        for way in ways:
            found = heard(way, said, change(name))
            wrong, words = sum(found.errors.wrong), sum(found.errors.words)
            row += [f"{found.errors.rate:.1f} ({wrong} of {words})", f"{found.spent / found.seconds:.3f}"]
        print(" | ".join(row), file=sys.stderr, flush=True)
        rows.append(row)
    print("\n".join(table(["settings", *(f"{way}{what}" for way in ways for what in (", %", ", cost"))], rows)))


if __name__ == "__main__":
    main()
