"""What can go wrong under a live call: the call goes on, what was said is kept, and the caller is told in words."""

import re
import resource
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant import journal
from assistant.audio import SAMPLE_RATE, Samples
from assistant.audio.devices import Device, Kind, Put
from assistant.audio.intake import Timeline
from assistant.audio.keeping import Keeper
from assistant.audio.recording import open_recording
from assistant.call.script import Script
from assistant.desk import LiveDesk
from assistant.errors import JournalError, StoreError
from assistant.events import Command, Heard, Speaker, Utterance
from assistant.live import call as live
from assistant.live import hearing
from assistant.live.call import LiveCall
from assistant.live.hearing import Hearing
from assistant.live.moment import Asked, Moment
from assistant.live.setup import Call, Setup
from assistant.opening import header, open_script
from assistant.past.archive import session_folders
from assistant.past.recordings import Asked as ToReview
from assistant.past.reviewing import review_session
from assistant.recognizers import Recognizer
from assistant.recognizers.apart import Apart
from assistant.session import Session
from assistant.store import database, progress
from assistant.store.sessions import new_folder
from tests.conftest import ROOT

DAY = date(2026, 11, 18)
MICROPHONE = Device("mic", "USB Headset", Kind.MICROPHONE, "fake", True)
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs limits that Windows lacks")


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", DAY)


@dataclass
class Hum:
    """A device that gives a hum in real time."""

    put: Put
    rate: int = SAMPLE_RATE
    gone: str = ""
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while not self.closed.wait(0.02):
            self.put((np.sin(np.arange(320) * 0.17) * 9000).astype(np.int16))

    def close(self) -> None:
        self.closed.set()
        self.thread.join()


@dataclass
class Faulty:
    """A recogniser that does `what` with every piece of sound."""

    what: Callable[[], None]

    def accept(self, samples: Samples) -> Sequence[Heard]:  # noqa: ARG002
        self.what()
        return ()

    def flush(self) -> Sequence[Heard]:
        return ()


def heard_by(recognizer: Recognizer, session: Session | None = None) -> LiveCall:
    """A call with one microphone."""
    return LiveCall(
        session or Session(script()),
        lambda tell: [Hearing(Speaker.ME, MICROPHONE, lambda _: recognizer, tell, open_device=lambda _, put: Hum(put))],
        kept=False,
    )


def follow(call: LiveCall, until: Callable[[Moment], bool], seconds: float = 15.0) -> list[Moment]:
    """Run the call until a moment is as wanted, and stop it; fail where none is in time."""
    shown: list[Moment] = []
    over = time.monotonic() + seconds

    def show(moment: Moment) -> None:
        shown.append(moment)
        if until(moment) or time.monotonic() > over:
            call.ask(Asked("stop"))

    call.run(show)
    assert any(until(moment) for moment in shown), shown[-1]
    return shown


def begun(patient: bool = True) -> tuple[Path, journal.Journal, Session]:
    """A session on disk."""
    folder = new_folder("live", datetime.now())
    written = journal.Journal(folder, header("follow-up", script().profile, DAY, "known", "test"), patient=patient)
    return folder, written, Session(script(), written)


