"""Does Vosk compute what PyTorch computes? The sum of all scores along one path, from both, to a part in a million.

The folder gets a static graph with exactly one path, silence entered once and kept: the "confidence" that Vosk gives
to its only alternative is then the sum of the network's outputs. So features, padding, splicing, folding and byte
formats are compared at once. Vosk runs in a process of its own: beside kaldifst it waits for ever.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

from . import export, features, phones
from .network import CONTEXT, STRIDE
from .openfst import Fst
from .shards import RATE

LARGEST = 1e-3  # of a frame's score, which is some tens: float sums in another order


def python_sum(trained: export.Trained, samples: np.ndarray) -> tuple[float, int]:
    """The sum of the scores for silence all along, and the number of answers."""
    sound = features.mfcc(samples.astype(np.float32)) - trained.mean
    answers = -(-len(sound) // STRIDE)
    after = CONTEXT + STRIDE * answers - len(sound)
    padded = np.concatenate([np.repeat(sound[:1], CONTEXT, 0), sound, np.repeat(sound[-1:], after, 0)])
    with torch.no_grad():
        scores = trained.network(torch.tensor(padded[None]))[0].numpy()
    first = phones.first_pdf(0, phones.SILENCE)
    return float(scores[0, first] + scores[1:answers, first + 1].sum()), answers


_VOSK = """
import json, sys, vosk
vosk.SetLogLevel(-1)
recognizer = vosk.KaldiRecognizer(vosk.Model(sys.argv[1]), 16000)
recognizer.SetMaxAlternatives(1)
data = open(sys.argv[2], "rb").read()
for at in range(0, len(data), 8000):
    recognizer.AcceptWaveform(data[at : at + 8000])
print(json.loads(recognizer.FinalResult())["alternatives"][0]["confidence"])
"""


def vosk_sum(trained: export.Trained, samples: np.ndarray) -> float:
    """The same sum from Vosk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export.write(trained, folder / "model")
        (folder / "model" / "graph").mkdir()
        enter = phones.entering(0, phones.kaldi_phone(phones.SILENCE, "S"))
        path = Fst([[(enter, 1, 0.0, 1)], [(enter - 1, 0, 0.0, 1)]], {1: 0.0})
        path.write(folder / "model" / "graph" / "HCLG.fst")
        (folder / "model" / "graph" / "words.txt").write_text("<eps> 0\nsilence 1\n", encoding="ascii")
        (folder / "sound").write_bytes(samples.astype("<i2").tobytes())
        command = [sys.executable, "-c", _VOSK, str(folder / "model"), str(folder / "sound")]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return float(json.loads(done.stdout))


def largest_difference(trained: export.Trained, seed: int = 1) -> float:
    """The largest difference per answer over a few sounds of different lengths, with speech-like loudness."""
    dice = np.random.default_rng(seed)
    worst = 0.0
    for seconds in (0.7, 1.31, 1.9):
        sound = (dice.standard_normal(int(RATE * seconds)) * 2000).astype(np.int16)
        ours, answers = python_sum(trained, sound)
        worst = max(worst, abs(ours - vosk_sum(trained, sound)) / answers)
    return worst
