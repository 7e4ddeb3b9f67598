"""A Review as one HTML page that needs nothing else: opened from a disk, without a network, years from now.

What matters is at the top; what can be looked at comes before what must be read. The page is whole without its script,
which only adds playing, following, filtering and notes. Its Content-Security-Policy forbids every request.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from assistant.report.changes import Change, changes_section
from assistant.report.figures import number_section, numbers_section
from assistant.report.sections import facts, footer, hero, notes, player, practice, steps, top, transcript_section
from assistant.report.timeline import timeline
from assistant.report.transcript import Line, lines, places
from assistant.review.review import Review

NOTES = re.compile(r'(<textarea id="notes"[^>]*>)[^<]*(</textarea>)')


@dataclass(frozen=True, slots=True)
class Sound:
    """The call's sound for a page: `data` inside it, or the file `name` beside it; `type` is its media type."""

    type: str
    data: bytes = b""
    name: str = ""


def page(
    review: Review, sound: Sound | None = None, calendar: bytes = b"", changed: Sequence[Change] | None = None
) -> str:
    """The whole page, as text; `calendar` is an .ics file of what was promised, for the page's button.

    `changed` is what following a session otherwise than before made different.
    """
    order = lines(review)
    columns = f'{steps(review)}<div class="column">{number_section(review)}{facts(review)}</div>'
    body = "".join(
        (
            top(review),
            changes_section(review, changed),
            hero(review, identity(review), calendar),
            practice(review),
            timeline(review),
            f'<div class="columns">{columns}</div>',
            transcript_section(review, order),
            numbers_section(review),
            notes(review),
            footer(review),
        )
    )
    script = _resource("report.js")
    title = escape(f"{review.call.title}: call of {review.call.date}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="Call Prompter">\n'
        f'<link rel="icon" href="data:,">\n<title>{title}</title>\n<style>{_resource("report.css")}</style>\n</head>\n'
        '<body class="show-unsure show-steps show-warnings show-facts">\n'
        f'<a class="skip" href="#transcript">To the transcript</a>\n<div class="page">{body}</div>{player(review)}'
        f'<script type="application/json" id="data">{_json(_data(review, order, sound))}</script>\n'
        f"{_inside(sound)}<script>{script}</script>\n</body>\n</html>\n"
    )


def with_notes(html: str, notes: str) -> str:
    """A page that was written before, with other notes in it."""
    return NOTES.sub(lambda match: f"{match[1]}{escape(notes)}{match[2]}", html, count=1)


def identity(review: Review) -> str:
    """A name for this call's report, the same each time it is written."""
    source = f"{review.call.source} {review.call.title} {review.call.date} {review.seconds:.2f}"
    return f"call-{review.call.date}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def _data(review: Review, order: Sequence[Line], sound: Sound | None) -> dict[str, object]:
    """What the page's script needs: times in hundredths of a second, a word each in the order of the page."""
    words = [review.words[index] for index in places(order)]
    return {
        "id": identity(review),
        "seconds": round(review.seconds, 2),
        "sound": "" if sound is None else sound.name or "inside",
        "beside": sound is not None and bool(sound.name),
        "type": "" if sound is None else sound.type,
        "start": [round(100 * word.start) for word in words],
        "end": [round(100 * word.end) for word in words],
    }


def _inside(sound: Sound | None) -> str:
    if sound is None or not sound.data:
        return ""
    return f'<script type="text/plain" id="sound">{b64encode(sound.data).decode()}</script>\n'


def _policy(script: str) -> str:
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        f"media-src 'self' blob: file:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _resource(name: str) -> str:
    return (files("assistant.report") / "page" / name).read_text("utf-8")


def _json(data: Mapping[str, object]) -> str:
    """JSON that cannot end its script element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
