"""The live commands as a user types them: the devices with their levels, a call by keys."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from live_sound import DEMO, MICROPHONE, SPEAKER, Wires, program, wav


def test_devices_are_listed_by_their_full_names_with_their_levels(wires: Wires, tmp_path: Path) -> None:
    """The one that hears something shows it."""
    noise = wav((np.random.default_rng(1).standard_normal(16_000 * 8) * 6000).astype(np.int16), tmp_path / "noise.wav")
    player = wires.play(noise, "mic")
    done = subprocess.run(program("devices", "--json"), env=wires.environ, capture_output=True, text=True, timeout=30)
    player.terminate()
    player.wait()
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows[MICROPHONE]["kind"] == "microphone" and rows[MICROPHONE]["default"]
    assert rows[MICROPHONE]["level"] > 0.4
    assert rows[f"Monitor of {SPEAKER}"]["kind"] == "loopback"
    assert rows[f"Monitor of {SPEAKER}"]["level"] == 0.0


def test_a_microphone_is_recorded_and_played_back(wires: Wires, tmp_path: Path) -> None:
    """Two seconds, how loud they were, then the same again from the speaker."""
    noise = wav((np.random.default_rng(1).standard_normal(16_000 * 9) * 6000).astype(np.int16), tmp_path / "noise.wav")
    player = wires.play(noise, "mic")
    done = subprocess.run(program("devices", "--test"), env=wires.environ, capture_output=True, text=True, timeout=30)
    player.terminate()
    player.wait()
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{MICROPHONE}: 2.0 s, loudest ")
    assert "silence" not in done.stderr


def test_a_device_that_is_not_there_is_one_line(wires: Wires) -> None:
    """What is wrong, and what there is; nothing is left behind."""
    command = program("live", "--terminal", "--device", "Jabra")
    done = subprocess.run(command, env=wires.environ, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith(f"callprompter: Jabra: no such input: there are {MICROPHONE}")
    assert not list(Path(wires.environ["CALLPROMPTER_HOME"]).rglob("journal.jsonl"))


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a pseudo-terminal, which Windows lacks")
def test_in_a_terminal_the_keys_move_the_call(home: Path) -> None:
    """Space, then V, then Q: the line follows, the session is kept, the terminal is given back."""
    import pexpect

    command = program("live", "--terminal", "--no-audio", "--profile", str(DEMO / "profile.toml"))
    child = pexpect.spawn(command[0], command[1:], dimensions=(36, 110), encoding="utf-8", timeout=30)
    child.expect("this is Priya Raman")
    time.sleep(0.3)
    child.send(" ")
    child.expect("I interviewed with you for")
    child.send("v")
    child.expect("(?i)voicemail")
    child.send("q")
    child.expect("review: ")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert len(list(home.rglob("journal.jsonl"))) == 1
    assert len(list(home.rglob("review.html"))) == 1
