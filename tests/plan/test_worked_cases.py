"""When to call, in cases worked by hand: the table beside this file."""

from datetime import date
from pathlib import Path

import pytest

from assistant import policies
from assistant.plan.decide import plan
from assistant.plan.job import Job
from assistant.plan.job_file import parse

TABLE = Path(__file__).parent / "worked_cases.txt"
ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
POLICIES = policies.load()


def day(text: str) -> date | None:
    if text == "-":
        return None
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def job(place: str, interview: str, promised: str, contacts: str, extra: str) -> Job:
    """A job from a row of the table; `(11-20)` after a contact is what they promised then."""
    lines = ['name = "Priya Sharma"', f"interview_date = {day(interview)}", extra]
    if place != "-":
        country, _, region = place.partition("-")
        lines += [f'country = "{country}"'] + ([f'region = "{region}"'] if region else [])
    if promised != "-":
        lines += [f"promised = {day(promised)}"]
    for contact in contacts.split(",") if contacts != "-" else []:
        kind, on, *told = contact.split()
        lines += ["[[contacts]]", f"date = {day(on)}", f'kind = "{kind}"']
        lines += [f"promised = {day(told[0].strip('()'))}"] if told else []
    return parse("\n".join(lines), "job.toml")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(cell for cell in row[:6] if cell != "-"))
def test_the_advice_is_that_of_the_table(row: list[str]) -> None:
    """Advice, first day, last day and the source of the deciding rule are as worked by hand."""
    name, place, interview, promised, contacts, today, advice, first, last, source, extra = row
    now = day(today)
    assert now
    said = plan(job(place, interview, promised, contacts, extra), POLICIES, name, now).advice
    assert (said.advice.value, said.day, said.latest) == (advice, day(first), day(last)), said.why
    assert said.rule.partition(":")[0] == source


def test_the_table_has_sixty_cases_and_every_policy() -> None:
    """The table holds at least sixty different cases, of every policy and of every kind of advice."""
    assert len({tuple(row) for row in ROWS}) == len(ROWS) >= 60
    assert {row[0] for row in ROWS} == {"balanced", "s0", "s1", "s3", "s4"}
    assert {row[6] for row in ROWS} == {"wait", "call", "write", "none", "move-on"}
