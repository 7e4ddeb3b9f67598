"""Speech that is rendered: the text is known to the letter, and there is as much of it as one likes.

Voices: espeak-ng (eight kinds of English, fifty timbres, at any speed and pitch) and flite's recorded voices, whose
phone times come with the sound and start the training. Held-out voices are never trained on; they measure.
The programs' licences (GPL-3 and BSD-like) do not extend to the sound they make.
"""

import random
import re
import subprocess
import tempfile
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from . import lexicon, phones, sentences
from .shards import RATE, Clip, save_clips

_ACCENTS = (
    *["en-us"] * 7, "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029", "en-us-nyc",
)  # fmt: skip
_TIMBRES = (
    "m1 m2 m3 m4 m5 m7 m8 f1 f2 f4 f5 klatt klatt2 klatt4 klatt5 Alex Alicia Andrea Andy Annie Denis Diogo Gene "
    "Henrique Hugo Jacky Lee Marco Mario Mike Nguyen adam anika antonio belinda benjamin boris caleb david ed edward "
    "grandma grandpa gustave iven iven2 iven3 john kaukovalta marcelo max miguel norbert pablo paul pedro quincy rob "
    "robert sandro shelby steph steph2 travis victor zac"
).split()
_HELD_OUT_TIMBRES = "m6 f3 klatt3 linda michael Gene2 iven4 steph3 edward2 aunty announcer".split()
_FLITE_PITCH = {"slt": 170, "rms": 95, "awb": 130, "kal16": 105}  # Hz, each voice's own
_FLITE_TRAINED = ("slt", "rms", "awb")
_FLITE_HELD_OUT = "kal16"
_FLITE_PHONES = {
    "PAU": "SIL", "AX": "AH", "AXR": "ER", "IX": "IH", "EN": "N", "EL": "L", "EM": "M", "HV": "HH", "DX": "D",
}  # fmt: skip
LONGEST = 11.0  # seconds; longer ones make the batches of the training uneven
_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Voice:
    """A way to speak: `engine` is espeak or a flite voice's name."""

    engine: str
    name: str
    arguments: tuple[str, ...]


def voice(dice: random.Random, held_out: bool) -> Voice:
    """A voice of those that are trained on, or of those that are not."""
    if dice.random() < 0.62:
        name = f"{dice.choice(_ACCENTS)}+{dice.choice(_HELD_OUT_TIMBRES if held_out else _TIMBRES)}"
        speed, pitch, gap = dice.randint(120, 215), dice.randint(15, 85), dice.choice([0, 0, 0, 0, 1, 2])
        return Voice("espeak", f"espeak-{name}", ("-v", name, "-s", f"{speed}", "-p", f"{pitch}", "-g", f"{gap}"))
    name = _FLITE_HELD_OUT if held_out else dice.choice(_FLITE_TRAINED)
    pitch = _FLITE_PITCH[name] * dice.uniform(0.8, 1.25)
    stretch = f"duration_stretch={dice.uniform(0.78, 1.25):.2f}"
    return Voice(name, f"flite-{name}", ("--setf", stretch, "--setf", f"int_f0_target_mean={pitch:.0f}"))


