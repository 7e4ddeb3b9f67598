"""Every golden call gives just what its file says."""

from pathlib import Path

import pytest

from tests import golden

CALLS = sorted(golden.FOLDER.glob("*.call"))


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_golden_call(path: Path) -> None:
    """The call gives the steps, cues, outcome, warnings and notes that stand under its lines."""
    call = golden.read(path)
    assert golden.follow(call, golden.script_of(call)) == call.expected
