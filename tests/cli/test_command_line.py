"""The command line as a product: quick to answer, every command documented."""

import subprocess
import sys

import pytest
from typer.main import get_command

from assistant.cli import app
from tests.conftest import ROOT


def commands(group: object, before: str = "") -> list[tuple[str, object]]:
    """Every command with its whole name."""
    found: list[tuple[str, object]] = []
    for name, command in getattr(group, "commands", {}).items():
        inner = commands(command, f"{before}{name} ")
        found += inner or [(before + name, command)]
    return found


COMMANDS = commands(get_command(app))


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_says_what_it_is_for(name: str, command: object) -> None:
    """Each command has a help text, and so has each of its options."""
    assert getattr(command, "help", "")
    for parameter in getattr(command, "params", []):
        assert getattr(parameter, "help", "") or parameter.name == "help", f"{name}: {parameter.name}"


def test_every_command_is_in_the_readme() -> None:
    """The README shows each command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name, _ in COMMANDS if f"callprompter {name.split()[0]}" not in readme]
    assert not missing


SMALLEST = """
import typer
app = typer.Typer()
app.command("one")(lambda: None)
app.command("two")(lambda: None)
app(["--help"])
"""


def processor_seconds(*arguments: str) -> float:
    """What one Python process costs, user and system time together."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell what its children cost")
def test_help_answers_at_once() -> None:
    """`--help` costs no more than twice what Typer takes for a program of two commands, and loads nothing heavy.

    A ratio, because a limit in seconds measures the machine; the best of five of each, taken by turns.
    """
    costs = [(processor_seconds("-m", "assistant", "--help"), processor_seconds("-c", SMALLEST)) for _ in range(5)]
    ours, smallest = (min(column) for column in zip(*costs, strict=True))
    assert ours < 2 * smallest
    heavy = (
        "import sys, assistant.cli; print([m for m in ('numpy','av','vosk','pocketsphinx','rich') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True).stdout == "[]\n"
