"""Many recordings: each is reviewed by a worker, in any order; what is done is not done again.

A recording's reports lie in a folder of its name, its session with them, and ROW, written last: where it is there and
nothing it was made from has changed, the recording is done. The workers are processes of this machine (see `workers`)
or a cluster's (see `cluster`).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from assistant import __version__
from assistant.displays import Blank
from assistant.errors import CallPrompterError, StoreError
from assistant.events import StepStatus
from assistant.files import write_whole
from assistant.past.recordings import OUTLINE, Asked
from assistant.past.reviewing import review_source
from assistant.prompts import load_outline, outline_path, own_profile, read_text
from assistant.report.files import STEM
from assistant.report.index_page import CSV, index_page, table
from assistant.report.sections import outcome_title
from assistant.report.write import Hear, Kind, write_report

ROW = "row.json"
SOUNDS = (
    ".wav", ".w64", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mp4", ".mov", ".mkv", ".aif",
    ".aiff", ".caf", ".amr", ".avi", ".mpg", ".mpeg",
)  # fmt: skip
TRANSCRIPTS = (".vtt", ".srt")  # a .json or .txt in a folder may be anything
TRANSCRIBED = 0.0  # seconds of work of a transcript
# Bytes that a second of sound takes, roughly: not compressed (16 kHz, stereo), of a film, and of everything else. The
# longest recording is begun first, and the time left is told by it.
PLAIN, FILMED, DENSE = 64_000, 120_000, 8_000
PLAIN_SOUNDS = (".wav", ".w64", ".aif", ".aiff", ".caf", ".flac")
FILMS = (".mp4", ".mov", ".mkv", ".avi", ".mpg", ".mpeg")


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to review: `key` changes when anything does that its review is made from.

    `weight` is how many seconds it may last, about.
    """

    name: str
    asked: Asked
    hear: Hear
    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class Row:
    """One recording's line in the index: `page` is its report, seen from there; `error` why there is none.

    `complaint` is what is wrong with a recording that was reviewed all the same.
    """

    name: str
    key: str
    error: str = ""
    complaint: str = ""
    page: str = ""
    day: str = ""
    outcome: str = ""
    outcome_title: str = ""
    seconds: float = 0.0
    done: int = 0
    asked: int = 0
    warnings: tuple[str, ...] = ()
    metrics: dict[str, float] = field(default_factory=dict)


def tasks(asked: Asked, out: Path, hear: Hear) -> list[Task]:
    """A task for each recording and transcript in the folder `asked.path`, and in those in it, the longest first.

    So none is still being heard when all the other workers have nothing left to do. Raises StoreError.
    """
    folder, out = asked.path.resolve(), out.resolve()
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (*SOUNDS, *TRANSCRIPTS)
        and path.is_file()
        and not path.is_relative_to(out)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not found:
        raise StoreError(f"{asked.path}: holds no recording and no transcript: name the folder that has them")
    same = _settings(asked, hear)
    named = [_task(path, path.relative_to(folder), asked, out, hear, same) for path in found]
    return sorted(named, key=lambda task: -task.weight)


def _task(path: Path, name: Path, asked: Asked, out: Path, hear: Hear, same: str) -> Task:
    state = path.stat()
    key = hashlib.sha256(f"{same} {state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:16]
    one = replace(asked, path=path, place=out / name, apart=False, heard=hear is not Hear.NOWHERE)
    return Task(name.as_posix(), one, hear, key, _weight(path, state.st_size))


def _weight(path: Path, size: int) -> float:
    kind = path.suffix.lower()
    if kind in TRANSCRIPTS:
        return TRANSCRIBED
    return size / (PLAIN if kind in PLAIN_SOUNDS else FILMED if kind in FILMS else DENSE)


def _settings(asked: Asked, hear: Hear) -> str:
    """Everything but the recording that a review depends on, as text."""
    profile = asked.profile or own_profile()
    facts = profile.read_bytes() if profile.is_file() else b""
    name = asked.outline or OUTLINE
    load_outline(name)  # a fault in it is told once, before anything is heard
    outline = read_text(outline_path(name))
    rest = (asked.me, asked.name, asked.day, asked.recognizer, str(asked.model), hear, __version__)
    return hashlib.sha256(repr((facts, outline, rest)).encode()).hexdigest()


def kept(task: Task) -> Row | None:
    """What was already found out about the task's recording; None where it is to be done."""
    try:
        data = json.loads((_place(task) / ROW).read_text(encoding="utf-8"))
        row = Row(**{**data, "warnings": tuple(data["warnings"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return row if row.key == task.key else None


def _place(task: Task) -> Path:
    assert task.asked.place is not None  # noqa: S101 -- `tasks` gives each its place
    return task.asked.place


def review_one(task: Task) -> Row:
    """Review one recording and write its reports. What is wrong with it is in the row; anything else is a bug."""
    place = _place(task)
    try:
        done = review_source(task.asked, lambda _: Blank())
        write_report(done.review, place, tuple(Kind), done.sound, task.hear, STEM)
        summary = done.review.call.summary
        statuses = list(summary["steps"].values())
        covered = statuses.count(StepStatus.DONE)
        row = Row(
            task.name,
            task.key,
            complaint=done.complaint,
            page=f"{task.name}/{STEM}.html",
            day=done.review.call.date.isoformat(),
            outcome=done.review.outcome,
            outcome_title=outcome_title(done.review),
            seconds=round(done.review.seconds, 2),
            done=covered,
            asked=covered + statuses.count(StepStatus.MISSED),
            warnings=tuple(summary["warnings"]),
            metrics={metric.definition.id: metric.value for metric in done.review.metrics},
        )
        write_whole(place / ROW, json.dumps(asdict(row), ensure_ascii=False).encode())
    except CallPrompterError as error:
        return Row(task.name, task.key, error=str(error).splitlines()[0])
    return row


def write_index(rows: Sequence[Row], out: Path, title: str) -> Path:
    """Write the page over all rows and their CSV into `out`; return the page. Raises StoreError."""
    ordered = sorted(rows, key=lambda row: row.name)
    write_whole(out / CSV, table(ordered).encode())
    write_whole(out / "index.html", index_page(ordered, title).encode())
    return out / "index.html"
