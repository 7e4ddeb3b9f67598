"""Make the demo recordings and the truth beside each: run `python prompts/demo/make.py`.

Two calls of one caller, spoken by voices of flite (Debian: apt-get install flite): the caller on the left,
the other side on the right and in the band of a telephone line, each with a low noise floor of its own, as
lines have. The scripts are below; the file beside a recording says who says which words from when to when,
and which summary the program must give. The recordings are part of the repository: nobody needs to run this
to use them.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import yaml
from numpy.typing import NDArray

HERE = Path(__file__).parent
RATE = 16_000  # Hz, that of the voices
BIT_RATE = 48_000  # for both channels
VOICES = {"me": "slt", "them": "rms"}  # a woman's and a man's, both American
CHANNELS = {"me": 0, "them": 1}
SPEECH_LEVEL = 0.08  # root mean square of what is spoken: -22 dB of full scale
TONE_LEVEL = 0.1
NOISE_LEVEL = 0.0006  # -64 dB
TELEPHONE = (300.0, 3_400.0)  # Hz
TONES = {"beep": (1_000.0,), "ring": (440.0, 480.0)}  # Hz; the second is the North American ringing tone
BEFORE, AFTER = 0.8, 1.2  # seconds of nothing at either end

Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """What one side says, `pause` seconds after what came before.

    "/" is a short rest, and what follows it is stretched by `slow`.
    """

    speaker: str
    text: str
    pause: float = 0.6
    slow: float = 1.0
    rest: float = 0.7


@dataclass(frozen=True)
class Tone:
    """A sound of the line, on the other side's channel."""

    what: str
    seconds: float
    pause: float = 0.6


PENDING = (
    Line("them", "Harbor Lights Media, this is Jordan Lee."),
    Line("me", "Good morning, Jordan. This is Priya Raman."),
    Line("them", "Hello Priya. It is good to hear from you."),
    Line("me", "I interviewed with you for the junior data analyst position, on Tuesday, November tenth."),
    Line("them", "Yes, of course. I remember our conversation."),
    Line("me", "I really enjoyed it. I am calling to ask about the status of your hiring decision."),
    Line("them", "Thank you for calling. We have not made a decision yet.", pause=1.1),
    Line("them", "We still have the final interviews this week, with two more candidates.", pause=0.9),
    Line("them", "We expect to make our decision by next Friday.", pause=1.3),
    Line("me", "Thank you for letting me know. I am still very interested in the position.", pause=1.0),
    Line("me", "I would be happy to work with everyone at Harbor Lights Media.", pause=0.4),
    Line("me", "If you have any more questions for me, please call me at any time.", pause=0.4),
    Line("them", "That is good to know. I will tell the team."),
    Line("me", "What are the next steps, and when can I expect to hear from you?"),
    Line("them", "The team will meet next week. I will call you by next Friday.", pause=1.0),
    Line("me", "That sounds good. Thank you for your time, Jordan.", pause=0.7),
    Line("me", "I look forward to hearing from you. Have a wonderful day.", pause=0.3),
    Line("them", "You too, Priya. Thank you for calling. Goodbye."),
    Line("me", "Goodbye."),
)

VOICEMAIL = (
    Tone("ring", 2.0, pause=0.0),
    Line("them", "You have reached the voice mail of Jordan Lee, at Harbor Lights Media.", pause=1.5),
    Line("them", "I am not available right now. Please leave your name and your number.", pause=0.4),
    Line("them", "Leave your message after the tone.", pause=0.3),
    Tone("beep", 0.6, pause=0.5),
    Line("me", "Hello Jordan, this is Priya Raman.", pause=0.9),
    Line("me", "I interviewed with you for the junior data analyst position, on Tuesday, November tenth."),
    Line("me", "I am calling to ask about the status of your hiring decision."),
    Line("me", "My phone number is / six one seven / five five five / zero one four two.", slow=1.2),
    Line("me", "Once again, that is / six one seven / five five five / zero one four two.", pause=0.9, slow=1.2),
    Line("me", "Thank you for your time, Jordan. I look forward to hearing from you. Goodbye.", pause=0.8),
)

# What the program must tell of each call; a step that is not named is still ahead: it belongs to another branch.
SUMMARIES: dict[str, dict[str, Any]] = {
    "pending": {
        "outline": "follow-up",
        "outcome": "pending",
        "steps": {
            **dict.fromkeys(("greet", "remind", "ask-status", "listen", "reiterate", "next-steps", "close"), "done"),
            **dict.fromkeys(("strengths", "concerns"), "skipped"),
        },
        "warnings": [],
        "phone": None,
    },
    "voicemail": {
        "outline": "follow-up",
        "outcome": "voicemail",
        "steps": dict.fromkeys(("greet", "remind", "ask-status", "voicemail-number", "close"), "done"),
        "warnings": [],
        "phone": {"said": "6175550142", "matches": True},
    },
}
CALL_DAY = "2026-11-18"  # six business days after the interview; "next Friday" is counted from it


