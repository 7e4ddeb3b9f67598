"""OpenFst's `vector` files with `standard` arcs, read and written byte by byte; lists of arcs in between.

Little endian. Header: magic, type, arc type (strings: length, bytes), version 2, flags 0, properties, start, number of
states, number of arcs. Then a state at a time: final weight (inf: not final), number of arcs, the arcs.
"""

import math
import struct
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 2125659606
_EXPANDED_MUTABLE = 0x3  # the only properties claimed; OpenFst finds out the others itself
_HEADER, _STATE, _ARC = struct.Struct("<iiQqqq"), struct.Struct("<fq"), struct.Struct("<iifi")

Arc = tuple[int, int, float, int]  # input label, output label, weight, next state


@dataclass(slots=True)
class Fst:
    """States are indices into `arcs`; `final` holds the weights of the final ones."""

    arcs: list[list[Arc]]
    final: dict[int, float] = field(default_factory=dict)
    start: int = 0

    def write(self, path: Path) -> None:
        """Write it as a vector Fst."""
        parts = [struct.pack("<i", _MAGIC), _string("vector"), _string("standard")]
        count = sum(map(len, self.arcs))
        parts.append(_HEADER.pack(2, 0, _EXPANDED_MUTABLE, self.start, len(self.arcs), count))
        for state, arcs in enumerate(self.arcs):
            parts.append(_STATE.pack(self.final.get(state, math.inf), len(arcs)))
            parts += [_ARC.pack(*arc) for arc in arcs]
        path.write_bytes(b"".join(parts))

    @classmethod
    def read(cls, path: Path) -> "Fst":
        """Read a vector Fst. Raises ValueError for any other kind."""
        data = path.read_bytes()
        kind, at = _read_string(data, 4)
        arc_kind, at = _read_string(data, at)
        _, flags, _, start, states, _ = _HEADER.unpack_from(data, at)
        if (kind, arc_kind, flags) != ("vector", "standard", 0):
            raise ValueError(f"{path}: {kind} with {arc_kind} arcs and flags {flags}, not a plain vector Fst")
        at += _HEADER.size
        made = cls([], {}, start)
        for state in range(states):
            weight, count = _STATE.unpack_from(data, at)
            at += _STATE.size
            if weight != math.inf:
                made.final[state] = weight
            made.arcs.append([_ARC.unpack_from(data, at + i * _ARC.size) for i in range(count)])
            at += count * _ARC.size
        return made

    def connected(self) -> "Fst":
        """Itself without the states that cannot be reached, the start first."""
        order, number = [self.start], {self.start: 0}
        for state in order:
            for arc in self.arcs[state]:
                if arc[3] not in number:
                    number[arc[3]] = len(order)
                    order.append(arc[3])
        arcs = [[(i, o, w, number[to]) for i, o, w, to in self.arcs[state]] for state in order]
        return Fst(arcs, {number[state]: weight for state, weight in self.final.items() if state in number})


def _string(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode()


def _read_string(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<i", data, at)
    return data[at + 4 : at + 4 + length].decode(), at + 4 + length
