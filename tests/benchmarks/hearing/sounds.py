"""The sounds of the benchmark, each with what is said in it: ROWS, by name.

Calls: labelled calls that were written by somebody who did not know the outline's phrases, every turn rendered, each
side a channel of its own, in the conditions of WAYS. Numbers: telephone numbers as they are read aloud. Other outlines:
what is said in calls of two outlines that nothing was built with. People: `dev` clips of CALLPROMPTER_SPEECH.
The voices are flite's kal16, Festival's ked and eSpeak NG's British one: no part of the program was trained on them,
nor on the calls. callprompter-en was trained on other voices of eSpeak NG and flite: on the first it is flattered.
"""

import csv
import hashlib
import os
import subprocess
import wave
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.audio.recording import Me, open_recording
from assistant.call.lexicon import tokens
from assistant.voices.pyttsx3 import SystemVoice
from tests.benchmarks.follow.calls import HELD, matter
from tests.calls import read_calls
from tests.rendered import CACHE, RATE, Samples, in_a_room, rendered, silence, telephone, with_noise

T = TypeVar("T")
SPEECH = Path(os.environ.get("CALLPROMPTER_SPEECH", Path(__file__).parents[3] / ".." / "shared" / "speech"))
WAYS: Mapping[str, Callable[[Samples], Samples]] = {
    "clean": lambda samples: samples,
    "telephone": telephone,
    "telephone, noise 15 dB": lambda samples: with_noise(telephone(samples), 15.0),
    "room": in_a_room,
}
VOICES = ("kal16", "ked", "en-gb")
CALLS = (34, 10, 8)  # of those for developing: pending, voicemail, offered
TURN_GAP = 0.7  # seconds between two turns
# The other clips of `dev` are too few to tell sources apart.
SOURCES = {"hifitts": "read books", "ocean762": "Mandarin accent", "pico": "kitchen commands"}
QUICK, WHOLE = 0, 1
SIZES = {  # how many clips, or calls; whole: 300 words a row and more
    "calls": (1, 3), "calls again": (1, 2), "numbers": (4, 24), "others": (3, 16), "hifitts": (4, 42),
    "ocean762": (4, 45), "pico": (3, 28), "fsdd": (3, 30),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a call in the sound: its side, seconds."""

    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Stream:
    """One channel: its sound and what is said in it, in whose voice.

    outline: the one whose words are expected in it; call: the labelled call that it is a side of, with all its turns.
    """

    samples: Samples
    text: str
    voice: str
    outline: str = "follow-up"
    call: int = 0
    side: str = "me"
    turns: tuple[Turn, ...] = ()


@cache
def _espeak(voice: str) -> SystemVoice:
    return SystemVoice(voice)


def say(text: str, voice: str, rate: int = 165) -> Samples:
    """`text` as `voice` says it: flite's kal16, Festival's ked, or one of eSpeak NG's; `rate` in words a minute."""
    if voice == "kal16":
        return rendered(text, voice, stretch=165 / rate)
    return _ked(text, 165 / rate) if voice == "ked" else _espeak(voice).render(text, rate)


def _ked(text: str, stretch: float) -> Samples:
    """The diphones of a man from the USA, by Festival (Debian: festival, festvox-kdlpc16k)."""
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f"{hashlib.sha256(f'ked {stretch} {text}'.encode()).hexdigest()[:24]}.wav"
    if not path.is_file():
        part = path.with_suffix(f".{os.getpid()}.part")
        quoted = text.replace(chr(34), "")
        command = (
            f"(voice_ked_diphone) (Parameter.set 'Duration_Stretch {stretch:.3f})"
            f'(utt.save.wave (utt.synth (Utterance Text "{quoted}")) "{part}")'
        )
        subprocess.run(["festival", "--pipe"], input=command, text=True, check=True, capture_output=True)
        part.replace(path)
    with wave.open(str(path)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def close() -> None:
    """End the voices' processes."""
    for voice in VOICES:
        if voice not in {"kal16", "ked"}:
            _espeak(voice).close()
    _espeak.cache_clear()


def calls(way: str, size: int) -> Iterator[Stream]:
    """Calls, each in two voices: both sides of each."""
    known = {call.number: call for call in read_calls()}
    for at, number in enumerate(CALLS[: SIZES["calls" if way in {"clean", "telephone"} else "calls again"][size]]):
        call = known[number]
        voice = {"me": VOICES[at % 3], "them": VOICES[(at + 1) % 3]}
        t, turns, pieces = 0.8, [], []
        for line in call.lines:
            sound = say(line.text, voice[line.speaker])
            turns.append(Turn(line.speaker, t, t + len(sound) / RATE, " ".join(tokens(line.text))))
            pieces.append((line.speaker, round(t * RATE), sound))
            t = turns[-1].end + TURN_GAP
        for side in ("me", "them"):
            channel = np.zeros(round((t + 1.5) * RATE), np.int16)
            for speaker, start, sound in pieces:
                if speaker == side:
                    channel[start : start + len(sound)] = sound
            text = " ".join(turn.text for turn in turns if turn.speaker == side)
            yield Stream(WAYS[way](channel), text, voice[side], call=number, side=side, turns=tuple(turns))


def number_text(draw: Random) -> str:
    """A telephone number as it is read aloud: in groups, with "oh" or "zero", now and then a double."""
    digits = [draw.randrange(2, 10), *(draw.randrange(10) for _ in range(9))]
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    oh = draw.random() < 0.5
    groups = []
    for group in (digits[:3], digits[3:6], digits[6:]):
        words: list[str] = []
        at = 0
        while at < len(group):
            name = "oh" if oh and group[at] == 0 else names[group[at]]
            twice = at + 1 < len(group) and group[at] == group[at + 1] and draw.random() < 0.4
            words += ["double", name] if twice else [name]
            at += 2 if twice else 1
        groups.append(" ".join(words))
    before = draw.choice(("My number is", "You can reach me at", "It's", "Please call me back on", "That's"))
    return f"{before} {', '.join(groups)}."


def numbers(way: str, size: int) -> Iterator[Stream]:
    """Rendered telephone numbers."""
    draw = Random(17)
    for at in range(SIZES["numbers"][size]):
        text, rate = number_text(draw), draw.choice((130, 150, 170))
        sound = np.concatenate([silence(0.4), say(text, VOICES[at % 3], rate), silence(1.8)])
        yield Stream(WAYS[way](sound), " ".join(tokens(text)), VOICES[at % 3])


def others(way: str, size: int) -> Iterator[Stream]:
    """Sentences of the other outlines, one of each in turn."""
    said = {name: _drawn(3, sorted(set(matter(name).sentences())), SIZES["others"][size]) for name in HELD}
    for at, texts in enumerate(zip(*said.values(), strict=True)):
        for name, text in zip(said, texts, strict=True):
            sound = np.concatenate([silence(0.4), say(text, VOICES[at % 3]), silence(1.0)])
            yield Stream(WAYS[way](sound), " ".join(tokens(text)), VOICES[at % 3], name)


def _drawn(seed: int, of: Sequence[T], most: int) -> Sequence[T]:
    """`most` of them: of more, the first are the same."""
    return Random(seed).sample(of, len(of))[:most]


def _people() -> dict[str, list[dict[str, str]]]:
    """The rows of `dev` by source; none where there are no recordings."""
    parts: dict[str, list[dict[str, str]]] = defaultdict(list)
    if (SPEECH / "dev.tsv").is_file():
        with (SPEECH / "dev.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                parts[row["speaker"].split("-")[0]].append(row)
    return parts


def people(source: str, way: str, size: int) -> Iterator[Stream]:
    """`dev` clips of one source."""
    for row in _drawn(11, _people()[source], SIZES[source][size]):
        yield Stream(WAYS[way](_padded(_read(row))), " ".join(tokens(row["transcript"])), row["speaker"])


def read_numbers(size: int) -> Iterator[Stream]:
    """Telephone numbers of ten single digits that one person said, joined in groups."""
    draw = Random(11)
    digits = _people()["fsdd"]
    speakers = sorted({row["speaker"] for row in digits})
    for at in range(SIZES["fsdd"][size] if digits else 0):
        speaker = speakers[at % len(speakers)]
        chosen = draw.choices([row for row in digits if row["speaker"] == speaker], k=10)
        pieces: list[NDArray[np.int16]] = []
        for place, row in enumerate(chosen):
            pieces += [_read(row), silence(0.35 if place in (2, 5) else 0.08)]
        text = " ".join(row["transcript"].lower() for row in chosen)
        yield Stream(_padded(np.concatenate(pieces), 1.8), text, speaker)


ROWS: Mapping[str, Callable[[int], Iterator[Stream]]] = {  # the size, QUICK or WHOLE -> the streams
    **{f"calls, {way}": partial(calls, way) for way in WAYS},
    **{f"other outlines, {way}": partial(others, way) for way in ("clean", "telephone")},
    **{f"numbers, {way}": partial(numbers, way) for way in ("clean", "telephone")},
    **{f"people, {name}": partial(people, source, "clean") for source, name in SOURCES.items()},
    "people, read books, telephone": partial(people, "hifitts", "telephone"),
    "people, telephone numbers": read_numbers,
}


def _read(row: Mapping[str, str]) -> Samples:
    return np.concatenate([chunk.samples for chunk in open_recording(SPEECH / row["path"], Me.MIXED).chunks()])


def _padded(samples: Samples, after: float = 1.0) -> Samples:
    return np.concatenate([silence(0.4), samples, silence(after)])
