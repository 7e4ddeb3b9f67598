"""Sound to features: Kaldi's MFCC of the telephone band, the same numbers that Vosk computes from `conf/mfcc.conf`.

Only 60 to 3800 Hz count, so that a telephone and a good microphone look alike. There is no mean normalisation as the
sound goes by: one fixed mean is folded into the first layer (Vosk's own running mean cannot be reproduced exactly).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

from .rooms import Scene
from .shards import RATE, Clip, load_clips, save

DIMENSIONS = 30  # cepstra a frame
FRAME_STEP = RATE // 100  # samples
FRAME_CENTRE = RATE * 25 // 2000  # samples from a frame's start to its middle
LOWEST, HIGHEST = 60, 3800  # Hz

MFCC_CONF = f"""--sample-frequency={RATE}
--use-energy=false
--num-mel-bins={DIMENSIONS}
--num-ceps={DIMENSIONS}
--low-freq={LOWEST}
--high-freq={HIGHEST}
--dither=0
--allow-upsample=true
--allow-downsample=true
"""


@cache
def _options() -> kaldi_native_fbank.MfccOptions:
    options = kaldi_native_fbank.MfccOptions()
    frame = options.frame_opts
    frame.samp_freq, frame.dither, frame.snip_edges = RATE, 0, True
    frame.window_type, frame.preemph_coeff, frame.remove_dc_offset = "povey", 0.97, True
    options.mel_opts.num_bins = options.num_ceps = DIMENSIONS
    options.mel_opts.low_freq, options.mel_opts.high_freq = LOWEST, HIGHEST
    options.use_energy, options.cepstral_lifter = False, 22
    return options


def mfcc(samples: NDArray[np.floating]) -> NDArray[np.float32]:
    """The features of `samples` (int16 scale, RATE), shape (frames, DIMENSIONS)."""
    computer = kaldi_native_fbank.OnlineMfcc(_options())
    computer.accept_waveform(RATE, np.ascontiguousarray(samples, np.float32))
    computer.input_finished()
    frames = [computer.get_frame(i) for i in range(computer.num_frames_ready)]
    return np.stack(frames) if frames else np.zeros((0, DIMENSIONS), np.float32)


@dataclass(frozen=True, slots=True)
class Example:
    """Features (frames, DIMENSIONS) of a text; where phones are known, `segments` (frames,) counts them up and
    `bases` (frames,) names each, else both are empty."""

    features: NDArray[np.float16]
    text: str
    segments: NDArray[np.int16]
    bases: NDArray[np.int16]


def align(clip: Clip, frames: int, speed: float) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Which phone each frame of `clip`, played `speed` times as fast, belongs to: segments and bases."""
    if not clip.phones:
        return np.zeros(0, np.int16), np.zeros(0, np.int16)
    ends = np.array([end for _, end in clip.phones])
    bases = np.array([base for base, _ in clip.phones] + [0], np.int16)  # after the last phone: silence
    times = (np.arange(frames) * FRAME_STEP + FRAME_CENTRE) * speed / RATE
    segments = np.searchsorted(ends, times, side="right").astype(np.int16)
    return segments, bases[segments]


def shard(path: Path, audio: Path, seed: int) -> None:
    """The features of an audio shard, each clip in a scene of its own (seed 0: as it is)."""
    dice = np.random.default_rng(seed)
    clips = list(load_clips(audio))
    examples = []
    for clip in clips:
        scene = Scene.sample(dice) if seed else Scene()
        samples = scene.play(clip.samples, dice, clips)
        features = mfcc(samples)
        examples.append(Example(features.astype(np.float16), clip.text, *align(clip, len(features), scene.speed)))
    save(
        path,
        features=np.concatenate([example.features for example in examples]),
        lengths=np.array([len(example.features) for example in examples]),
        text=np.array([example.text for example in examples]),
        segments=np.concatenate([example.segments for example in examples]),
        bases=np.concatenate([example.bases for example in examples]),
        aligned=np.array([len(example.segments) for example in examples]),
    )


def load(path: Path) -> list[Example]:
    """The examples of a feature shard, in order."""
    with np.load(path) as data:
        shard = {name: data[name] for name in data.files}
    ends, label_ends = np.cumsum(shard["lengths"]), np.cumsum(shard["aligned"])
    examples = []
    for i, text in enumerate(shard["text"]):
        here = slice(ends[i] - shard["lengths"][i], ends[i])
        labels = slice(label_ends[i] - shard["aligned"][i], label_ends[i])
        examples.append(Example(shard["features"][here], str(text), shard["segments"][labels], shard["bases"][labels]))
    return examples