@contextmanager
def full_disk(path: Path, room: int = 100) -> Iterator[Callable[[], None]]:
    """No file may grow beyond `room` bytes more than `path` has now; what is given frees the disk again."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, before[1]))
    try:
        yield free
    finally:
        free()


def said(t: float, text: str) -> Utterance:
    """Words of the caller."""
    return Utterance(t, Speaker.ME, text)


@posix
def test_a_full_disk_ends_no_call_and_nothing_is_lost_once_there_is_room(home: Path) -> None:
    """The prompts go on, the screen says what is wrong, and the journal has every word in the end."""
    folder, written, session = begun()
    call = LiveCall(session, lambda _: [], kept=False)
    with full_disk(written.path) as free:
        call._put(1, said(2.0, "hello jordan this is priya raman"))
        call._put(1, said(4.0, "i interviewed with you for the junior data analyst position"))
        told: list[Moment] = []

        def show(moment: Moment) -> None:
            told.append(moment)
            if moment.troubles and moment.view.step == "ask-status":
                kept = journal.read(folder)
                assert not kept.complaint, "no half of a line"
                free()
                call.ask(Asked("mark", "ask for Sam"))
                call.ask(Asked("stop"))

        call.run(show)
        written.close()
    assert any("The call is not being kept" in moment.troubles[0] for moment in told if moment.troubles)
    assert "free some space" in next(moment.troubles[0] for moment in told if moment.troubles)
    assert told[-1].troubles == (), "and that it is kept again"
    kept = journal.read(folder)
    assert kept.events == tuple(session.events)
    assert [event.target for event in kept.events if isinstance(event, Command)] == ["ask for Sam"]


@posix
def test_a_disk_that_stays_full_is_told_in_one_line_and_the_session_is_whole_so_far(home: Path) -> None:
    """How many lines were lost; what is there is read without a complaint."""
    folder, written, session = begun()
    session.take(said(2.0, "hello jordan this is priya raman"))
    there = len(journal.read(folder).events)
    with full_disk(written.path):
        session.take(said(4.0, "i interviewed with you"))
        with pytest.raises(JournalError, match=r"free some space; the last \d+ lines of the session are lost$"):
            written.close()
    kept = journal.read(folder)
    assert (len(kept.events), kept.complaint) == (there, "")
    assert review_session(ToReview(folder)).session.view.steps[0].status == "done"


@posix
def test_a_recording_on_a_full_disk_fails_with_one_line(home: Path) -> None:
    """Where nobody waits for a cue, the first line that cannot be written ends it."""
    _, written, session = begun(patient=False)
    with full_disk(written.path), pytest.raises(JournalError, match=r"free some space$"):
        for n in range(10):
            session.take(said(float(n), "hello"))
    written.close()


@posix
def test_no_session_begins_on_a_full_disk(home: Path) -> None:
    """One line, and no half of a journal."""
    folder = new_folder("live", datetime.now())
    (folder / "some").write_bytes(b"x")
    with full_disk(folder / "some"), pytest.raises(JournalError, match="free some space"):
        journal.Journal(folder, header("follow-up", script().profile, DAY, "known", "test"), patient=True)
    assert not (folder / journal.NAME).exists()


@posix
def test_sound_that_a_full_disk_refuses_is_told_and_what_there_is_plays(home: Path, tmp_path: Path) -> None:
    """The call goes on; the file is closed and its sound up to then is heard."""
    keeper = Keeper(tmp_path, (Speaker.ME,))
    second = (np.random.default_rng(1).standard_normal(SAMPLE_RATE) * 900).astype(np.int16)
    keeper.keep(Speaker.ME, 0.0, second)
    with full_disk(keeper.path):
        for n in range(1, 4):
            keeper.keep(Speaker.ME, float(n), second)
        keeper.close()
    assert "the sound is no longer kept" in str(keeper.failure)
    call = LiveCall(Session(script()), lambda _: [], kept=True, wrong=lambda: str(keeper.failure or ""))
    shown = follow(call, lambda moment: bool(moment.troubles))
    assert "the sound is no longer kept" in shown[0].troubles[0]
    assert sum(len(chunk.samples) for chunk in open_recording(keeper.path).chunks()) >= SAMPLE_RATE


def test_a_read_only_folder_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing begins, and what to do is said."""
    if sys.platform == "win32":
        pytest.skip("Windows folders take no such rights")
    (tmp_path / "closed").write_text("a file where the folder should be")  # root writes to read-only folders
    monkeypatch.setenv("CALLPROMPTER_HOME", str(tmp_path / "closed" / "in"))
    with pytest.raises(StoreError, match=r"set CALLPROMPTER_HOME to a folder you can write to$"):
        new_folder("live", datetime.now())


def test_a_recogniser_that_hangs_is_said_and_the_call_still_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten seconds in life, here a third of one; the keys still move the call, and stopping it takes no longer."""
    monkeypatch.setattr(hearing, "HANGS_SECONDS", 0.3)
    over = threading.Event()
    call = heard_by(Faulty(lambda: void(over.wait(30))))
    call.ask(Asked("next"))
    began = time.monotonic()
    shown = follow(call, lambda moment: any("has not answered" in trouble for trouble in moment.troubles))
    assert shown[-1].view.step == "remind"
    assert shown[-1].view.ended
    assert time.monotonic() - began < 12
    assert "the end of what was said is missing" in str(call._sides[0].failure)
    over.set()


def void(_: object) -> None:
    """A value that nobody wants."""


class Hanging:
    """An engine whose recogniser never answers."""

    name, why = "sphinx", "a test"

    def open(self, speaker: Speaker | None) -> Recognizer:  # noqa: ARG002
        return Faulty(forever)


def forever() -> None:
    """Hang."""
    time.sleep(600)


def test_a_recogniser_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed with the call, and none is left behind."""
    monkeypatch.setattr(hearing, "HANGS_SECONDS", 0.3)
    apart = Apart(Hanging(), Speaker.ME)
    call = heard_by(apart)
    follow(call, lambda moment: any("has not answered" in trouble for trouble in moment.troubles))
    assert not apart._process.is_alive()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_recogniser_with_a_fault_of_its_own_is_said() -> None:
    """Vosk raises a bare Exception: the thread's traceback stays, the caller is told, and the call goes on by hand."""

    def fault() -> None:
        raise RuntimeError("model fault")

    call = heard_by(Faulty(fault))
    call.ask(Asked("next"))
    shown = follow(call, lambda moment: any("no longer heard" in trouble for trouble in moment.troubles))
    assert shown[-1].view.step == "remind"