def spoken(text: str, voice: str, slow: float) -> Sound:
    """The words in flite's voice, without the silence at either end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.wav"
        stretch = ["--setf", f"duration_stretch={slow}"]
        subprocess.run(["flite", "-voice", voice, *stretch, "-t", text, "-o", file], check=True)
        with av.open(str(file)) as wav:
            parts = [frame.to_ndarray().reshape(-1) for frame in wav.decode(audio=0)]
            if wav.streams.audio[0].rate != RATE:
                raise SystemExit(f"flite's voice {voice} does not speak at {RATE} Hz: take one that does")
    sound = np.concatenate(parts).astype(np.float64) / 32_768
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1]


def line_sound(line: Line) -> Sound:
    """The whole line at the level of speech; the other side's as a telephone carries it."""
    rest = np.zeros(round(line.rest * RATE))
    sounds = []
    for number, part in enumerate(line.text.split(" / ")):
        sounds += [spoken(part, VOICES[line.speaker], line.slow if number else 1.0), rest]
    sound = np.concatenate(sounds[:-1])
    if line.speaker == "them":
        sound = by_telephone(sound)
    active = sound[np.abs(sound) > 0.01]
    return sound * (SPEECH_LEVEL / np.sqrt(np.mean(active**2)))


def by_telephone(sound: Sound) -> Sound:
    """Without what lies outside the telephone's band; its edges are those of a second-order filter."""
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    hertz = np.fft.rfftfreq(2 * len(sound), 1 / RATE)
    low, high = TELEPHONE
    gain = 1 / np.sqrt(1 + (low / np.maximum(hertz, 1.0)) ** 4) / np.sqrt(1 + (hertz / high) ** 4)
    return np.fft.irfft(spectrum * gain)[: len(sound)]


def tone_sound(tone: Tone) -> Sound:
    """A tone with soft edges."""
    t = np.arange(round(tone.seconds * RATE)) / RATE
    sound = sum((np.sin(2 * np.pi * hertz * t) for hertz in TONES[tone.what]), np.zeros(len(t)))
    edge = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.01)
    return sound * edge * TONE_LEVEL / len(TONES[tone.what])


def call(script: tuple[Line | Tone, ...]) -> tuple[Sound, list[dict[str, Any]]]:
    """Both channels, (2, n), and what is heard in them, with its times."""
    clock, placed, told = BEFORE, [], []
    for item in script:
        sound = line_sound(item) if isinstance(item, Line) else tone_sound(item)
        start = clock + item.pause
        clock = start + len(sound) / RATE
        times = {"start": round(start, 2), "end": round(clock, 2)}
        if isinstance(item, Line):
            placed.append((item.speaker, start, sound))
            told.append(
                {
                    "speaker": item.speaker,
                    **times,
                    "text": item.text.replace("is / ", "is ").replace(" /", ","),
                }
            )
        else:
            placed.append(("them", start, sound))
            told.append({"speaker": "them", **times, "sound": item.what})
    noise = np.random.default_rng(20261118)  # any seed: the same noise each time
    channels = noise.normal(scale=NOISE_LEVEL, size=(2, round((clock + AFTER) * RATE)))
    channels[1] = by_telephone(channels[1])
    for speaker, start, sound in placed:
        first = round(start * RATE)
        channels[CHANNELS[speaker], first : first + len(sound)] += sound
    return channels, told


def write_opus(path: Path, channels: Sound) -> None:
    """Code both channels apart (mapping family 255): together, each voice leaks into the other's channel."""
    samples = np.round(np.clip(channels, -1, 1) * 32_767).astype(np.int16)
    options = {"mapping_family": "255", "application": "voip", "vbr": "on"}
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as ogg:
        stream = ogg.add_stream("libopus", rate=RATE, layout="stereo", options=options)
        stream.bit_rate = BIT_RATE
        size = RATE // 50  # Opus has frames of 20 ms
        for first in range(0, samples.shape[1], size):
            block = np.zeros((2, size), np.int16)
            block[:, : samples[:, first : first + size].shape[1]] = samples[:, first : first + size]
            frame = av.AudioFrame.from_ndarray(block.T.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
            ogg.mux(stream.encode(frame))
        ogg.mux(stream.encode(None))


def make(name: str, script: tuple[Line | Tone, ...]) -> None:
    """Write the recording and its truth."""
    channels, told = call(script)
    write_opus(HERE / f"{name}.ogg", channels)
    seconds = round(channels.shape[1] / RATE, 1)
    truth = {
        "recording": f"{name}.ogg",
        "profile": "profile.toml",
        "date": CALL_DAY,
        "lines": told,
        "summary": {**SUMMARIES[name], "seconds": seconds},
    }
    head = f"# What is said in {name}.ogg, and what the program must make of it. Written by make.py.\n"
    body = yaml.safe_dump(truth, sort_keys=False, allow_unicode=True, width=10_000)
    (HERE / f"{name}.yaml").write_text(head + body, encoding="utf-8")
    peak = 20 * np.log10(np.abs(channels).max())
    print(f"{name}: {seconds} s, peak {peak:.1f} dB, {(HERE / f'{name}.ogg').stat().st_size // 1000} kB")


if __name__ == "__main__":
    make("pending", PENDING)
    make("voicemail", VOICEMAIL)
