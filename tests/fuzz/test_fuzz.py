"""A short run of the fuzzer, always the same, and what longer runs have found (`make fuzz MINUTES=n`)."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fuzz import fuzzing
from tests.fuzz.fuzzing import Target, fuzz
from tests.fuzz.targets import targets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
FOUND = Path(__file__).parent / "found"
FEW = 12  # inputs of each kind
QUICK = ("settings", "profile", "job", "words", "vtt", "srt", "json", "txt", "policy", "message")


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Target]]:
    """All targets by name, reading in a folder of their own."""
    folder = tmp_path_factory.mktemp("fuzz")
    before = os.environ.get("CALLPROMPTER_HOME")
    os.environ["CALLPROMPTER_HOME"] = str(folder / "home")
    yield {target.name: target for target in targets(folder)}
    os.environ.pop("CALLPROMPTER_HOME")
    if before is not None:
        os.environ["CALLPROMPTER_HOME"] = before


@pytest.mark.slow
def test_what_nobody_meant_it_to_read_does_no_harm(every: dict[str, Target]) -> None:
    """Every kind of file and message, mutated: no traceback, no crash, no hang."""
    found = [each for target in every.values() for each in fuzz(target, FEW * (5 if target.name in QUICK else 1))]
    assert [(each.target, each.number, each.what) for each in found] == []


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_mended(every: dict[str, Target], path: Path) -> None:
    """Each file once did harm to the target that its name begins with."""
    target = every[path.name.partition("-")[0]]
    assert fed(target, path.read_bytes()) == ""


def fed(target: Target, data: bytes) -> str:
    """What `target` does with exactly `data`."""
    exact = Target(target.name, [data], target.feed)
    original: Callable[..., bytes] = fuzzing.mutated
    fuzzing.mutated = lambda *_: data  # type: ignore[assignment]
    try:
        return "".join(each.what for each in fuzz(exact, 1))
    finally:
        fuzzing.mutated = original  # type: ignore[assignment]


@pytest.mark.parametrize(("what", "told"), [("raise", "ZeroDivisionError"), ("die", "died with -9"), ("hang", "took")])
def test_the_fuzzer_sees_what_it_looks_for(monkeypatch: pytest.MonkeyPatch, what: str, told: str) -> None:
    """A traceback, a crash, a hang."""
    monkeypatch.setattr(fuzzing, "SECONDS", 0.5)

    def harm(_: bytes) -> None:
        if what == "raise":
            _ = 1 // 0  # type: ignore[assignment]
        elif what == "die":
            os.kill(os.getpid(), 9)
        else:
            import time

            time.sleep(60)

    (found,) = fuzz(Target("bad", [b"x"], harm), 1)
    assert told in found.what
