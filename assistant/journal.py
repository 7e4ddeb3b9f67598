"""The journal: a session as JSON lines, one for each event and signal, written as they happen.

The first line is the Header: all that is needed to follow the call again. The journal is the session: everything else
in its folder is derived from it. A program that is killed loses at most the line it was writing.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.errors import JournalError
from assistant.events import Command, End, Event, Partial, Signal, Utterance, from_json, to_json
from assistant.profile import Profile

NAME = "journal.jsonl"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What the call was followed with: the texts of outline and manner rules, profile and date; and what was heard."""

    outline: str
    manner: str
    profile: Profile
    day: date
    recognizer: str
    source: str = ""
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Recorded:
    """A journal that was read: `complaint` says what is wrong with it, if anything."""

    header: Header
    events: tuple[Event, ...]
    signals: tuple[Signal, ...]
    complaint: str = ""


class Journal:
    """A journal being written."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Begin one in `folder`. Raises JournalError where one is there already, or cannot be written."""
        self.path = folder / NAME
        try:
            self._file = self.path.open("x", encoding="utf-8")
        except OSError as error:
            raise JournalError(f"{self.path}: cannot be written ({error.strerror}): choose another folder") from error
        self._write({"event": "session", **asdict(header)})

    def write(self, items: Iterable[Event | Signal]) -> None:
        """Add `items`, and hand them to the system. Raises JournalError where the disk refuses them."""
        for item in items:
            self._write(to_json(item))

    def _write(self, data: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
            self._file.flush()
        except OSError as error:
            raise JournalError(f"{self.path}: cannot be written ({error.strerror}): free some space") from error

    def close(self) -> None:
        """Nothing more will be written."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(folder: Path) -> Recorded:
    """Read the journal in `folder`. A last line that was cut off is left out, and complained of.

    Raises JournalError where there is none, or where another line is damaged.
    """
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise JournalError(f"{path}: cannot be read ({error.strerror}): name a session's folder") from error
    except UnicodeDecodeError as error:
        raise JournalError(f"{path}: is no journal: it holds bytes that are no text") from error
    lines = text.split("\n")
    cut_off = lines.pop()
    if not lines:
        raise JournalError(f"{path}: is empty: the session was ended before it began")
    header = _header(path, _parsed(path, 1, lines[0]))
    items = [_item(path, number, line) for number, line in enumerate(lines[1:], start=2)]
    events = tuple(item for item in items if isinstance(item, Partial | Utterance | Command | End))
    signals = tuple(item for item in items if not isinstance(item, Partial | Utterance | Command | End))
    complaint = f"{path}: the last line was cut off and is left out" if cut_off else ""
    return Recorded(header, events, signals, complaint)


def _parsed(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
        if isinstance(data, dict) and "event" in data:
            return data
    except ValueError:
        pass
    raise JournalError(f"{path}:{number}: is no event: the journal is damaged; mend or delete that line")


def _item(path: Path, number: int, line: str) -> Event | Signal:
    try:
        return from_json(_parsed(path, number, line))
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(f"{path}:{number}: is no event that this version knows ({error})") from error


def _header(path: Path, data: dict[str, Any]) -> Header:
    try:
        facts = dict(data["profile"])
        day = facts.get("interview_date")
        facts["interview_date"] = date.fromisoformat(day) if day else None
        for key in ("strengths", "concerns", "questions"):
            facts[key] = tuple(facts.get(key, ()))
        return Header(
            data["outline"],
            data["manner"],
            Profile(**facts),
            date.fromisoformat(data["day"]),
            data["recognizer"],
            data["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(
            f"{path}:1: does not begin a session ({error}): it was not written by this program"
        ) from error
