"""What the tests share: where the repository is, and how a test says what it needs of the machine."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A test run that was started in the background has Ctrl+C ignored, and so would the programs that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

NO_SKIP = "CALLPROMPTER_NO_SKIP"  # set by CI: what a machine lacks is then a failure, not a skip


def lacking(what: str, how: str) -> None:
    """Skip the test because this machine lacks `what`; fail it where nothing may be skipped."""
    message = f"this machine lacks {what}: {how}"
    if os.environ.get(NO_SKIP):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture
def needs() -> Callable[..., None]:
    """`needs("flite")` skips the test where the program flite is not on the PATH."""

    def check(*programs: str) -> None:
        for program in programs:
            if shutil.which(program) is None:
                lacking(program, "install the system package that has it")

    return check


@pytest.fixture(scope="session")
def speech() -> Path:
    """Recorded human speech with transcripts, kept outside the repository (CALLPROMPTER_SPEECH)."""
    folder = Path(os.environ.get("CALLPROMPTER_SPEECH", ROOT / ".." / "shared" / "speech"))
    if not (folder / "dev.tsv").is_file():
        lacking("recorded speech", f"set CALLPROMPTER_SPEECH to it; {folder} is not there")
    return folder


@pytest.fixture(scope="session")
def vosk_model() -> Path:
    """A model that Vosk loads: the project's own, or another with CALLPROMPTER_TEST_MODEL."""
    return Path(os.environ.get("CALLPROMPTER_TEST_MODEL", ROOT / "models" / "own" / "callprompter-en")).resolve()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test keeps its sessions and settings in a folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CALLPROMPTER_HOME", str(folder))
    monkeypatch.delenv("CALLPROMPTER_MODEL", raising=False)  # what the user's own shell says is not for the tests
    return folder
