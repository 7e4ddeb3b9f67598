"""PocketSphinx: the engine that every machine has, with the US English model of its own wheel.

Each speaker has a decoder of their own, because the decoder learns its speaker's spectrum as they speak (live cepstral
mean). Until it has, and on the telephone always, a turn that is over is searched once more with the mean of its own:
that takes the word errors of the telephone band from 26 to 22 of 100, and a first word from wrong to right.
By telephone the sounds are other ones (`telephone`): 22 word errors of 100 in two voices where the wheel's give 30.
`process_raw` holds Python's lock: two speakers on two cores need two processes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.errors import RecognizerError
from assistant.events import Speaker, Word
from assistant.pronunciations import model_folder, read_lexicon
from assistant.recognizers import Recognizer, vosk
from assistant.recognizers.biasing import Biasing, Language, language
from assistant.recognizers.endpointing import Patience, narrow
from assistant.recognizers.second import SecondOpinion
from assistant.recognizers.telephone import acoustics
from assistant.recognizers.turns import Decoder, TurnRecognizer
from assistant.settings import data_folder

FRAME_SECONDS = 0.01
TELLING = 1.2  # seconds of a turn, half a second of them before its first sound, after which it is asked for its band
_TELLING_SAMPLES = round(TELLING * SAMPLE_RATE)
SETTLED = 10.0  # seconds of speech after which the mean is the speaker's
# Measured on rendered calls: the second (flat) pass costs a tenth more time and wins no word.
SETTINGS: Mapping[str, Any] = {"fwdflat": False, "bestpath": True, "loglevel": "FATAL"}


@dataclass(frozen=True, slots=True)
class SphinxEngine:
    """PocketSphinx with its bundled model.

    numbers: a Vosk model that is asked about numbers too; telephone: the folder with the sounds of a telephone's band.
    """

    why: str
    biasing: Biasing | None = None
    numbers: Path | None = None
    telephone: Path | None = None
    name: str = "sphinx"
    patience: Patience = field(default_factory=Patience)

    def open(self, speaker: Speaker | None) -> Recognizer:
        """A recogniser for one speaker's sound. Raises RecognizerError where the model cannot be loaded."""
        decoder: Decoder = SphinxDecoder(self.language(), self.acoustics())
        if self.numbers is not None:
            decoder = SecondOpinion(decoder, partial(vosk.open_decoder, self.numbers))
        return TurnRecognizer(decoder, speaker, self.patience)

    def language(self) -> Language | None:
        """The call's language, made where it is not there yet; None without biasing. Raises RecognizerError."""
        if self.biasing is None:
            return None
        general = model_folder() / "en-us.lm.bin"
        try:
            return language(self.biasing, general, read_lexicon, data_folder() / "languages")
        except ValueError as error:
            raise RecognizerError(f"{error}: install pocketsphinx again") from error

    def acoustics(self) -> Mapping[str, str] | None:
        """PocketSphinx's settings for a telephone; None without its sounds. Raises RecognizerError."""
        if self.telephone is None:
            return None
        try:
            return acoustics(self.telephone, data_folder() / "acoustics")
        except (OSError, ValueError, KeyError) as error:
            raise RecognizerError(f"{self.telephone}: cannot be read: install callprompter again") from error


