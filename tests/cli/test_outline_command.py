"""`callprompter outline`, run as the user runs it."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assistant import prompts

BROKEN = "outline: x\ntitle: X\npath: [a, b]\nsteps:\n  a:\n    titel: A\n    say: [A]\n    heard: ['(a']\n"


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Its exit status, standard output and error."""
    command = [sys.executable, "-m", "assistant", "outline", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False, timeout=60)


def test_check_says_ok_and_what_there_is() -> None:
    done = run("check", "follow-up", "voicemail")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert ": ok, 18 steps, 5 outcomes, " in first
    assert ": ok, 5 steps, 1 outcome, " in second


def test_check_tells_every_fault_of_every_file(tmp_path: Path) -> None:
    """The good file is still said to be good; the exit status is 1, and there is no traceback."""
    (tmp_path / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("check", "bad.yaml", "none.yaml", "voicemail", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        'bad.yaml:3: path of the outline names a step "b" that is not there (there are: a)',
        'bad.yaml:6: unknown key "titel" in step a; did you mean "title"?',
        'bad.yaml:6: step a lacks "title"',
        'bad.yaml:8: "(a" in heard of step a: "(" is never closed: write ")" after it',
        "none.yaml: there is no such file: check the name",
    ]
    assert ": ok, " in done.stdout


def test_show_prints_the_call_with_the_profiles_facts() -> None:
    done = run("show", "follow-up", "--profile", str(prompts.folder() / "profile.example.toml"))
    assert (done.returncode, done.stderr) == (0, "")
    shown = " ".join(done.stdout.split())
    assert "Hello Ms. Jordan Lee, this is Priya Sharma." in shown
    assert "You can reach me at 617-555-0142." in shown
    assert "{" not in shown


def test_show_without_a_profile_keeps_the_fields_and_says_where_the_facts_go() -> None:
    done = run("show", "voicemail")
    assert done.returncode == 0
    assert "{interviewer}" in done.stdout
    assert "profile.toml" in done.stderr


def test_show_of_an_unknown_name_is_one_line() -> None:
    done = run("show", "voicemial")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        'callprompter: there is no outline "voicemial"; did you mean "voicemail"? Or name a file: ./voicemial.yaml'
    ]


@pytest.mark.parametrize("name", ["follow-up", "voicemail"])
def test_draw_writes_a_picture_that_holds_every_step(name: str, tmp_path: Path) -> None:
    """Self-contained: nothing in it is fetched from elsewhere."""
    done = run("draw", name, "--out", str(tmp_path / "call.svg"))
    assert (done.returncode, done.stdout) == (0, "")
    text = (tmp_path / "call.svg").read_text(encoding="utf-8")
    titles = [title.text or "" for title in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}title")]  # noqa: S314
    for step in prompts.load_outline(name).steps:
        assert any(title.startswith(f"{step}:") for title in titles)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert [path.name for path in tmp_path.iterdir()] == ["call.svg"]


def test_draw_writes_to_standard_output_too() -> None:
    done = run("draw", "voicemail")
    assert done.stdout.startswith("<svg ")
    assert done.stdout.endswith("</svg>\n")


def test_draw_leaves_nothing_where_it_cannot_write(tmp_path: Path) -> None:
    done = run("draw", "voicemail", "--out", str(tmp_path / "none" / "call.svg"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_learn_writes_what_the_examples_beside_an_outline_teach(tmp_path: Path) -> None:
    """The gist lies beside the outline; without examples one line says where they should be, and nothing is written."""
    (tmp_path / "mine.yaml").write_text((prompts.folder() / "voicemail.yaml").read_text("utf-8"), "utf-8")
    lacking = run("learn", "mine.yaml", cwd=tmp_path)
    assert lacking.returncode == 1
    assert lacking.stderr == "callprompter: mine.examples: there is no such file: check the name\n"
    assert not (tmp_path / "mine.gist").exists()
    (tmp_path / "mine.examples").write_text(
        "me: [greet] hi it's {name}\nme: [greet] hi {name} here\nme: [-] hi\n", "utf-8"
    )
    done = run("learn", "mine.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "mine.gist: learnt" in done.stderr
    assert prompts.load_gists("none", tmp_path / "mine.yaml")
