"""`callprompter review FOLDER --out REPORTS`: every recording once, whatever happens on the way."""

import csv
import json
import multiprocessing
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.errors import RecognizerError
from assistant.past.batch import Row, Task, kept, review_one, tasks, write_index
from assistant.past.recordings import Asked
from assistant.past.workers import local
from assistant.report.write import Hear
from tests.conftest import ROOT

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
CALL = """WEBVTT

00:00:01.000 --> 00:00:03.000
Jordan: Harbor Lights Media, this is Jordan.

00:00:04.000 --> 00:00:09.500
Priya: Hello Jordan, this is Priya Raman. Where are you with the decision?

00:00:10.500 --> 00:00:14.500
Jordan: {answer}

00:00:15.500 --> 00:00:19.500
Priya: Thank you so much for your time. Goodbye!
"""
ANSWERS = (
    "We have not decided yet.",
    "We have decided to go with another candidate.",
    "We would like to offer you the position.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three calls, one of them in a folder of its own, and a recording that is none."""
    place = tmp_path / "calls"
    (place / "older").mkdir(parents=True)
    for name, answer in zip(("a.vtt", "b.vtt", "older/c.vtt"), ANSWERS, strict=True):
        (place / name).write_text(CALL.format(answer=answer), encoding="utf-8")
    (place / "broken.wav").write_bytes(b"no sound")
    (place / "readme.txt").write_text("not a call")
    (place / ".hidden.wav").write_bytes(b"")
    return place


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; its exit status, standard output, standard error."""

    def command(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["callprompter", "review", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return command


def asked(folder: Path) -> Asked:
    """What is wanted of each."""
    return Asked(folder, name="Priya", profile=PROFILE, day=date(2026, 11, 18))


def first_task(folder: Path, out: Path, **other: object) -> Task:
    """The task of the first call."""
    return next(each for each in tasks(replace(asked(folder), **other), out, Hear.NOWHERE) if each.name == "a.vtt")


def told(rows: list[Row]) -> dict[str, tuple[str, int, bool]]:
    """What the rows say, by name."""
    return {row.name: (row.outcome, row.done, bool(row.error)) for row in rows}


def test_every_call_is_reviewed_and_a_broken_one_reported(
    run: Callable[..., tuple[int, str, str]], folder: Path, tmp_path: Path
) -> None:
    """Reports for each, an index over all, a CSV; started again it does only what is left or has changed."""
    out = folder / "reports"
    command = (folder, "--out", out, "--me", "Priya", "--profile", PROFILE, "--date", "2026-11-18", "--workers", "2")
    code, _, err = run(*command)
    assert code == 0, err
    assert "broken.wav: this is no recording that can be read" in err
    assert "(about 0 s left)" in err
    assert {"review.html", "review.md", "review.json", "journal.jsonl", "row.json"} <= {
        path.name for path in (out / "older" / "c.vtt").iterdir()
    }
    rows = list(csv.DictReader((out / "reviews.csv").read_text("utf-8").splitlines()))
    assert [(row["recording"], row["outcome"]) for row in rows] == [
        ("a.vtt", "pending"), ("b.vtt", "filled"), ("broken.wav", ""), ("older/c.vtt", "offered"),
    ]  # fmt: skip
    page = (out / "index.html").read_text("utf-8")
    assert 'href="older/c.vtt/review.html"' in page
    assert not (out / "broken.wav").exists()
    before = (out / "a.vtt" / "review.html").stat().st_mtime_ns
    (folder / "b.vtt").write_text(CALL.format(answer="We have not decided yet, sorry."), encoding="utf-8")
    code, printed, err = run(*command, "--json")
    assert "2 of 4 were done before" in err
    assert [row["outcome"] for row in json.loads(printed)] == ["pending", "pending", "", "offered"]
    assert (out / "a.vtt" / "review.html").stat().st_mtime_ns == before


def test_the_longest_is_begun_first(folder: Path, tmp_path: Path) -> None:
    """A minute not compressed is longer than half a minute that is, though it has eight times the bytes of a second."""
    (folder / "short.ogg").write_bytes(bytes(8_000 * 30))
    (folder / "long.wav").write_bytes(bytes(64_000 * 60))
    (folder / "longer.mp3").write_bytes(bytes(8_000 * 90))
    (folder / "film.mp4").write_bytes(bytes(120_000 * 10))
    names = [task.name for task in tasks(asked(folder), tmp_path / "out", Hear.NOWHERE)]
    assert names[:4] == ["longer.mp3", "long.wav", "short.ogg", "film.mp4"]
    assert names[-3:] == ["a.vtt", "b.vtt", "older/c.vtt"]


def test_another_outline_or_profile_is_another_review(folder: Path, tmp_path: Path) -> None:
    """What was made from other facts is not taken for done; what is only half there neither."""
    task = first_task(folder, tmp_path / "out")
    row = review_one(task)
    assert kept(task) == row
    for other in ({"outline": "voicemail"}, {"profile": None}):
        assert kept(first_task(folder, tmp_path / "out", **other)) is None
    (tmp_path / "out" / "a.vtt" / "row.json").write_text('{"name": "a.v')
    assert kept(task) is None
    assert review_one(task) == row


def test_a_folder_without_recordings_or_only_broken_ones_is_told(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """In a line, with exit 1."""
    (tmp_path / "in").mkdir()
    code, out, err = run(tmp_path / "in", "--out", tmp_path / "out", "--profile", PROFILE)
    assert (code, out) == (1, "")
    assert "holds no recording and no transcript" in err
    (tmp_path / "in" / "a.wav").write_bytes(b"no")
    code, out, err = run(tmp_path / "in", "--out", tmp_path / "out", "--profile", PROFILE)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].endswith("nothing in it could be reviewed: see above")


def test_a_folder_of_the_users_own_is_never_emptied(folder: Path, tmp_path: Path) -> None:
    """Where a report would go into a folder with other files, it says so."""
    (tmp_path / "out" / "a.vtt").mkdir(parents=True)
    (tmp_path / "out" / "a.vtt" / "precious.txt").write_text("mine")
    row = review_one(first_task(folder, tmp_path / "out"))
    assert "holds files that are no session's" in row.error
    assert (tmp_path / "out" / "a.vtt" / "precious.txt").read_text() == "mine"


def killed(times: int) -> None:
    """Kill the next worker, and those after it, `times` in all."""
    seen: set[int] = set()
    while len(seen) < times:
        for child in multiprocessing.active_children():
            if child.pid and child.pid not in seen:
                seen.add(child.pid)
                child.kill()
        time.sleep(0.01)


@pytest.mark.parametrize(("times", "error"), [(1, False), (2, True)])
def test_a_recording_whose_worker_dies_is_tried_once_more(
    folder: Path, tmp_path: Path, times: int, error: bool
) -> None:
    """Then it is reported, and the others go on."""
    waiting = [first_task(folder, tmp_path / "out")]
    threading.Thread(target=killed, args=(times,), daemon=True).start()
    (row,) = local(waiting, 1)
    assert bool(row.error) is error
    assert ("its worker died while it was heard" in row.error) is error


def test_a_stopped_run_is_gone_on_with(folder: Path, tmp_path: Path) -> None:
    """What was finished is kept, and no worker is left behind."""
    (folder / "broken.wav").unlink()
    waiting = tasks(asked(folder), tmp_path / "out", Hear.NOWHERE)
    rows = local(waiting, 1)
    first = next(rows)
    rows.close()
    deadline = time.monotonic() + 20
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()
    assert [row for task in waiting if (row := kept(task))] == [first]


def test_ctrl_c_says_what_is_done_and_how_to_go_on(
    folder: Path, tmp_path: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index has what was done; the same command does the rest alone."""

    def stopped(waiting: list[Task], _workers: int) -> Iterator[Row]:
        yield review_one(next(task for task in waiting if task.name == "a.vtt"))
        raise KeyboardInterrupt

    command = (folder, "--out", tmp_path / "out", "--me", "Priya", "--profile", PROFILE, "--date", "2026-11-18")
    with monkeypatch.context() as patch:
        patch.setattr("assistant.past.workers.local", stopped)
        code, _, err = run(*command)
    assert code == 130
    assert "stopped: 1 of 4 are done; the same command goes on from there" in err
    assert "Traceback" not in err
    assert "a.vtt" in (tmp_path / "out" / "index.html").read_text("utf-8")
    code, _, err = run(*command)
    assert code == 0
    assert "1 of 4 were done before" in err


def row(name: str, **facts: object) -> Row:
    """A row of the index."""
    return replace(Row(name, "k"), **facts)


def test_the_index_takes_any_name_and_any_number(tmp_path: Path) -> None:
    """Nothing in a file's name becomes part of the page or a formula; one call alone is drawn too."""
    rows = [
        row("<img src=x>.wav", page="<img src=x>.wav/review.html", day="2026-11-18", outcome="pending", asked=2, done=1,
            metrics={"words_per_minute": 150.0, "fillers": 0.0}, warnings=("blame", "blame")),
        row("=cmd().wav", error="=cmd().wav: <b>cannot</b> be read"),
    ]  # fmt: skip
    page = write_index(rows, tmp_path, "Calls in <x>").read_text("utf-8")
    assert "<img" not in page
    assert "<b>" not in page
    assert '1 call, <a href="#unread">1 that could not be read</a>' in page
    assert "http://" not in page
    assert "https://" not in page
    assert "'=cmd().wav" in (tmp_path / "reviews.csv").read_text("utf-8")


def test_the_index_is_in_order_of_date_and_leads_to_its_numbers(tmp_path: Path) -> None:
    """Dots go by the day of the call, whatever its file's name; what could not be read stands apart from the table."""
    rows = [
        row("a.wav", page="a.wav/review.html", day="2026-11-20", asked=2, done=2, metrics={"fillers": 1.0}),
        row("b.wav", page="b.wav/review.html", day="2026-11-18", asked=2, done=1, metrics={"fillers": 3.0}),
        row("c.wav", error="c.wav: this is no recording that can be read"),
    ]
    page = write_index(rows, tmp_path, "Calls").read_text("utf-8")
    dots = re.findall(r"<circle[^>]*><title>([^<]*)</title>", page)
    assert dots == ["b.wav, 2026-11-18: 50", "a.wav, 2026-11-20: 100", "b.wav, 2026-11-18: 3", "a.wav, 2026-11-20: 1"]
    assert '<a href="reviews.csv">all numbers as CSV</a>' in page
    table, _, rest = page.partition("</table>")
    assert "c.wav" not in table
    assert "<li>c.wav: this is no recording that can be read</li>" in rest
    nothing = write_index(rows[2:], tmp_path, "Calls").read_text("utf-8")
    assert "<table" not in nothing
    assert "c.wav: this is no recording" in nothing


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers, each a process; its address."""
    pytest.importorskip("distributed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    quiet = {"cwd": tmp_path, "env": {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}}
    quiet |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    port = address.rpartition(":")[2]
    dask = [sys.executable, "-m", "dask"]
    started = [subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], **quiet)]
    for _ in range(2):
        worker = ["worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        started.append(subprocess.Popen([*dask, *worker], **quiet))
    yield address, started[1:]
    for process in started[::-1]:
        process.kill()
        process.wait()


@pytest.mark.timeout(300)
def test_a_cluster_gives_the_same_and_survives_a_lost_worker(
    folder: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """Two real workers; one is killed in the middle, its work is done by the other."""
    from assistant.past.cluster import on_cluster

    for number in range(3):
        (folder / f"d{number}.vtt").write_text(CALL.format(answer=ANSWERS[number % 3]), encoding="utf-8")
    address, workers = cluster
    rows = []
    for row in on_cluster(tasks(asked(folder), tmp_path / "far", Hear.NOWHERE), address):
        rows.append(row)
        if len(rows) == 2:
            workers[0].kill()
    near = [review_one(task) for task in tasks(asked(folder), tmp_path / "near", Hear.NOWHERE)]
    assert told(rows) == told(near)
    assert len(rows) == 7


def test_a_scheduler_that_is_not_there_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""
    pytest.importorskip("distributed")
    from assistant.past import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    waiting: list[Task] = tasks(asked(folder), tmp_path / "out", Hear.NOWHERE)
    with pytest.raises(RecognizerError, match="no Dask scheduler answers there"):
        list(cluster.on_cluster(waiting, "tcp://127.0.0.1:1"))
