"""The recipe's training and graphs on next to nothing; runs where models/build/requirements.txt is installed.

These are no requirements of the program, so that a machine without them skips this file whatever CI says.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

for name in ("torch", "kaldifst", "kaldi_native_fbank", "scipy"):
    pytest.importorskip(name, reason="models/build/requirements.txt is not installed")
if shutil.which("fstconvert") is None:
    pytest.skip("fstconvert (Debian: libfst-tools) is not installed", allow_module_level=True)

import numpy as np  # noqa: E402
import torch  # noqa: E402

from models.build import export, features, graph, mmi, numbers, phones, rooms, shards, train  # noqa: E402
from models.build.network import Network  # noqa: E402


def trained(seed: int = 0) -> export.Trained:
    """A network that has learnt nothing, but has every part."""
    torch.manual_seed(seed)
    net = Network(48, 24)
    torch.nn.init.normal_(net.out.weight, 0, 0.3)
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
    net.eval()
    return export.Trained(net, np.linspace(-5, 5, features.DIMENSIONS).astype(np.float32))


def test_vosk_computes_what_pytorch_computes() -> None:
    """Features, padding, splicing, folding and bytes, to a millionth a frame."""
    assert numbers.largest_difference(trained()) < 1e-5


def test_the_gradient_of_mmi_is_the_slope_of_its_loss() -> None:
    """Numerator and denominator at once, by finite differences; padding has no part in it."""
    dice = random.Random(1)
    denominator = mmi.Denominator(mmi.phone_trigram(["hello this is [unk] a", "thank you a a"] * 5, dice))
    torch.manual_seed(0)
    lengths = torch.tensor([40, 28])
    scores = (torch.randn(2, 40, phones.PDFS) * 0.5).requires_grad_()
    ways = [mmi.paths(text.split(), dice) for text in ("hello this is a a [unk]", "thank you a")]

    def loss(x: torch.Tensor) -> torch.Tensor:
        return mmi.Loss.apply(x, lengths, ways, denominator)

    loss(scores).backward()
    gradient = scores.grad
    assert gradient is not None
    assert gradient[1, 28:].abs().max() == 0
    with torch.no_grad():
        for where in ((0, 3, 0), (1, 10, 200), (0, 20, 3), (0, 12, int(gradient[0, 12].abs().argmax()))):
            up, down = scores.detach().clone(), scores.detach().clone()
            up[where] += 0.01
            down[where] -= 0.01
            slope = (loss(up) - loss(down)).item() / 0.02
            shrink = 5e-4 * scores[where].item() / int(lengths.sum())
            assert gradient[where].item() - shrink == pytest.approx(slope, abs=2e-6)


_DECODE = """
import json, sys, numpy, vosk
vosk.SetLogLevel(-1)
model = vosk.Model(sys.argv[1])
grammar = sys.argv[2:]
noise = (numpy.random.default_rng(1).standard_normal(48000) * 3000).astype("int16").tobytes()
heard = []
for rate in (16000, 8000):
    recognizer = vosk.KaldiRecognizer(model, rate, *grammar)
    recognizer.SetWords(True)
    recognizer.AcceptWaveform(noise)
    heard.append(json.loads(recognizer.FinalResult()))
print(json.dumps(heard))
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete model of a few words and no learning."""
    from models.build import ngram

    folder = tmp_path_factory.mktemp("model")
    words = ["a", "hello", "two", "to", "too", "read", "you"]
    ids = graph.write_search(words, folder / "graph", folder / "work")
    counted = ngram.Counted(["hello you", "read a", "two to too"] * 3, words)
    fst = ngram.acceptor(ngram.Mixture(((1.0, counted),)), counted.followers, words, ids)
    graph.write_language(fst, folder / "graph", folder / "work")
    export.write(trained(), folder)
    return folder


@pytest.mark.parametrize("grammar", [[], ['["hello you", "two", "[unk]"]']])
def test_vosk_loads_the_folder_and_listens_with_and_without_a_grammar(model: Path, grammar: list[str]) -> None:
    """At 16 and 8 kHz; it hears some of its words, or nothing, in noise, and does not fall over."""
    done = subprocess.run(
        [sys.executable, "-c", _DECODE, str(model), *grammar], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    known = {"a", "hello", "two", "to", "too", "read", "you", "[unk]"}
    assert all(set(heard["text"].split()) <= known for heard in json.loads(done.stdout))


def test_words_that_sound_alike_keep_ids_of_their_own(model: Path) -> None:
    """Two, to and too; `[unk]` is a word like others."""
    ids = dict(line.split() for line in (model / "graph" / "words.txt").read_text().splitlines())

    assert len(set(ids.values())) == len(ids) == 9
    assert ids["<eps>"] == "0"


def test_training_learns_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Three sounds for three words: the loss falls; a second run begins at the first one's end."""
    dice = np.random.default_rng(0)
    clips = [
        shards.Clip(
            (np.sin(np.arange(16000) * (0.1 + 0.1 * i)) * 5000 + dice.standard_normal(16000) * 50).astype(np.int16),
            word, "x", ((phones.SILENCE, 0.2), *((base, 0.3 + 0.1 * j) for j, base in enumerate(sounds))),
        )
        for i, (word, sounds) in enumerate((("you", (36, 34)), ("see", (30, 18)), ("go", (15, 26))))
        for _ in range(6)
    ]  # fmt: skip
    shards.save_clips(tmp_path / "audio.npz", clips)
    features.shard(tmp_path / "f.npz", tmp_path / "audio.npz", 0)

    def run(stage: str, hours: float, start: Path | None = None) -> train.Trainer:
        plan = train.Plan(
            stage, hours, 3e-3, 3e-3, tmp_path / f"{stage}.pt", start, width=32, waist=16, batch_frames=900
        )  # fmt: skip
        trainer = train.Trainer(plan, features.load(tmp_path / "f.npz"), 0)
        trainer.losses = list(trainer.steps())  # type: ignore[attr-defined]
        trainer.save()
        return trainer

    first = run("align", 0.05)
    losses = first.losses  # type: ignore[attr-defined]
    assert np.mean(losses[-5:]) < 0.9 * np.mean(losses[:5])
    second = run("mmi", 0.03, tmp_path / "align.pt")
    again = run("mmi", 0.04, tmp_path / "align.pt")
    assert again.step > second.step
    assert len(again.losses) == again.step - second.step  # type: ignore[attr-defined]


def test_a_telephone_keeps_the_band_and_its_eight_bits() -> None:
    """A tone in the band comes through; one above it does not; at most 255 levels."""
    time = np.arange(16_000) / 16_000
    inside, above = (np.sin(2 * np.pi * f * time) * 8000 for f in (1000, 5000))

    assert np.std(rooms.telephone(inside)) > 0.8 * np.std(inside)
    assert np.std(rooms.telephone(above)) < 0.05 * np.std(above)
    assert len(np.unique(rooms.mu_law(np.linspace(-32768, 32767, 10_000)))) <= 255


def test_frames_know_their_phone_at_any_speed() -> None:
    """A phone that ends at half a second ends at a third when played one and a half times as fast."""
    clip = shards.Clip(np.zeros(16_000, np.int16), "x", "x", ((5, 0.5), (7, 0.9)))

    segments, bases = features.align(clip, 66, 1.5)

    assert set(bases[:32].tolist()) == {5}
    assert bases[34] == 7
    assert bases[-1] == phones.SILENCE
    assert segments.tolist() == sorted(segments.tolist())
