"""`callprompter demo`, run as a user runs it: the bundled calls come to what their truth files say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from assistant import journal
from assistant.call.follower import replay
from assistant.call.summary import summary
from assistant.opening import open_again
from tests.conftest import ROOT

TRUTH = ROOT / "prompts" / "demo"


def demo(*args: str, home: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in another folder."""
    environ = {**os.environ, "CALLPROMPTER_HOME": str(home)}
    command = [sys.executable, "-m", "assistant", "demo", "--recognizer", "sphinx", *args]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environ, timeout=300, check=False
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("call", ["pending", "voicemail"])
def test_the_demo_comes_to_its_truth(call: str, home: Path, tmp_path: Path) -> None:
    """Real sound, real recogniser, real state machine: the summary is the truth file's, and the review is there."""
    done = demo(call, home=home, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    truth = yaml.load((TRUTH / f"{call}.yaml").read_text(encoding="utf-8"), yaml.SafeLoader)["summary"]
    (folder,) = (home / "data" / "sessions").iterdir()
    kept = journal.read(folder)
    script = open_again(kept.header)
    total = summary(script, replay(script, kept.events)[0])
    steps = {step: truth["steps"].get(step, "ahead") for step in total["steps"]}
    assert total == {**truth, "steps": steps, "seconds": total["seconds"]}
    assert total["seconds"] == pytest.approx(truth["seconds"], abs=0.5)
    page = folder / "review.html"
    assert str(page) in done.stderr
    assert "<title>" in page.read_text(encoding="utf-8")
    assert "Traceback" not in done.stderr
    assert done.stderr.count("a better recognition model can be had") == 1


@pytest.mark.timeout(300)
def test_the_demo_tells_the_steps_as_they_are_heard(home: Path, tmp_path: Path) -> None:
    """In a pipe each ticked step is a line with its time and the words that ticked it, in the order of the call."""
    told = demo("voicemail", home=home, cwd=tmp_path).stdout
    times = [int(minutes) * 60 + int(seconds) for minutes, seconds in re.findall(r"^\[(\d+):(\d\d)\]", told, re.M)]
    assert times == sorted(times)
    assert len(re.findall(r"^\[\d+:\d\d\] ✓ .* \".+\"$", told, re.M)) >= 5
