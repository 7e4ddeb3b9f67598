"""`callprompter models`: recognition models to choose from, to get, to use and to try."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import RecognizerError, StoreError

if TYPE_CHECKING:
    from assistant.store.download import Progress

models = typer.Typer(
    help="Recognition models: what there is, get one, use it, try it. Nothing is ever downloaded unasked.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="The model's name, as `callprompter models list` gives it.")]
TRIAL_SECONDS = 600


@models.command(name="list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """All models: in use (*), installed (+), or to be had, with their published word error rates."""
    from assistant.store.catalogue import catalogue
    from assistant.store.models import installed

    there, used = installed(), _in_use()
    rows = []
    for entry in catalogue().values():
        rows.append(
            {
                "name": entry.name, "language": entry.language, "megabytes": entry.megabytes,
                "licence": entry.licence, "errors": entry.errors, "source": entry.source, "good_for": entry.good_for,
                "installed": entry.name in there or not entry.address, "used": entry.name == used,
            }
        )  # fmt: skip
    for name in there:
        if all(row["name"] != name for row in rows):
            rows.append(
                {
                    "name": name, "language": "", "megabytes": 0, "licence": "", "errors": {}, "source": "",
                    "good_for": "installed by hand", "installed": True, "used": name == used,
                }
            )  # fmt: skip
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        _print_row(row)
    print("\n* in use   + installed   rates: per cent of words wrong on that test, as published at", file=sys.stderr)
    print("https://alphacephei.com/vosk/models where nothing else is said; a call on the telephone", file=sys.stderr)
    print("is harder than any test there", file=sys.stderr)


def _in_use() -> str:
    """The name of the model that a command without options would listen with now."""
    from assistant.recognizers.models import find_model
    from assistant.store.models import POCKETSPHINX, used_name

    try:
        found = find_model(None, os.environ)
    except RecognizerError:  # the one that was chosen is gone or broken
        return used_name()
    return found[0].name if found else POCKETSPHINX


def _print_row(row: dict[str, object]) -> None:
    mark = "*" if row["used"] else "+" if row["installed"] else " "
    size = f"{row['megabytes']} MB" if row["megabytes"] else ""
    errors = row["errors"]
    rates = ", ".join(f"{rate:g} {test}" for test, rate in errors.items()) if isinstance(errors, dict) else ""
    print(f"{mark} {row['name']:42} {row['language']:6} {size:>8}  {row['licence']}")
    measured = f"{rates}; {row['source']}" if row["source"] else rates
    print(f"    {row['good_for']}" + (f" ({measured})" if measured else ""))


@models.command()
def get(
    name: Annotated[str, typer.Argument(help="A model's name, or a ZIP file of one that is already here.")],
) -> None:
    """Download a model, check it and unpack it. An interrupted download goes on where it stopped."""
    from assistant.recognizers.models import missing
    from assistant.store import models as store
    from assistant.store.catalogue import catalogue, meant_model

    if name.endswith(".zip"):
        made = store.get_file(Path(name), missing)
    else:
        known = catalogue()
        if name not in known:
            raise StoreError(f"{name}: is not in the catalogue{meant_model(name, known)}")
        with _progress(name) as progress:
            made = store.get(known[name], missing, progress)
    if made.first_use:
        print("no checksum is published for it; recorded for next time:", made.sha256, file=sys.stderr)
    print(f"{made.folder.name}: installed; use it with `callprompter models use {made.folder.name}`", file=sys.stderr)
    print(made.folder)


@contextmanager
def _progress(name: str) -> Iterator["Progress"]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@models.command()
def use(name: Name) -> None:
    """Choose the model that all commands listen with; `default` goes back to what the program would choose."""
    from assistant.recognizers.models import missing
    from assistant.store import models as store

    folder = store.find(name)
    if folder is not None and (fault := missing(folder)):
        raise StoreError(f"{name}: {fault}: get it again")
    store.use("" if name == "default" else name)
    print(f"listening with {'the default' if name == 'default' else store.used_name()}", file=sys.stderr)


@models.command()
def remove(name: Name) -> None:
    """Delete a downloaded model, and what is left of a download that broke off."""
    from assistant.store import models as store

    print(f"{store.remove(name)}: removed", file=sys.stderr)


@models.command()
def check(
    name: Annotated[str, typer.Argument(help="A model's name or folder; default: the one in use.")] = "",
    clip: Annotated[Path | None, typer.Option("--clip", help="A recording; default: one that comes along.")] = None,
) -> None:
    """Try a model on a recording: what it hears, how fast, how much memory. A model that crashes harms nothing."""
    from assistant.prompts import folder
    from assistant.store import models as store

    chosen = name or _in_use()
    model = ""
    if chosen and chosen != store.POCKETSPHINX:
        found = store.find(chosen)
        if found is None:
            raise store.not_installed(chosen)
        model = str(found)
    sound = clip or folder() / "demo" / "voicemail.ogg"
    command = [sys.executable, "-m", "assistant.recognizers.trial", str(sound), model]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TRIAL_SECONDS)
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"{chosen or 'the model'}: took more than {TRIAL_SECONDS} s: too big for this computer"
        ) from None
    if done.returncode:
        told = done.stderr.strip().splitlines()
        why = told[-1] if told and done.returncode == 1 else f"it crashed the recogniser ({done.returncode})"
        raise StoreError(f"{chosen or 'the model'}: cannot be used: {why}")
    result = json.loads(done.stdout)
    print(result["text"])
    print(
        f"{result['recognizer']}: loaded in {result['load']:.1f} s; heard {result['seconds']:.0f} s of sound in "
        f"{result['took']:.1f} s ({result['took'] / result['seconds']:.2f} of real time), {result['words']} words, "
        f"{result['megabytes']:.0f} MB of memory",
        file=sys.stderr,
    )
    if result["took"] > 0.7 * result["seconds"]:
        print(
            "as busy as it is now, this computer is too slow for it in a call: close other programs, or",
            file=sys.stderr,
        )
        print("choose another model", file=sys.stderr)
