"""Speech for tests, rendered by flite: cached for the session in the temporary folder.

A test that renders says `needs("flite")` first.
"""

import hashlib
import os
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
VOICES = ("slt", "rms", "awb")  # one woman, two men; 16 kHz

Samples = NDArray[np.int16]

CACHE = Path(tempfile.gettempdir()) / f"callprompter-rendered-{os.getuid() if hasattr(os, 'getuid') else 0}"


def rendered(text: str, voice: str = "slt", stretch: float = 1.0) -> Samples:
    """`text` as `voice` says it, int16 at 16 kHz; `stretch` above 1 is slower."""
    CACHE.mkdir(exist_ok=True)
    key = hashlib.sha256(f"{voice} {stretch} {text}".encode()).hexdigest()[:24]
    path = CACHE / f"{key}.wav"
    if not path.is_file():
        part = path.with_suffix(f".{os.getpid()}.part")
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-t", text, "-o", str(part)]
        subprocess.run(command, check=True, capture_output=True)
        part.replace(path)
    with wave.open(str(path)) as sound:
        if (sound.getframerate(), sound.getnchannels()) != (RATE, 1):
            raise ValueError(f"the voice {voice} does not speak at {RATE} Hz")
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE), np.int16)


def spoken(lines: Sequence[str], voice: str = "slt", pause: float = 1.2) -> Samples:
    """`lines` one after another, `pause` seconds of silence before each and after the last."""
    parts = [part for line in lines for part in (silence(pause), rendered(line, voice))]
    return np.concatenate([*parts, silence(pause)])


def white_noise(seconds: float, level: float = 300.0, seed: int = 1) -> Samples:
    """White noise; `level` is its standard deviation in steps of int16."""
    return (np.random.default_rng(seed).normal(0, level, round(seconds * RATE))).astype(np.int16)


def hum(seconds: float, level: float = 1000.0, frequency: float = 50.0) -> Samples:
    """Mains hum with its overtones; `level` is the amplitude of the first."""
    t = np.arange(round(seconds * RATE)) / RATE
    wave_ = sum(level / k * np.sin(2 * np.pi * frequency * k * t) for k in (1, 2, 3, 5, 7))
    return np.asarray(wave_).astype(np.int16)


def telephone(samples: Samples) -> Samples:
    """`samples` as a telephone passes them: 300 to 3400 Hz, 8 kHz, G.711 (mu-law), and back at 16 kHz."""
    narrow = _band(samples.astype(np.float64), 300, 3400)[::2]
    x = np.clip(narrow / 32768, -1, 1)
    coded = np.round(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256) * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255 * 32768
    wide = np.zeros(2 * len(decoded))
    wide[::2] = 2 * decoded
    return np.clip(_band(wide, 0, 3700), -32768, 32767).astype(np.int16)[: len(samples)]


def with_noise(samples: Samples, decibels: float = 15.0, seed: int = 1) -> Samples:
    """`samples` with white noise so far below the level of what is loud in them."""
    loud = samples[np.abs(samples.astype(np.int32)) > 300].astype(np.float64)
    level = float(np.sqrt(np.mean(loud**2))) * 10 ** (-decibels / 20) if loud.size else 30.0
    noise = np.random.default_rng(seed).normal(0, level, len(samples))
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def in_a_room(samples: Samples, seconds: float = 0.35, share: float = 0.4, seed: int = 1) -> Samples:
    """`samples` as a speaker-phone in a room hears them: from afar, with an echo that dies away in `seconds`."""
    length = round(RATE * seconds)
    echo = np.random.default_rng(seed).normal(size=length) * np.exp(-np.arange(length) * 6.9 / length)  # 60 dB
    echo *= share / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    size = 1 << (len(samples) + length).bit_length()
    heard = np.fft.irfft(np.fft.rfft(samples.astype(np.float64), size) * np.fft.rfft(echo, size), size)
    return np.clip(0.3 * heard[: len(samples)], -32768, 32767).astype(np.int16)


def _band(samples: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """`samples` between two frequencies in Hz: a filter of 401 taps, windowed sinc."""
    t = np.arange(-200, 201) / RATE
    taps = 2 * high * np.sinc(2 * high * t) - 2 * low * np.sinc(2 * low * t)
    return np.convolve(samples, taps * np.hamming(401) / RATE, mode="same")
