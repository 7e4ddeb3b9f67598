"""`callprompter start`: the guided first run, from nothing to a planned day and a call in one's own words."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.cli.asking import ask
from assistant.errors import PlanError

if TYPE_CHECKING:
    from assistant.plan.job import Job

LISTS = 'More than one with a ";" between them.'


def start() -> None:
    """Tell about a job in a dozen short answers; Enter skips one. Then see the plan and the lines of your call."""
    from assistant.cli.plan import show
    from assistant.plan.job_file import read
    from assistant.planning import own_facts
    from assistant.store.jobs import Jobs

    print("Tell me about the job. Enter skips a question, Ctrl+C stops without keeping anything.\n", file=sys.stderr)
    table = _answers(own_facts())
    with Jobs() as jobs:
        entry = jobs.add(read(table, ""))
    print(f"\nKept as job {entry.id}.\n", file=sys.stderr)
    job = entry.job
    if job.profile.interview_date is None:
        print('No plan without the day of the interview: `callprompter job edit interview_date="yesterday"`.')
    else:
        from assistant.planning import planned

        show(job, planned(job))
    _call(job)
    print("\nNext: `callprompter prepare` for the page to have at hand, `callprompter plan` for the day.")


def _answers(table: dict[str, Any]) -> dict[str, Any]:
    """A job's table from the answers to the questions."""
    table = asked(table, "name", "Your name, as you say it on the telephone", required=True)
    table = _with_country_code(asked(table, "phone", "Your number, for them to call back"))
    table = asked(table, "company", "The company")
    table = asked(table, "position", "The position")
    table = asked(table, "interviewer", "Who interviewed you")
    table = _asked_place(table)
    table = asked(table, "interview_date", 'The day of the interview (as 2026-11-10, "yesterday", "last Tuesday")')
    if "interview_date" in table:
        table = asked(table, "promised", 'By when do they decide (as "within a week", "by the 20th"; Enter: not told)')
    table = asked(table, "strengths", f"What makes you right for it? {LISTS}")
    return asked(table, "questions", "A question of your own to open the conversation")


def _with_country_code(table: dict[str, Any]) -> dict[str, Any]:
    """A number told without + is one of the caller's own country, wherever the company is."""
    from assistant.place import country_of_zone, own_zone
    from assistant.plan.phone import international

    zone = own_zone()
    home = country_of_zone(zone) if zone else ""
    if not table.get("phone"):
        return table
    return {**table, "phone": international(table["phone"], home)}


def _asked_place(table: dict[str, Any]) -> dict[str, Any]:
    """Country and time zone of the company: the caller's own where Enter is pressed."""
    from assistant.place import country_of_zone, own_zone, zones_of_country

    own = own_zone()
    home = country_of_zone(own) if own else ""
    table = asked(table, "country", "The company's country (two letters, as US or DE)", default=home)
    zones = zones_of_country(str(table.get("country", "")).upper())
    if not zones:
        return table
    if len(zones) == 1:
        return {**table, "timezone": zones[0]}
    return asked(table, "timezone", "Its time zone", default=own if own in zones else zones[0])


def asked(table: dict[str, Any], key: str, question: str, default: str = "", required: bool = False) -> dict[str, Any]:
    """`table` with the answer to one question; a wrong answer is explained and asked for again."""
    from assistant.plan.job_file import read
    from assistant.plan.job_words import assign

    here = table.get(key, default)
    shown = "; ".join(here) if isinstance(here, list) else str(here)
    while True:
        answer = ask(question, shown)
        if required and not answer.strip():
            print("  That one is needed.", file=sys.stderr)
            continue
        try:
            changed = assign(table, [f"{key}={answer}"], date.today())
            read(changed, "")
        except PlanError as error:
            print(f"  {error}", file=sys.stderr)
            continue
        return changed


def _call(job: "Job") -> None:
    """The lines of the call, filled in."""
    from assistant.call.outline import line_to_say
    from assistant.prompts import load_outline

    outline = load_outline("follow-up")
    print("\nYour call:")
    for name in outline.path:
        step = outline.steps[name]
        line = line_to_say(step, job.profile)
        print(f"  {step.title}: {line}" if line else f"  {step.title}")
