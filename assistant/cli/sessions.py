"""`callprompter sessions`: the calls that were: list, search, compare, progress, export, delete."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.past.reviewing import Reviewed
    from assistant.store.search import CallRow

sessions = typer.Typer(help="Past calls: list, show, search, compare, progress, export, delete.", no_args_is_help=True)
Which = Annotated[str, typer.Argument(help="A session: its name or a part of it, its folder, or last.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
In = Annotated[
    Path | None, typer.Option("--in", help="A folder of reviews (`review FOLDER --out`): its calls instead of yours.")
]
CHARTED = ("words_per_minute", "talk_share", "fillers", "number_pace")
BAR = 20  # characters


@sessions.command("list")
def list_(as_json: AsJson = False, place: In = None) -> None:
    """Show all past calls, the latest first: day, outcome, steps, warnings."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.displays.frame import clean, clock

    calls = _calls(place)
    if as_json:
        print(json.dumps([asdict(call) for call in calls], ensure_ascii=False))
        return
    if not calls:
        print("no calls yet: `callprompter demo` makes one", file=sys.stderr)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("session", "call of", "with", "outcome", "length", "steps", "warnings"):
        whole = title in ("call of", "outcome") or (title == "session" and place is None)
        table.add_column(title, overflow="fold", no_wrap=whole)
    for call in calls:
        outcome = "not heard" if call.outcome == "unknown" else call.outcome
        shown = [call.day, call.title, outcome, clock(call.seconds), f"{call.done}/{call.asked}"]
        table.add_row(*(Text(clean(cell)) for cell in (call.id, *shown, str(call.warnings))))
    Console().print(table)
    for call in calls:
        if call.complaint:
            print(f"callprompter: {call.complaint}", file=sys.stderr)


@sessions.command()
def show(session: Which = "last") -> None:
    """Show what a past call came to, and its numbers."""
    from rich.console import Console
    from rich.text import Text

    from assistant.displays.frame import clean
    from assistant.displays.summary import show_summary
    from assistant.past.archive import find_session
    from assistant.report.brief import brief
    from assistant.report.files import PAGE
    from assistant.report.wording import metric_value

    folder = find_session(session)
    done = _again(folder)
    console = Console()
    show_summary(console, done.session)
    for line in brief(done.review):
        console.print(Text(clean(line), "bold"))
    console.print()
    for metric in done.review.metrics:
        console.print(Text(f"{metric.definition.title}: {metric_value(metric)} {metric.definition.unit}"))
    page = folder / PAGE
    print(f"review: {page if page.is_file() else f'`callprompter review {folder}` writes it'}", file=sys.stderr)


@sessions.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words in any form; a phrase in quotes inside quotes.")],
    as_json: AsJson = False,
    place: In = None,
) -> None:
    """Search everything that was said in past calls."""
    from rich.console import Console
    from rich.text import Text

    from assistant.displays.frame import clean, clock
    from assistant.past.archive import open_index

    with open_index(place) as index:
        found = [replace(each, call=_named(each.call, place)) for each in index.search(" ".join(words))]
    if as_json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    console = Console()
    for each in found:
        text = Text(f"{each.call} {clock(each.line.t)} {each.line.speaker or '?'}: ")
        for number, part in enumerate(clean(each.marked).replace("«", "»").split("»")):
            text.append(part, "bold" if number % 2 else "")
        console.print(text, soft_wrap=True)
    if not found:
        print("nothing was said like that", file=sys.stderr)


@sessions.command()
def compare(before: Which, after: Which) -> None:
    """Put two calls side by side: outcome, steps, warnings, numbers."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.displays.frame import clean
    from assistant.past.archive import find_session
    from assistant.past.reviewing import told
    from assistant.report.changes import changes
    from assistant.report.wording import metric_value
    from assistant.review.difference import NONE

    one, other = (_again(find_session(each)) for each in (before, after))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("", one.folder.name, other.folder.name):
        table.add_column(title, overflow="fold")
    for each in changes(told(one.session), told(other.session)):
        table.add_row(*(Text(clean(cell)) for cell in (each.what, each.before, each.after)))
    numbers = [{metric.definition.id: metric for metric in each.review.metrics} for each in (one, other)]
    for name in dict.fromkeys((*numbers[0], *numbers[1])):
        definition = (numbers[0].get(name) or numbers[1][name]).definition
        cells = [metric_value(of[name]) if name in of else NONE for of in numbers]
        if cells[0] != cells[1]:
            table.add_row(f"{definition.title} ({definition.unit})", *cells)
    Console().print(table)


@sessions.command()
def progress(place: In = None) -> None:
    """Chart how your calls went, the oldest first: steps covered, warnings, pace, talking, fillers."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.review.definitions import DEFINITIONS

    calls = [call for call in reversed(_calls(place)) if not call.complaint]
    charted = [name for name in CHARTED if any(name in (call.metrics or {}) for call in calls)]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("call of", "steps covered", "", "warnings", *(DEFINITIONS[name].title for name in charted)):
        table.add_column(title)
    for call in calls:
        share = call.done / call.asked if call.asked else 0.0
        bar = "█" * round(BAR * share)
        numbers = [(call.metrics or {}).get(name) for name in charted]
        cells = [
            "" if each is None else f"{each:.{DEFINITIONS[name].digits}f}"
            for name, each in zip(charted, numbers, strict=True)
        ]
        table.add_row(call.day, Text(f"{bar:<{BAR}}", "green"), f"{call.done}/{call.asked}", str(call.warnings), *cells)
    Console().print(table)


@sessions.command()
def export(
    session: Which,
    target: Annotated[Path | None, typer.Argument(metavar="FILE", help="The ZIP file; default: NAME.zip here.")] = None,
) -> None:
    """Pack all of a session's files, its sound too, into a ZIP file."""
    from assistant.past.archive import find_session
    from assistant.store.sessions import export_session

    folder = find_session(session)
    path = target or Path(f"{folder.name}.zip")
    export_session(folder, path)
    print(path)


@sessions.command()
def delete(
    session: Which,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a session for good: its words, its sound, its reports."""
    from assistant.past.archive import find_session
    from assistant.past.forgetting import forget_sessions

    folder = find_session(session)
    if not yes:
        typer.confirm(f"Delete {folder} for good?", abort=True, err=True)
    forget_sessions([folder])
    print(f"deleted: {folder}", file=sys.stderr)


def _calls(place: Path | None) -> "list[CallRow]":
    """Every call, the latest first: the user's own, or those of the reviews in `place`."""
    from assistant.past.archive import open_index

    with open_index(place) as index:
        calls = [replace(call, id=_named(call.id, place)) for call in index.calls()]
    return calls if place is None else sorted(calls, key=lambda call: (call.day, call.id), reverse=True)


def _named(session: str, place: Path | None) -> str:
    """What `show` and `compare` take for it."""
    return session if place is None else str(place / session)


def _again(folder: Path) -> "Reviewed":
    """The review of a kept session, from its journal and its sound."""
    from assistant.past.recordings import Asked
    from assistant.past.reviewing import review_session

    return review_session(Asked(folder))