class SphinxDecoder:
    """One speaker's sound, turn after turn, by the decoder of its band.

    A turn begins with the band of the one before. When some of it was heard, and at its end, its own sound tells; where
    that is another band, what was fed so far is searched again. Once a whole turn was a microphone's, some of another
    makes no telephone of it: "I am calling about" has nothing above 4 kHz either. Nor has a microphone's "Hello?": it
    is taken for a telephone's, and so the turns that a telephone's sounds listen to are asked again and again.
    """

    def __init__(self, language: Language | None = None, telephone: Mapping[str, str] | None = None) -> None:
        self._wide = self._ear = _Ear(language, {})
        self._narrow = _Ear(language, telephone, self._wide) if telephone else self._wide
        self._turn: list[Samples] = []
        self._fed = 0
        self._first = True  # no whole turn has told the band yet

    def start(self) -> None:
        """A turn begins."""
        self._turn, self._fed = [], 0
        self._ear.start()

    def feed(self, samples: Samples) -> None:
        """The turn's next samples."""
        self._turn.append(samples)
        asked = self._fed // _TELLING_SAMPLES
        self._fed += len(samples)
        if self._fed // _TELLING_SAMPLES > asked and (not asked or self._ear is not self._wide):
            so_far = np.concatenate(self._turn)
            fitting = self._fitting(so_far)
            if fitting is not self._ear and (self._first or fitting is self._wide):
                self._ear.end()
                self._ear, samples = fitting, so_far
                fitting.start()
        self._ear.feed(samples)

    def heard(self) -> Sequence[Word]:
        """The turn's words so far."""
        return self._ear.heard()

    def finish(self) -> Sequence[Word]:
        """The turn has ended: its words."""
        sound, before, shown = np.concatenate(self._turn), self._ear, self._ear.heard()
        before.end()
        self._turn, self._first, self._ear = [], False, self._fitting(sound)
        if self._ear is before:
            if before.settled and before is self._wide:
                return before.heard()
            if not (shown or before.heard()):
                return ()
        return self._ear.search(sound)

    def _fitting(self, sound: Samples) -> "_Ear":
        return self._narrow if narrow(sound) else self._wide


class _Ear:
    """One PocketSphinx decoder."""

    def __init__(self, language: Language | None, acoustics: Mapping[str, str], beside: "_Ear | None" = None) -> None:
        import pocketsphinx  # heavy

        files: dict[str, str | None] = {"lm": str(language.model), "dict": str(language.dictionary)} if language else {}
        try:
            if beside is None:
                self._decoder = pocketsphinx.Decoder(**SETTINGS, **files, **acoustics)
            else:  # the language model is read once for both
                self._decoder = pocketsphinx.Decoder(**SETTINGS, **(files | {"lm": None}), **acoustics)
                self._decoder.add_lm("call", beside._decoder.get_lm())
                self._decoder.activate_search("call")
        except (RuntimeError, ValueError) as error:
            raise RecognizerError(f"PocketSphinx does not start ({error}): install pocketsphinx again") from error
        self._searched = 0.0  # seconds of turns that were searched with their own mean

    @property
    def settled(self) -> bool:
        """Whether the decoder knows its speaker's mean."""
        return self._searched >= SETTLED

    def start(self) -> None:
        self._decoder.start_utt()

    def feed(self, samples: Samples) -> None:
        self._decoder.process_raw(samples.tobytes())

    def heard(self) -> Sequence[Word]:
        return [found for segment in self._decoder.seg() or () if (found := _word(segment))]

    def end(self) -> None:
        """The turn is over: what `heard` gives from now on is the best of all paths, whose search takes a while."""
        self._decoder.end_utt()

    def search(self, sound: Samples) -> Sequence[Word]:
        """The words of a whole turn, heard with the mean of its own."""
        self._searched += len(sound) / SAMPLE_RATE
        self._decoder.start_utt()
        self._decoder.process_raw(sound.tobytes(), full_utt=True)
        self.end()
        return self.heard()


_FILLERS = ("<", "[", "+")  # how the names of silence, breath, noise begin


def _word(segment: Any) -> Word | None:
    """The word of a PocketSphinx segment, without the mark of its pronunciation ("the(2)"); None for a filler."""
    if segment.word.startswith(_FILLERS):
        return None
    frames = segment.end_frame - segment.start_frame + 1
    return Word(
        segment.word.partition("(")[0],
        segment.start_frame * FRAME_SECONDS,
        (segment.end_frame + 1) * FRAME_SECONDS,
        _confidence(segment.ascore, frames),
    )


def _confidence(likelihood: float, frames: int) -> float:
    """How well the sound fits the word, 0..1, from its acoustic likelihood beside the best of all sounds.

    PocketSphinx's own posterior is 1 nearly always. The mean log likelihood of a frame is about -2.5 in a word that is
    right, and falls below -6 in sounds that are none.
    """
    if likelihood <= 0.0:
        return 0.5 if frames > 150 else 0.1
    return 1.0 / (1.0 + math.exp(-(math.log(likelihood) / frames + 5.0)))
