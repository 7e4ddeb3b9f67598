"""Feed the program what nobody meant it to read: `python -m tests.fuzz.fuzzing [--minutes N] [--seed S] [TARGET...]`.

Each target takes a file's bytes, mutated from good ones. It may do nothing or raise a CallPrompterError; any other
exception, a crash of the process, more than SECONDS for one input, or more memory than MEMORY is a finding. Inputs run
in child processes, so that a crash of a C library is seen and not suffered. Findings are written to build/fuzz/.

The dice are seeded by target and number: an input can be made again from the two.
"""

import argparse
import contextlib
import mmap
import os
import random
import resource
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CallPrompterError

SECONDS = 20.0  # for one input, on a busy machine
MEMORY = 4 << 30  # bytes of address space, the libraries' own included
BATCH = 200
FINDINGS = Path("build") / "fuzz"
TEXTS = (
    *(
        "",
        "\0",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\ufeff",
        "é",
        "\u202e",
        "\U0001f600",
        "<script>",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
    ),
    *(":", "|", "&a ", "*a", "<<: ", "!!python/object ", "---", "...", "#", '"', "'", "\\", "\\u0000", "%", "null"),
    *("NaN", "Infinity", "-1", "0", "1e999", "9" * 30, "9" * 5000, "true", "[" * 3000, "(" * 500, "{" * 500),
    *("(a|b)" * 30, "2026-02-30", "99:99:99.999", "-->", "..", "/etc/passwd"),
)
TOKENS = tuple(text.encode() for text in TEXTS)


@dataclass(frozen=True, slots=True)
class Target:
    """What is fed: `seeds` are good inputs; `feed` takes one that is not."""

    name: str
    seeds: Sequence[bytes]
    feed: Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that did harm: what it did, and the bytes."""

    target: str
    number: int
    what: str
    data: bytes


def mutated(target: Target, number: int, seed: int = 0) -> bytes:
    """The input of that number: always the same."""
    dice = random.Random(f"{seed} {target.name} {number}")
    data = bytearray(dice.choice(target.seeds))
    for _ in range(dice.choice((1, 1, 2, 3, 5, 10))):
        _mutate(data, dice, target.seeds)
    return bytes(data[:2_000_000])


def _mutate(data: bytearray, dice: random.Random, seeds: Sequence[bytes]) -> None:
    at = dice.randrange(len(data) + 1)
    upto = min(len(data), at + dice.choice((1, 2, 4, 8, 64, 512)))
    kind = dice.randrange(9)
    if kind == 0 and at < len(data):
        data[at] ^= 1 << dice.randrange(8)
    elif kind == 1:
        del data[at:upto]
    elif kind == 2:
        data[at:at] = data[at:upto] * dice.choice((1, 2, 50))
    elif kind == 3:
        data[at:at] = dice.choice(TOKENS)
    elif kind == 4:
        data[at:upto] = dice.choice(TOKENS)
    elif kind == 5:
        other = dice.choice(seeds)
        begin = dice.randrange(len(other) + 1)
        data[at:upto] = other[begin : begin + dice.choice((4, 40, 400))]
    elif kind == 6 and dice.random() < 0.3:
        del data[at:]
    elif kind == 7:
        data[at : at + 4] = struct.pack("<I", dice.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 0xFFFF)))
    else:
        data[at:upto] = bytes(dice.randrange(256) for _ in range(upto - at))


def fuzz(target: Target, count: int, seed: int = 0, first: int = 0) -> Iterator[Finding]:
    """Feed `count` inputs, in children of BATCH each; yield what did harm."""
    number, end = first, first + count
    while number < end:
        found, number = _batch(target, number, min(end, number + BATCH), seed)
        if found is not None:
            yield found


def _batch(target: Target, begin: int, end: int, seed: int) -> tuple[Finding | None, int]:
    """Feed `begin` to `end` in a child; the first finding, and where to go on."""
    shared = mmap.mmap(-1, 1 << 16)
    shared[:8] = struct.pack("<q", begin)
    pid = os.fork()
    if not pid:
        _feed_all(target, begin, end, seed, shared)
        os._exit(0)
    at, since = begin, time.monotonic()
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        now = struct.unpack("<q", shared[:8])[0]
        if done:
            break
        if now != at:
            at, since = now, time.monotonic()
        if time.monotonic() - since > SECONDS:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return Finding(target.name, at, f"took more than {SECONDS:g} s", mutated(target, at, seed)), at + 1
        time.sleep(0.01)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return None, end
    why = bytes(shared[8:]).rstrip(b"\0").decode(errors="replace") if code == 3 else f"the process died with {code}"
    return Finding(target.name, now, why, mutated(target, now, seed)), now + 1


def _feed_all(target: Target, begin: int, end: int, seed: int, shared: mmap.mmap) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for number in range(begin, end):
        shared[:8] = struct.pack("<q", number)
        try:
            with contextlib.suppress(CallPrompterError):
                target.feed(mutated(target, number, seed))
        except BaseException:  # noqa: BLE001 - whatever it is, it is a finding
            told = traceback.format_exc().encode()[-60_000:]
            shared[8 : 8 + len(told)] = told
            os._exit(3)


def main() -> None:
    """Fuzz for as long as asked; exit with 1 where something was found."""
    from tests.fuzz.targets import targets

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="targets; all where none is named")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALLPROMPTER_HOME"] = home
        chosen = [each for each in targets(Path(home)) if not asked.names or each.name in asked.names]
        fed = dict.fromkeys((each.name for each in chosen), 0)
        found: list[Finding] = []
        until = time.monotonic() + asked.minutes * 60
        while time.monotonic() < until:
            for target in chosen:
                began = time.monotonic()
                while time.monotonic() < min(until, began + 5.0):
                    found += fuzz(target, BATCH, asked.seed, fed[target.name])
                    fed[target.name] += BATCH
        kinds = _written(found)
    for name, count in fed.items():
        print(f"{name:12} {count:8,} inputs")
    print(f"{sum(fed.values()):,} inputs in {asked.minutes:g} minutes, seed {asked.seed}: {len(kinds)} findings")
    for kind in kinds:
        print(kind)
    sys.exit(bool(kinds))


def _written(found: Sequence[Finding]) -> list[str]:
    """One finding of each kind, written for a closer look: its input, and what it did."""
    kinds: dict[str, Finding] = {}
    for each in found:
        last = each.what.strip().splitlines()[-1][:60] if each.what.strip() else ""
        kinds.setdefault(f"{each.target}: {last}", each)
    FINDINGS.mkdir(parents=True, exist_ok=True)
    for each in kinds.values():
        path = FINDINGS / f"{each.target}-{each.number}"
        path.write_bytes(each.data)
        path.with_suffix(".txt").write_text(each.what)
    return [f"{kind} (build/fuzz/{each.target}-{each.number})" for kind, each in kinds.items()]


if __name__ == "__main__":
    main()
