"""The sounds of the benchmark, each with what is said in it.

Calls: labelled calls that were written by somebody who did not know the outline's phrases, every turn rendered, each
side a channel of its own, in the four conditions of WAYS. Numbers: telephone numbers as they are read aloud. Other
outlines: what is said in calls of two outlines that nothing was built with. People: `dev` clips of CALLPROMPTER_SPEECH.
The voices are flite's kal16 and eSpeak NG's plain ones: no part of the program was trained on them, nor on the calls.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from assistant.audio.recording import Me, open_recording
from assistant.call.lexicon import tokens
from assistant.voices.pyttsx3 import SystemVoice
from tests.benchmarks.follow.calls import HELD, matter
from tests.calls import LabelledCall, read_calls
from tests.rendered import RATE, Samples, in_a_room, rendered, silence, telephone, with_noise

SPEECH = Path(os.environ.get("CALLPROMPTER_SPEECH", Path(__file__).parents[3] / ".." / "shared" / "speech"))
WAYS: Mapping[str, Callable[[Samples], Samples]] = {
    "clean": lambda samples: samples,
    "telephone": telephone,
    "telephone, noise 15 dB": lambda samples: with_noise(telephone(samples), 15.0),
    "room": in_a_room,
}
VOICES = ("en-us", "kal16", "en-gb")
CALLS = (
    34,
    10,
    8,
    32,
    44,
    42,
)  # of the calls for developing: pending, voicemail, offered, unavailable, filled, pending
TURN_GAP = 0.7  # seconds between two turns
# The other clips of `dev` are too few to tell sources apart.
SOURCES = {"hifitts": "read books", "ocean762": "Mandarin accent", "pico": "kitchen commands"}
TALK = "talk of other kinds"


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording of `part`; `outline` is the one whose words are expected in it, "" where none is."""

    part: str
    samples: Samples
    text: str
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a call in the sound: its side, seconds."""

    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class CallSound:
    """A labelled call as sound: a channel for each side, a turn for each line."""

    call: LabelledCall
    turns: tuple[Turn, ...]
    sides: Mapping[str, Samples]


@cache
def _espeak(voice: str) -> SystemVoice:
    return SystemVoice(voice)


def say(text: str, voice: str, rate: int = 165) -> Samples:
    """`text` as `voice` says it: flite's kal16, or one of eSpeak NG's."""
    if voice == "kal16":
        return rendered(text, voice, stretch=165 / rate)
    return _espeak(voice).render(text, rate)


def close() -> None:
    """End the voices' processes."""
    for voice in VOICES:
        if voice != "kal16":
            _espeak(voice).close()
    _espeak.cache_clear()


def calls(most: int) -> Iterator[CallSound]:
    """Up to `most` of the calls, each in two voices."""
    known = {call.number: call for call in read_calls()}
    for at, number in enumerate(CALLS[:most]):
        call = known[number]
        voice = {"me": VOICES[at % 3], "them": VOICES[(at + 1) % 3]}
        t, turns, pieces = 0.8, [], []
        for line in call.lines:
            sound = say(line.text, voice[line.speaker])
            turns.append(Turn(line.speaker, t, t + len(sound) / RATE, " ".join(tokens(line.text))))
            pieces.append((line.speaker, round(t * RATE), sound))
            t = turns[-1].end + TURN_GAP
        sides = {side: np.zeros(round((t + 1.5) * RATE), np.int16) for side in ("me", "them")}
        for side, start, sound in pieces:
            sides[side][start : start + len(sound)] = sound
        yield CallSound(call, tuple(turns), sides)


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


def numbers(most: int) -> Iterator[Clip]:
    """Rendered telephone numbers, each in every condition."""
    draw = Random(17)
    for at in range(most):
        text = number_text(draw)
        sound = np.concatenate([silence(0.4), say(text, VOICES[at % 3], draw.choice((130, 150, 170))), silence(1.8)])
        for way, heard_as in WAYS.items():
            yield Clip(f"numbers, {way}", heard_as(sound), " ".join(tokens(text)), "follow-up")


def others(most: int) -> Iterator[Clip]:
    """`most` sentences of each other outline."""
    for name in HELD:
        said = sorted(set(matter(name).sentences()))
        for at, text in enumerate(Random(3).sample(said, min(most, len(said)))):
            sound = np.concatenate([silence(0.4), say(text, VOICES[at % 3]), silence(1.0)])
            for way in ("clean", "telephone", "telephone, noise 15 dB"):
                yield Clip(f"other outlines, {way}", WAYS[way](sound), " ".join(tokens(text)), name)


def people(most: int) -> Iterator[Clip]:
    """Up to `most` dev clips of each source, and as many telephone numbers of joined digits. Nothing without them."""
    if not (SPEECH / "dev.tsv").is_file():
        return
    with (SPEECH / "dev.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    parts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        parts[row["speaker"].split("-")[0]].append(row)
    draw = Random(11)
    for source, name in SOURCES.items():
        for row in draw.sample(parts[source], min(most, len(parts[source]))):
            yield Clip(f"people, {name}", _padded(_read(row)), " ".join(tokens(row["transcript"])), "follow-up")
    digits = parts["fsdd"]
    for at in range(most):
        speakers = sorted({row["speaker"] for row in digits})
        mine = [row for row in digits if row["speaker"] == speakers[at % len(speakers)]]
        chosen = draw.choices(mine, k=10)
        pieces: list[NDArray[np.int16]] = []
        for place, row in enumerate(chosen):
            pieces += [_read(row), silence(0.35 if place in (2, 5) else 0.08)]
        text = " ".join(row["transcript"].lower() for row in chosen)
        yield Clip("people, telephone numbers", _padded(np.concatenate(pieces), 1.8), text, "follow-up")


def _read(row: Mapping[str, str]) -> Samples:
    return np.concatenate([chunk.samples for chunk in open_recording(SPEECH / row["path"], Me.MIXED).chunks()])


def _padded(samples: Samples, after: float = 1.0) -> Samples:
    return np.concatenate([silence(0.4), samples, silence(after)])
