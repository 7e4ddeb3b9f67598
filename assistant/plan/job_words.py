"""A job told word by word: `company="Acme"`, `strengths="calm on deadline; radio"`, `promised="within a week"`.

`assign` puts such words into a job's table, where `job_file.read` then checks them. The four keys of the person to call
(`pronounce address interviewer_phone interviewer_email`) are short for the first of the job's interviewers.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assistant.errors import PlanError
from assistant.forms import meant, quoted
from assistant.plan.job import KEYS
from assistant.plan.promise import told_day

LISTS = ("strengths", "concerns", "questions", "notes")
PERSON = {
    "pronounce": "pronounce",
    "address": "address",
    "interviewer_phone": "phone",
    "interviewer_email": "email",
}
WORDS = (*(key for key in KEYS if key not in ("contacts", "interviewers")), *PERSON)


def assign(table: Mapping[str, Any], words: Iterable[str], today: date) -> dict[str, Any]:
    """`table` with each `key=value` in it; an empty value takes the key out, `key+=value` adds to a list.

    Raises PlanError for an unknown key or a word without `=`.
    """
    changed = dict(table)
    for word in words:
        key, sign, value = word.partition("=")
        add = key.endswith("+")
        key = key.removesuffix("+").strip().replace("-", "_")
        if not sign:
            raise PlanError(f'{quoted(word)} tells nothing: write key=value, as company="Harbor Lights"')
        if key == "contacts":
            raise PlanError("contacts are logged, not edited: `callprompter log --help`")
        if key not in WORDS:
            raise PlanError(f"unknown key {quoted(key)}{meant(key, WORDS)}")
        if add and key not in (*LISTS, "offers"):
            raise PlanError(f"{key} is one value, not a list: write {key}=...")
        _assign(changed, key, value.strip(), add, today)
    return {key: value for key, value in changed.items() if value not in ("", [], None)}


def _assign(table: dict[str, Any], key: str, value: str, add: bool, today: date) -> None:
    if key in PERSON:
        _person(table, PERSON[key], value)
    elif key == "interviewer":
        _rename(table, value)
    elif key in LISTS:
        table[key] = [*(table.get(key, []) if add else []), *_parts(value)]
    elif key == "offers":
        table[key] = [*(table.get(key, []) if add else []), *(_offer(part, today) for part in _parts(value))]
    elif key == "contact_between":
        table[key] = [clock.strip() for clock in re.split(r"\s*(?:-|–|to|and|,)\s*", value)] if value else []
    elif key == "interview_date" and value:
        table[key] = told_day(value, today, key).isoformat()
    else:
        table[key] = value


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()]


def _offer(text: str, today: date) -> dict[str, str]:
    """`Beta until 2026-11-30` or only `Beta`."""
    company, sign, deadline = text.rpartition(" until ")
    if not sign:
        return {"company": text}
    return {"company": company.strip(), "deadline": told_day(deadline, today, "deadline").isoformat()}


def _rename(table: dict[str, Any], name: str) -> None:
    """Another name for the person to call; what is known of a person of that name stays with it."""
    old = table.get("interviewer", "")
    people = [dict(person) for person in table.get("interviewers", [])]
    if name and not any(person.get("name") == name for person in people):
        for person in people:
            if old and person.get("name") == old:
                person["name"] = name
    table["interviewer"], table["interviewers"] = name, people


def _person(table: dict[str, Any], key: str, value: str) -> None:
    people = [dict(person) for person in table.get("interviewers", [])]
    name = table.get("interviewer") or (people[0].get("name", "") if people else "")
    if not name:
        raise PlanError(f'{key} of whom? tell their name first, as interviewer="Dana Okafor"')
    person = next((person for person in people if person.get("name") == name), None)
    if person is None:
        person = {"name": name}
        people.insert(0, person)
    person[key] = value
    table["interviewer"] = name
    table["interviewers"] = [{key: text for key, text in each.items() if text} for each in people]
