"""How well a model hears: word errors on rendered calls and on recordings, beside PocketSphinx on the same sound.

The rendered calls say `heldout.txt` (in no source of the model) in voices that were never trained on: clean, on the
telephone, on the telephone with noise 15 dB below, and on a speaker-phone in a room. Recordings are the `dev` clips of
CALLPROMPTER_SPEECH by source, single digits joined into telephone numbers. Run in a process of its own: vosk and
kaldifst cannot live in one.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

from . import recordings, render
from .rooms import noise, reverberate, telephone
from .shards import RATE

Samples = NDArray[np.int16]
Hear = Callable[[Samples], str]
DIGIT_GRAMMAR = json.dumps(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh", "double", "[unk]"]
)
_CHUNK = RATE // 10


@dataclass(frozen=True, slots=True)
class Case:
    """Sound and what is said in it, in the test set `part`."""

    part: str
    samples: Samples
    text: str


def _as_int16(sound: NDArray[np.float64]) -> Samples:
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)


def rendered(seed: int = 5) -> list[Case]:
    """Every held-out sentence in a held-out voice, heard in four ways."""
    dice, numbers = random.Random(seed), np.random.default_rng(seed)
    cases = []
    for text in (Path(__file__).parent / "heldout.txt").read_text(encoding="utf-8").splitlines():
        clip = None
        while clip is None:
            clip = render.render(text, render.voice(dice, held_out=True), dice)
        clean = clip.samples.astype(np.float64)
        level = float(np.sqrt(np.mean(clean**2)))
        hiss = noise(len(clean), numbers) * level * 10 ** (-15 / 20)
        far = reverberate(clean, 0.35, 0.4, numbers) * 0.3
        ways = {
            "clean": clean, "telephone": telephone(clean), "telephone, noise 15 dB": telephone(clean + hiss),
            "room": far,
        }  # fmt: skip
        cases += [Case(f"rendered, {way}", _as_int16(sound), text) for way, sound in ways.items()]
    return cases


_SOURCES = {
    "hifitts": "read books", "ocean762": "Mandarin accent", "pico": "kitchen commands", "OSR": "sentences, 8 kHz",
}  # fmt: skip


def recorded(folder: Path, most: int = 60, seed: int = 5) -> list[Case]:
    """Up to `most` dev clips of each source, and as many telephone numbers of joined digits."""
    dice = random.Random(seed)
    parts: dict[str, list[recordings.Recording]] = defaultdict(list)
    for recording in recordings.listed(folder, "dev"):
        parts[recording.speaker.split("-")[0]].append(recording)
    cases = []
    for part, found in sorted(parts.items()):
        if part in _SOURCES:
            chosen = dice.sample(found, min(most, len(found)))
            cases += [Case(_SOURCES[part], recordings.samples_of(one.path), one.text) for one in chosen]
    speakers: dict[str, list[recordings.Recording]] = defaultdict(list)
    for recording in parts.get("fsdd", []):
        speakers[recording.speaker].append(recording)
    for i in range(most if speakers else 0):
        speaker = sorted(speakers)[i % len(speakers)]
        chosen = dice.choices(speakers[speaker], k=10)
        gap = np.zeros(RATE // 12, np.int16)
        sounds = [piece for one in chosen for piece in (recordings.samples_of(one.path), gap)]
        around = np.zeros(RATE // 4, np.int16)
        text = " ".join(one.text for one in chosen)
        cases.append(Case("telephone numbers", np.concatenate([around, *sounds, around]), text))
    return cases


def vosk_ear(model: Path, grammar: str | None = None) -> Hear:
    """What Vosk hears with `model`, in chunks of a tenth of a second as in a call."""
    import vosk

    vosk.SetLogLevel(-1)
    loaded = vosk.Model(str(model))

    def hear(samples: Samples) -> str:
        recognizer = vosk.KaldiRecognizer(loaded, RATE, *([grammar] if grammar else []))
        said = []
        for at in range(0, len(samples), _CHUNK):
            if recognizer.AcceptWaveform(samples[at : at + _CHUNK].tobytes()):
                said.append(json.loads(recognizer.Result())["text"])
        said.append(json.loads(recognizer.FinalResult())["text"])
        return " ".join(filter(None, said))

    return hear


def sphinx_ear() -> Hear:
    """What PocketSphinx hears with its general model."""
    import pocketsphinx

    decoder = pocketsphinx.Decoder(loglevel="FATAL")

    def hear(samples: Samples) -> str:
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""

    return hear


@dataclass(frozen=True, slots=True)
class Score:
    """Word errors in 0..1 (above, where much is heard that was not said), whole texts right, seconds a second."""

    words: float
    right: float
    speed: float
    cases: int


def score(cases: Iterable[Case], hear: Hear) -> dict[str, Score]:
    """The scores of `hear` on each part."""
    parts: dict[str, list[tuple[str, str, float, float]]] = defaultdict(list)
    for case in cases:
        began = time.process_time()
        said = hear(case.samples).replace("[unk]", "").replace("-", " ")
        took = time.process_time() - began
        parts[case.part].append((_plain(case.text), _plain(said), took, len(case.samples) / RATE))
    scores = {}
    for part, rows in parts.items():
        texts, heard = [row[0] for row in rows], [row[1] for row in rows]
        right = sum(text == said for text, said in zip(texts, heard, strict=True)) / len(rows)
        speed = sum(row[2] for row in rows) / sum(row[3] for row in rows)
        scores[part] = Score(jiwer.wer(texts, heard), right, speed, len(rows))
    return scores


def _plain(text: str) -> str:
    return " ".join("zero" if word == "oh" else word for word in text.split())


def table(columns: dict[str, dict[str, Score]], parts: Sequence[str]) -> str:
    """Markdown: word errors in per cent, a row for each part and a column for each ear."""
    lines = ["| sound | clips | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 2) + "|"]
    for part in parts:
        found = [column.get(part) for column in columns.values()]
        cells = ["" if one is None else f"{one.words:.1%} ({one.speed:.2f})" for one in found]
        count = next(one.cases for one in found if one is not None)
        lines.append(f"| {part} | {count} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
