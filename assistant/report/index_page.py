"""The index over many reviews: a page with a table to sort and plots over all of them, and the same as CSV.

The page needs nothing else; its links lead to the reports beside it.
"""

import csv
import hashlib
import io
import math
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Protocol
from urllib.parse import quote

from assistant.report.wording import WARNINGS, clock
from assistant.review.definitions import DEFINITIONS, Reference

SHOWN = {  # in the table, each under a heading of a line
    "words_per_minute": "Pace",
    "talk_share": "You spoke",
    "fillers": "Fillers",
    "into_silence": "Into silence",
    "number_pace": "Number",
}
CSV = "reviews.csv"  # beside the page
PLOTTED = ("words_per_minute", "talk_share", "fillers")
WIDE, HIGH, LEFT, TOP, DAYS = 320, 120, 34, 8, 14  # of a plot, in its own units


class Reviewed(Protocol):
    """What the index tells of one recording: `page` is its report, `error` why there is none."""

    @property
    def name(self) -> str: ...
    @property
    def error(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def day(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def outcome_title(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def done(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def warnings(self) -> Sequence[str]: ...
    @property
    def metrics(self) -> Mapping[str, float]: ...


def table(rows: Sequence[Reviewed]) -> str:
    """The rows as CSV, a column for each number."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    head = ("recording", "date", "outcome", "seconds", "steps_done", "steps_asked", "warnings", "error", "report")
    writer.writerow((*head, *DEFINITIONS))
    for row in rows:
        told = (
            (row.day, row.outcome, row.seconds, row.done, row.asked, " ".join(row.warnings))
            if not row.error
            else [""] * 6
        )
        numbers = (row.metrics.get(name, "") for name in DEFINITIONS)
        writer.writerow((_cell(row.name), *told, _cell(row.error), _cell(row.page), *numbers))
    return file.getvalue()


def _cell(text: str) -> str:
    """`text`, so that no spreadsheet takes a file's name for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def index_page(rows: Sequence[Reviewed], title: str) -> str:
    """The page over all `rows`."""
    script, style = (_resource(f"index.{kind}") for kind in ("js", "css"))
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none'"
    fine = [row for row in rows if not row.error]
    broken = [row for row in rows if row.error]
    count = f"{len(fine)} call{'s' * (len(fine) != 1)}"
    if broken:
        count += f', <a href="#unread">{len(broken)} that could not be read</a>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{escape(title)}</h1>\n<p class="soft">{count} · <a href="{CSV}">all numbers as CSV</a></p>\n'
        f'<div class="plots">{"".join(_plots(fine))}</div>\n{_table(fine)}{_unread(broken)}</main>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _resource(name: str) -> str:
    return (files("assistant.report") / "page" / name).read_text("utf-8")


def _table(rows: Sequence[Reviewed]) -> str:
    if not rows:
        return ""
    head = "".join(_head(name) for name in ("Date", "Outcome", "Length", "Steps", "Warnings"))
    head += "".join(_head(short, DEFINITIONS[name].unit, DEFINITIONS[name].title) for name, short in SHOWN.items())
    head = _head("Recording").replace("<th ", '<th aria-sort="ascending" ') + head  # as the rows come
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>\n" for row in rows)
    return (
        '<div class="table" role="region" aria-label="All recordings" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def _head(name: str, unit: str = "", title: str = "") -> str:
    """A heading that sorts; `title` is what its number is called elsewhere."""
    small = f"<small>{escape(unit)}</small>" if unit else ""
    told = f' title="{escape(title)}"' if title else ""
    return f'<th scope="col"{told}><button type="button">{escape(name)}{small}</button></th>'


def _unread(rows: Sequence[Reviewed]) -> str:
    """The recordings that have no report, and why."""
    if not rows:
        return ""
    items = "".join(f"<li>{escape(row.error)}</li>" for row in rows)
    return f'<section id="unread"><h2>Could not be read</h2><ul class="wrong">{items}</ul></section>\n'


def _cells(row: Reviewed) -> Iterator[str]:
    name = escape(row.name)
    yield f'<th scope="row"><a href="{escape(quote(row.page))}">{name}</a></th><td class="d">{row.day}</td>'
    yield f"<td>{escape(row.outcome_title or row.outcome)}</td>"
    yield f'<td class="n" data-v="{row.seconds}">{clock(row.seconds)}</td>'
    yield f'<td class="n" data-v="{row.done / row.asked if row.asked else 0:.3f}">{row.done} of {row.asked}</td>'
    yield f'<td class="n" data-v="{len(row.warnings)}">{len(row.warnings)}</td>'
    for metric in SHOWN:
        value = row.metrics.get(metric)
        shown = "" if value is None else f"{value:.{DEFINITIONS[metric].digits}f}"
        yield f'<td class="n" data-v="{"" if value is None else value}">{shown}</td>'


def _plots(rows: Sequence[Reviewed]) -> Iterator[str]:
    if not rows:
        return
    yield _bars("Outcomes", Counter(row.outcome_title or row.outcome for row in rows))
    by_day = sorted(rows, key=lambda row: (row.day, row.name))
    covered = [(row, 100 * row.done / row.asked) for row in by_day if row.asked]
    yield _dots("Steps covered, % of those asked for", covered, None)
    warned = Counter(WARNINGS.get(kind, kind) for row in rows for kind in set(row.warnings))
    if warned:
        yield _bars("Calls with a warning", warned)
    for name in PLOTTED:
        definition = DEFINITIONS[name]
        values = [(row, row.metrics[name]) for row in by_day if name in row.metrics]
        yield _dots(f"{definition.title}, {definition.unit}", values, definition.reference)


def _figure(caption: str, drawing: str, high: float, told: str) -> str:
    return (
        f'<figure><figcaption>{escape(caption)}</figcaption><svg viewBox="0 0 {WIDE} {high:g}" role="img" '
        f'aria-label="{escape(caption)}: {escape(told)}">{drawing}</svg></figure>'
    )


def _bars(caption: str, counts: Mapping[str, int]) -> str:
    most = max(counts.values())
    parts, row = [], 34
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    for place, (name, count) in enumerate(ordered):
        y = TOP + row * place
        parts.append(f'<text x="0" y="{y + 9}">{escape(name)}: {count}</text>')
        parts.append(f'<rect class="bar" x="0" y="{y + 13}" width="{WIDE * count / most:.1f}" height="9" rx="2"/>')
    return _figure(caption, "".join(parts), TOP + row * len(ordered), ", ".join(f"{n} {c}" for n, c in ordered))


def _round(value: float) -> float:
    """The next round number from `value` on: the end of an axis, of which the middle is round too."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if value <= step * power * 1.000001)


def _dots(caption: str, dots: Sequence[tuple[Reviewed, float]], band: Reference | None) -> str:
    """A dot for each call, the earliest first, over the band that is usual."""
    if not dots:
        return ""
    values = [value for _, value in dots]
    limits = [each for each in (band.low, band.high) if each is not None] if band else []
    low, high = -_round(-min(values)) if min(values) < 0 else 0.0, _round(max(*values, *limits, 1e-9))
    wide = WIDE - LEFT - 6

    def y(value: float) -> float:
        return TOP + HIGH * (1 - (value - low) / (high - low))

    parts = []
    if band:
        above, below = y(high if band.high is None else band.high), y(low if band.low is None else band.low)
        parts.append(f'<rect class="band" x="{LEFT}" y="{above:.1f}" width="{wide}" height="{below - above:.1f}"/>')
    for value in (low, (low + high) / 2, high):
        parts.append(f'<line class="axis" x1="{LEFT}" x2="{LEFT + wide}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>')
        parts.append(f'<text x="{LEFT - 4}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    for place, (row, value) in enumerate(dots):
        x = LEFT + wide * (place + 0.5) / len(values)
        told = f"{escape(row.name)}, {row.day}: {value:.3g}"
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y(value):.1f}" r="3.5"><title>{told}</title></circle>')
    first, last = dots[0][0].day, dots[-1][0].day
    parts.append(f'<text x="{LEFT}" y="{HIGH + TOP + DAYS}">{first}</text>')
    if last != first:
        parts.append(f'<text x="{LEFT + wide}" y="{HIGH + TOP + DAYS}" text-anchor="end">{last}</text>')
    middle = sorted(values)[len(values) // 2]
    told = f"from {min(values):.3g} to {max(values):.3g}, the middle one {middle:.3g}"
    return _figure(caption, "".join(parts), HIGH + 2 * TOP + DAYS, told)
