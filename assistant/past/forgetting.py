"""Forgetting: sessions for good, or what the other side said, or what has been kept for longer than the user wants.

Everything derived goes with what it came from: reports, the index that is searched, the progress of rehearsals, older
copies of the database. Each function returns what it removed, a line each, for the user to read.

What a call came to stays where only words are forgotten: an outcome that the other side's words decided is put in their
place as if the caller's hand had told it, so that the session still ends as it did.
"""

import shutil
import wave
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np

from assistant.audio.keeping import NAME as SOUND
from assistant.errors import JournalError
from assistant.events import (
    Command,
    CommandKind,
    Cue,
    Event,
    Note,
    OutcomeChange,
    Partial,
    Signal,
    Speaker,
    StepChange,
    Utterance,
    Warned,
)
from assistant.files import write_whole
from assistant.journal import NAME, lines_of, read_all
from assistant.past.archive import open_index
from assistant.retention import Keep
from assistant.settings import data_folder
from assistant.store.database import database_path
from assistant.store.progress import forget as forget_rehearsals
from assistant.store.sessions import NOTES, delete_session, sessions_folder

FORGOTTEN = "forgotten: "  # begins the mark that is left where words were
THEIRS, WORDS = "what they said", "what was said"
REHEARSAL = "rehearsal"  # in the name of a session whose other side was nobody
OWN = (NAME, NOTES, SOUND)  # files that are derived from nothing


def forget_sessions(folders: Sequence[Path]) -> list[str]:
    """Take `folders` away for good: words, sound, reports, their place in search and progress. Raises StoreError."""
    removed = []
    for folder in folders:
        files = sum(path.is_file() for path in folder.rglob("*"))
        delete_session(folder)
        removed.append(f"session {folder.name}: {files} files")
    return removed + _derived([str(folder) for folder in folders])


def forget_everything() -> list[str]:
    """Every session, whole or half deleted, and what came of them; not jobs and profile. Raises StoreError."""
    place = sessions_folder()
    found = sorted(place.iterdir()) if place.is_dir() else []
    removed = forget_sessions([each for each in found if each.is_dir() and not each.name.startswith(".")])
    for half in (each for each in found if each.name.startswith(".")):
        shutil.rmtree(half, ignore_errors=True)
        removed.append(f"a session half deleted: {half.name}")
    languages = data_folder() / "languages"  # what a recogniser may expect to hear: the caller's lines, with names
    if languages.is_dir():
        shutil.rmtree(languages, ignore_errors=True)
        removed.append("the languages made for your calls")
    return removed + _derived(None)


def forget_them(folders: Sequence[Path], their_sound: bool = True) -> list[str]:
    """What the other side said, out of `folders`: their words, what was noted of them, their sound, the reports.

    Where one microphone heard both, nobody can tell whose words they were: all of them go. Raises StoreError,
    JournalError.
    """
    removed = []
    for folder in folders:
        if REHEARSAL not in folder.name:
            removed += _without(folder, (Speaker.ME,), THEIRS)
            removed += _their_sound(folder / SOUND) if their_sound else []
    return removed + _derived([])


def tidy(keep: Keep, today: date) -> list[str]:
    """Remove what is older than `keep` says, of every session. Raises StoreError.

    A session whose journal cannot be read is left alone until it is to go as a whole.
    """
    removed: list[str] = []
    gone: list[Path] = []
    place = sessions_folder()
    for folder in sorted(place.iterdir()) if place.is_dir() else []:
        age = _age(folder, today)
        if age is None:
            continue
        if keep.events is not None and age > keep.events:
            gone.append(folder)
            continue
        if keep.audio is not None and age > keep.audio and (folder / SOUND).is_file():
            (folder / SOUND).unlink()
            removed += [f"{folder.name}: {SOUND}", *_reports(folder)]
        if keep.transcript is not None and age > keep.transcript:
            try:
                removed += _without(folder, (), WORDS)
            except JournalError:
                continue
    if gone:
        return removed + forget_sessions(gone)
    return removed + _derived([]) if removed else []


