"""A rehearsal from the first ring to its score: by an automated caller, by the command, cut short, kept."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.call.script import Script
from assistant.cli import app
from assistant.counterpart.scenario import DIFFICULTIES, load, scenarios
from assistant.errors import StoreError
from assistant.events import StepStatus
from assistant.journal import read
from assistant.opening import open_script
from assistant.past.recordings import reviewed
from assistant.rehearse.rehearsal import Rehearsal
from assistant.review.score import Score, score
from assistant.session import Session
from assistant.store.progress import Rehearsed, keep, scores, sparkline, weakest
from tests.conftest import ROOT
from tests.rehearse.callers import Caller

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
SEEDS = (1, 2, 3)
TYPED = [
    "Hello Jordan Lee, this is Priya Raman.",
    "I interviewed with you for the junior data analyst position on Tuesday, November 10.",
    "I'm very excited about the position, and I wanted to ask where you are with the decision.",
    "I'm still very interested in the position. If you have any questions, please call me any time.",
    "May I ask what happens next, and when you expect to decide?",
    "Thank you for your time. I look forward to hearing from you. Have a great day!",
]


@pytest.fixture(scope="module")
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROFILE, date(2026, 11, 18))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for the program."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(tmp_path))
    return tmp_path


def rehearsed(script: Script, name: str, level: int = 1, seed: int = 1, *, paraphrases: bool = False) -> Rehearsal:
    """A rehearsal that the automated caller has been through."""
    rehearsal = Rehearsal(Session(script), load(name, script.outline), level, seed)
    Caller(rehearsal, paraphrases, seed).run()
    return rehearsal


@pytest.mark.slow
@pytest.mark.parametrize("name", scenarios())
def test_a_caller_who_follows_the_prompter_reaches_every_outcome(script: Script, name: str) -> None:
    """At each difficulty, with three seeds, word for word and in other words: nothing required is missed, and nobody
    has to hang up on a silence."""
    wrong = []
    for level in DIFFICULTIES:
        for seed in SEEDS:
            for paraphrases in (False, True):
                call = rehearsed(script, name, level, seed, paraphrases=paraphrases)
                found = call.session.summary
                missed = [step for step, status in dict(found["steps"]).items() if status == StepStatus.MISSED]  # type: ignore[call-overload]
                if found["outcome"] != call.talk.scenario.outcome or missed or call.talk.silences or not call.talk.over:
                    wrong.append((level, seed, paraphrases, found["outcome"], missed, call.talk.silences))
    assert not wrong


def scored(script: Script, name: str, *turns: str) -> Score:
    """The score of a rehearsal in which these turns were typed."""
    rehearsal = Rehearsal(Session(script), load(name, script.outline), 1, 1)
    rehearsal.begin()
    for turn in turns:
        rehearsal.say(turn)
    rehearsal.end()
    return score(reviewed(rehearsal.session, "typed", "", {}, timed=False), rehearsal.talk.scenario.outcome)


def test_a_call_with_all_that_is_required_scores_full(script: Script) -> None:
    """100, and no part has a reason."""
    found = scored(script, "pending", *TYPED)
    assert found.total == 100
    assert not any(part.lost for part in found.parts)
    assert ("greet", True) in found.steps


def test_what_was_left_out_costs_and_is_named(script: Script) -> None:
    """Each lost point has its reason."""
    found = scored(script, "pending", *TYPED[:3], TYPED[5])
    assert found.total == 86
    steps = next(part for part in found.parts if part.id == "steps")
    assert [lost.why for lost in steps.lost] == [
        "left out: Say again that you want it, invite questions",
        "left out: What happens next, and when",
    ]
    assert ("next-steps", False) in found.steps
    assert all(part.lost for part in found.parts if part.points < part.most)


def test_who_never_asks_does_not_hear_the_outcome(script: Script) -> None:
    """No points for an outcome that was not reached."""
    found = scored(script, "filled-kind", *TYPED[:2])
    part = next(part for part in found.parts if part.id == "outcome")
    assert part.points == 0
    assert part.lost[0].why == f"you did not get them to tell you: {script.outline.outcomes['filled'].title}"


def test_blame_costs_manner_at_its_moment(script: Script) -> None:
    """The warning's words and when they were said."""
    found = scored(script, "pending", *TYPED[:2], "You should have decided by now.", *TYPED[2:])
    manner = next(part for part in found.parts if part.id == "manner")
    assert manner.points < manner.most
    assert manner.lost[0].t is not None
    assert manner.lost[0].why.startswith("blame: ")


