"""`callprompter review FOLDER --out REPORTS`: the progress of many reviews, and what they came to."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from assistant.errors import CallPrompterError, StoreError

if TYPE_CHECKING:
    from assistant.past.batch import Row, Task
    from assistant.past.recordings import Asked


def review_many(
    asked: "Asked", out: Path, sound: str, workers: int | None, scheduler: str | None, target: str | None
) -> None:
    """Review every recording in the folder `asked.path`; `target` is where the rows go as JSON, None for nowhere."""
    from assistant.files import write_whole
    from assistant.opening import known_profile
    from assistant.past import batch
    from assistant.report.write import Hear

    known_profile(asked.profile)
    found = batch.tasks(asked, out, Hear(sound))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out}: cannot be made ({error.strerror}): name another folder with --out") from error
    rows = [row for task in found if (row := batch.kept(task))]
    before = {row.name for row in rows}
    waiting = [task for task in found if task.name not in before]
    if rows:
        print(f"{len(rows)} of {len(found)} were done before", file=sys.stderr)
    if waiting:
        print(f"reviewing {len(waiting)} of {asked.path}; Ctrl+C stops, what is done stays", file=sys.stderr)
    working = _work(waiting, workers, scheduler)
    try:
        for row in _watched(working, waiting):
            rows.append(row)
    except KeyboardInterrupt:
        done = sum(not row.error for row in rows)
        print(f"stopped: {done} of {len(found)} are done; the same command goes on from there", file=sys.stderr)
        raise
    finally:
        page = batch.write_index(rows, out, f"Calls in {asked.path.resolve().name}")
    for row in rows:
        if row.error or row.complaint:
            print(f"callprompter: {row.error or row.complaint}", file=sys.stderr)
    if target is not None:
        text = json.dumps([asdict(row) for row in sorted(rows, key=lambda row: row.name)], ensure_ascii=False)
        if target == "-":
            print(text)
        else:
            write_whole(Path(target), f"{text}\n".encode())
    print(f"reviews: {page}", file=sys.stderr)
    print(f"search them: callprompter sessions search --in {quote(str(out))} WORDS", file=sys.stderr)
    if all(row.error for row in rows):
        raise CallPrompterError(f"{asked.path}: nothing in it could be reviewed: see above")


def _work(waiting: Sequence["Task"], workers: int | None, scheduler: str | None) -> Iterator["Row"]:
    if scheduler is None:
        from assistant.past.workers import cores, local

        return local(waiting, workers or cores())
    from assistant.past.cluster import on_cluster

    return on_cluster(waiting, scheduler)


def _watched(rows: Iterable["Row"], waiting: Sequence["Task"]) -> Iterator["Row"]:
    """Each row as it comes, and on standard error how far it is: a bar with the time left, or a line each."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    weights = {task.name: max(1.0, task.weight) for task in waiting}
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task(f"reviewing {len(waiting)}", total=sum(weights.values()))
            for count, row in enumerate(rows, 1):
                done = f"{count}/{len(waiting)} {row.name[-30:]}"
                progress.update(bar, advance=weights[row.name], description=done)
                yield row
        return
    began, left = time.monotonic(), sum(weights.values())
    whole = left
    for count, row in enumerate(rows, 1):
        left -= weights[row.name]
        seconds = (time.monotonic() - began) * left / max(1, whole - left)
        told = "could not be reviewed" if row.error else row.outcome_title
        print(f"{count}/{len(waiting)} {row.name}: {told} (about {seconds:.0f} s left)", file=sys.stderr)
        yield row
