"""Sessions on disk: a folder for each, named after when it began and what it was."""

import io
import itertools
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from assistant.errors import StoreError
from assistant.files import write_whole
from assistant.settings import HOME, PRIVATE, data_folder, private_folder

NOTES = "notes.txt"
JOURNAL = "journal.jsonl"


def sessions_folder() -> Path:
    """Where all sessions are."""
    return data_folder() / "sessions"


@contextmanager
def whole_session(label: str, began: datetime, place: Path | None = None) -> Iterator[Path]:
    """A new folder that goes again where what is done in it fails: no half of a session is left.

    `place` is the folder to use instead of a new one among all sessions; a session that was begun there is taken away.
    Raises StoreError where it cannot be made.
    """
    if place is not None and place.exists():
        files = [path.name for path in place.iterdir()] if place.is_dir() else [place.name]
        if files and JOURNAL not in files:
            raise StoreError(f"{place}: holds files that are no session's: name another folder")
        shutil.rmtree(place, ignore_errors=True)
    folder = new_folder(label, began) if place is None else private_folder(place)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def new_folder(label: str, began: datetime) -> Path:
    """Make the folder of a session that began at `began`; two that begin in the same second get different ones.

    Raises StoreError where it cannot be made.
    """
    place, name = private_folder(sessions_folder()), f"{began:%Y-%m-%d-%H%M%S}-{label}"
    for attempt in itertools.count(1):
        folder = place / (name if attempt == 1 else f"{name}-{attempt}")
        try:
            folder.mkdir(PRIVATE)
        except FileExistsError:
            continue  # another program may be as fast
        except OSError as error:
            raise StoreError(f"{folder}: cannot be made ({error.strerror}): free some space, or set {HOME}") from error
        return folder
    raise AssertionError("counting does not end")


def read_notes(folder: Path) -> str:
    """What the user wrote about a session; empty where nothing."""
    try:
        return (folder / NOTES).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def write_notes(folder: Path, text: str) -> None:
    """Keep what the user wrote about a session. Raises StoreError where it cannot be kept."""
    write_whole(folder / NOTES, text.encode())


def export_session(folder: Path, target: Path) -> None:
    """Pack a session's files as the ZIP file `target`. Raises StoreError where it is there already, or cannot be."""
    if target.exists():
        raise StoreError(f"{target}: is there already: name another file")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    write_whole(target, packed.getvalue())


def delete_session(folder: Path) -> None:
    """Take a session away for good; it is gone at once, even if the program is killed. Raises StoreError."""
    trash = folder.with_name(f".{folder.name}.deleted")
    try:
        folder.rename(trash)
        shutil.rmtree(trash)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be deleted ({error.strerror}): is it in use?") from error
