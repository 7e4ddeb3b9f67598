"""Killed at any moment, a live session is whole."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant import journal
from assistant.past.recordings import Asked
from assistant.past.reviewing import review_session
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@pytest.mark.slow
def test_a_session_killed_at_random_moments_has_lost_nothing_that_it_had_taken(home: Path) -> None:
    """Forty times here, 200 with `make faults`: each event is in the journal, and all but a second of the sound."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", "40"], cwd=ROOT, capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stderr
    seen = re.match(r"(\d+) sessions killed, (\d+) of them in mid-call", done.stdout)
    assert seen is not None
    assert int(seen[1]) == 40 and int(seen[2]) >= 10, done.stdout


def test_the_real_program_killed_in_mid_call_leaves_a_session_that_is_reviewed(home: Path) -> None:
    """By keys, in a terminal, as a user runs it: three keys are pressed, then it is killed."""
    import pexpect

    profile = str(ROOT / "prompts" / "demo" / "profile.toml")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "assistant", "live", "--terminal", "--no-audio", "--profile", profile],
        env={**os.environ, "CALLPROMPTER_HOME": str(home)},
        dimensions=(36, 110),
        encoding="utf-8",
        timeout=40,
    )
    child.expect("this is Priya Raman")
    child.send("v")
    child.expect("(?i)voicemail")
    path = next(home.glob("data/sessions/*-live")) / journal.NAME
    until = time.monotonic() + 20
    while b'"outcome"' not in path.read_bytes() and time.monotonic() < until:
        time.sleep(0.05)
    child.kill(signal.SIGKILL)
    child.wait()
    assert review_session(Asked(path.parent)).session.view.outcome == "voicemail"
