"""What is compared, and how each hears: through the recogniser that a call has, a tenth of a second at a time."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Self

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.script import Script
from assistant.call.spelling import DIGITS
from assistant.events import Partial, Speaker, Utterance, Word
from assistant.past.recordings import biasing
from assistant.pronunciations import model_folder, read_lexicon
from assistant.recognizers import Recognizer, vosk
from assistant.recognizers.biasing import Biasing, Language, language
from assistant.recognizers.models import choose_engine
from assistant.recognizers.second import SecondOpinion
from assistant.recognizers.sphinx import SphinxDecoder, SphinxEngine
from assistant.recognizers.turns import Decoder, TurnRecognizer
from assistant.recognizers.vosk import VoskDecoder
from assistant.settings import data_folder
from assistant.store.models import own_folder

BLOCK = SAMPLE_RATE // 10
OWN = own_folder() / "callprompter-en"
AS_IT_COMES = "as it comes"


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


class Once:
    """A Decoder whose every answer is kept, so that a second listener to the same sound gets them at no cost."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder: Decoder | None = decoder
        self._heard: list[Sequence[Word]] = []
        self._next = 0

    def again(self) -> Self:
        """From now on the answers are the kept ones, in their order."""
        self._decoder = None
        return self

    def start(self) -> None:
        """See Decoder."""
        if self._decoder:
            self._decoder.start()

    def feed(self, samples: Samples) -> None:
        """See Decoder."""
        if self._decoder:
            self._decoder.feed(samples)

    def heard(self) -> Sequence[Word]:
        """See Decoder."""
        return self._answer(self._decoder.heard if self._decoder else None)

    def finish(self) -> Sequence[Word]:
        """See Decoder."""
        return self._answer(self._decoder.finish if self._decoder else None)

    def _answer(self, ask: Callable[[], Sequence[Word]] | None) -> Sequence[Word]:
        if ask:
            self._heard.append(list(ask()))
            return self._heard[-1]
        self._next += 1
        return self._heard[self._next - 1]


class Phrases(VoskDecoder):
    """The project's own model with nothing but the call's sentences and digits to choose from, and `[unk]`."""

    def __init__(self, model: Any, said: Biasing) -> None:
        import vosk

        super().__init__(model)
        known = {row.split()[0] for row in (OWN / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()}
        whole = {" ".join(each) for each in (*said.sentences, *said.phrases) if known.issuperset(each)}
        grammar = json.dumps([*sorted(whole), *DIGITS, "oh", "double", "[unk]"])
        self._new = partial(vosk.KaldiRecognizer, model, SAMPLE_RATE, grammar)


@cache
def _model() -> Any:
    return vosk.load(OWN, "").model


def _ear(decoder: Decoder) -> Recognizer:
    return TurnRecognizer(decoder, Speaker.ME)


def _general(script: Script, samples: Samples) -> Mapping[str, Listened]:
    return {"PocketSphinx": listen(_ear(SphinxDecoder()), samples)}


def _default(script: Script, samples: Samples) -> Mapping[str, Listened]:
    """PocketSphinx with the call's own language, and with what the second opinion makes of that: searched once."""
    once = Once(SphinxDecoder(_language(script), _engine().acoustics()))
    alone = listen(_ear(once), samples)
    both = listen(_ear(SecondOpinion(once.again(), partial(VoskDecoder, _model()))), samples)
    return {"PocketSphinx + outline": alone, AS_IT_COMES: both}


def _own(script: Script, samples: Samples) -> Mapping[str, Listened]:
    return {"callprompter-en": listen(_ear(VoskDecoder(_model())), samples)}


def _phrases(script: Script, samples: Samples) -> Mapping[str, Listened]:
    return {"callprompter-en, phrases only": listen(_ear(Phrases(_model(), biasing(script))), samples)}


@cache
def _engine() -> SphinxEngine:
    engine = choose_engine(recognizer="sphinx")
    assert isinstance(engine, SphinxEngine)
    return engine


def language_of(said: Biasing) -> Language:
    """A call's language, kept in the data folder apart from others': the program keeps but a few in one folder."""
    folder = data_folder() / "languages" / hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    return language(said, model_folder() / "en-us.lm.bin", read_lexicon, folder)


@cache
def _languages() -> dict[int, Language]:
    return {}


def _language(script: Script) -> Language:
    """Made once for each script."""
    if id(script) not in _languages():
        _languages()[id(script)] = language_of(biasing(script))
    return _languages()[id(script)]


PEOPLE = ("people, read books", "people, Mandarin accent", "people, kitchen commands")
BIASING = ("calls, clean", "calls, telephone", "other outlines, clean", *PEOPLE)


@dataclass(frozen=True, slots=True)
class Ear:
    """One way to hear, or two that share their work: what it makes of a stream, and the rows that it is asked for."""

    hear: Callable[[Script, Samples], Mapping[str, Listened]]
    engines: tuple[str, ...]
    rows: tuple[str, ...] = ()  # none named: all


EARS: Mapping[str, Ear] = {
    "own": Ear(_own, ("callprompter-en",)),
    "default": Ear(_default, ("PocketSphinx + outline", AS_IT_COMES)),
    "general": Ear(_general, ("PocketSphinx",), BIASING),
    "phrases": Ear(_phrases, ("callprompter-en, phrases only",), BIASING),
}
COLUMNS = ("PocketSphinx", "PocketSphinx + outline", AS_IT_COMES, "callprompter-en", "callprompter-en, phrases only")


def open_timed(name: str, script: Script) -> Recognizer:
    """The recogniser of a call, to be timed: `AS_IT_COMES`, "PocketSphinx" or "callprompter-en"."""
    if name == "PocketSphinx":
        return SphinxEngine("").open(Speaker.ME)
    if name == AS_IT_COMES:
        return choose_engine(None, biasing(script), "sphinx").open(Speaker.ME)
    return choose_engine(OWN).open(Speaker.ME)


TIMED = ("PocketSphinx", AS_IT_COMES, "callprompter-en")
