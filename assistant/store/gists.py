"""What was learnt of an outline's turns, kept as a file: a zip archive of numpy arrays."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.call.gist import Gist
from assistant.events import Speaker

BIGGEST = 64_000_000  # bytes unpacked: a hundred times what nine thousand examples teach
_BROKEN = (ValueError, KeyError, TypeError, OSError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error)


def pack(gists: Mapping[Speaker, Gist]) -> bytes:
    """What was learnt of both sides, as a file's bytes; weights are kept in steps of 1/127 of the largest."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for side, gist in gists.items():
            largest = np.abs(gist.weights).max(axis=0, initial=1e-6)
            arrays = {
                "labels": np.frombuffer("\n".join(gist.labels).encode(), np.uint8),
                "features": np.frombuffer("\n".join(gist.features).encode(), np.uint8),
                "weights": np.round(gist.weights / largest * 127).astype(np.int8),
                "largest": largest.astype(np.float32),
                "bias": gist.bias,
            }
            for name, array in arrays.items():
                one = io.BytesIO()
                np.save(one, array, allow_pickle=False)
                member = zipfile.ZipInfo(f"{side}-{name}.npy", (1980, 1, 1, 0, 0, 0))  # the same file every time
                archive.writestr(member, one.getvalue(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unpack(data: bytes) -> dict[Speaker, Gist]:
    """Read what `pack` wrote. Raises ValueError where it is something else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > BIGGEST:
                raise ValueError("it is too big")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {side: _unpacked(arrays, side) for side in Speaker if f"{side}-labels" in arrays}
    except _BROKEN as error:
        raise ValueError("this is nothing that `callprompter outline learn` wrote") from error


def _unpacked(arrays: Mapping[str, NDArray[Any]], side: Speaker) -> Gist:
    labels, names = (tuple(arrays[f"{side}-{key}"].tobytes().decode().split("\n")) for key in ("labels", "features"))
    weights = arrays[f"{side}-weights"].astype(np.float32) * (
        arrays[f"{side}-largest"].astype(np.float32) / np.float32(127)
    )
    bias = arrays[f"{side}-bias"].astype(np.float32)
    if weights.shape != (len(names), len(labels)) or bias.shape != (len(labels),):
        raise ValueError("its parts do not fit each other")
    return Gist(labels, names, weights, bias)