def test_an_hour_of_sleep_is_not_part_of_the_call(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No hour of silence is made and recognised; it is said, marked in the session, and the call goes on where it was.

    The clock that the live code reads jumps by an hour, as it does where a program was stopped or Windows slept.
    """
    jump = [0.0]

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return time.monotonic() + jump[0]

    from assistant.audio import intake

    for module in (live, hearing, intake):
        monkeypatch.setattr(module, "time", Clock)
    heard: list[int] = []

    class Counting(Faulty):
        def accept(self, samples: Samples) -> Sequence[Heard]:
            heard.append(len(samples))
            return ()

    folder, written, session = begun()
    call = heard_by(Counting(lambda: None), session)

    def show(moment: Moment) -> bool:
        if moment.now > 0.5 and not jump[0]:
            jump[0] = 3600.0
        return any("slept for 60 min" in trouble for trouble in moment.troubles) and moment.now > 1.0

    shown = follow(call, show)
    written.close()
    assert shown[-1].now < 20, "seconds of the call"
    assert sum(heard) < 20 * SAMPLE_RATE
    assert any(moment.view.steps for moment in shown)
    marks = [event.target for event in journal.read(folder).events if isinstance(event, Command)]
    assert len(marks) == 1
    seconds = re.fullmatch(r"slept: (\d+) s", marks[0])
    assert seconds and 3595 <= int(seconds[1]) <= 3620, "the hour, and what this machine was late by"


def test_a_pause_of_a_busy_machine_is_silence_as_before() -> None:
    """What is shorter than a sleep stays part of the call, so that its times are right."""
    timeline = Timeline(0.0)
    timeline.place(np.zeros(1600, np.int16), 0.1)
    assert len(timeline.silence_until(9.1)) == 9 * SAMPLE_RATE
    assert timeline.slept == 0.0
    assert len(timeline.silence_until(4000.0)) == 0
    assert timeline.slept == pytest.approx(3990.9)


def test_two_programs_in_the_same_second_have_sessions_of_their_own(home: Path) -> None:
    """Eight at once, eight folders."""
    began, made = datetime.now(), []
    threads = [threading.Thread(target=lambda: made.append(new_folder("live", began))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8


def test_a_clock_set_back_overwrites_nothing(home: Path) -> None:
    """A call that begins at the time of an earlier one gets a folder of its own, and the call's times stay right."""
    first, written, session = begun()
    session.take(said(2.0, "hello"))
    written.close()
    again = new_folder("live", datetime.strptime(first.name[:17], "%Y-%m-%d-%H%M%S"))
    assert again != first
    with journal.Journal(again, header("follow-up", script().profile, DAY, "known", "test")):
        pass
    assert set(session_folders()) == {first, again}
    assert journal.read(first).events == (said(2.0, "hello"),)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_the_program_is_told_on_the_page() -> None:
    """The page is not left waiting for a call that is no more."""

    class Bad(Session):
        def take(self, event):  # type: ignore[no-untyped-def]  # noqa: ARG002
            raise RuntimeError("a bug")

    @contextmanager
    def opened(setup: Setup) -> Iterator[Call]:
        session = Bad(script())
        yield Call(LiveCall(session, lambda _: [], kept=False), session, Path(), "told", Path)

    told: list[str] = []
    desk = LiveDesk(Setup(), opened)
    desk.watch(lambda _, trouble: told.append(trouble))
    desk.start(Setup())
    desk.ask(Asked("next"))
    desk.close()
    assert told[-1].startswith("A fault in the program ended the call. What was said until then is kept")


def test_a_session_that_is_cut_within_a_letter_is_read(home: Path) -> None:
    """A full disk or a lost power may cut anywhere: also between the two bytes of an é."""
    folder, written, session = begun()
    session.take(said(2.0, "hello"))
    session.take(said(3.0, "résumé é"))
    written.close()
    whole = written.path.read_bytes()
    cut = whole.rindex("é".encode()) + 1
    written.path.write_bytes(whole[:cut])
    kept = journal.read(folder)
    assert kept.events[0] == said(2.0, "hello")
    assert "cut off" in kept.complaint


def test_a_locked_database_is_one_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some patience: that another command is writing, and to try again."""
    monkeypatch.setattr(database, "PATIENCE_S", 0.1)
    progress.scores()
    holding = sqlite3.connect(database.database_path(), isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    rehearsed = progress.Rehearsed("2026-11-18T10:00:00", "pending", 1, 1, "typed", "pending", 70, "nowhere")
    with pytest.raises(StoreError, match=r"locked\): another command is writing; try again$"):
        progress.keep(rehearsed)
    holding.close()
    progress.keep(rehearsed)
    assert progress.scores() == (70,)
