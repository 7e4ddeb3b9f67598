"""The journal: a session as JSON lines, one for each event and signal, written as they happen.

The first line is the Header: all that is needed to follow the call again. The journal is the session: everything else
in its folder is derived from it. A program that is killed loses at most the line it was writing. Where the disk is
full, whole lines are left, and a patient journal keeps what it could not write until it can.
"""

import contextlib
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.errors import JournalError
from assistant.events import Command, End, Event, Partial, Signal, Utterance, from_json, to_json
from assistant.profile import Profile

NAME = "journal.jsonl"
VERSION = 1
SYNC_SECONDS = 1.0
PRIVATE_FILE = 0o600
BINARY = getattr(os, "O_BINARY", 0)  # Windows else makes two signs of a line's end


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
    """A journal being written, for its owner alone."""

    def __init__(self, folder: Path, header: Header, patient: bool = False) -> None:
        """Begin one in `folder`. Raises JournalError where one is there already, or cannot be written.

        A `patient` one is for a call that goes on whatever the disk does: lines that cannot be written wait, `trouble`
        says so, and `close` raises what is left of it. It also has the disk itself take what was written every
        SYNC_SECONDS, which else may be half a minute late when the power goes.
        """
        self.path = folder / NAME
        self.trouble = ""
        self._patient = patient
        self._waiting: list[bytes] = []
        self._whole = 0  # bytes of the file that are whole lines
        try:
            self._file = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | BINARY, PRIVATE_FILE)
        except OSError as error:
            raise JournalError(f"{self.path}: cannot be written ({error.strerror}): choose another folder") from error
        self._closed = threading.Event()
        self._syncing: threading.Thread | None = None
        self._waiting.append(_line({"event": "session", **asdict(header)}))
        if not self._flush():
            os.close(self._file)
            self.path.unlink(missing_ok=True)
            raise JournalError(self.trouble)
        if patient:
            self._syncing = threading.Thread(target=self._sync, daemon=True)
            self._syncing.start()

    def write(self, items: Iterable[Event | Signal]) -> None:
        """Add `items`, and hand them to the system. Raises JournalError where the disk refuses them, unless patient."""
        self._waiting += [_line(to_json(_needed(item))) for item in items]
        if not self._flush() and not self._patient:
            raise JournalError(self.trouble)

    def _flush(self) -> bool:
        """Write what waits, all of it or nothing: half a line would spoil the lines after it."""
        data = b"".join(self._waiting)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            self.trouble = f"{self.path}: cannot be written ({error.strerror}): free some space"
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._whole)
                os.lseek(self._file, self._whole, os.SEEK_SET)
            return False
        self._whole += len(data)
        self._waiting.clear()
        self.trouble = ""
        return True

    def _sync(self) -> None:
        while not self._closed.wait(SYNC_SECONDS):
            with contextlib.suppress(OSError):  # the next write tells what is wrong with the disk
                os.fsync(self._file)

    def close(self) -> None:
        """Nothing more will be written; again does nothing. Raises JournalError where lines are left unwritten."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._syncing is not None:
            self._syncing.join()
        kept = self._flush()
        os.close(self._file)
        if not kept:
            raise JournalError(f"{self.trouble}; the last {len(self._waiting)} lines of the session are lost")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _needed(item: Event | Signal) -> Event | Signal:
    """A partial's words are needed to follow it only where their times tell who says them.

    All of them, in each partial of a turn, would be five sixths of the journal.
    """
    return replace(item, words=()) if isinstance(item, Partial) and item.speaker is not None else item


def _line(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace")


def lines_of(header: Header, items: Iterable[Event | Signal]) -> bytes:
    """A journal's text."""
    return b"".join([_line({"event": "session", **asdict(header)}), *(_line(to_json(item)) for item in items)])


def read(folder: Path) -> Recorded:
    """Read the journal in `folder`. A last line that was cut off is left out, and complained of.

    Raises JournalError where there is none, or where another line is damaged.
    """
    header, items, cut_off = _read(folder / NAME)
    events = tuple(item for item in items if isinstance(item, Partial | Utterance | Command | End))
    signals = tuple(item for item in items if not isinstance(item, Partial | Utterance | Command | End))
    complaint = f"{folder / NAME}: the last line was cut off and is left out" if cut_off else ""
    return Recorded(header, events, signals, complaint)


def read_all(folder: Path) -> tuple[Header, tuple[Event | Signal, ...]]:
    """The journal in `folder`, events and signals in their order. Raises JournalError as `read` does."""
    return _read(folder / NAME)[:2]


def _read(path: Path) -> tuple[Header, tuple[Event | Signal, ...], bool]:
    try:
        whole, _, cut_off = path.read_bytes().rpartition(b"\n")  # the cut may be within a letter
        lines = whole.decode("utf-8").split("\n") if whole else []
    except OSError as error:
        raise JournalError(f"{path}: cannot be read ({error.strerror}): name a session's folder") from error
    except UnicodeDecodeError as error:
        raise JournalError(f"{path}: is no journal: it holds bytes that are no text") from error
    if not lines:
        raise JournalError(f"{path}: is empty: the session was ended before it began")
    header = _header(path, _parsed(path, 1, lines[0]))
    items = tuple(_item(path, number, line) for number, line in enumerate(lines[1:], start=2))
    return header, items, bool(cut_off)


def _parsed(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
        if isinstance(data, dict) and "event" in data:
            return data
    except (ValueError, RecursionError):
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
        day = facts.pop("interview_date", None)
        lists: dict[str, Any] = {
            key: tuple(_texts(facts.pop(key, ()))) for key in ("strengths", "concerns", "questions")
        }
        profile = Profile(
            **lists | {key: _text(value) for key, value in facts.items()},
            interview_date=date.fromisoformat(day) if day else None,
        )
        outline, manner, recognizer, source = (
            _text(data[key]) for key in ("outline", "manner", "recognizer", "source")
        )
        return Header(outline, manner, profile, date.fromisoformat(data["day"]), recognizer, source)
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(
            f"{path}:1: does not begin a session ({error}): it was not written by this program"
        ) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no text")
    return value


def _texts(values: object) -> list[str]:
    if not isinstance(values, list | tuple):
        raise ValueError(f"{values!r:.40} is no list")
    return [_text(value) for value in values]
