"""`callprompter review`, as a user runs it: recordings, sessions, transcripts; what is wrong is one line."""

import json
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.recording import open_recording
from assistant.cli import main
from assistant.prompts import outline_path
from assistant.store.sessions import sessions_folder
from tests.conftest import ROOT

DEMO = ROOT / "prompts" / "demo"
DAY = ("--date", "2026-11-18")
PRIYA = ("--profile", str(DEMO / "profile.toml"), *DAY)
SPHINX = ("--recognizer", "sphinx")
VTT = """WEBVTT

00:00:01.000 --> 00:00:03.000
Jordan Lee: Harbor Lights Media, this is Jordan.

00:00:04.000 --> 00:00:09.500
Priya Raman: Hello Jordan, this is Priya Raman. Where are you with the decision?

00:00:10.500 --> 00:00:14.500
Jordan Lee: We have not decided yet. You will hear from us by Friday at noon.

00:00:15.500 --> 00:00:19.500
Priya Raman: Thank you so much for your time. Goodbye!
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; its exit status, standard output, standard error."""

    def command(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["callprompter", "review", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return command


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that keeps what the recogniser worked out from the outline."""
    return tmp_path_factory.mktemp("warm")


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A call as Zoom writes it."""
    path = tmp_path / "call.vtt"
    path.write_text(VTT, encoding="utf-8")
    return path


def sessions() -> list[Path]:
    """The sessions that are there."""
    return sorted(sessions_folder().iterdir()) if sessions_folder().is_dir() else []


def wav(path: Path, rate: int = 16_000, channels: int = 2, seconds: float = 0.6, level: float = 40.0) -> Path:
    """A recording of noise."""
    noise = np.random.default_rng(7).normal(0, level, (round(rate * seconds), channels)) if level else 0
    samples = (np.zeros((round(rate * seconds), channels)) + noise).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first twelve seconds of the demo call."""
    path = tmp_path_factory.mktemp("clip") / "clip.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for _, (me, them) in zip(range(120), pairs(DEMO / "pending.ogg"), strict=False):
            file.writeframes(np.stack([me, them], axis=1).astype("<i2").tobytes())
    return path


def pairs(path: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Both sides' samples, 0.1 s at a time."""
    chunks = open_recording(path).chunks()
    for mine in chunks:
        yield mine.samples, next(chunks).samples


def test_a_recording_becomes_json_reports_and_a_session(
    run: Run, clip: Path, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard output holds the JSON alone; the session, heard once more by the same recogniser, is the same."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(warm))
    code, out, err = run(clip, "--json", "-", *PRIYA, *SPHINX, "--out", tmp_path / "reports")
    assert code == 0, err
    told = json.loads(out)
    assert list(told) == ["summary", "words", "metrics", "events", "recognizer"]
    assert told["recognizer"] == "sphinx"
    assert told["summary"]["steps"]["greet"] == "done"
    assert set(told["words"][0]) == {"word", "start", "end", "confidence", "speaker"}
    assert {word["speaker"] for word in told["words"]} == {"me", "them"}
    names = {path.name for path in (tmp_path / "reports").iterdir()}
    assert {"review.html", "review.json", "review.md"} <= names
    assert 'id="sound"' in (tmp_path / "reports" / "review.html").read_text("utf-8")
    (session,) = sessions()
    code, out, err = run(session, "--json", "-", *SPHINX)
    assert code == 0, err
    again = json.loads(out)
    assert again["differences"] == []
    assert again["words"] == told["words"]


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (96_000, 2), (16_000, 6)])
def test_any_rate_and_number_of_channels_is_read(
    run: Run, rate: int, channels: int, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noise gives no words and no steps, whatever it was recorded with."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(warm))
    code, out, err = run(wav(tmp_path / "a.wav", rate, channels), "--json", *PRIYA, *SPHINX, "--sound", "nowhere")
    assert code == 0, err
    told = json.loads(out)
    assert told["words"] == []
    assert "no words were heard in it: is it the right recording?" in err
    assert "done" not in told["summary"]["steps"].values()


def test_a_truncated_recording_is_reviewed_as_far_as_it_goes(
    run: Run, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is said."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(warm))
    path = wav(tmp_path / "a.wav", seconds=2.0)
    path.write_bytes(path.read_bytes()[:40_000])
    code, out, err = run(path, "--json", *PRIYA, *SPHINX)
    assert code == 0, err
    assert json.loads(out)["summary"]["seconds"] == pytest.approx(0.6, abs=0.05)
    assert "the recording ends early: 0.6 of its 2.0 seconds are there" in err


def test_a_silent_recording_is_refused_and_leaves_nothing(
    run: Run, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was nothing to review."""
    monkeypatch.setenv("CALLPROMPTER_HOME", str(warm))
    before = sessions()
    code, out, err = run(wav(tmp_path / "a.wav", level=0), *PRIYA, *SPHINX)
    assert (code, out) == (1, "")
    assert "it is silent from beginning to end: check what was recorded" in err.splitlines()[-1]
    assert sessions() == before


BAD: dict[str, tuple[str, bytes | None, str]] = {
    "missing": ("a.wav", None, "there is no such file: check the name"),
    "a text": ("a.wav", b"hello, this is no sound\n" * 40, "a.wav: "),
    "empty": ("a.wav", b"", "a.wav: "),
    "an empty mp3": ("a.mp3", b"\0" * 10, "a.mp3: "),
    "an empty transcript": ("a.vtt", b"", "holds no words that can be read"),
    "a transcript in no alphabet": ("a.srt", b"\xff\xfe\0\0\xff", "is no text in UTF-8"),
    "broken JSON": ("a.json", b'{"segments":\n[{"start": 1,\n', "a.json:"),
    "other JSON": ("a.json", b'{"a": 1}', "has neither Whisper's segments nor Vosk's result"),
}


@pytest.mark.parametrize(("name", "data", "message"), BAD.values(), ids=BAD)
def test_what_is_no_call_is_one_line(run: Run, tmp_path: Path, name: str, data: bytes | None, message: str) -> None:
    """What is wrong, where, what to do; exit 1; nothing on standard output; no session is left."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = run(tmp_path / name, *PRIYA)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("callprompter: ")
    assert message in err
    assert sessions() == []


def test_a_picture_without_sound_is_refused(run: Run, tmp_path: Path) -> None:
    """A video of pictures alone."""
    import av

    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    code, out, err = run(path, *PRIYA)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "there is no sound in this file" in err


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--profile", 'phone = "617-555-0142"\n', '"name" is missing'),
        ("--profile", 'name = "Priya"\ninterview_date = "2026-13-40"\n', "a.txt:2: "),
        ("--profile", 'name = "Priya"\nphone = "12"\n', "a.txt:2: "),
        ("--outline", "outline: a\nstepps:\n- id: greet\n", "a.yaml:2: "),
    ],
)
def test_a_broken_profile_or_outline_is_named_with_its_line(
    run: Run, tmp_path: Path, clip: Path, option: str, text: str, message: str
) -> None:
    """Before any sound is heard; a session that is followed again is left as it was."""
    path = tmp_path / ("a.yaml" if option == "--outline" else "a.txt")
    path.write_text(text, encoding="utf-8")
    code, out, err = run(clip, *PRIYA, option, path)
    assert (code, out) == (1, "")
    assert message in err
    assert "Traceback" not in err
    assert sessions() == []


def test_a_wrong_channel_is_wrong_usage(run: Run, clip: Path) -> None:
    """Exit 2."""
    code, out, err = run(clip, "--me", "Priya")
    assert (code, out) == (2, "")
    assert "left, right, mixed" in err


def test_reports_go_to_a_folder_or_nowhere(run: Run, transcript: Path, tmp_path: Path) -> None:
    """A file in the place of the folder is told before anything is done; the session has its numbers in any case."""
    (tmp_path / "file").write_text("")
    code, out, err = run(transcript, "--out", tmp_path / "file")
    assert (code, out) == (1, "")
    assert "is no folder: name another one with --out" in err
    assert sessions() == []

    code, _, err = run(transcript, "--out", tmp_path / "reports", *DAY)
    assert code == 0, err
    assert {each.name for each in (tmp_path / "reports").iterdir()} == {
        f"review.{end}" for end in ("html", "md", "json", "ics")
    }
    (session,) = sessions()
    assert json.loads((session / "review.json").read_text("utf-8"))["metrics"] is not None
    assert not (session / "review.html").exists()


def test_a_transcript_is_followed_on_a_machine_without_a_profile(run: Run, transcript: Path, tmp_path: Path) -> None:
    """That names are unknown is said in a line; Markdown and calendar have what was promised."""
    code, out, err = run(transcript, "--me", "Priya", *DAY, "--json", tmp_path / "told.json")
    assert code == 0, err
    assert out == ""
    assert "no profile yet: names and number are unknown; `callprompter start` asks" in err.splitlines()[0]
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["summary"]["outcome"] == "pending"
    assert told["recognizer"] == "transcript:vtt"
    assert told["words"][0]["speaker"] == "them"
    (session,) = sessions()
    assert "VALUE=DATE:20261120" in (session / "review.ics").read_text() or "20261120T120000" in (
        session / "review.ics"
    ).read_text("utf-8")
    assert "not decided" in (session / "review.md").read_text("utf-8")


def test_a_session_is_followed_with_another_outline(run: Run, transcript: Path) -> None:
    """What that makes different is told; the session's own journal and page stay as they were."""
    run(transcript, "--me", "Priya", *PRIYA)
    (session,) = sessions()
    kept = {path.name: path.read_bytes() for path in session.iterdir()}
    code, out, err = run(session, "--outline", "voicemail")
    assert code == 0, err
    assert "Outcome: No decision yet → not heard" in out
    assert "Line prompted: Say again that you want it, invite questions: told → -" in out
    page = (session / "review-again.html").read_text("utf-8")
    assert "Followed again: what changed" in page
    assert "Followed again" not in (session / "review.html").read_text("utf-8")
    assert "- Outcome: No decision yet → not heard\n" in (session / "review-again.md").read_text("utf-8")
    assert {name: (session / name).read_bytes() for name in kept} == kept
    code, out, _ = run(session, "--outline", "voicemail", "--json")
    changed = {each["what"]: (each["before"], each["after"]) for each in json.loads(out)["differences"]}
    assert changed["outcome"] == ("pending", "unknown")
    code, out, _ = run(session, "--json")
    assert "differences" not in json.loads(out)


def test_what_another_outline_learnt_is_looked_for_beside_its_file(run: Run, transcript: Path, tmp_path: Path) -> None:
    """As where a call is followed first: here it is there, and broken."""
    run(transcript, "--me", "Priya", *PRIYA)
    (session,) = sessions()
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(outline_path("voicemail").read_bytes())
    assert run(session, "--outline", mine)[0] == 0
    mine.with_suffix(".gist").write_bytes(b"nothing")
    code, out, err = run(session, "--outline", mine)
    assert (code, out) == (1, "")
    assert "mine.gist: cannot be read" in err


def test_the_terminal_says_what_to_do_next_and_what_to_practise(run: Run, transcript: Path) -> None:
    """After what the call came to, in a line each."""
    code, out, err = run(transcript, "--me", "Priya", *PRIYA)
    assert code == 0, err
    told = " ".join(out.split())
    assert "Next: Wait until Friday 20 November is over. If nothing came, contact them once more." in told
    assert "To practise: Do not leave out: " in told
    assert told.count("Do not leave out") == 1


def test_a_transcript_of_which_the_user_may_be_anybody_says_how_to_tell(run: Run, transcript: Path) -> None:
    """It is reviewed all the same; with --me nothing is complained of."""
    code, _, err = run(transcript, *DAY)
    assert code == 0, err
    assert "call.vtt: which of Jordan Lee, Priya Raman you are is not known: give your name as --me" in err
    _, _, err = run(transcript, *DAY, "--me", "Priya")
    assert "is not known" not in err


def test_a_session_without_its_sound_cannot_be_heard_again(run: Run, transcript: Path) -> None:
    """It says why."""
    run(transcript, *PRIYA)
    (session,) = sessions()
    code, out, err = run(session, *SPHINX)
    assert (code, out) == (1, "")
    assert "its sound was not kept" in err


def test_a_killed_session_is_reviewed_to_its_last_whole_line(run: Run, transcript: Path) -> None:
    """The line that was cut off is complained of."""
    run(transcript, "--me", "Priya", *PRIYA)
    (session,) = sessions()
    journal = session / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-3]) + lines[-3][:20])
    code, out, err = run(session, "--json")
    assert code == 0, err
    assert json.loads(out)["summary"]["outcome"] == "pending"
    assert "the last line was cut off and is left out" in err


def test_a_folder_that_is_no_session_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """A folder of recordings needs a folder for their reports."""
    code, out, err = run(tmp_path)
    assert (code, out) == (1, "")
    assert "to review every recording in it, name a folder for the reports with --out" in err
