"""When the program has a bug: a report on this machine for whoever mends it, if the user wants one.

A report is sent nowhere. It has the place of the fault and the versions of what ran, and nothing of a call: not the
error's own message, not the command's arguments, no values.
"""

import platform
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path

from assistant import __version__
from assistant.errors import StoreError
from assistant.files import write_whole
from assistant.settings import data_folder, private_folder

QUESTION = "This is a bug. Keep a report of it on this computer, without anything of your calls in it? [y/N] "


def offer(error: BaseException, ask: Callable[[str], str] | None = None) -> None:
    """Where somebody is there to answer, ask whether to keep a report, and say where it is."""
    if ask is None:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return
        ask = _asked
    try:
        if ask(QUESTION).strip().lower() not in ("y", "yes"):
            return
        folder = private_folder(data_folder() / "crashes")
        path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}.txt"
        write_whole(path, report(error).encode())
    except (EOFError, KeyboardInterrupt, StoreError):
        return
    print(f"report: {path}", file=sys.stderr)


def _asked(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def report(error: BaseException) -> str:
    """Kinds of the errors, files, lines and functions; versions. Each cause before what it led to."""
    lines = [
        f"callprompter {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    ]
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain:
        chain.insert(0, each)
        each = each.__cause__ or each.__context__
    for one in chain:
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        for frame in traceback.extract_tb(one.__traceback__):
            path = Path(frame.filename)
            lines.append(f"    {'/'.join(path.parts[-3:])}:{frame.lineno} {frame.name}")
    lines.append("with " + ", ".join(sorted(f"{each.metadata['Name']} {each.version}" for each in distributions())))
    return "\n".join(lines) + "\n"
