"""Many recordings: each is reviewed by a worker, in any order; what is done is not done again.

A recording's reports lie in a folder of its name, its session with them, and ROW, written last: where it is there and
nothing it was made from has changed, the recording is done. A worker is a process of its own that hears both sides
itself, so that as many recordings are heard at once as there are workers. A recording on which its worker dies is
tried once more, then reported; a broken one is reported at once.
"""

import hashlib
import json
import multiprocessing
import os
import queue
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
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
from assistant.report.index_page import index_page, table
from assistant.report.write import Hear, Kind, write_report

ROW = "row.json"
SOUNDS = (
    ".wav", ".w64", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mp4", ".mov", ".mkv", ".aif",
    ".aiff", ".caf", ".amr", ".avi", ".mpg", ".mpeg",
)  # fmt: skip
TRANSCRIPTS = (".vtt", ".srt")  # a .json or .txt in a folder may be anything
TRIES = 2  # for a recording on which a worker dies


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to review: `key` changes when anything does that its review is made from; `weight` is its bytes."""

    name: str
    asked: Asked
    hear: Hear
    key: str
    weight: int


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
    """A task for each recording and transcript in the folder `asked.path`, and in those in it. Raises StoreError."""
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
    return [_task(path, path.relative_to(folder), asked, out, hear, same) for path in found]


def _task(path: Path, name: Path, asked: Asked, out: Path, hear: Hear, same: str) -> Task:
    state = path.stat()
    key = hashlib.sha256(f"{same} {state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:16]
    one = replace(asked, path=path, place=out / name, apart=False, heard=hear is not Hear.NOWHERE)
    return Task(name.as_posix(), one, hear, key, state.st_size)


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
            outcome_title=done.review.outcome_title,
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


def local(waiting: Sequence[Task], workers: int) -> Iterator[Row]:
    """Review them by `workers` processes on this machine; yield each row as it is done."""
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    team = [_Worker() for _ in range(min(workers, len(waiting)))]
    for worker in team:
        idle.put(worker)

    def done_by_one(task: Task) -> Row:
        worker = idle.get()
        try:
            return worker.review(task)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(max_workers=max(1, len(team)))
    try:
        for future in as_completed([threads.submit(done_by_one, task) for task in waiting]):
            yield future.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in team:
            worker.end()
        threads.shutdown()
        for worker in team:
            worker.stop()


class _Worker:
    """A process that reviews one recording after the other; it is started when it is first needed."""

    def __init__(self) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ended = False

    def review(self, task: Task) -> Row:
        for _ in range(TRIES):
            if self._ended:
                break
            try:
                pipe = self._started()
                pipe.send(task)
                row: Row = pipe.recv()
            except (EOFError, OSError):
                self.stop()
                continue
            return row
        return Row(task.name, task.key, error=f"{task.name}: its worker died while it was heard: try it by itself")

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def stop(self) -> None:
        """End the process and wait for it."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None and pipe is not None:
            process.terminate()
            process.join()
            pipe.close()

    def end(self) -> None:
        """No more work; what it is at is broken off, and done again the next time."""
        self._ended = True
        if self._process is not None:
            self._process.terminate()


def _work(pipe: Connection) -> None:
    """The other process: a row for each task, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which then ends this one
    while True:
        try:
            pipe.send(review_one(pipe.recv()))
        except (EOFError, OSError):
            return


def cores() -> int:
    """How many workers this machine keeps busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_index(rows: Sequence[Row], out: Path, title: str) -> Path:
    """Write the page over all rows and their CSV into `out`; return the page. Raises StoreError."""
    ordered = sorted(rows, key=lambda row: row.name)
    write_whole(out / "reviews.csv", table(ordered).encode())
    write_whole(out / "index.html", index_page(ordered, title).encode())
    return out / "index.html"
