"""How a report writes moments, days, numbers and kinds of things."""

import calendar
import datetime

from assistant.events import Speaker
from assistant.review.definitions import Reference
from assistant.review.metrics import Metric

WHO = {Speaker.ME: "You", Speaker.THEM: "Them", None: "Someone"}
KINDS = {"date": "Date", "time": "Time", "name": "Name", "email": "E-mail", "phone": "Phone", "next-step": "Next step"}
WARNINGS = {
    "blame": "may sound like blame",
    "disappointment": "shows disappointment",
    "arguing": "argues",
    "informal": "too familiar",
    "pleading": "pleads",
    "hurried-number": "number too fast",
    "phone-mismatch": "not your number",
    "talking-into-silence": "spoke into the silence",
    "rambling": "long without a question",
}


def clock(t: float) -> str:
    """A moment of the call: 1:05, or 1:02:05."""
    seconds = int(t)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def aloud(t: float) -> str:
    """The same for a screen reader: 1 minute 5 seconds."""
    minutes, seconds = divmod(int(t), 60)
    said = [f"{minutes} minute{'s' * (minutes != 1)}"] if minutes else []
    return " ".join([*said, f"{seconds} second{'s' * (seconds != 1)}"])


def length(seconds: float) -> str:
    """How long a call was: 1 min 17 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def long_day(day: datetime.date) -> str:
    """A day: Friday, 27 November 2026."""
    return f"{calendar.day_name[day.weekday()]}, {day.day} {calendar.month_name[day.month]} {day.year}"


def fact_value(kind: str, value: str) -> str:
    """A fact's value for people."""
    if kind == "date":
        return long_day(datetime.date.fromisoformat(value))
    if kind == "next-step":
        return value.replace("-", " ").capitalize()
    if kind == "phone" and len(value) == 10:
        return f"{value[:3]}-{value[3:6]}-{value[6:]}"
    return value


def number(value: float, digits: int) -> str:
    """A number with so many digits behind its point."""
    return f"{value:.{digits}f}"


def metric_value(metric: Metric) -> str:
    """A metric's value without its unit."""
    return number(metric.value, metric.definition.digits)


def band(reference: Reference) -> str:
    """A reference band in words: 120 to 175, at most 4, at least 2."""
    low, high = (None if end is None else f"{end:g}" for end in (reference.low, reference.high))
    if low and high:
        return f"{low} to {high}"
    return f"at most {high}" if high else f"at least {low}"


def of(count: int, noun: str) -> str:
    """A count with its noun: 1 step, 2 steps."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
