"""The program starts, and follows words, without the parts that not everybody needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PARTS = (
    "av", "dask", "distributed", "espeakng_loader", "holidays", "icalendar", "pyttsx3", "segno",
    "sounddevice", "soundcard", "starlette", "tzdata", "uvicorn", "vosk", "websockets",
)  # fmt: skip
BLOCK = """
import os, sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in os.environ["MISSING"].split():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""


def run(folder: Path, missing: str, *args: str, words: str = "") -> subprocess.CompletedProcess[str]:
    """The command, on a machine that lacks the parts `missing`."""
    (folder / "sitecustomize.py").write_text(BLOCK)
    env = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}", "MISSING": missing}
    command = [sys.executable, "-m", "assistant", *args]
    return subprocess.run(command, input=words, env=env, capture_output=True, text=True, timeout=60)


def test_words_are_followed_without_the_parts_for_sound_voice_and_page(home: Path, tmp_path: Path) -> None:
    """All of them missing at once."""
    words = '{"t": 5.0, "speaker": "them", "text": "we have decided to go with another candidate"}\n'
    done = run(tmp_path, " ".join(PARTS), "follow", "--profile", str(ROOT / "prompts/demo/profile.toml"), words=words)
    assert done.returncode == 0, done.stderr
    assert '"outcome": "filled"' in done.stdout


def test_help_is_there_whatever_is_missing(home: Path, tmp_path: Path) -> None:
    """All of them missing at once."""
    assert run(tmp_path, " ".join(PARTS), "--help").returncode == 0


@pytest.mark.parametrize("missing", ["dask distributed", "soundcard"])
def test_an_extra_that_is_missing_is_named(home: Path, tmp_path: Path, missing: str) -> None:
    """Where it is asked for; and nowhere else."""
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "call.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:04.000\n<v me>Hello, this is Priya.\n")
    args = ("review", str(calls), "--out", str(tmp_path / "out"))
    if missing == "soundcard":
        assert run(tmp_path, missing, "devices").returncode in (0, 1)
        return
    done = run(tmp_path, missing, *args, "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 1
    assert "pip install 'callprompter[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_vosk_comes_without_what_it_would_download_with() -> None:
    """Neither of these is ever needed, and the latter opens a socket when it is imported."""
    look = "import sys; from assistant.recognizers import vosk; vosk.imported().Model; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "vosk" in loaded
    assert "requests" not in loaded and "urllib3" not in loaded
