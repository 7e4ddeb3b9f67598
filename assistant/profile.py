"""The caller's own facts: who calls, whom, about which position. Dates are ISO 8601."""

from dataclasses import dataclass, fields
from datetime import date


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
