"""What is not the same between two followed calls, in words; and the part of a report that tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assistant.report.tags import at, said, section
from assistant.report.wording import KINDS, WARNINGS, fact_value
from assistant.review.difference import NONE, UNTOUCHED, Difference, Told, differences, lines
from assistant.review.review import Review

STATUSES = {UNTOUCHED: "not reached", NONE: "not in its outline"}
UNHEARD = {"unknown": "not heard"}  # an outcome that no outline has


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same, for people; `because` are the words that made it so, heard at `t` seconds."""

    what: str
    before: str
    after: str
    because: str = ""
    t: float | None = None


def changes(before: Told, after: Told, *, prompted: bool = False) -> Iterator[Change]:
    """What `after` has otherwise than `before`; the lines that the caller would have read only where `prompted`."""
    for each in (*differences(before, after), *(lines(before, after) if prompted else ())):
        yield Change(*_in_words(each, before, after), each.because, each.t)


def _in_words(each: Difference, was: Told, now: Told) -> tuple[str, str, str]:
    kind, _, name = each.what.partition(" ")
    before, after = each.before, each.after
    if kind == "outcome":
        return "Outcome", _outcome(before, was), _outcome(after, now)
    if kind == "step":
        return _step(name, was, now), STATUSES.get(before, before), STATUSES.get(after, after)
    if kind == "line":
        return f"Line prompted: {_step(name, was, now)}", before, after
    if kind == "warning":
        return f"Warning: {WARNINGS.get(name, name)}", before, after
    if kind == "fact":
        fact, _, value = name.partition(" ")
        return f"{KINDS.get(fact, fact)}: {fact_value(fact, value)}", before, after
    return "Number read out", before, after


def _outcome(name: str, told: Told) -> str:
    return told.outcomes.get(name) or UNHEARD.get(name, name)


def _step(name: str, was: Told, now: Told) -> str:
    return now.steps.get(name) or was.steps.get(name) or name


def changes_section(review: Review, found: Sequence[Change] | None) -> str:
    """What following the session otherwise than before made different; empty for a review that is the first."""
    if found is None:
        return ""
    rows = "".join(_row(review, each) for each in found)
    inner = (
        f'<ul class="changes">{rows}</ul>' if rows else "<p>Nothing: steps, outcome, facts and lines are the same.</p>"
    )
    return section("changes", "Followed again: what changed", inner)


def _row(review: Review, change: Change) -> str:
    because = (
        f'<p class="because small soft">{said(change.because)}</p>' if change.because and change.after != NONE else ""
    )
    button = at(review, change.t, 3) if change.after != NONE else ""
    return (
        f'<li><b>{escape(change.what)}</b><span>{_cell(change.before)} <span aria-hidden="true">→</span>'
        f'<span class="visually-hidden"> is now </span> {_cell(change.after)}</span>{button}{because}</li>'
    )


def _cell(text: str) -> str:
    return '<span class="soft">nothing</span>' if text == NONE else escape(text)