def _age(folder: Path, today: date) -> int | None:
    """Days since a session; None where the folder is none."""
    try:
        return (today - datetime.strptime(folder.name[:10], "%Y-%m-%d").date()).days
    except ValueError:
        return None


def _without(folder: Path, kept: Sequence[Speaker], what: str) -> list[str]:
    """Write the journal anew without the words of anybody but `kept`; the lines removed, none where there were none."""
    header, items = read_all(folder)
    spoken = [item for item in items if isinstance(item, Partial | Utterance) and item.speaker not in kept]
    if not spoken:
        return []
    left = [Command(0.0, CommandKind.MARK, f"{FORGOTTEN}{what}"), *_forgotten(items, kept)]
    write_whole(folder / NAME, lines_of(header, left))
    said = sum(isinstance(item, Utterance) for item in spoken)
    return [f"{folder.name}: {what}, {said} lines", *_reports(folder)]


def _forgotten(items: Sequence[Event | Signal], kept: Sequence[Speaker]) -> Iterator[Event | Signal]:
    """`items` without the words of anybody but `kept`, and without their traces in the signals that they caused."""
    theirs = False
    for item in items:
        if isinstance(item, Partial | Utterance):
            theirs = item.speaker not in kept
        if not isinstance(item, StepChange | OutcomeChange | Cue | Warned | Note):
            theirs = theirs and isinstance(item, Partial | Utterance)
            if not theirs:
                yield item
        elif not theirs:
            yield item
        elif isinstance(item, OutcomeChange):
            yield Command(item.t, CommandKind.OUTCOME, item.outcome)
            yield OutcomeChange(item.t, item.outcome, "", item.score)
        elif isinstance(item, StepChange):
            yield StepChange(item.t, item.step, item.status, "", item.score)
        elif isinstance(item, Cue):
            yield Cue(item.t, item.step, item.text, item.short, "")
        elif isinstance(item, Warned):
            yield Warned(item.t, item.kind, "")


def _their_sound(path: Path) -> list[str]:
    """Silence in the place of the other side's channel; where one channel has both, the file goes."""
    if not path.is_file():
        return []
    try:
        with wave.open(str(path)) as file:
            parameters, data = file.getparams(), file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        path.unlink()
        return [f"{path.parent.name}: {path.name}, which was damaged"]
    if parameters.nchannels != 2:
        path.unlink()
        return [f"{path.parent.name}: {path.name}, which had both in one channel"]
    samples = np.frombuffer(data, "<i2").reshape(-1, 2).copy()
    if not samples[:, 1].any():
        return []
    samples[:, 1] = 0
    write_whole(path, _wav(parameters, samples.tobytes()))
    return [f"{path.parent.name}: their side of {path.name}"]


def _wav(parameters: "wave._wave_params", data: bytes) -> bytes:
    import io

    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams(parameters)
        file.writeframes(data)
    return made.getvalue()


def _reports(folder: Path) -> list[str]:
    """The reports of a session, which hold words and sound; `callprompter review` makes them again."""
    found = [path for path in sorted(folder.iterdir()) if path.name not in OWN]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [f"{folder.name}: {path.name}" for path in found]


def _derived(folders: list[str] | None) -> list[str]:
    """What the database has of `folders`, or of every session: search, progress, and copies from before an update."""
    with open_index() as index:
        index.scrub()  # it follows the sessions by itself; here what is deleted is also written over
    rows = forget_rehearsals(folders)
    copies = sorted(database_path().parent.glob(f"{database_path().name}.before-*"))
    for copy in copies:
        copy.unlink()
    told = ["search: its index was written anew"]
    told += [f"progress: {rows} rehearsals"] if rows else []
    return told + [f"an older copy of the database: {copy.name}" for copy in copies]