def wave_samples(data: bytes) -> NDArray[np.float64]:
    """The samples of a RIFF file at RATE; the length in the header of a streamed file is not to be trusted."""
    start = data.find(b"data") + 8
    rate = int.from_bytes(data[24:28], "little")
    body = data[start : start + (len(data) - start) // 2 * 2]
    samples = np.frombuffer(body, np.int16).astype(np.float64)
    if rate != RATE:
        common = gcd(rate, RATE)
        samples = resample_poly(samples, RATE // common, rate // common)
    return samples


def flite_phones(output: str) -> tuple[tuple[int, float], ...]:
    """What `flite -psdur` prints, as (base phone, end in seconds); empty where a phone is not one of ours."""
    pairs = []
    for name, end in re.findall(r"([a-z]+):([0-9.]+)", output):
        base = _FLITE_PHONES.get(name.upper(), name.upper())
        if base not in phones.INDEX:
            return ()
        pairs.append((phones.INDEX[base], float(end)))
    return tuple(pairs)


def speak(text: str, how: Voice) -> tuple[NDArray[np.float64], tuple[tuple[int, float], ...]]:
    """The sound of `text`, int16 scale at RATE, and its phones where the voice tells them."""
    if how.engine == "espeak":
        command = ["espeak-ng", *how.arguments, "--stdout", "--", text]
        done = subprocess.run(command, capture_output=True, check=True, timeout=_TIMEOUT)
        return wave_samples(done.stdout), ()
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-psdur", "-voice", how.engine, *how.arguments, "-t", text, "-o", file.name]
        done = subprocess.run(command, capture_output=True, check=True, timeout=_TIMEOUT, text=True)
        return wave_samples(Path(file.name).read_bytes()), flite_phones(done.stdout)


def render(text: str, how: Voice, dice: random.Random) -> Clip | None:
    """`text` as a clip with a little silence on both sides; None where the voice failed or it is too long."""
    samples, spoken = speak(text, how)
    if len(samples) < RATE // 10 or len(samples) > LONGEST * RATE or np.abs(samples).max() < 100:
        return None
    before, after = dice.randint(0, RATE // 3), dice.randint(0, RATE // 3)
    level = dice.uniform(6000, 20000) / np.abs(samples).max()
    padded = np.concatenate([np.zeros(before), samples * level, np.zeros(after)]).astype(np.int16)
    shifted = tuple((base, end + before / RATE) for base, end in spoken)
    return Clip(padded, text, how.name, shifted)


def training_text(dice: random.Random, general: list[str], common: list[str]) -> str:
    """Mostly the call, then running text, then common words in any order: every sound in every company."""
    kind = dice.random()
    if kind < 0.55:
        return sentences.sentence(dice)
    if kind < 0.8:
        words = dice.choice(general).split()
        start = dice.randrange(max(1, len(words) - 3))
        return " ".join(words[start : start + dice.randint(3, 12)])
    return " ".join(common[int(len(common) * dice.random() ** 1.5)] for _ in range(dice.randint(2, 8)))


def shard(path: Path, seed: int, clips: int, held_out: bool, text_files: list[Path]) -> None:
    """Render one shard; the same seed gives the same sentences and voices."""
    dice = random.Random(seed)
    common = lexicon.common_words(8000)
    general = sentences.running_text(text_files) or [" ".join(common[:50])]
    made: list[Clip] = []
    while len(made) < clips:
        text = sentences.sentence(dice) if held_out else training_text(dice, general, common)
        if lexicon.known(text.split()):
            clip = render(text, voice(dice, held_out), dice)
            if clip is not None:
                made.append(clip)
    save_clips(path, made)


def numbers_shard(path: Path, seed: int, clips: int) -> None:
    """Telephone numbers read digit by digit, each digit on its own: as people dictate, with pauses of any length."""
    dice = random.Random(seed)
    made: list[Clip] = []
    while len(made) < clips:
        how = voice(dice, held_out=False)
        words = [*sentences.DIGITS, "oh", "double"]
        spoken = {word: _alone(word, how) for word in words}
        if any(len(sound) < RATE // 20 for sound in spoken.values()):
            continue
        for _ in range(8):
            said = [word for word in sentences.number_read_out(dice).split() if word in spoken]
            pause = dice.choice([0.0, 0.03, 0.08, 0.2])
            parts = [np.zeros(dice.randint(0, RATE // 3))]
            for word in said:
                parts += [spoken[word], np.zeros(int(RATE * pause * dice.uniform(0.3, 1.8)))]
            sound = np.concatenate([*parts, np.zeros(dice.randint(0, RATE // 3))])
            level = dice.uniform(6000, 20000) / np.abs(sound).max()
            if len(said) > 1 and len(sound) < LONGEST * RATE:
                made.append(Clip((sound * level).astype(np.int16), " ".join(said), how.name))
    save_clips(path, made[:clips])


def _alone(word: str, how: Voice) -> NDArray[np.float64]:
    """One word without the silence around it."""
    sound, _ = speak(word, how)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max()) if len(sound) else np.zeros(0, int)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else np.zeros(0)
