"""`callprompter job`: the jobs one is waiting for."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PlanError, StoreError

if TYPE_CHECKING:
    from assistant.store.jobs import Entry, Jobs

job = typer.Typer(
    help="Keep the jobs you wait for; the active one is whom every command is about.", no_args_is_help=True
)

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="KEY=VALUE...", help='As company="Harbor Lights" promised="within a week".'),
]
File = Annotated[Path | None, typer.Option("--file", help="Take the facts from a job's file (TOML).")]
Number = Annotated[int | None, typer.Option("--job", metavar="N", help="The job's number; default: the active one.")]


@job.command()
def add(words: Words = None, file: File = None) -> None:
    """Add a job, from words or a file; your own name, number and strengths are taken over. It is then active."""
    from assistant.plan.job_file import parse
    from assistant.plan.job_words import assign
    from assistant.planning import from_table, own_facts
    from assistant.prompts import read_text, shown
    from assistant.store.jobs import Jobs

    if file is not None:
        told = parse(read_text(file, PlanError), shown(file))
    elif words:
        told = from_table(assign(own_facts(), words, date.today()))
    else:
        raise PlanError('tell the job: `callprompter start` asks for it, or write company="..." interview_date="..."')
    with Jobs() as jobs:
        entry = jobs.add(told)
    _tell(entry)


@job.command()
def edit(words: Words = None, file: File = None, number: Number = None) -> None:
    """Change facts of a job: key=value sets, key= takes out, key+=value adds to a list. --file replaces all of them."""
    from assistant.plan.job import to_table
    from assistant.plan.job_file import parse
    from assistant.plan.job_words import assign
    from assistant.planning import from_table
    from assistant.prompts import read_text, shown
    from assistant.store.jobs import Jobs

    if not words and file is None:
        raise PlanError('tell what to change, as promised="by the 20th", or name a file with --file')
    with Jobs() as jobs:
        entry = chosen(jobs, number)
        if file is not None:
            changed = parse(read_text(file, PlanError), shown(file))
        else:
            changed = from_table(assign(to_table(entry.job), words or [], date.today()))
        entry = jobs.change(entry.id, changed)
    _tell(entry)


@job.command("list")
def listing(
    everything: Annotated[bool, typer.Option("--all", help="The removed ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the jobs; the active one has a star."""
    from assistant.plan.job import to_table
    from assistant.plan.todo import job_title
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        entries = jobs.all(removed=everything)
    if as_json:
        rows = [{"id": e.id, "active": e.active, "removed": e.removed, "job": to_table(e.job)} for e in entries]
        print(json.dumps(rows, ensure_ascii=False))
        return
    if not entries:
        print("there is no job yet: begin with `callprompter start`", file=sys.stderr)
    for entry in entries:
        star = "*" if entry.active else " "
        print(f"{star} {entry.id:>3}  {job_title(entry.job)}{' (removed)' if entry.removed else ''}")


@job.command()
def show(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="Default: the active one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show all that is known of a job."""
    from assistant.plan.job import to_table
    from assistant.plan.phone import shown
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        entry = chosen(jobs, number)
    table = to_table(entry.job)
    if as_json:
        print(json.dumps({"id": entry.id, "active": entry.active, "job": table}, ensure_ascii=False))
        return
    print(f"job {entry.id}{' (active)' if entry.active else ''}")
    for key, value in table.items():
        told = shown(value, entry.job.country) if key == "phone" else value
        for line in _lines(told, entry.job.country):
            print(f"  {key:<16}{line}")


@job.command()
def use(number: Annotated[int, typer.Argument(metavar="N", help="Which job, as `job list` numbers them.")]) -> None:
    """Make a job the active one; a removed one comes back."""
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        entry = jobs.use(number)
    _tell(entry)


@job.command()
def remove(number: Annotated[int, typer.Argument(metavar="N", help="Which job, as `job list` numbers them.")]) -> None:
    """Hide a job; nothing is erased, and `use` brings it back."""
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        jobs.remove(number)
    print(f"removed; `callprompter job use {number}` brings it back", file=sys.stderr)


@job.command()
def undo(number: Annotated[int, typer.Argument(metavar="N", help="Which job, as `job list` numbers them.")]) -> None:
    """Put back the facts from before a job's last change."""
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        entry = jobs.undo(number)
    _tell(entry)


@job.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Default: standard output.")] = Path("-"),
) -> None:
    """Write every job with its contacts as JSON."""
    from assistant.files import write_whole
    from assistant.store.jobs import Jobs

    with Jobs() as jobs:
        text = json.dumps(jobs.export(), ensure_ascii=False, indent=2) + "\n"
    if str(file) == "-":
        sys.stdout.write(text)
    else:
        write_whole(file, text.encode())


@job.command("import")
def adopt(file: Annotated[Path, typer.Argument(metavar="FILE", help="An export; - for standard input.")]) -> None:
    """Take in the jobs of an export: new ones are added, known ones brought up to date."""
    from assistant.prompts import read_text
    from assistant.store.jobs import Jobs

    text = sys.stdin.read() if str(file) == "-" else read_text(file)
    try:
        exported = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{file}: is no JSON ({error}): make it with `callprompter job export`") from error
    with Jobs() as jobs:
        entries = jobs.adopt(exported, str(file))
    for entry in entries:
        _tell(entry)
    if not entries:
        print("nothing new in it", file=sys.stderr)


def chosen(jobs: "Jobs", number: int | None) -> "Entry":
    """The job of that number, or the active one. Raises StoreError."""
    if number is not None:
        return jobs.get(number)
    entry = jobs.active()
    if entry is None:
        raise StoreError("there is no job yet: begin with `callprompter start`")
    return entry


def _tell(entry: "Entry") -> None:
    from assistant.plan.todo import job_title

    print(f"job {entry.id}: {job_title(entry.job)}")


def _lines(value: object, country: str) -> list[str]:
    from assistant.plan.phone import shown

    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [
            ", ".join(shown(str(v), country) if k == "phone" else str(v) for k, v in item.items()) for item in value
        ]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]
