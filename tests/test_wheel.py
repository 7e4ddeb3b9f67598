"""The wheel is the whole product: prompts, demo recordings and page files travel inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, by the build backend that this environment has."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (found,) = out.glob("callprompter-*.whl")
    return found


def test_what_people_write_travels_inside(wheel: Path) -> None:
    """Every file of prompts/ is in the wheel, and nothing of the tests."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "prompts").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert f"assistant/data/prompts/{path.relative_to(ROOT / 'prompts').as_posix()}" in names
    assert not [name for name in names if name.startswith("tests/")]


@pytest.mark.timeout(600)
def test_an_installed_wheel_runs_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Installed into an empty environment, without its checkout, the demo runs from another folder."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=120)
    python = next(path for path in (venv / "bin" / "python", venv / "Scripts" / "python.exe") if path.exists())
    subprocess.run([python, "-m", "pip", "install", "-q", str(wheel)], check=True, timeout=400, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ["CALLPROMPTER_HOME"] = str(tmp_path / "home")
    done = subprocess.run(
        [python.with_name("callprompter"), "demo", "voicemail", "--recognizer", "sphinx"],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Your number was read out right: 6175550142" in done.stdout
