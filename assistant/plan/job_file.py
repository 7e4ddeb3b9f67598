"""A job's file: TOML, or the same table from JSON, read hard.

Unknown keys are refused; every fault is in one line.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any

from assistant.errors import PlanError
from assistant.forms import meant, quoted
from assistant.plan.days import country_of, day_of, region_of, zone_of
from assistant.plan.job import KEYS, Contact, ContactKind, Job, Offer, Person, check
from assistant.plan.phone import checked, international
from assistant.plan.promise import promised_day
from assistant.profile import FIELDS, Profile

LISTS = ("strengths", "concerns", "questions")
WAYS = ("phone", "email")
CONTACT = ("date", "kind", "note", "promised")
OFFER = tuple(field.name for field in fields(Offer))
PERSON = tuple(field.name for field in fields(Person))


def parse(text: str, source: str) -> Job:
    """Read a job from TOML. Raises PlanError: one line with every fault."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        hint = ": a date must be one of the calendar, as 2026-11-24" if "date" in str(error) else ""
        raise PlanError(f"{source}: not TOML ({error}){hint or '; mend that line'}") from error
    return read(table, source)


def read(table: Mapping[str, Any], source: str) -> Job:
    """A job from its table, as `to_table` or TOML gives it. Raises PlanError: one line with every fault.

    The line begins with `source` unless that is empty.
    """
    reading = _Reading()
    job = reading.job(table)
    if reading.faults:
        raise PlanError("; ".join(reading.faults) if not source else f"{source}: {'; '.join(reading.faults)}")
    return job


class _Reading:
    """One job being read; what is wrong is noted in `faults` and reading goes on."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def job(self, table: Mapping[str, Any]) -> Job:
        self.known(table, KEYS, "")
        country = self.get(table, "country", lambda value, what: country_of(_text(value, what)), "")
        region = self.get(table, "region", lambda value, what: _region(country, value, what, table), "")
        profile = self.profile(table, country)
        job = Job(
            profile=profile,
            country=country,
            region=region,
            timezone=self.get(table, "timezone", lambda value, what: zone_of(_text(value, what)).key, ""),
            interview_time=self.get(table, "interview_time", clock_of, _time_in(table.get("interview_date"))),
            contact_by=self.get(table, "contact_by", _way, ""),
            contact_between=self.get(table, "contact_between", _between, None),
            interviewers=self.tables(table, "interviewers", self.person),
            notes=self.get(table, "notes", _texts, ()),
            offers=self.tables(table, "offers", self.offer),
            contacts=self.tables(table, "contacts", self.contact),
            policy=self.get(table, "policy", _text, ""),
        )
        job = replace(job, promised=self.get(table, "promised", lambda value, what: _promised(value, what, job), None))
        if job.interviewers and not profile.interviewer:
            job = replace(job, profile=replace(profile, interviewer=job.interviewers[0].name))
        job = replace(job, contacts=tuple(sorted(job.contacts, key=lambda contact: contact.day)))
        if not self.faults:
            self.attempt(lambda: check(job))
        return job

    def profile(self, table: Mapping[str, Any], country: str) -> Profile:
        values: dict[str, Any] = {"name": ""}
        for key in FIELDS:
            if key in LISTS:
                values[key] = self.get(table, key, _texts, ())
            elif key == "interview_date":
                values[key] = self.get(table, key, _interview_day, None)
            elif key == "phone":
                values[key] = self.get(table, key, lambda value, what: _own_number(value, what, country), "")
            elif key == "email":
                values[key] = self.get(table, key, _address, "")
            else:
                values[key] = self.get(table, key, _text, "")
        return Profile(**values)

    def contact(self, table: Mapping[str, Any], what: str) -> Contact | None:
        self.known(table, CONTACT, what)
        self.require(table, ("date", "kind"), what)
        day = self.get(table, "date", day_of, None, what)
        kind = self.get(table, "kind", _kind, None, what)
        note = self.get(table, "note", _text, "", what)
        promised = self.get(table, "promised", day_of, None, what)
        return Contact(day, kind, note, promised) if day and kind else None

    def offer(self, table: Mapping[str, Any], what: str) -> Offer | None:
        self.known(table, OFFER, what)
        self.require(table, ("company",), what)
        company = self.get(table, "company", _text, "", what)
        deadline = self.get(table, "deadline", day_of, None, what)
        return Offer(company, deadline, self.get(table, "note", _text, "", what)) if company else None

    def person(self, table: Mapping[str, Any], what: str) -> Person | None:
        self.known(table, PERSON, what)
        self.require(table, ("name",), what)
        values = {name: self.get(table, name, _text, "", what) for name in PERSON}
        self.attempt(lambda: checked(values["phone"], f"phone of {what}"))
        self.attempt(lambda: _address(values["email"], f"email of {what}"))
        return Person(**values) if values["name"] else None

    def known(self, table: Mapping[str, Any], names: Iterable[str], what: str) -> None:
        for key in table:
            if key not in names:
                self.faults.append(f"unknown key {quoted(key)}{' in ' + what if what else ''}{meant(key, names)}")

    def require(self, table: Mapping[str, Any], names: tuple[str, ...], what: str) -> None:
        for name in names:
            if name not in table:
                self.faults.append(f'{what} lacks "{name}"')

    def get(
        self,
        table: Mapping[str, Any],
        key: str,
        how: Callable[[Any, str], Any],
        default: Any,
        within: str = "",
    ) -> Any:
        """The value under `key` read by `how`; `default` where there is none, or an empty or faulty one."""
        if key not in table or table[key] in ("", None):
            return default
        found = default

        def take() -> None:
            nonlocal found
            found = how(table[key], f"{key} of {within}" if within else key)

        self.attempt(take)
        return found

    def tables(self, table: Mapping[str, Any], key: str, how: Callable[[Mapping[str, Any], str], Any]) -> Any:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(f"{key} must be tables: write [[{key}]] and its keys below")
            return ()
        read = [how(row, f"{key} number {number}") for number, row in enumerate(rows, 1)]
        return tuple(row for row in read if row is not None)

    def attempt(self, what: Callable[[], object]) -> None:
        try:
            what()
        except PlanError as error:
            self.faults.append(str(error))


def clock_of(value: Any, what: str) -> time:
    """A time of day from TOML or text, to the minute. Raises PlanError."""
    if isinstance(value, str):
        for form in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p", "%I:%M%p", "%I%p"):
            try:
                return datetime.strptime(value.strip(), form).time().replace(second=0)
            except ValueError:
                continue
    if not isinstance(value, time):
        raise PlanError(f"{what} cannot be {quoted(str(value))}: write hours and minutes, as 14:30")
    return value.replace(second=0, microsecond=0, tzinfo=None)


def kind_of(text: str, what: str = "kind") -> ContactKind:
    """The contact's kind by its name. Raises PlanError."""
    names = {kind.value: kind for kind in ContactKind}
    wanted = text.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted not in names:
        raise PlanError(f"{what} cannot be {quoted(text)}{meant(wanted, names)}")
    return names[wanted]


