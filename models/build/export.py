"""A trained network as the folder that `vosk.Model` loads: am/final.mdl and conf/."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from . import kaldi, phones
from .features import DIMENSIONS, MFCC_CONF
from .network import BYPASS, CONTEXT, SPLICE, STRIDE, Network

MODEL_CONF = """--min-active=200
--max-active=3000
--beam=11.0
--lattice-beam=4.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--frames-per-chunk=9
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trained:
    """A network, ready to use, and the mean of the features it was trained on."""

    network: Network
    mean: NDArray[np.float32]


def load(checkpoint: Path) -> Trained:
    """The network of a training's checkpoint."""
    state = torch.load(checkpoint, weights_only=False)
    network = Network(state["width"], state["waist"])
    network.load_state_dict(state["network"])
    network.eval()
    return Trained(network, state["mean"])


def _numbers(tensor: torch.Tensor) -> Matrix:
    return tensor.detach().numpy().astype(np.float64)


def _folded(linear: nn.Linear, norm: nn.BatchNorm1d) -> tuple[Matrix, Matrix]:
    """The one affine map that `linear` and then `norm` are."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    scale = 1 / np.sqrt(_numbers(norm.running_var) + norm.eps)
    return _numbers(linear.weight) * scale[:, None], (_numbers(linear.bias) - _numbers(norm.running_mean)) * scale


class _Writer:
    def __init__(self) -> None:
        self.lines = [f"input-node name=input dim={DIMENSIONS}"]
        self.components: list[tuple[str, bytes]] = []

    def node(self, name: str, component: bytes, source: str) -> str:
        self.components.append((name, component))
        self.lines.append(f"component-node name={name} component={name} input={source}")
        return name


def _spliced(node: str, offsets: list[int]) -> str:
    return "Append(" + ", ".join(f"Offset({node}, {d})" if d else node for d in offsets) + ")"


def final_model(trained: Trained) -> bytes:
    """The bytes of am/final.mdl."""
    net, writer = trained.network, _Writer()
    weights, bias = _folded(net.first, net.norm)
    bias = bias - weights @ np.tile(trained.mean.astype(np.float64), 2 * SPLICE + 1)
    offsets = list(range(-SPLICE, SPLICE + 1))
    writer.node("first", kaldi.affine(weights, bias), _spliced("input", offsets))
    last = writer.node("first-relu", kaldi.rectifier(net.width), "first")
    for i, block in enumerate(net.blocks, 1):
        reach = STRIDE * block.dilation
        narrow = _numbers(block.narrow.weight)
        zeros = np.zeros(len(narrow))
        writer.node(f"narrow{i}", kaldi.affine(narrow, zeros), _spliced(last, [-reach, 0, reach]))
        writer.node(f"widen{i}", kaldi.affine(*_folded(block.widen, block.norm)), f"narrow{i}")
        writer.node(f"relu{i}", kaldi.rectifier(net.width), f"widen{i}")
        last = writer.node(f"sum{i}", kaldi.same(net.width), f"Sum(Scale({BYPASS}, {last}), relu{i})")
    before = _numbers(net.before.weight)
    writer.node("before", kaldi.affine(before, np.zeros(len(before))), last)
    writer.node("out", kaldi.affine(_numbers(net.out.weight), _numbers(net.out.bias)), "before")
    writer.lines.append("output-node name=output input=out objective=linear")
    transitions = kaldi.transition_model(phones.PHONES, phones.TUPLES)
    return b"\0B" + transitions + kaldi.network(writer.lines, writer.components, CONTEXT)


def write(trained: Trained, folder: Path) -> None:
    """Write am/ and conf/ into `folder`."""
    (folder / "am").mkdir(parents=True, exist_ok=True)
    (folder / "conf").mkdir(exist_ok=True)
    (folder / "am" / "final.mdl").write_bytes(final_model(trained))
    (folder / "conf" / "mfcc.conf").write_text(MFCC_CONF, encoding="ascii")
    (folder / "conf" / "model.conf").write_text(MODEL_CONF, encoding="ascii")
