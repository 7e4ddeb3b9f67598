"""`callprompter prepare`: everything to have at hand before the call, on one page."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.plan import JobFile, PolicyName, Today

if TYPE_CHECKING:
    from assistant.plan.prep_sheet import PrepSheet


def prepare(
    job: JobFile = None,
    policy: PolicyName = "",
    today: Today = "",
    outline: Annotated[str, typer.Option(help="The call's outline: a name or a file.")] = "follow-up",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page to print (A4 or Letter); - for standard output.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print it as Markdown.")] = False,
    ask: Annotated[bool, typer.Option(help="Ask for what is missing, where somebody can answer.")] = True,
) -> None:
    """Print the preparation sheet: facts, checklist, your question, the call in your own words."""
    from assistant.planning import job_and_uid, planned
    from assistant.planning import sheet as sheet_of

    if ask and job is None and sys.stdin.isatty():
        _ask_for_missing()
    _, told = job_and_uid(job)
    sheet = sheet_of(told, planned(told, policy, today), outline)
    if html is not None:
        _write_page(sheet, html)
    elif markdown:
        from assistant.report import prep_sheet

        sys.stdout.write(prep_sheet.markdown(sheet))
    else:
        _print(sheet)


def _ask_for_missing() -> None:
    """Ask for each missing fact of the active job; Enter leaves it out."""
    from assistant.cli.start import LISTS, asked
    from assistant.plan.job import to_table
    from assistant.plan.job_file import LISTS as LIST_KEYS
    from assistant.plan.job_file import read
    from assistant.plan.prep_sheet import missing
    from assistant.store.jobs import Jobs, active_entry

    entry = active_entry()
    lacking = missing(entry.job) if entry else ()
    if entry is None or not lacking:
        return
    print("Some facts are still missing; Enter leaves one out.", file=sys.stderr)
    table = to_table(entry.job)
    for each in lacking:
        table = asked(table, each.key, f"{each.ask} {LISTS}" if each.key in LIST_KEYS else each.ask)
    with Jobs() as jobs:
        jobs.change(entry.id, read(table, ""))


def _write_page(sheet: "PrepSheet", path: Path) -> None:
    from assistant.files import write_whole
    from assistant.report import prep_sheet

    page = prep_sheet.html(sheet)
    if str(path) == "-":
        sys.stdout.write(page)
        return
    write_whole(path, page.encode())
    print(f"wrote {path}: open it in a browser and print it", file=sys.stderr)


def _print(sheet: "PrepSheet") -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    from assistant.report import prep_sheet

    Console().print(Markdown(prep_sheet.markdown(sheet)))
