"""How soon an interruption is told over a loudspeaker, by the room: CallerVoice alone, without a recogniser.

In each room somebody talks into replies of the scenarios, at any moment of them, and answers between them. The room has
a delay that differs a little from reply to reply, a level, a reverberation, and the loudspeaker may distort.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.rehearse.caller_voice import CallerVoice
from assistant.voices.playing import LATENCY
from assistant.voices.telephone import ring
from tests.rehearse.by_audio import AUDIBLE, TICK, trimmed
from tests.rendered import rendered

REPLIES = 12
SAYS = (
    "Excuse me, may I just say something?", "Sorry, could I ask one thing?", "Thank you. Can I leave my number?",
    "I understand.", "Yes, of course, I see that.", "Hold on, may I ask when you decide?", "No problem at all.",
    "What about other openings?", "But I had hoped", "Could you please keep me in mind?",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """`gain` of the loudspeaker in the microphone; `softer`: dB by which the caller is softer than usual."""

    name: str
    gain: float
    delay: float = 0.06  # s
    wanders: float = 0.02  # s, either way
    lasts: float = 0.3  # s of reverberation, to 60 dB below
    direct: float = 6.0  # dB of the direct sound above it
    softer: float = 0.0
    distorts: float = 0.0
    voice: str = "slt"


ROOMS = (
    Room("headphones", 0.0),
    Room("no reverberation, 14 dB softer", 0.2, 0.12, 0.0, 0.01, 40),
    Room("a room, 14 dB softer", 0.2, 0.12),
    Room("a lively room, 14 dB softer", 0.2, 0.03, 0.02, 0.4, 3, voice="awb"),
    Room("20 dB softer, the caller soft", 0.1, 0.2, 0.02, 0.4, softer=6),
    Room("9 dB softer", 0.35, lasts=0.25, direct=8, voice="rms"),
    Room("6 dB softer", 0.5, lasts=0.25, direct=8),
    Room("26 dB softer, the caller soft", 0.05, lasts=0.25, direct=8, softer=6, voice="awb"),
    Room("more room than voice, the caller soft", 0.2, lasts=0.5, direct=0, softer=6),
    Room("a loudspeaker that distorts", 0.4, wanders=0.03, softer=3, distorts=0.2),
)


@dataclass
class Told:
    """`reactions` in seconds from the first sound; `missed`: never told; `mistaken`: replies cut by themselves."""

    reactions: list[float] = field(default_factory=list)
    missed: int = 0
    mistaken: int = 0
    replies: int = 0


def interrupted(room: Room, theirs: Sequence[Samples], seed: int) -> Told:
    """One call in the room."""
    chance, noise = random.Random(f"{room.name} {seed}"), np.random.default_rng(seed)
    plays: list[tuple[float, Samples]] = [(0.5, ring())]
    cuts: list[tuple[float, float, float]] = []  # a reply from, to, and the first sound of what was said into it
    t, sounds = 3.2, [(0.5, _back(ring(), room, noise), True)]
    for _ in range(REPLIES):
        samples = chance.choice(theirs)
        seconds = len(samples) / SAMPLE_RATE
        plays.append((t, samples))
        sounds.append((t, _back(samples, room, noise), True))
        began = float("inf")
        if seconds > 2.2 and chance.random() < 0.6:
            mine = _says(chance, room)
            began = t + chance.uniform(0.8, seconds - 0.9)
            sounds.append((began, mine, False))
            began += np.flatnonzero(np.abs(mine) > AUDIBLE)[0] / SAMPLE_RATE
        cuts.append((t, t + seconds, began))
        sounds.append((t + seconds + 1.2, _says(chance, room), False))
        t += seconds + 4.2
    microphone = noise.normal(0, 6, round((t + 1) * SAMPLE_RATE))
    for at, sound, comes_back in sounds:
        late = room.delay + LATENCY + chance.uniform(-room.wanders, room.wanders) if comes_back else 0.0
        first = round((at + late) * SAMPLE_RATE)
        microphone[first : first + len(sound)] += sound[: len(microphone) - first]
    return _judged(np.clip(microphone, -32768, 32767).astype(np.int16), plays, cuts)


def _judged(microphone: Samples, plays: list[tuple[float, Samples]], cuts: list[tuple[float, float, float]]) -> Told:
    caller, told, heard = CallerVoice(), Told(replies=len(cuts)), []
    for first in range(0, len(microphone) - TICK, TICK):
        now = (first + TICK) / SAMPLE_RATE
        while plays and plays[0][0] <= first / SAMPLE_RATE:
            at, samples = plays.pop(0)
            caller.plays(samples, at)
        caller.accept(microphone[first : first + TICK], first / SAMPLE_RATE)
        heard += [now] if caller.speaking(now) else []
    for start, end, began in cuts:
        told.mistaken += any(start + 0.02 < at < min(began, end) for at in heard)
        after = [at - began for at in heard if began <= at < end]
        told.reactions += after[:1]
        told.missed += began < end and not after
    return told


def _says(chance: random.Random, room: Room) -> np.ndarray:
    return trimmed(rendered(chance.choice(SAYS), room.voice)) * 10 ** (-room.softer / 20)


def _back(samples: Samples, room: Room, noise: np.random.Generator) -> np.ndarray:
    """`samples` as they come back: distorted, with the room's reverberation, softer."""
    sound = samples.astype(float)
    most = np.abs(sound).max() + 1
    sound += room.distorts * (np.abs(sound) * sound / most + sound**3 / most**2)
    length = round(SAMPLE_RATE * room.lasts)
    echo = noise.normal(size=length) * np.exp(-np.arange(length) * 6.9 / length)  # 60 dB
    echo *= 10 ** (-room.direct / 20) / np.sqrt((echo**2).sum())
    echo[0] += 1
    size = 1 << (len(sound) + length).bit_length()
    whole = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)
    return room.gain * whole[: len(sound) + length]
