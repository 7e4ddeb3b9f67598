"""`callprompter plan`: when to call, why, what the other articles say, and what is due besides."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.plan.advice import Plan
    from assistant.plan.job import Job

JobFile = Annotated[Path | None, typer.Option("--job", help="A job's file (TOML); default: the active job.")]
PolicyName = Annotated[
    str, typer.Option("--policy", metavar="ID", help="balanced (default), or one article's rules: s0, s1, s3, s4.")
]
Today = Annotated[
    str, typer.Option("--today", metavar="DATE", help="The day to plan on; default: today, at the employer's.")
]


def plan(
    job: JobFile = None,
    policy: PolicyName = "",
    today: Today = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as one JSON object.")] = False,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write calendar events to this file; - for standard output.")
    ] = None,
    call_or_write: Annotated[
        bool, typer.Option("--call-or-write", help="Answer four questions: is a call or a message better?")
    ] = False,
) -> None:
    """Say when to call, in which hours, and which rule decided."""
    import json

    from assistant.plan.advice import to_json
    from assistant.planning import job_and_uid, planned

    uid, waiting = job_and_uid(job)
    decided = planned(waiting, policy, today)
    if as_json:
        print(json.dumps(to_json(decided), ensure_ascii=False))
    elif ics is not None:
        _write_calendar(waiting, decided, uid, ics)
    elif call_or_write:
        _recommend(waiting)
    else:
        show(waiting, decided)


def show(job: "Job", decided: "Plan") -> None:
    """The plan on the terminal: what to do, why, the coming three weeks, and what the others say."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.plan.todo import dated, todo

    console, advice = Console(), decided.advice
    console.print(Text(todo(job, decided).title, style="bold"))
    here = _here(job, decided)
    if here:
        console.print(Text(here))
    console.print(Text(f"Why: {advice.rule}. {advice.why}"))
    for due in decided.due:
        console.print(Text(f"Due besides: {due.kind}, by {dated(due.by, decided.today)} ({due.rule})."))
    console.print()
    console.print(_strip(job, decided))
    table = Table(title="What the others say", title_justify="left", box=None, pad_edge=False)
    for name in ("policy", "advice", "date", "rule"):
        table.add_column(name, overflow="fold")
    for other in decided.others:
        table.add_row(other.policy, other.advice.value, other.day.isoformat(), Text(other.rule))
    console.print()
    console.print(table)


def _here(job: "Job", decided: "Plan") -> str:
    """The hours on the caller's own clock, where it differs from theirs."""
    from assistant.place import own_zone
    from assistant.plan.advice import AdviceKind
    from assistant.plan.days import zone_of
    from assistant.plan.todo import hours_here

    zone = own_zone()
    if not zone or not job.timezone or decided.advice.advice not in (AdviceKind.CALL, AdviceKind.WAIT):
        return ""
    hours = hours_here(decided.advice.window, decided.advice.day, zone_of(job.timezone), zone_of(zone))
    return f"On your own clock that is {hours[0]:%H:%M} to {hours[1]:%H:%M}." if hours else ""


SIGNS = {
    "today": "today",
    "interview": "interview",
    "promised": "promised",
    "first": "FIRST DAY",
    "window": "good",
    "latest": "last day",
    "thank-you": "thank-you due",
    "offer": "offer ends",
}


def _strip(job: "Job", decided: "Plan") -> object:
    """Three weeks, a row each; weekends and holidays are dim."""
    from rich.table import Table
    from rich.text import Text

    from assistant.plan.days import MONTHS, NAMES
    from assistant.plan.strip import MarkKind, strip

    table = Table(box=None, pad_edge=False)
    for name in NAMES:
        table.add_column(name[:3])
    cells = strip(job, decided, job.days())
    for week in range(0, len(cells), 7):
        row = []
        for cell in cells[week : week + 7]:
            closed = cell.weekend or bool(cell.holiday)
            text = Text(f"{cell.day.day} {MONTHS[cell.day.month - 1][:3]}", style="dim" if closed else "")
            marks = [mark for mark in cell.marks if mark.kind is not MarkKind.WINDOW] or list(cell.marks)
            labels = [mark.text if mark.kind is MarkKind.CONTACT else SIGNS[mark.kind] for mark in marks]
            for line in dict.fromkeys([cell.holiday, *labels]):
                if line:
                    text.append(f"\n{line}", style="bold green" if line == SIGNS["first"] else "dim")
            row.append(text)
        table.add_row(*row)
    return table


def _write_calendar(job: "Job", decided: "Plan", uid: str, path: Path) -> None:
    import sys

    from assistant.files import write_whole
    from assistant.report.calendar import calendar

    data = calendar(job, decided, uid, datetime.now(UTC))
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        return
    write_whole(path, data)
    print(f"wrote {path}: open it with your calendar; doing so again moves the events", file=sys.stderr)


def _recommend(job: "Job") -> None:
    """The four questions, asked and answered."""
    from assistant.cli.asking import confirm
    from assistant.plan.call_or_write import known, recommend
    from assistant.planning import questions

    asked = questions()
    answers = known(job)
    for question in asked:
        if question.id not in answers and not job.contact_by:
            answers[question.id] = confirm(question.ask)
    advice = recommend(job, asked, answers)
    print("Call." if advice.way == "call" else "Write.")
    for reason in advice.reasons:
        print(f"  {reason}")
    for reason in advice.against:
        print(f"  against it: {reason}")
