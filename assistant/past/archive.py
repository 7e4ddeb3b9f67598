"""The calls that were: found by name, listed, searched. The index follows the sessions' folders by itself.

The user's own sessions have an index that is kept. Those of a folder of reviews (`review FOLDER --out`) may be others'
calls, so they are not among the user's own; their index is made when it is wanted, and forgotten.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import JournalError, StoreError
from assistant.events import OutcomeChange, StepChange, StepStatus, Utterance, Warned
from assistant.journal import NAME, read
from assistant.store.search import CallRow, Index, Line
from assistant.store.sessions import sessions_folder

REVIEW = "review.json"  # where a session that was reviewed has its numbers
LAST = "last"


@contextmanager
def open_index(place: Path | None = None) -> Iterator[Index]:
    """The index of past calls, brought up to date; of those in the folder of reviews `place`. Raises StoreError."""
    if place is None:
        with Index() as index:
            _follow(index, {folder.name: folder for folder in session_folders()})
            yield index
        return
    found = {folder.relative_to(place).as_posix(): folder for folder in _sessions_in(place)}
    if not found:
        raise StoreError(f"{place}: holds no sessions: name what `callprompter review` was given with --out")
    with tempfile.TemporaryDirectory() as folder, Index(Path(folder) / "index.db") as index:
        _follow(index, found)
        yield index


def _follow(index: Index, there: Mapping[str, Path]) -> None:
    known = index.stamps()
    for call in known.keys() - there.keys():
        index.forget(call)
    for name, folder in there.items():
        stamp = _stamp(folder)
        if known.get(name) != stamp:
            index.put(*indexed(folder, stamp, name))


def _sessions_in(place: Path) -> list[Path]:
    """The folders of the sessions of many reviews, by name."""
    return sorted(journal.parent for journal in place.rglob(NAME) if journal.is_file())


def session_folders() -> list[Path]:
    """The folders of all sessions, the latest first."""
    place = sessions_folder()
    found = place.iterdir() if place.is_dir() else ()
    return sorted((each for each in found if not each.name.startswith(".") and (each / NAME).is_file()), reverse=True)


def find_session(name: str) -> Path:
    """A session's folder by its path, its name, a part of its name, or `last`. Raises StoreError."""
    path = Path(name)
    if (path / NAME).is_file():
        return path
    folders = session_folders()
    if name == LAST and folders:
        return folders[0]
    found = [folder for folder in folders if folder.name == name] or [each for each in folders if name in each.name]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(folder.name for folder in found[:3])
        raise StoreError(f"{name}: {len(found)} sessions are named so ({some}{', ...' * (len(found) > 3)}): say which")
    raise StoreError(f"{name}: there is no such session: `callprompter sessions list` shows them")


def indexed(folder: Path, stamp: str = "", name: str = "") -> tuple[CallRow, list[Line]]:
    """What the index keeps of a session, as `name`. A journal that cannot be read becomes a row that says so."""
    name = name or folder.name
    named = re.fullmatch(r"(\d{4}-\d\d-\d\d)-\d{6}-(.+?)(-\d+)?", name)
    kind, began = (named[2], named[1]) if named else ("review", "")
    try:
        kept = read(folder)
    except JournalError as error:
        return CallRow(name, stamp, began, kind, complaint=str(error)), []
    steps = {each.step: each.status for each in kept.signals if isinstance(each, StepChange)}
    outcomes = [each.outcome for each in kept.signals if isinstance(each, OutcomeChange)]
    done = sum(status is StepStatus.DONE for status in steps.values())
    company, source = kept.header.profile.company, Path(kept.header.source)
    names = (company, source.name if source.is_absolute() or not company else "")  # of a live call there is no file
    row = CallRow(
        name,
        stamp,
        day=kept.header.day.isoformat(),
        kind=kind,
        title=" · ".join(filter(None, names)),
        outcome=outcomes[-1] if outcomes else "unknown",
        seconds=max((event.t for event in kept.events), default=0.0),
        done=done,
        asked=done + sum(status is StepStatus.MISSED for status in steps.values()),
        warnings=sum(isinstance(each, Warned) for each in kept.signals),
        metrics=_metrics(folder),
        complaint=kept.complaint,
    )
    said = [each for each in kept.events if isinstance(each, Utterance)]
    return row, [Line(each.t, str(each.speaker or ""), each.text) for each in said]


def _metrics(folder: Path) -> dict[str, float]:
    """The numbers of a session that was reviewed."""
    try:
        found = json.loads((folder / REVIEW).read_text(encoding="utf-8"))["metrics"]
        return {str(name): float(value) for name, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _stamp(folder: Path) -> str:
    """Changes when the session's files do."""
    found = []
    for name in (NAME, REVIEW):
        try:
            state = (folder / name).stat()
            found.append(f"{state.st_mtime_ns}:{state.st_size}")
        except OSError:
            found.append("-")
    return " ".join(found)
