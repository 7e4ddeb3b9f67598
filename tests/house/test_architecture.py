"""The house polices itself: what is pure stays pure, imports run downwards, commands are documented."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

HOUSE = ROOT / "assistant"
WINGS = ("call", "plan", "review")
EDGES = ("audio", "recognizers", "voices", "counterpart", "displays", "store", "report")
VOCABULARY = {"errors", "events", "profile", "forms"}
BARRED = {
    "asyncio", "concurrent", "datetime.now", "io", "logging", "multiprocessing", "os", "pathlib", "queue", "random",
    "requests",
    "sched", "select", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib",
    "av", "httpx", "platformdirs", "pocketsphinx", "pyttsx3", "rich", "sounddevice", "starlette", "typer", "uvicorn",
    "vosk",
}  # fmt: skip
CALLS_BARRED = {"open", "print", "input", "exec", "eval"}
NOW = {"now", "today", "utcnow", "time", "monotonic"}


def modules(*places: str) -> list[Path]:
    """The modules in these folders of the house."""
    return sorted(path for place in places for path in (HOUSE / place).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that `path` imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", modules(*WINGS), ids=lambda path: str(path.relative_to(HOUSE)))
def test_pure_wings_touch_nothing(path: Path) -> None:
    """Call, plan and review import no edge, no hall, nothing that reads, waits, draws or knows the time."""
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top == "assistant":
            place = rest.partition(".")[0]
            assert place in (*WINGS, *VOCABULARY, ""), f"{path.name} imports {name}"
        else:
            assert top not in BARRED, f"{path.name} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                assert called.id not in CALLS_BARRED, f"{path.name}:{node.lineno} calls {called.id}"
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                clock = called.value.id in {"datetime", "date", "time"} and called.attr in NOW
                assert not clock, f"{path.name}:{node.lineno} asks the clock"


@pytest.mark.parametrize("path", modules(*EDGES), ids=lambda path: str(path.relative_to(HOUSE)))
def test_edges_do_not_know_the_command_line(path: Path) -> None:
    """An edge adapts something; it is the command line that uses edges, not they it."""
    assert not {name for name in imports(path) if name.startswith("assistant.cli")}


BARE = {"vosk.py": "vosk raises Exception itself, and nothing narrower"}


def test_nothing_swallows_every_exception() -> None:
    """`except Exception` and a bare `except` hide bugs: there is none but where a library leaves no choice."""
    for path in (path for path in modules(".") if path.name not in BARE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                name = node.type.id if isinstance(node.type, ast.Name) else "everything" if node.type is None else ""
                goes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                assert goes_on or name not in {"Exception", "BaseException", "everything"}, f"{path}:{node.lineno}"


def test_every_module_says_what_it_is() -> None:
    """Each module of the house begins with a docstring."""
    for path in modules("."):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_test_modules_have_names_of_their_own() -> None:
    """Two of one name cannot be collected together (tests/live is run by itself): pytest imports by name alone."""
    names = [path.name for path in Path(__file__).parent.parent.rglob("test_*.py") if path.parent.name != "live"]
    assert len(names) == len(set(names)), sorted(name for name in set(names) if names.count(name) > 1)
