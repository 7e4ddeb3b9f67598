"""A telephone's sounds for PocketSphinx's model: single-pass retraining on sound that is heard twice.

Every recording is heard by a microphone, as it is, and by telephones that are made of it (`rooms`), frame by frame at
the same time. PocketSphinx itself says which sound each frame of the first belongs to, and its model how much each of
the sound's Gaussians had to do with it; the Gaussian's new mean and variance are those of the same frames as the
telephone gives them (P. Woodland, M. Gales, D. Pye, "Improving environmental robustness in large vocabulary speech
recognition", ICASSP 1996). The features may be computed in another way on each side: the telephone's filters lie where
it passes sound. Phones, mixture weights and transitions stay those of the wheel.
"""

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from assistant.pronunciations import read_lexicon

from . import recordings
from .shards import save

WHEEL = Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"
CODEBOOKS, STREAMS, DENSITIES, CEPSTRA = 42, 3, 128, 13
FILTERS = {"lowerf": 200, "upperf": 3500, "nfilt": 20}  # Hz; 300 to 3400, or 25 filters, hear as well
_STEEP = (2, 4, 8)  # orders of filters: cheap devices to digital exchanges
_SETTINGS: dict[str, Any] = {"loglevel": "FATAL", "lm": None, "fwdflat": False, "bestpath": False}

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int32]


def feature_settings(mean: Sequence[float] | None = None) -> str:
    """The telephone's `feat.params`: the wheel's, with FILTERS; `mean` is the cepstrum that a call begins with."""
    first = f"-cmninit {','.join(f'{value:.1f}' for value in mean)}\n" if mean is not None else ""
    filters = "".join(f"-{name} {value}\n" for name, value in FILTERS.items())
    return (
        f"{filters}-transform dct\n-lifter 22\n-feat 1s_c_d_dd\n-svspec 0-12/13-25/26-38\n-agc none\n-cmn batch\n"
        f"-varnorm no\n-model ptm\n-remove_noise yes\n{first}"
    )


# Sound to features


class Cepstra:
    """PocketSphinx's own front end: `settings` as its Decoder takes them."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._decoder = pocketsphinx.Decoder(**_SETTINGS, mfclogdir=self._folder.name, **settings)
        self._decoder.add_jsgf_string("one", "#JSGF V1.0; grammar one; public <one> = a;")  # any search will do
        self._decoder.activate_search("one")

    def of(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """The cepstra of `samples`, shape (frames, CEPSTRA), 100 a second."""
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), full_utt=True)
        self._decoder.end_utt()
        (path,) = Path(self._folder.name).iterdir()
        written = np.frombuffer(path.read_bytes()[4:], ">f4").reshape(-1, CEPSTRA).astype(np.float32)
        path.unlink()
        return written


def streams(cepstra: Floats) -> Floats:
    """What the model sees of an utterance: cepstra without their mean, their slope, its slope; (frames, 3, CEPSTRA)."""
    centred = cepstra - cepstra.mean(axis=0)
    padded = np.concatenate([centred[:1].repeat(3, 0), centred, centred[-1:].repeat(3, 0)])

    def at(offset: int) -> Floats:
        return padded[3 + offset : 3 + offset + len(cepstra)]

    return np.stack([centred, at(2) - at(-2), (at(3) - at(-1)) - (at(1) - at(-3))], axis=1)


def telephones(samples: NDArray[np.int16], dice: np.random.Generator) -> tuple[Floats, Floats]:
    """The same sound by two telephones: one as it is, one with noise on either end and now and then from a room."""
    from .rooms import noise, reverberate, telephone  # scipy

    sound = samples.astype(np.float64)
    sound *= np.exp(dice.uniform(np.log(1500), np.log(25_000))) / (np.abs(sound).max() + 1e-9)

    def line(spoken: Floats) -> Floats:
        low, high, order = dice.uniform(200, 330), dice.uniform(3250, 3700), int(dice.choice(_STEEP))
        return telephone(spoken, low, high, order)[: len(samples)]

    plain = line(sound)
    if dice.random() < 0.3:
        sound = reverberate(sound, dice.uniform(0.1, 0.4), dice.uniform(0.1, 0.5), dice)
    below = noise(len(sound), dice) * np.sqrt(np.mean(sound**2)) * 10 ** (-dice.uniform(6, 25) / 20)
    return plain, line(sound + below) if dice.random() < 0.5 else line(sound) + below


# Which sound a frame is of


@cache
def phones() -> tuple[str, ...]:
    """The names of the model's phones; a phone's place is the number of its codebook."""
    text = (WHEEL / "mdef").read_bytes()
    return tuple(name.decode() for name in text[text.index(b"+NSN+\0") :].split(b"\0")[:CODEBOOKS])


class Aligner:
    """PocketSphinx, told what is said."""

    def __init__(self) -> None:
        self._decoder = pocketsphinx.Decoder(**_SETTINGS)
        self._lexicon = read_lexicon()

    def states(self, samples: NDArray[np.int16], text: str, frames: int) -> tuple[Ints, Ints] | None:
        """The senone and the codebook of each frame, -1 where there is none; None where the text does not fit."""
        for word in text.split():
            if self._decoder.lookup_word(word) is None:
                sounds = self._lexicon.phones(word)
                if not sounds:
                    return None
                self._decoder.add_word(word, " ".join(sounds))
        self._decoder.set_align_text(text)
        self._hear(samples)
        if self._decoder.hyp() is None:
            return None
        self._decoder.set_alignment()
        self._hear(samples)
        found = self._decoder.get_alignment()
        if found is None:
            return None
        senones, codebooks = np.full(frames, -1, np.int32), np.full(frames, -1, np.int32)
        for word in found:
            for phone in word:
                for state in phone:
                    here = slice(state.start, state.start + state.duration)
                    senones[here], codebooks[here] = int(state.name), phones().index(phone.name)
        return senones, codebooks

    def _hear(self, samples: NDArray[np.int16]) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), full_utt=True)
        self._decoder.end_utt()


def shard(path: Path, listed: Sequence[recordings.Recording], seed: int) -> None:
    """The recordings' frames: the microphone's cepstra and the telephones', each frame's senone and codebook."""
    dice, aligner, microphone = np.random.default_rng(seed), Aligner(), Cepstra({})
    with tempfile.NamedTemporaryFile("w", suffix=".params") as file:
        file.write(feature_settings())
        file.flush()
        receiver = Cepstra({"featparams": file.name})
    parts: list[tuple[Floats, ...]] = []
    for recording in listed:
        samples = recordings.samples_of(recording.path)
        heard = microphone.of(samples)
        states = aligner.states(samples, recording.text, len(heard))
        if states is not None:
            lines = [np.clip(np.round(sound), -32768, 32767).astype(np.int16) for sound in telephones(samples, dice)]
            parts.append((heard, *states, *(_as_long(receiver.of(line), len(heard)) for line in lines)))
    names = ("heard", "senones", "codebooks", "plain", "noisy")
    columns = {name: np.concatenate(column) for name, column in zip(names, zip(*parts, strict=True), strict=True)}
    save(path, lengths=np.array([len(part[0]) for part in parts]), **columns)


def _as_long(frames: Floats, length: int) -> Floats:
    return np.concatenate([frames[:length], frames[-1:].repeat(max(0, length - len(frames)), 0)])
