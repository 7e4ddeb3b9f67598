"""`callprompter plan`: when to call, why, what the other articles say, and what is due besides."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PlanError

if TYPE_CHECKING:
    from assistant.plan.advice import Plan
    from assistant.plan.job import Job


def plan(
    job: Annotated[Path | None, typer.Option(help="A job's file (TOML); default: the active job.")] = None,
    policy: Annotated[str, typer.Option(help="balanced, or the rules of one article: s0, s1, s3, s4.")] = "balanced",
    today: Annotated[
        str, typer.Option(metavar="DATE", help="The day to plan on; default: today, at the employer's.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as one JSON object.")] = False,
) -> None:
    """Say when to call, in which hours, and which rule decided."""
    import json

    from assistant import policies
    from assistant.plan.advice import to_json
    from assistant.plan.decide import plan as decide

    waiting = job_from(job)
    decided = decide(waiting, policies.load(), policy, day_from(today, waiting))
    if as_json:
        print(json.dumps(to_json(decided), ensure_ascii=False))
        return
    show(waiting, decided)


def job_from(path: Path | None) -> "Job":
    """The job in that file, or the active one. Raises PlanError, StoreError."""
    from assistant.plan.job_file import parse
    from assistant.prompts import read_text, shown

    if path is None:
        raise PlanError("which job? name its file with --job")
    return parse(read_text(path, PlanError), shown(path))


def day_from(text: str, job: "Job") -> date:
    """The day to plan on: the one that is written, else today where the employer is. Raises PlanError."""
    from datetime import datetime

    from assistant.plan.days import day_of, zone_of

    if text:
        return day_of(text, "--today")
    return datetime.now(zone_of(job.timezone) if job.timezone else None).date()


def show(job: "Job", decided: "Plan") -> None:
    """The plan on the terminal."""
    from rich.console import Console

    Console().print(decided.advice.why, markup=False)