def _interview_day(value: Any, what: str) -> date:
    return day_of(value.date() if isinstance(value, datetime) else value, what)


def _time_in(value: Any) -> time | None:
    """The time of an interview that was told as one moment, a date with its time."""
    return value.time().replace(second=0, microsecond=0) if isinstance(value, datetime) else None


def _kind(value: Any, what: str) -> ContactKind:
    return kind_of(_text(value, what), what)


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise PlanError(f'{what} must be a text in quotes, as {what.split()[0]} = "..."')
    return " ".join(value.split())


def _texts(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PlanError(f'{what} must be a list of texts, as {what} = ["...", "..."]')
    return tuple(text for item in value if (text := " ".join(item.split())))


def _own_number(value: Any, what: str, country: str) -> str:
    return international(checked(_text(value, what), what), country)


def _address(value: Any, what: str) -> str:
    text = _text(value, what)
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise PlanError(f"{what} cannot be {quoted(text)}: write it as priya@example.com")
    return text


def _way(value: Any, what: str) -> str:
    wanted = _text(value, what).casefold().replace("e-mail", "email")
    if wanted not in WAYS:
        raise PlanError(f"{what} cannot be {quoted(wanted)}{meant(wanted, WAYS)}")
    return wanted


def _between(value: Any, what: str) -> tuple[time, time]:
    if not isinstance(value, list) or len(value) != 2:
        raise PlanError(f'{what} must be two times, as ["14:00", "16:00"]')
    first, last = (clock_of(each, what) for each in value)
    if first >= last:
        raise PlanError(f"{what}: {first:%H:%M} is not before {last:%H:%M}; write the earlier time first")
    return first, last


def _region(country: str, value: Any, what: str, table: Mapping[str, Any]) -> str:
    if not table.get("country"):
        raise PlanError(f"{what} {quoted(str(value))} needs a country: write country too, as US")
    return region_of(country, _text(value, what)) if country else ""


def _promised(value: Any, what: str, job: Job) -> date | None:
    if isinstance(value, str) and job.profile.interview_date:
        return promised_day(value, job.profile.interview_date, job.days())
    return day_of(value, what)
