"""Vosk: the better engine, where one of its models is installed.

A turn has a Kaldi recogniser of its own on the shared model, so that nothing is carried from turn to turn. Vosk's
traps: it takes a name for something to download (so it is only ever given a folder that `models` has checked), logs
unless told not to, raises a bare Exception, warns on stderr when asked for the times of a partial's words (so these
are the times at which they were first heard), and imports a library for downloads (see `imported`).
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from assistant.audio import SAMPLE_RATE, Samples
from assistant.errors import RecognizerError
from assistant.events import Speaker, Word
from assistant.recognizers import Recognizer
from assistant.recognizers.endpointing import Patience
from assistant.recognizers.turns import TurnRecognizer

_FILLERS = ("[", "<")  # how the names of sounds that are no words of the model begin
_USUAL_WORD = 0.3  # seconds


@dataclass(frozen=True, slots=True)
class VoskEngine:
    """A loaded Vosk model."""

    name: str
    why: str
    model: Any
    patience: Patience = field(default_factory=Patience)

    def open(self, speaker: Speaker | None) -> Recognizer:
        """A recogniser for one speaker's sound."""
        return TurnRecognizer(VoskDecoder(self.model), speaker, self.patience)


def imported() -> Any:
    """The vosk package, without `requests`: that is only for its downloads, which nobody may make here.

    It would cost 130 modules and 5 MB in every process that listens, and opens a socket to ask for IPv6.
    """
    if "vosk" not in sys.modules and "requests" not in sys.modules:
        sys.modules["requests"] = ModuleType("requests")
        try:
            import vosk
        finally:
            del sys.modules["requests"]
    import vosk  # heavy

    return vosk


def load(folder: Path, why: str, patience: Patience | None = None) -> VoskEngine:
    """The engine with the model in `folder`, which `models.missing` found nothing missing in.

    Raises RecognizerError where Vosk cannot read it.
    """
    folder = folder.resolve()
    return VoskEngine(f"vosk:{folder.name}", why, _model(folder), patience or Patience())


@lru_cache(maxsize=1)
def _model(folder: Path) -> Any:
    """A model. The last one is kept: the other side of a call wants it, and so does the next recording."""
    vosk = imported()
    vosk.SetLogLevel(-1)
    try:
        return vosk.Model(str(folder))
    except Exception as error:  # Vosk raises nothing narrower
        raise RecognizerError(f"{folder}: Vosk cannot read this model: download it again") from error


def open_decoder(folder: Path) -> "VoskDecoder":
    """A decoder on the model in `folder`. Raises RecognizerError where Vosk cannot read it."""
    return VoskDecoder(load(folder, "").model)


class VoskDecoder:
    """One turn after another on a Vosk model."""

    def __init__(self, model: Any) -> None:
        self._new: Callable[[], Any] = partial(imported().KaldiRecognizer, model, SAMPLE_RATE)
        self._recognizer: Any = None
        self._done: list[Word] = []
        self._partial: list[Word] = []
        self._fed = 0.0  # seconds

    def start(self) -> None:
        """A turn begins."""
        self._recognizer = self._new()
        self._recognizer.SetWords(True)
        self._done, self._partial, self._fed = [], [], 0.0

    def feed(self, samples: Samples) -> None:
        """The turn's next samples. Where Vosk itself sees an end, its words stand and the turn goes on."""
        self._fed += len(samples) / SAMPLE_RATE
        if self._recognizer.AcceptWaveform(samples.tobytes()):
            self._done += _words(json.loads(self._recognizer.Result()))
            self._partial = []

    def heard(self) -> Sequence[Word]:
        """The turn's words so far."""
        texts = [
            t
            for t in json.loads(self._recognizer.PartialResult()).get("partial", "").split()
            if not t.startswith(_FILLERS)
        ]
        kept = 0
        while kept < min(len(texts), len(self._partial)) and texts[kept] == self._partial[kept].text:
            kept += 1
        words = self._partial[:kept]
        for text in texts[kept:]:
            before = (words or self._done)[-1].end if words or self._done else 0.0
            words.append(Word(text, min(max(before, self._fed - _USUAL_WORD), self._fed), self._fed))
        self._partial = words
        return [*self._done, *words]

    def finish(self) -> Sequence[Word]:
        """The turn has ended: its words."""
        words = self._done + _words(json.loads(self._recognizer.FinalResult()))
        self._recognizer = None
        return words


def _words(result: Mapping[str, Any]) -> list[Word]:
    """The words of a Vosk result, without what stands for sounds that are no words of the model (`[unk]`)."""
    return [
        Word(item["word"], item["start"], item["end"], item["conf"])
        for item in result.get("result", ())
        if not item["word"].startswith(_FILLERS)
    ]
