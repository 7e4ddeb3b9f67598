"""A drill by microphone through real sound: a step, and the number, as a user starts them."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.voices.paced import USUAL, read_number
from tests.live.live_sound import DEMO, Wires, program, wav
from tests.rehearse.test_spoken_drill import NEXT, Flite
from tests.rendered import rendered, silence

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process"),
]
LIMIT = 60.0  # s, however busy the machine is


def until(out: Path, text: str, child: subprocess.Popen[bytes]) -> None:
    """Wait until the drill has written `text`."""
    end = time.monotonic() + LIMIT
    while text not in out.read_text():
        assert child.poll() is None or text in out.read_text(), out.read_text()
        assert time.monotonic() < end, out.read_text()
        time.sleep(0.05)


@contextmanager
def drilling(step: str, wires: Wires, model: Path, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command, listening; what it writes is in `out`."""
    command = program("drill", step, "--times", "1", "--profile", str(DEMO / "profile.toml"), "--model", str(model))
    with (
        out.open("wb") as file,
        subprocess.Popen(command, env=wires.environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file) as child,
    ):
        try:
            until(out, "    [", child)
            yield child
        finally:
            child.kill()


def test_a_step_and_the_number_are_heard_and_judged(
    wires: Wires, vosk_model: Path, tmp_path: Path, needs: Callable[..., None]
) -> None:
    """The question sits. The number, said once on the beat, is counted and timed; Ctrl-C says what was practised."""
    needs("flite")
    out = tmp_path / "out.txt"
    with drilling("next-steps", wires, vosk_model, out) as child:
        wires.play(wav(np.concatenate([silence(0.3), rendered(NEXT, "rms")]), tmp_path / "next.wav"), "mic").wait()
        assert child.wait(LIMIT) == 0
    assert "you: may i ask what happens next" in out.read_text()
    assert out.read_text().endswith("It sits after 1 tries.\n")

    number = read_number(Flite(), "617-555-0142", USUAL).samples
    said = np.concatenate([silence(0.3), rendered("You can reach me at", "rms"), silence(0.2), number])
    with drilling("voicemail-number", wires, vosk_model, out) as child:
        wires.play(wav(said, tmp_path / "number.wav"), "mic").wait()
        until(out, "not yet: ", child)
        child.send_signal(signal.SIGINT)
        assert child.wait(LIMIT) == 0
    told = out.read_text()
    found = re.search(r"    (\d+) of 20 digits heard right, (\d\.\d) digits a second; the light goes at 1\.4\n", told)
    assert found, told
    assert 9 <= int(found[1]) <= 10
    assert 1.2 <= float(found[2]) <= 1.8, "laid at 1.41; a busy sound server leaves some of it out"
    assert told.endswith(f"1 tries. Come back to it. The number at best: {found[0].strip()}.\n")
