"""A Review as Markdown, for notes programs and for reading as it is."""

import re
from collections.abc import Sequence

from assistant.events import StepStatus
from assistant.report.changes import Change
from assistant.report.sections import action, once, outcome_title
from assistant.report.transcript import lines
from assistant.report.wording import KINDS, WARNINGS, WHO, band, clock, fact_value, length, long_day, metric_value, of
from assistant.review.review import Review

SIGNS = {StepStatus.DONE: "x", StepStatus.MISSED: " ", StepStatus.SKIPPED: " ", StepStatus.CURRENT: " "}

NOTES = "## Notes"  # no line of a transcript can begin so: its signs are escaped


def markdown(review: Review, changed: Sequence[Change] | None = None) -> str:
    """The report as text; words that were heard are escaped, so that they stay what they are.

    `changed` is what following a session otherwise than before made different.
    """
    parts = [
        f"# {plain(review.call.title)}",
        _head(review),
        *_listed("## Followed again: what changed", _changes(changed)),
        "## What came of it",
        _outcome(review),
        *_listed("## To practise", _practice(review)),
        *_listed(f"## Steps: {review.done} of {of(review.asked, 'step')}", _steps(review)),
        *_listed("## What they told you", _facts(review)),
        *_listed("## Warnings", _warnings(review)),
        *_numbers(review),
        "## Transcript",
        _transcript(review),
        f"Heard by {plain(review.call.recognizer)}, which can be wrong.",
    ]
    return with_notes("\n\n".join(part for part in parts if part), review.call.notes)


def with_notes(text: str, notes: str) -> str:
    """A report that may have been written before, with these notes at its end."""
    report = text.partition(f"\n\n{NOTES}\n\n")[0].rstrip("\n")
    return f"{report}\n\n{NOTES}\n\n{notes.rstrip()}\n" if notes.strip() else f"{report}\n"


def plain(text: str) -> str:
    """`text` with the signs escaped that Markdown would read."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _when(review: Review, t: float | None) -> str:
    return f" ({clock(t)})" if t is not None and review.call.timed else ""


def _head(review: Review) -> str:
    lasted = f", {length(review.seconds)}" if review.call.timed and review.seconds else ""
    return f"{long_day(review.call.date)}{lasted}"


def _outcome(review: Review) -> str:
    because = f": “{plain(review.outcome_because)}”" if review.outcome_because else ""
    when = _when(review, review.outcome_t)
    return f"**{plain(outcome_title(review))}**{because}{when}\n\nNext: {plain(action(review).text)}"


def _changes(changed: Sequence[Change] | None) -> list[str]:
    if changed is None:
        return []
    told = [f"- {plain(each.what)}: {plain(each.before)} → {plain(each.after)}" for each in changed]
    return told or ["Nothing."]


def _listed(title: str, items: list[str]) -> list[str]:
    return [title, "\n".join(items)] if items else []


def _practice(review: Review) -> list[str]:
    return [
        f"{place}. **{plain(each.title)}.** {plain(each.why)}{_when(review, each.t)} {plain(each.how)}"
        for place, each in enumerate(review.practice, start=1)
    ]


def _steps(review: Review) -> list[str]:
    rows = [row for row in review.steps if row.status is not StepStatus.AHEAD]
    items = []
    for row in rows:
        done = row.status is StepStatus.DONE
        because = f" “{plain(row.because)}”{_when(review, row.t)}" if done and row.because else ""
        items.append(f"- [{SIGNS[row.status]}] {plain(row.part.title)}{because}{'' if done else f' ({row.status})'}")
    return items


def _facts(review: Review) -> list[str]:
    return [
        f"- {KINDS.get(fact.kind, fact.kind)}: **{plain(fact_value(fact.kind, fact.value))}**, “{plain(fact.text)}”"
        f"{_when(review, fact.t)}"
        for fact in once(review)
    ]


def _warnings(review: Review) -> list[str]:
    return [
        f"- {WARNINGS.get(warning.kind, warning.kind)}: “{plain(warning.because)}”{_when(review, warning.t)}"
        for warning in review.warnings
    ]


def _numbers(review: Review) -> list[str]:
    if not review.metrics:
        return []
    rows = ["| | | band | whose |", "|---|---:|---|---|"]
    for metric in review.metrics:
        definition, reference = metric.definition, metric.definition.reference
        value = f"{metric_value(metric)} {definition.unit}"
        limits, source = (band(reference), plain(reference.source)) if reference else ("", "")
        rows.append(f"| {definition.title} | {value} | {limits} | {source} |")
    return ["## How it sounded", "\n".join(rows)]


def _transcript(review: Review) -> str:
    return "\n\n".join(
        f"**{WHO[line.speaker]}**{_when(review, line.start)}: "
        + plain(" ".join(review.words[index].text for index in line.words))
        for line in lines(review)
    )
