"""Kaldi's binary formats, as far as a chain model needs them: the transition model and an nnet3 network.

Little endian. A token is its text and one space; int32 `\\x04` and 4 bytes; float `\\x04` and 4; double `\\x08` and 8;
an integer vector `\\x04`, a raw count, raw numbers; a float vector `FV `, a count, numbers; a matrix `FM `, rows,
columns, numbers row by row. The network's configuration is plain text lines up to an empty one.
"""

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike


def token(text: str) -> bytes:
    return text.encode() + b" "


def int32(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def float32(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def float64(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def integers(values: Sequence[int]) -> bytes:
    return b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def vector(values: ArrayLike) -> bytes:
    array = np.asarray(values, "<f4")
    return b"FV " + int32(len(array)) + array.tobytes()


def matrix(values: ArrayLike) -> bytes:
    array = np.ascontiguousarray(values, "<f4")
    return b"FM " + int32(array.shape[0]) + int32(array.shape[1]) + array.tobytes()


def element(name: str, *parts: bytes) -> bytes:
    """`parts` between the tokens <name> and </name>."""
    return token(f"<{name}>") + b"".join(parts) + token(f"</{name}>")


def transition_model(phones: int, tuples: Sequence[tuple[int, int, int, int]], stay: float = 0.5) -> bytes:
    """A chain model's transitions: every phone is one state with its own pdf for the first frame and the rest."""
    one_state = (
        int32(-1), int32(1), int32(2),  # first and rest have pdfs of their own; one topology; of two states
        int32(0), int32(0 + 1), int32(2), int32(0), float32(stay), int32(1), float32(1 - stay),
        int32(-1), int32(-1), int32(0),  # the last state has no pdf and leads nowhere
    )  # fmt: skip
    topology = element("Topology", integers(range(1, phones + 1)), integers([-1] + [0] * phones), *one_state)
    rows = element("Tuples", int32(len(tuples)), *(int32(value) for row in tuples for value in row))
    logs = [0.0] + [np.log(stay), np.log(1 - stay)] * len(tuples)
    return element("TransitionModel", topology, rows, element("LogProbs", vector(logs)))


def affine(weights: ArrayLike, bias: ArrayLike) -> bytes:
    """y = weights x + bias; weights (out, in)."""
    return element(
        "FixedAffineComponent", token("<LinearParams>"), matrix(weights), token("<BiasParams>"), vector(bias)
    )


def rectifier(size: int) -> bytes:
    """y = max(x, 0)."""
    return element(
        "RectifiedLinearComponent",
        token("<Dim>"), int32(size), token("<ValueAvg>"), vector([]), token("<DerivAvg>"), vector([]),
        token("<Count>"), float64(0), token("<NumDimsSelfRepaired>"), float64(0),
        token("<NumDimsProcessed>"), float64(0), token("<SelfRepairScale>"), float32(0),
    )  # fmt: skip


def same(size: int) -> bytes:
    """y = x; it gives a sum a name, else descriptors nest without end."""
    return element("NoOpComponent", token("<Dim>"), int32(size), token("<BackpropScale>"), float32(1))


def network(lines: Sequence[str], components: Sequence[tuple[str, bytes]], context: int) -> bytes:
    """An nnet3 network with `context` frames to each side and no priors."""
    named = [token("<ComponentName>") + token(name) + body for name, body in components]
    text = b"\n" + "\n".join(lines).encode() + b"\n\n"
    return (
        element("Nnet3", text, token("<NumComponents>"), int32(len(components)), *named)
        + token("<LeftContext>") + int32(context) + token("<RightContext>") + int32(context)
        + token("<Priors>") + vector([])
    )  # fmt: skip
