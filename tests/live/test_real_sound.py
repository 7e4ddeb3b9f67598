"""The whole program on a real sound path: a two-party call is played, the program runs as a user starts it."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from live_sound import DEMO, MICROPHONE, SPEAKER, Wires, mixed, program, split
from playwright.sync_api import expect, sync_playwright

from tests.conftest import lacking

OPENING = 40.0  # s in which the program must listen, however busy the machine is


def journal(home: Path) -> list[dict[str, Any]]:
    """What the one session's journal has so far."""
    paths = list(home.glob("data/sessions/*-live/journal.jsonl"))
    if not paths:
        return []
    lines = paths[0].read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


def heard_by(home: Path, enough: Callable[[list[dict[str, Any]]], bool], seconds: float = 30.0) -> None:
    """Give a machine that is busy with other things the time to have heard what was played."""
    until = time.monotonic() + seconds
    while not enough(journal(home)) and time.monotonic() < until:
        time.sleep(0.5)


def started(wires: Wires, out: Path, *args: str, sides: int = 2) -> subprocess.Popen[bytes]:
    """The program, listening."""
    with out.open("wb") as file:
        process = subprocess.Popen(
            program("live", "--profile", str(DEMO / "profile.toml"), *args), env=wires.environ, stdout=file, stderr=file
        )
    until = time.monotonic() + OPENING
    while wires.pactl("list", "source-outputs").count('media.name = "listening"') < sides:
        assert process.poll() is None, out.read_text()
        assert time.monotonic() < until, out.read_text()
        time.sleep(0.1)
    time.sleep(2.0)  # null sinks sleep: their first sound comes up to two seconds late
    return process


def ended(live: subprocess.Popen[bytes], *players: subprocess.Popen[bytes]) -> None:
    """Stop the program politely, as Ctrl+C does: it closes its session and exits with 0."""
    live.terminate()
    assert live.wait(20) == 0
    for player in players:
        player.terminate()
        player.wait()


def words_of(events: list[dict[str, Any]], speaker: str | None) -> str:
    """All that one side was heard to say."""
    return " ".join(e["text"] for e in events if e["event"] == "utterance" and e["speaker"] == speaker)


@pytest.mark.slow
def test_a_call_is_followed_and_the_microphone_comes_back(wires: Wires, home: Path, tmp_path: Path) -> None:
    """Steps and outcome are told, both sides stay apart; unplugged in mid-call, the microphone is said to be away,
    and is heard again when it is back, at the call's step."""
    out = tmp_path / "out.txt"
    sides = split(DEMO / "pending.ogg", tmp_path, 11.0, 45.0)
    live = started(wires, out, "--terminal")
    caller, other = (wires.play(path, sink) for path, sink in zip(sides, ("mic", "speaker"), strict=True))
    time.sleep(16.0)  # the caller has asked; the other side answers for fourteen seconds
    wires.unplug()
    time.sleep(6.0)
    wires.plug_in()
    time.sleep(9.0)
    heard_by(home, lambda told: "letting" in words_of(told, "me"))
    ended(live, caller, other)
    events, text = journal(home), out.read_text()
    assert f"me: {MICROPHONE}, them: Monitor of {SPEAKER}" in text
    assert f"! {MICROPHONE} was unplugged. Plug it in again; the call goes on." in text
    theirs, mine = words_of(events, "them"), words_of(events, "me")
    assert "decision" in theirs
    assert "status" in mine
    assert "status" not in theirs
    done = {e["step"] for e in events if e["event"] == "step" and e["status"] == "done"}
    assert {"remind", "ask-status"} <= done
    assert [e["outcome"] for e in events if e["event"] == "outcome"][-1] == "pending"
    assert text.count("Plug it in again") == 1, "said once"
    assert "thank you for letting" in mine, "what was said after it was back"
    assert "left out" not in text


def outcome(events: list[dict[str, Any]]) -> str:
    """What the call came to, as it was told last."""
    return str([e["outcome"] for e in events if e["event"] == "outcome"][-1])


@pytest.mark.slow
def test_a_telephone_on_its_loudspeaker_is_followed_through_one_microphone(
    wires: Wires, home: Path, tmp_path: Path
) -> None:
    """Both voices in one channel: whose words they are is told by the words."""
    both = mixed(DEMO / "pending.ogg", tmp_path, 11.0, 31.0)
    live = started(wires, tmp_path / "out.txt", "--terminal", "--speaker-phone", sides=1)
    player = wires.play(both, "mic")
    time.sleep(22.0)
    heard_by(home, lambda told: any(e["event"] == "outcome" for e in told))
    ended(live, player)
    events = journal(home)
    assert {e["speaker"] for e in events if e["event"] == "utterance"} == {None}
    assert "ask-status" in {e["step"] for e in events if e["event"] == "step" and e["status"] == "done"}
    assert outcome(events) == "pending"


def recognisers_of(live: subprocess.Popen[bytes]) -> list[int]:
    """The processes in which the program's recognisers run."""
    children = [pid for each in Path(f"/proc/{live.pid}/task").glob("*/children") for pid in each.read_text().split()]
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@contextmanager
def stopped(processes: list[int]) -> Iterator[None]:
    """They do not run within this, as on a machine that is busy with something else."""
    assert len(processes) == 2
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.mark.slow
def test_a_mailbox_is_recognised_and_the_number_ticked_on_the_page(wires: Wires, home: Path, tmp_path: Path) -> None:
    """In a real browser: the greeting, the beep, "Speak now", and each digit of the number as it is said.

    Before it the recognisers are made slow, which is said until they have caught up; in the middle of it the page is
    closed and opened again.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        lacking("chromium", "install the system package that has it")
    mine, theirs = split(DEMO / "voicemail.ogg", tmp_path, 8.7, 37.6)
    out = tmp_path / "out.txt"
    live = started(wires, out, "--no-browser")
    link = re.search(r"http://\S+", out.read_text())
    assert link
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(link[0])
        expect(page.locator("#state")).to_contain_text("Listening")
        with stopped(recognisers_of(live)):
            expect(page.locator("#troubles")).to_contain_text(re.compile(r"Recogniser \d\.\d s behind \(them\)"))
        expect(page.locator("#troubles")).to_be_empty(timeout=20_000)
        players = [wires.play(mine, "mic"), wires.play(theirs, "speaker")]
        expect(page.locator("#outcome")).to_contain_text("voicemail", ignore_case=True, timeout=9_000)
        page.close()
        page = browser.new_page()
        page.goto(link[0])
        expect(page.locator("#outcome")).to_contain_text("voicemail", ignore_case=True)
        expect(page.locator("#speak")).to_be_visible(timeout=9_000)
        expect(page.locator("#number .ticked")).to_have_count(10, timeout=25_000)
        expect(page.locator("#number-note")).to_contain_text("every digit")
        browser.close()
    ended(live, *players)
    events = journal(home)
    assert outcome(events) == "voicemail"
    assert "voicemail-number" in {e["step"] for e in events if e["event"] == "step" and e["status"] == "done"}
    assert "number" in words_of(events, "me") and "number" not in words_of(events, "them").replace("your number", "")
