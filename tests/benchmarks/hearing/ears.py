"""What is compared, and how each hears: through the recogniser that a call has, a tenth of a second at a time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.script import Script
from assistant.events import Partial, Speaker, Utterance, Word
from assistant.past.recordings import biasing
from assistant.recognizers import Engine, Recognizer
from assistant.recognizers.models import choose_engine
from assistant.recognizers.sphinx import SphinxEngine
from assistant.store.models import own_folder

BLOCK = SAMPLE_RATE // 10


@dataclass
class Listened:
    """What one stream gave.

    utterances: in order; shown: for each of them its partials and itself, as the sound heard until then (seconds) and
    the words; blocks: the processor's seconds for each block.
    """

    utterances: list[Utterance] = field(default_factory=list)
    shown: list[list[tuple[float, tuple[Word, ...]]]] = field(default_factory=list)
    blocks: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(utterance.text for utterance in self.utterances)

    @property
    def cost(self) -> float:
        """The processor's seconds."""
        return sum(self.blocks)


def listen(recognizer: Recognizer, samples: Samples) -> Listened:
    """Hear a stream to its end."""
    heard = Listened()
    turn: list[tuple[float, tuple[Word, ...]]] = []
    for at in range(0, len(samples) + BLOCK, BLOCK):
        began = time.process_time()
        events = recognizer.accept(samples[at : at + BLOCK]) if at < len(samples) else recognizer.flush()
        heard.blocks.append(time.process_time() - began)
        now = min(at + BLOCK, len(samples)) / SAMPLE_RATE
        for event in events:
            if isinstance(event, Utterance | Partial):
                turn.append((now, event.words))
            if isinstance(event, Utterance):
                heard.utterances.append(event)
                heard.shown.append(turn)
                turn = []
    return heard


def _sphinx(script: Script | None) -> Engine:
    return SphinxEngine("its general model")


def _biased(script: Script | None) -> Engine:
    return choose_engine(None, biasing(script) if script else None, "sphinx")


@cache
def _vosk(model: Path) -> Engine:
    return choose_engine(model)


def _own(script: Script | None) -> Engine:
    return _vosk(own_folder() / "callprompter-en")


ENGINES: Mapping[str, Callable[[Script | None], Engine]] = {
    "PocketSphinx": _sphinx,
    "PocketSphinx + outline": _biased,
    "callprompter-en": _own,
}


def open_ear(name: str, script: Script | None, speaker: Speaker | None) -> Recognizer:
    """The recogniser `name` for one side."""
    return ENGINES[name](script).open(speaker)
