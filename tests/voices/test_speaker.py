"""Through a real sound server: playback is heard, and ends when it is stopped; a rehearsal is heard."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE, Samples
from tests.conftest import ROOT
from tests.live.live_sound import DEMO, Wires, program
from tests.live.live_sound import wires as wires

pytestmark = pytest.mark.slow

STOPPING = """
import time, numpy as np
from assistant.voices.playing import play
tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(5 * 16000) / 16000)).astype(np.int16)
for _ in range(3):
    playback = play(tone)
    while not playback._feed.seconds:
        time.sleep(0.002)
    began = time.monotonic()
    time.sleep(0.6)
    asked = time.monotonic()
    playback.stop()
    print(asked - began, time.monotonic() - asked, flush=True)
    time.sleep(0.6)
"""


@contextmanager
def heard(wires: Wires, out: Path) -> Iterator[None]:
    """What the speaker plays, recorded into `out` (raw, 16 kHz)."""
    with out.open("wb") as file:
        recorder = subprocess.Popen(
            ["parec", "--device=speaker.monitor", f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le",
             "--latency-msec=20"], env=wires.environ, stdout=file,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while not out.stat().st_size and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            yield
            time.sleep(0.5)
        finally:
            recorder.terminate()
            recorder.wait(10)


def loud(samples: Samples, frame: float = 0.01, least: int = 500) -> list[tuple[float, float]]:
    """The stretches, in seconds, in which something is heard; gaps of less than 0.15 s are joined."""
    size = round(frame * SAMPLE_RATE)
    whole = np.abs(samples[: len(samples) // size * size].astype(int)).reshape(-1, size).max(axis=1) > least
    found: list[tuple[float, float]] = []
    for place in np.flatnonzero(whole):
        t = place * frame
        if found and t - found[-1][1] < 0.15:
            found[-1] = (found[-1][0], t + frame)
        else:
            found.append((t, t + frame))
    return found


def test_a_sound_that_is_stopped_is_over_at_once(wires: Wires, tmp_path: Path) -> None:
    """What is still heard after stop() was called is a tenth of a second at most, on a machine that is busy too."""
    out = tmp_path / "heard.raw"
    with heard(wires, out):
        done = subprocess.run(
            [sys.executable, "-c", STOPPING], env=wires.environ, cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    played = [float(line.split()[0]) for line in done.stdout.splitlines()]
    lengths = [end - start for start, end in loud(np.fromfile(out, np.int16))]
    over = [round(length - asked, 3) for length, asked in zip(lengths, played, strict=True)]
    print("heard after stop:", over, "stop took:", [line.split()[1] for line in done.stdout.splitlines()])
    assert sorted(over)[1] < 0.1


def test_a_rehearsal_aloud_is_heard(wires: Wires, tmp_path: Path) -> None:
    """It rings, they speak, and what they say is printed as well."""
    out = tmp_path / "heard.raw"
    with heard(wires, out):
        done = subprocess.run(
            program("rehearse", "--aloud", "--scenario", "pending", "--seed", "1",
                    "--profile", str(DEMO / "profile.toml")),
            env=wires.environ, cwd=ROOT, capture_output=True, text=True, timeout=90,
            input="Hello Jordan Lee, this is Priya Raman.\n",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "speaker cannot be used" not in done.stderr
    assert "them: Hello, Jordan Lee speaking." in done.stdout
    stretches = [(start, end) for start, end in loud(np.fromfile(out, np.int16)) if end - start > 0.3]
    assert len(stretches) >= 3, stretches


def test_without_a_speaker_their_lines_are_printed(wires: Wires) -> None:
    """One line says why it is silent, and the rehearsal goes on."""
    done = subprocess.run(
        program("rehearse", "--aloud", "--device", "no such speaker", "--scenario", "pending", "--seed", "1",
                "--profile", str(DEMO / "profile.toml")),
        env=wires.environ, cwd=ROOT, capture_output=True, text=True, timeout=90,
        input="Hello Jordan Lee, this is Priya Raman.\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "callprompter: the speaker cannot be used" in done.stderr
    assert done.stderr.count("cannot be used") == 1
    assert "them: Hello, Jordan Lee speaking." in done.stdout
    assert "Score: " in done.stdout
