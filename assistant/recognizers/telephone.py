"""PocketSphinx's sounds as a telephone passes them: other means and variances for the model of its wheel.

They come packed (`models/own/telephone`, made by `models/build/stereo.py`): a byte for each number, between the least
and the most of its codebook, stream and dimension; variances as logarithms. PocketSphinx reads files of its own, so
these are written once into the data folder.
"""

import hashlib
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StoreError
from assistant.files import write_whole

Numbers = NDArray[np.float32]
PACKED = "sounds.npz"
FEATURES = "feat.params"  # how PocketSphinx computes the features that the sounds are of
_HEADER = b"s3\nversion 1.0\nendhdr\n" + struct.pack("<I", 0x11223344)  # the last tells the order of bytes


def pack(values: Numbers) -> Mapping[str, NDArray[Any]]:
    """`values`, shape (codebooks, streams, densities, dimensions), as bytes with the ends of their ranges."""
    least, most = values.min(axis=2, keepdims=True), values.max(axis=2, keepdims=True)
    step = np.maximum(most - least, 1e-9) / 255
    return {"bytes": np.round((values - least) / step).astype(np.uint8), "least": least, "step": step}


def unpacked(packed: Mapping[str, NDArray[Any]]) -> Numbers:
    """What `pack` was given, within half a step."""
    return np.asarray(packed["least"] + packed["bytes"] * packed["step"], np.float32)


def parameters(values: Numbers) -> bytes:
    """`values` as a file that PocketSphinx reads means and variances from (little-endian, no checksum)."""
    codebooks, streams, densities, dimensions = values.shape
    counts = [codebooks, streams, densities, *[dimensions] * streams, values.size]
    return _HEADER + struct.pack(f"<{len(counts)}i", *counts) + values.astype("<f4").tobytes()


def acoustics(packed: Path, folder: Path) -> Mapping[str, str]:
    """PocketSphinx's settings for the sounds in the folder `packed`, whose files are made in `folder` where missing.

    Raises StoreError where they cannot be written, OSError or ValueError where `packed` has nothing to read.
    """
    data = (packed / PACKED).read_bytes()
    mark = hashlib.sha256(data).hexdigest()[:16]
    files = {"mean": folder / f"{mark}.means", "var": folder / f"{mark}.variances"}
    if not all(path.is_file() for path in files.values()):
        _make(packed / PACKED, files, folder, mark)
    return {name: str(path) for name, path in files.items()} | {"featparams": str(packed / FEATURES)}


def _make(packed: Path, files: Mapping[str, Path], folder: Path, mark: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if mark not in old.name:  # the other side's process may be making the same files
                old.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written to ({error.strerror}): make room there") from error
    with np.load(packed) as stored:
        for name, path in files.items():
            values = unpacked({part: stored[f"{name}_{part}"] for part in ("bytes", "least", "step")})
            write_whole(path, parameters(np.exp(values) if name == "var" else values))
