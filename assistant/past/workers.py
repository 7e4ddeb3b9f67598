"""Many recordings by processes of this machine.

A worker is a process of its own that hears both sides itself, so that as many recordings are heard at once as there are
workers. A recording on which its worker dies is tried once more, then reported; a broken one is reported at once.
"""

import multiprocessing
import os
import queue
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing.connection import Connection

from assistant.past.batch import Row, Task, review_one

TRIES = 2  # for a recording on which a worker dies


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