def test_a_number_that_is_wrong_costs_on_a_mailbox(script: Script) -> None:
    """Right, it has all its points; wrong, none."""
    message = " ".join(TYPED[:3])
    right = scored(script, "voicemail", message, "My number is 617-555-0142. 617-555-0142.", TYPED[5])
    wrong = scored(script, "voicemail", message, "My number is 617-555-0143. 617-555-0143.", TYPED[5])
    points = [next(part.points for part in found.parts if part.id == "number") for found in (right, wrong)]
    assert points == [10, 0]


def typed(*lines: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """What the command answers to these lines."""
    arguments = ["rehearse", "--type", "--scenario", "pending", "--seed", "1", "--profile", str(PROFILE), *options]
    result = CliRunner().invoke(app, arguments, input="".join(f"{line}\n" for line in lines))
    return result.exit_code, result.stdout, result.stderr


def test_a_typed_rehearsal_is_reviewed_and_remembered(home: Path) -> None:
    """Their lines are printed, the score explains itself, the page is there, and so is the progress."""
    code, out, err = typed(*TYPED)
    assert code == 0, out + err
    assert "them: Hello, Jordan Lee speaking." in out
    assert "[Hello Jordan Lee, this is Priya Raman.]" in out
    assert "(they hang up)" in out
    assert "Score: 100 of 100" in out
    assert "Progress: pending" in out
    (folder,) = (home / "data" / "sessions").iterdir()
    assert (folder / "review.html").is_file()
    assert f"review: {folder / 'review.html'}" in err
    assert read(folder).header.source == "rehearsal of pending, difficulty 1, seed 1"
    assert scores("pending") == (100,)
    assert typed(*TYPED)[1].count("Score: 100") == 1
    assert scores("pending") == (100, 100)


def test_what_was_left_out_is_what_to_drill_next(home: Path) -> None:
    """Named with the command; the page has the score and its reasons."""
    _, out, _ = typed(*TYPED[:3], TYPED[5])
    assert "Left out most: next-steps (1 of 1 times): callprompter drill next-steps" in out
    (page,) = home.glob("data/sessions/*/review.html")
    assert "Score: 86 of 100" in page.read_text(encoding="utf-8")
    assert "left out: What happens next, and when" in page.read_text(encoding="utf-8")


def test_prompting_fades_by_level(home: Path) -> None:
    """The full line, the short cue, nothing; a hint is always there."""
    line, cue = "[Hello Jordan Lee, this is Priya Raman.]", "[Hello, and my name]"
    shown = [typed("", options=("--level", level))[1] for level in ("line", "cue", "nothing")]
    assert [(line in out, cue in out) for out in shown] == [(True, False), (False, True), (False, False)]
    assert line in typed("?", options=("--level", "nothing"))[1]


def test_one_seed_is_one_rehearsal(home: Path) -> None:
    """The same words get the same answers."""
    first, second = (typed(*TYPED)[1].split("No decision yet")[0] for _ in range(2))
    assert first == second


def test_a_rehearsal_without_a_word_has_no_score(home: Path) -> None:
    """It is kept all the same."""
    code, out, _ = typed("/bye")
    assert code == 0
    assert "You said nothing, so there is no score." in out
    assert scores() == ()
    assert len(list((home / "data" / "sessions").iterdir())) == 1


def test_all_can_be_listed() -> None:
    """Each scenario with what it practises."""
    result = CliRunner().invoke(app, ["rehearse", "--list"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert all(name in result.stdout for name in scenarios())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
@pytest.mark.parametrize("turns", [0, 3])
def test_control_c_keeps_a_session_that_can_be_reviewed(home: Path, turns: int) -> None:
    """After no word and after some: the journal is whole, the page is written, the command ends well."""
    command = [sys.executable, "-m", "assistant", "rehearse", "--type", "--scenario", "pending", "--seed", "1",
               "--profile", str(PROFILE)]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdin
        for turn in TYPED[:turns]:
            child.stdin.write(turn + "\n")
        child.stdin.flush()
        deadline = time.monotonic() + 30
        while not _journal_has(home, 2 * turns + 1) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert "You hung up. What was said is kept." in err
    (folder,) = (home / "data" / "sessions").iterdir()
    recorded = read(folder)
    assert recorded.complaint == ""
    assert (folder / "review.html").is_file()
    reviewed_again = CliRunner().invoke(app, ["review", str(folder), "--json", "-"])
    assert reviewed_again.exit_code == 0, reviewed_again.output
    assert json.loads(reviewed_again.stdout)["summary"]["outcome"] == ("pending" if turns else "unknown")


def _journal_has(home: Path, utterances: int) -> bool:
    found = list(home.glob("data/sessions/*/journal.jsonl"))
    return bool(found) and found[0].read_text().count('"event": "utterance"') >= utterances


def test_two_rehearsals_at_once_do_not_meet(home: Path) -> None:
    """Each has a folder of its own, and both are remembered."""
    command = [sys.executable, "-m", "assistant", "rehearse", "--type", "--scenario", "pending", "--seed", "1",
               "--profile", str(PROFILE)]  # fmt: skip
    children = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    for child in children:
        assert child.stdin
        child.stdin.write("".join(f"{turn}\n" for turn in TYPED))
        child.stdin.flush()
    for child in children:
        out, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        assert "Score: 100 of 100" in out
    assert len(list((home / "data" / "sessions").iterdir())) == 2
    assert scores("pending") == (100, 100)


def one(began: str, points: int, scenario: str = "pending", **steps: bool) -> Rehearsed:
    """A rehearsal to remember."""
    named = tuple((step.replace("_", "-"), done) for step, done in steps.items())
    return Rehearsed(began, scenario, 1, 7, "typed", "pending", points, "somewhere", named)


def test_progress_is_by_scenario_and_in_order(tmp_path: Path) -> None:
    """The oldest first, whatever the order in which they were kept."""
    path = tmp_path / "progress.db"
    for each in (one("2026-11-02T10:00:00", 70), one("2026-11-01T10:00:00", 50), one("2026-11-03", 90, "voicemail")):
        keep(each, path)
    assert scores(None, path) == (50, 70, 90)
    assert scores("pending", path) == (50, 70)
    assert scores("offering", path) == ()


def test_the_weakest_steps_come_first(tmp_path: Path) -> None:
    """Those that were left out most; those always done are not told."""
    path = tmp_path / "progress.db"
    keep(one("2026-11-01", 50, greet=True, next_steps=False, close=False), path)
    keep(one("2026-11-02", 60, greet=True, next_steps=False, close=True), path)
    assert weakest(path=path) == (("next-steps", 0, 2), ("close", 1, 2))


def test_a_database_that_is_none_is_one_line(tmp_path: Path) -> None:
    """And the file is left as it is."""
    path = tmp_path / "progress.db"
    path.write_text("no database, but long enough to look like a file that once was one" * 20)
    with pytest.raises(StoreError, match="is damaged or no database"):
        keep(one("2026-11-01", 50), path)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM rehearsals")


def test_a_sparkline_is_a_bar_for_each_score() -> None:
    """0 is the lowest, 100 the highest; the oldest fall off."""
    assert sparkline((0, 50, 100)) == "▁▅█"
    assert sparkline((0, 50, 100), plain=True) == ".+%"
    assert sparkline(range(100), most=3) == "███"
