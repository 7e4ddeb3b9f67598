"""Nothing leaks: not over a network, not to others on the machine, not into logs, not in a report of a bug."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant import cli, crash, journal
from assistant.audio.keeping import Keeper
from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.events import Speaker, Utterance
from assistant.live.call import LiveCall
from assistant.live.moment import Asked
from assistant.live.setup import Setup
from assistant.opening import header, open_script
from assistant.session import Session
from assistant.settings import data_folder, private_folder
from assistant.store.database import database_path, open_database
from assistant.store.progress import MIGRATIONS
from assistant.store.sessions import new_folder, write_notes
from tests.conftest import ROOT, lacking

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
# Told to every process of the program: who wants to reach anything over a network is written down.
HOOK = """
import os, sys
def hook(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr") or (
        event in ("socket.connect", "socket.sendto", "socket.bind") and isinstance(args[1], tuple)
    ):
        with open(os.environ["REACHED"], "a") as file:
            file.write(f"{event} {args!r}\\n")
sys.addaudithook(hook)
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's namespaces")
def test_the_whole_of_it_works_without_any_network(home: Path, tmp_path: Path, needs: Callable[..., None]) -> None:
    """Demo, plan, a typed rehearsal and a review, where there is no interface at all; and nobody even tries."""
    needs("unshare")
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode:
        lacking("network namespaces for users", "allow unprivileged user namespaces")
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    words = tmp_path / "call.txt"
    words.write_text("me: Hello Jordan, this is Priya Raman.\nthem: We have decided to go with another candidate.\n")
    job = tmp_path / "job.toml"
    job.write_text(PROFILE.read_text() + '\ncountry = "US"\ntimezone = "America/New_York"\n')
    run = f"{sys.executable} -m assistant"
    script = f"""set -e
        {run} demo voicemail > demo.txt
        {run} plan --json --job {job} --policy balanced --today 2026-11-18 > plan.json
        printf 'hello jordan this is priya raman\\n/bye\\n' | {run} rehearse --type --scenario pending --seed 1 \
            --profile {PROFILE} > rehearsal.txt
        {run} review {words} --json --profile {PROFILE} > review.json
        ! {sys.executable} -c 'import socket; socket.create_connection(("1.1.1.1", 80), 3)' 2> reached.txt
    """
    reached = tmp_path / "reached"
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "REACHED": str(reached)},
        capture_output=True,
        text=True,
        timeout=290,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "review.json").read_text())["summary"]["outcome"] == "filled"
    assert json.loads((tmp_path / "plan.json").read_text())["advice"]
    assert "Score" in (tmp_path / "rehearsal.txt").read_text()
    assert "voicemail" in (tmp_path / "demo.txt").read_text().lower()
    tried = reached.read_text().splitlines()
    assert tried and all("1.1.1.1" in each for each in tried), (
        "only the test's own try, which shows that the hook works"
    )


def modes(folder: Path) -> dict[str, int]:
    """The rights of everything in `folder`."""
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}


@posix
def test_what_the_program_keeps_is_for_its_owner_alone(home: Path) -> None:
    """Folders 0700, files 0600, however careless the user's umask is; the database's log, too, while it is open."""
    before = os.umask(0)
    try:
        script = open_script("follow-up", PROFILE, date(2026, 11, 18))
        folder = new_folder("live", datetime.now())
        written = journal.Journal(folder, header("follow-up", script.profile, script.day, "known", "x"))
        keeper = Keeper(folder, (Speaker.ME,))
        write_notes(folder, "kind")
        connection = open_database("progress", MIGRATIONS)
        connection.execute("DELETE FROM rehearsals")
        found = modes(data_folder())
        connection.close()
        keeper.close()
        written.close()
    finally:
        os.umask(before)
    assert {name for name, mode in found.items() if mode & 0o077} == set()
    assert f"{database_path().name}-wal" in found


@posix
def test_a_folder_that_others_can_read_is_closed_again(home: Path) -> None:
    """As a backup that was put back leaves it."""
    home.mkdir()
    (home / "data").mkdir(mode=0o755)
    (home / "data").chmod(0o755)
    assert private_folder(home / "data").stat().st_mode & 0o777 == 0o700


@posix
def test_files_that_commands_write_are_for_their_owner_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line sees to it for all that it starts."""
    before = os.umask(0o022)
    monkeypatch.setattr(sys, "argv", ["callprompter", "outline", "check", "follow-up"])
    try:
        with pytest.raises(SystemExit):
            cli.main()
        (tmp_path / "file").write_text("x")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_no_word_of_a_call_is_logged(
    home: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not by the program, not by the server, however much they are asked to tell; and no link with its token."""
    caplog.set_level(logging.DEBUG)
    script = open_script("follow-up", PROFILE, date(2026, 11, 18))
    tells = []
    call = LiveCall(Session(script), lambda tell: tells.append(tell) or (), kept=False)  # type: ignore[func-returns-value]
    tells[0](Utterance(2.0, Speaker.THEM, "zanzibar has decided to go with another candidate"))
    call.ask(Asked("mark", "zanzibar"))
    call.ask(Asked("stop"))
    with Server(LiveDesk(Setup())) as server:
        import httpx2

        with httpx2.Client(base_url=server.link().split("/enter")[0]) as client:
            client.get("/live?zanzibar")
            client.get(server.link())
            client.get("/live?zanzibar")
        call.run(lambda _: None)
        token = server.link().split("token=")[1].split("&")[0]
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    told = "\n".join(record.getMessage() for record in ours) + "".join(capsys.readouterr())
    assert "zanzibar" not in told
    assert token not in told


def test_a_report_of_a_bug_is_kept_only_where_the_user_wants_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked first; "no", nothing, and nobody there to answer keep none."""
    for answer in ("n\n", "", "\n"):
        crash.offer(ValueError("zanzibar"), lambda _, answer=answer: answer)  # type: ignore[misc]
    crash.offer(ValueError("zanzibar"))
    assert not (data_folder() / "crashes").exists()
    crash.offer(ValueError("zanzibar"), lambda _: "y\n")
    (path,) = (data_folder() / "crashes").iterdir()
    assert f"report: {path}" in capsys.readouterr().err


def test_a_report_of_a_bug_has_nothing_of_a_call() -> None:
    """Where it happened and with which versions; not the message, which may hold words, nor any value."""

    def fault(words: str) -> None:
        try:
            int(words)
        except ValueError as error:
            raise KeyError(words) from error

    try:
        fault("zanzibar")
    except KeyError as error:
        told = crash.report(error)
    assert "zanzibar" not in told
    assert re.search(r"builtins\.ValueError\n    .*test_private\.py:\d+ fault\n", told)
    assert "builtins.KeyError" in told and "starlette " in told


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter shows it, and gives exit status 1."""

    def fault() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "app", fault)
    with pytest.raises(RuntimeError, match="a bug"):
        cli.main()
