"""Writing a Review to a folder: each kind of report one file, whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from assistant.errors import StoreError
from assistant.files import write_whole
from assistant.report.changes import Change
from assistant.report.html import Sound, identity, page
from assistant.report.markdown import markdown
from assistant.report.promises import promises
from assistant.report.sound import MP4, type_of
from assistant.review.review import Review


class Kind(StrEnum):
    """The kinds of report."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    ICS = "ics"


class Hear(StrEnum):
    """Where the sound is: inside the page, in a file beside it, or nowhere."""

    INSIDE = "inside"
    BESIDE = "beside"
    NOWHERE = "nowhere"


def write_report(
    review: Review,
    folder: Path,
    kinds: tuple[Kind, ...] = tuple(Kind),
    sound: bytes = b"",
    hear: Hear = Hear.INSIDE,
    stem: str = "report",
    changed: Sequence[Change] | None = None,
) -> Mapping[Kind, Path]:
    """Write `review` as `stem` with each kind's ending into `folder`; return the files that were written.

    `sound` is the call's, as `assistant.report.sound` makes it; `changed` is what following a session otherwise made
    different. No .ics is written where nothing was promised.
    Raises StoreError where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made ({error.strerror}): name another folder") from error
    calendar = promises(review, identity(review))
    heard = _sound(folder, sound, hear)
    written = {}
    for kind in kinds:
        if kind is Kind.HTML:
            data = page(review, heard, calendar, changed).encode()
        elif kind is Kind.MARKDOWN:
            data = markdown(review, changed).encode()
        elif kind is Kind.JSON:
            data = (json.dumps(review.to_json(), ensure_ascii=False, indent=1) + "\n").encode()
        else:
            data = calendar
        if data:
            written[kind] = folder / f"{stem}.{kind}"
            write_whole(written[kind], data)
    return written


def _sound(folder: Path, sound: bytes, hear: Hear) -> Sound | None:
    if not sound or hear is Hear.NOWHERE:
        return None
    kind = type_of(sound)
    if hear is Hear.INSIDE:
        return Sound(kind, data=sound)
    name = "call.m4a" if kind == MP4 else "call.webm"
    write_whole(folder / name, sound)
    return Sound(kind, name=name)
