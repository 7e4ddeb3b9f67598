"""The whole program on a real sound path: a two-party call is played, the program runs as a user starts it."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from live_sound import MICROPHONE, ROOT, SPEAKER, Wires, program

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
OPENING = 40.0  # s in which the program must listen, however busy the machine is


def journal(home: Path) -> list[dict[str, Any]]:
    """What the one session's journal has so far."""
    paths = list(home.glob("data/sessions/*-live/journal.jsonl"))
    if not paths:
        return []
    lines = paths[0].read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


def started(wires: Wires, out: Path, *args: str) -> subprocess.Popen[bytes]:
    """The program, listening."""
    with out.open("wb") as file:
        process = subprocess.Popen(
            program("live", "--terminal", "--profile", str(PROFILE), *args),
            env=wires.environ, stdout=file, stderr=file,
        )  # fmt: skip
    until = time.monotonic() + OPENING
    while wires.pactl("list", "source-outputs").count('media.name = "listening"') < (
        1 if "--speaker-phone" in args else 2
    ):
        assert process.poll() is None, out.read_text()
        assert time.monotonic() < until, out.read_text()
        time.sleep(0.1)
    time.sleep(2.0)  # null sinks sleep: their first sound comes up to two seconds late
    return process


def words_of(events: list[dict[str, Any]], speaker: str | None) -> str:
    """All that one side was heard to say."""
    return " ".join(e["text"] for e in events if e["event"] == "utterance" and e["speaker"] == speaker)


@pytest.mark.slow
def test_a_call_is_followed_and_the_microphone_comes_back(
    wires: Wires, two_sides: tuple[Path, Path], home: Path, tmp_path: Path
) -> None:
    """Steps and outcome are told, both sides stay apart; unplugged in mid-call, the microphone is said to be away,
    and is heard again when it is back, at the call's step."""
    out = tmp_path / "out.txt"
    live = started(wires, out)
    caller, other = (wires.play(path, sink) for path, sink in zip(two_sides, ("mic", "speaker"), strict=True))
    time.sleep(27.0)  # the caller has asked; the other side answers from 26.6 to 40 s
    wires.unplug()
    time.sleep(6.0)
    wires.plug_in()
    time.sleep(9.0)
    live.terminate()
    assert live.wait(20) == 0
    for player in (caller, other):
        player.terminate()
        player.wait()
    events, text = journal(home), out.read_text()
    assert f"me: {MICROPHONE}, them: Monitor of {SPEAKER}" in text
    assert f"! {MICROPHONE} was unplugged. Plug it in again; the call goes on." in text
    theirs, mine = words_of(events, "them"), words_of(events, "me")
    assert "decision" in theirs
    assert "status" in mine
    assert "status" not in theirs
    done = {e["step"] for e in events if e["event"] == "step" and e["status"] == "done"}
    assert {"greet", "remind", "ask-status"} <= done
    assert [e["outcome"] for e in events if e["event"] == "outcome"][-1] == "pending"
    assert text.count("Plug it in again") == 1, "said once"
    assert "thank you for letting" in mine, "what was said after it was back"
    assert "left out" not in text
