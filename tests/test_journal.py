"""The journal is the session: what it holds, followed again, gives the cues that were given."""

from datetime import date
from pathlib import Path

import pytest

from assistant import journal
from assistant.call.follower import replay
from assistant.errors import JournalError
from assistant.events import Command, End, Partial, Speaker, Utterance, Word
from assistant.opening import header, open_again, open_script
from assistant.session import Session
from tests import golden

CALLS = sorted(golden.FOLDER.glob("*.call"))


def record(path: Path, folder: Path) -> Session:
    """Follow a golden call and keep its journal in `folder`."""
    call = golden.read(path)
    script = golden.script_of(call)
    name = call.settings.get("outline", "follow-up")
    begins = header(name, script.profile, script.day, "none", str(path))
    with journal.Journal(folder, begins) as written:
        session = Session(script, written)
        for _, event in call.events:
            session.take(event)
        session.take(End(session.state.kept.t))
    return session


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_a_journal_followed_again_gives_the_same_cues(path: Path, tmp_path: Path) -> None:
    """replay(journal) equals what was told during the call, to the last cue."""
    session = record(path, tmp_path)
    kept = journal.read(tmp_path)
    assert kept.signals == tuple(session.signals)
    assert replay(open_again(kept.header), kept.events)[1] == kept.signals


def test_the_words_of_a_partial_are_kept_where_their_times_tell_who_says_them(tmp_path: Path) -> None:
    """One by one they would be most of the journal; where the speaker is known, the text alone is followed."""
    said = tuple(Word(text, at / 2, at / 2 + 0.5, 0.9) for at, text in enumerate("hello jordan this is priya".split()))
    partials = [Partial(2.5, speaker, "hello jordan this is priya", said) for speaker in (Speaker.ME, None)]
    script = open_script("follow-up", golden.PROFILE, date(2026, 11, 18))
    with journal.Journal(tmp_path, header("follow-up", script.profile, script.day, "none", "")) as written:
        session = Session(script, written)
        for event in [*partials, Utterance(2.5, Speaker.ME, "hello jordan this is priya", said)]:
            session.take(event)
    kept = journal.read(tmp_path)
    assert [len(event.words) for event in kept.events if not isinstance(event, Command | End)] == [0, 5, 5]
    assert replay(script, kept.events)[1] == tuple(session.signals)


def test_a_journal_that_was_cut_off_can_be_read(tmp_path: Path) -> None:
    """A program killed in the middle of a line loses that line and nothing else, and the reader says so."""
    record(CALLS[0], tmp_path)
    file = tmp_path / journal.NAME
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    for length in range(len(lines[0]), len(whole), 97):
        file.write_bytes(whole[:length])
        kept = journal.read(tmp_path)
        complete = whole[:length].count(b"\n")
        assert len(kept.events) + len(kept.signals) == complete - 1
        assert bool(kept.complaint) == (not whole[:length].endswith(b"\n"))


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    """A line in the middle that is no event is not taken for the end: the message names it."""
    record(CALLS[0], tmp_path)
    file = tmp_path / journal.NAME
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4][:20]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(JournalError) as caught:
        journal.read(tmp_path)
    assert str(caught.value) == f"{file}:5: is no event: the journal is damaged; mend or delete that line"


def test_a_journal_is_never_written_over(tmp_path: Path) -> None:
    """Two sessions in one folder would destroy each other: the second is refused."""
    begins = header(
        "follow-up",
        open_script("follow-up", golden.PROFILE, date(2026, 11, 18)).profile,
        date(2026, 11, 18),
        "none",
        "",
    )
    journal.Journal(tmp_path, begins).close()
    with pytest.raises(JournalError, match="cannot be written"):
        journal.Journal(tmp_path, begins)
