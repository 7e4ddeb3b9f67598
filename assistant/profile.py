"""The caller's own facts: who calls, whom, about which position. Dates are ISO 8601.

A profile is a TOML file; `parse` reads it and reports every fault at once. `said` is how a field may be heard (for the
phrases of an outline), `written` how it stands in a line on the screen.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from assistant.errors import ProfileError
from assistant.forms import meant, quoted
from assistant.spoken import (
    DAYS,
    MONTHS,
    in_words,
    ways_of_company,
    ways_of_date,
    ways_of_digits,
    ways_of_name,
    ways_of_position,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the lines and phrases of an outline take their `{fields}` from; an empty string is "not told"."""

    name: str
    phone: str = ""
    email: str = ""
    interviewer: str = ""
    company: str = ""
    position: str = ""
    interview_date: date | None = None
    strengths: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


FIELDS = tuple(field.name for field in fields(Profile))
LISTS = ("strengths", "concerns", "questions")
JOB_KEYS = (  # a job file is a profile with these besides (plan/job.py)
    "country",
    "region",
    "timezone",
    "interview_time",
    "promised",
    "contact_by",
    "contact_between",
    "interviewers",
    "notes",
    "offers",
    "contacts",
    "policy",
)
WAYS = 12  # the most ways in which one field is said


def parse(text: str, source: str) -> Profile:
    """Read a profile's TOML. Raises ProfileError with every fault, a line each: what is wrong, where, what to do."""
    table = _table(text, source)
    faults: list[str] = []

    def fault(key: str, message: str) -> None:
        found = re.search(rf"(?m)^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        faults.append(f"{source}:{line}: {message}")

    for key in table:
        if key not in FIELDS and key not in JOB_KEYS:
            fault(key, f"unknown key {quoted(key)}{meant(key, FIELDS)}")
    values: dict[str, Any] = {}
    for key in FIELDS:
        if key in table:
            try:
                values[key] = _value(key, table[key], table)
            except ValueError as error:
                fault(key, str(error))
    if "name" not in table:
        fault("name", '"name" is missing: add a line like name = "Priya Sharma"')
    if faults:
        raise ProfileError("\n".join(sorted(faults, key=lambda each: int(each[len(source) + 1 :].split(":")[0]))))
    return Profile(**values)


def _table(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(found[1]) if found and found[1] else max(1, len(text.splitlines()))
        what = str(error)[: found.start()].strip() if found else "nested too deep"
        if "date" in what.lower():
            message = 'a date that cannot be: write it as year-month-day, as interview_date = "2026-11-10"'
        else:
            message = f'not TOML ({what}): write key = "value", one a line'
        raise ProfileError(f"{source}:{line}: {message}") from error


def _value(key: str, value: object, table: Mapping[str, object]) -> object:
    """A field's value as the Profile holds it. Raises ValueError: what is wrong, and what to write."""
    if key in LISTS:
        return _texts(key, value)
    if key == "interview_date":
        return _date(value)
    if not isinstance(value, str):
        raise ValueError(f'"{key}" must be a text in quotes, not {value!r}')
    value = " ".join(value.split())
    if key == "name" and not re.search(r"\w", value):
        raise ValueError('"name" is empty: write your name, as name = "Priya Sharma"')
    if key == "phone" and value:
        return _phone(value, str(table.get("country", "US")))
    if key == "email" and value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value):
        raise ValueError(f'"email" cannot be {quoted(value)}: write it as priya@example.com')
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'"{key}" must be a list of texts: {key} = ["one", "another"]')
    return tuple(filter(None, (" ".join(item.split()) for item in value)))


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    shown = quoted(value) if isinstance(value, str) else repr(value)
    raise ValueError(f'"interview_date" cannot be {shown}: write year-month-day, as "2026-11-10"')


def _phone(value: str, country: str) -> str:
    """The number as written; one from outside the US is made international, so that it needs no country later."""
    import phonenumbers

    region = country.upper() if country.upper() in phonenumbers.SUPPORTED_REGIONS else "US"
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError(
            f'"phone" cannot be {quoted(value)}: write it as 617-555-0142, or +44 20 7946 0123 from abroad'
        )
    if region == "US" or value.startswith("+"):
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def digits(phone: str) -> str:
    """The digits that a caller says for `phone`, as dialled within its country: "6175550142"; "" for an empty one."""
    return "".join(filter(str.isdecimal, national(phone)))


def national(phone: str) -> str:
    """`phone` in its country's grouping: "617-555-0142", "020 7946 0123". What is no number stays as it is."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return phone
    number.extension = None
    if number.country_code == 1:
        digit = str(number.national_number)
        return f"{digit[:3]}-{digit[3:6]}-{digit[6:]}" if len(digit) == 10 else digit
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def known(profile: Profile) -> tuple[str, ...]:
    """The fields that the profile tells."""
    return tuple(field for field in FIELDS if getattr(profile, field))


def written(profile: Profile, field: str) -> str:
    """A field as it stands in a line: a date "Tuesday, November 10", a list "a, b and c", questions only the first."""
    value = getattr(profile, field)
    if not value:
        return ""
    if isinstance(value, date):
        return f"{DAYS[value.weekday()]}, {MONTHS[value.month - 1]} {value.day}"
    if field == "phone":
        return national(str(value))
    if field == "questions":
        return str(value[0])
    if isinstance(value, tuple):
        return f"{', '.join(value[:-1])} and {value[-1]}" if len(value) > 1 else str(value[0])
    return str(value)


def fill(line: str, profile: Profile) -> str | None:
    """`line` with its `{fields}` written out; None where the profile does not tell one of them."""
    names = re.findall(r"\{([^{}]*)\}", line)
    if any(name not in FIELDS or not getattr(profile, name) for name in names):
        return None
    return re.sub(r"\{([^{}]*)\}", lambda found: written(profile, found[1]), line)


def slots(profile: Profile) -> dict[str, tuple[str, ...]]:
    """`said` for every field: what `phrases.expand` takes."""
    return {field: said(profile, field) for field in FIELDS}


def said(profile: Profile, field: str) -> tuple[str, ...]:
    """The ways in which a field may be said, fullest first, WAYS at most; empty where the profile lacks it."""
    value = getattr(profile, field)
    if not value:
        return ()
    if isinstance(value, date):
        return ways_of_date(value)
    if isinstance(value, tuple):
        ways: Sequence[str] = value
    elif field == "phone":
        ways = ways_of_digits(digits(value))
    elif field == "company":
        ways = ways_of_company(value)
    elif field == "position":
        ways = ways_of_position(value)
    elif field == "email":
        ways = (value.replace("@", " at ").replace(".", " dot ").replace("_", " underscore "),)
    else:
        ways = ways_of_name(value)
    return tuple(dict.fromkeys(filter(None, map(in_words, ways))))[:WAYS]
