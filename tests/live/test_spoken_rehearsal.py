"""A rehearsal through real sound: another synthetic voice talks to it; it rings, answers, is reviewed and scored."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.events import Speaker, Utterance
from assistant.journal import read
from assistant.live.moment import Asked, Moment
from assistant.rehearse.level import Level
from assistant.rehearse.spoken import Practice, open_rehearsal
from assistant.store.progress import history
from tests.live.live_sound import DEMO, Wires, program
from tests.live.live_sound import wires as wires
from tests.rehearse.spoken_caller import Ears, SpokenCaller

pytestmark = pytest.mark.slow
LIMIT = 100.0  # s of a rehearsal, however busy the machine is


@pytest.mark.parametrize(("scenario", "paraphrases"), [("receptionist-unavailable", False), ("voicemail", True)])
def test_somebody_who_speaks_reaches_the_outcome(
    wires: Wires, tmp_path: Path, needs: Callable[..., None], scenario: str, paraphrases: bool
) -> None:
    """Word for word and in other words; what they say is not taken for the caller, and the whole is kept and scored."""
    needs("flite")
    ears = Ears()
    practice = Practice(scenario, 1, 1, Level.LINE, profile=DEMO / "profile.toml", day=date(2026, 11, 18))
    with open_rehearsal(practice) as call:
        caller = SpokenCaller(call, wires, ears, tmp_path, paraphrases=paraphrases)
        talking = threading.Thread(target=caller.run)
        until = time.monotonic() + LIMIT

        def show(moment: Moment) -> None:
            outcome = moment.view.outcome
            said_all = outcome == "voicemail" and all(
                str(row.status) == "done" for row in moment.view.steps if row.required
            )
            if time.monotonic() > until or (said_all and ears.quiet("mic") > 3):
                call.ask(Asked("stop"))

        talking.start()
        call.run(show)
        caller.over.set()
        talking.join()
        ears.close()
        assert call.review().is_file()
        assert not call.voice.trouble
    outcome = {"receptionist-unavailable": "unavailable"}.get(scenario, scenario)
    said = [e for e in call.session.events if isinstance(e, Utterance)]
    mine = " ".join(e.text for e in said if e.speaker is Speaker.ME)
    assert call.session.summary["outcome"] == outcome, said
    assert "reached" not in mine and "direct your call" not in mine and "not in today" not in mine
    assert call.judged is not None and call.judged.score is not None and call.judged.score.total >= 50
    assert read(call.folder).complaint == ""
    assert [(one.scenario, one.way) for one in history()] == [(scenario, "spoken")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_control_c_keeps_it_and_a_second_one_is_refused(wires: Wires, home: Path, tmp_path: Path) -> None:
    """Two would talk to each other: one line. The first, ended by hand while they speak, can be reviewed."""
    command = program("rehearse", "--terminal", "--scenario", "talks-at-length", "--seed", "1",
                      "--profile", str(DEMO / "profile.toml"))  # fmt: skip
    out = tmp_path / "out.txt"
    with out.open("wb") as file:
        first = subprocess.Popen(command, env=wires.environ, stdout=file, stderr=file)
    until = time.monotonic() + 60
    while (
        "Jordan Lee"
        not in "".join(p.read_text() for p in home.glob("data/sessions/*/journal.jsonl")).partition("\n")[2]
    ):
        assert first.poll() is None and time.monotonic() < until, out.read_text()
        time.sleep(0.1)
    second = subprocess.run(command, env=wires.environ, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert second.stderr.strip() == (
        "callprompter: a rehearsal goes on already, and two would talk to each other: end it first, or practise by "
        "typing (--type)"
    )
    first.send_signal(signal.SIGINT)
    assert first.wait(60) == 0, out.read_text()
    (folder,) = (home / "data" / "sessions").iterdir()
    assert read(folder).complaint == ""
    assert (folder / "review.html").is_file()
    assert "You said nothing, so there is no score." in out.read_text()


def test_without_a_microphone_one_line_says_what_else_there_is(home: Path) -> None:
    """And no session is left."""
    environ = {"PATH": "/nowhere", "CALLPROMPTER_HOME": str(home), "HOME": str(home)}
    done = subprocess.run(
        program("rehearse", "--terminal", "--scenario", "pending", "--profile", str(DEMO / "profile.toml")),
        env=environ, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("callprompter: ") and done.stderr.count("\n") == 1
    assert "or type instead of speaking (--type)" in done.stderr
    assert not list(home.glob("data/sessions/*"))
