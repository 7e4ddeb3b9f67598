"""What stays of the other side's words: no more than was asked for, and the call is followed again all the same."""

from datetime import date
from pathlib import Path

import pytest

from assistant.call.script import Script
from assistant.events import Command, CommandKind, End, Partial, Speaker, Utterance, Word
from assistant.journal import Journal, read
from assistant.live.moment import TheirWords
from assistant.live.setup import followed_again
from assistant.live.their_words import Reduced
from assistant.opening import header, open_script
from assistant.past.reports import page_of
from assistant.session import Session
from tests.conftest import ROOT

ME, THEM = Speaker.ME, Speaker.THEM
DAY = date(2026, 11, 18)
PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
LINES = (
    (ME, "hello jordan lee this is priya raman"),
    (THEM, "oh hello priya lovely weather in sheffield today"),
    (ME, "i interviewed with you for the junior data analyst position"),
    (ME, "i am calling to ask about the status of your decision"),
    (THEM, "well gertrude is on holiday so we have not made a decision yet but expect one by next friday my dear"),
    (ME, "i am still very interested in the position"),
    (ME, "thank you for your time goodbye"),
)
PRIVATE = ("sheffield", "gertrude", "holiday", "dear")
THEIRS = (*PRIVATE, "made a decision", "next friday")


def timed(text: str, t: float) -> tuple[Word, ...]:
    """The words, a third of a second each."""
    return tuple(Word(word, t - 3 + n / 3, t - 3 + n / 3 + 0.3) for n, word in enumerate(text.split()))


def call(script: Script, folder: Path, kept: TheirWords) -> Session:
    """The call, written with what is kept; its review beside it."""
    with Journal(folder, header("follow-up", script.profile, DAY, "told", "a live call")) as journal:
        session = Session(script, journal if kept is TheirWords.ALL else Reduced(journal, kept))
        for n, (speaker, text) in enumerate(LINES):
            t = 6.0 * (n + 1)
            half = " ".join(text.split()[:9])
            session.take(Partial(t - 1, speaker, half))
            session.take(Utterance(t, speaker, text, timed(text, t)))
        session.take(Command(41.0, CommandKind.MARK, "ask for Sam"))
        session.take(End(44.0))
    page_of(folder)
    return session


def everything(folder: Path) -> str:
    """All that was written, of their words: the outline's own phrases are no words of theirs."""
    journal = "\n".join((folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()[1:])
    return journal + (folder / "review.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROFILE, DAY)


@pytest.mark.parametrize("kept", [TheirWords.TRIGGERS, TheirWords.OFF])
def test_followed_again_the_call_is_the_same(script: Script, tmp_path: Path, kept: TheirWords) -> None:
    """Steps, outcome, warnings, the promised date: as they were."""
    was = call(script, tmp_path, kept)
    again = followed_again(tmp_path)
    assert again.summary == was.summary
    assert was.summary["outcome"] == "pending"
    assert [(note.kind, note.value) for note in again.view.notes] == [("date", "2026-11-27")]


def test_all_is_kept_where_nothing_else_is_asked_for(script: Script, tmp_path: Path) -> None:
    """So that the next test can fail."""
    call(script, tmp_path, TheirWords.ALL)
    assert all(word in everything(tmp_path) for word in PRIVATE)


def test_only_what_moved_the_call_stays(script: Script, tmp_path: Path) -> None:
    """The words of the decision and the date; neither gertrude nor the weather."""
    call(script, tmp_path, TheirWords.TRIGGERS)
    text = everything(tmp_path)
    assert not [word for word in PRIVATE if word in text]
    assert "xx xx xx have not made a decision xx xx xx xx by next friday xx xx" in text
    assert "interested in the position" in text, "the caller's own words stay"


def test_of_words_that_were_misheard_at_first_those_stay_that_were_said(script: Script, tmp_path: Path) -> None:
    """Else nothing of the turn would stay to follow the call by again."""
    with Journal(tmp_path, header("follow-up", script.profile, DAY, "told", "a live call")) as journal:
        session = Session(script, Reduced(journal, TheirWords.TRIGGERS))
        session.take(Utterance(5.0, ME, "i am calling to ask about the status of your decision"))
        session.take(Partial(8.0, THEM, "we have not made a division"))
        session.take(Utterance(9.0, THEM, "we have not made a decision yet"))
    assert [event.text for event in read(tmp_path).events if isinstance(event, Utterance)][-1] == (
        "xx have not made a decision xx"
    )
    assert followed_again(tmp_path).state.shown.verdict.outcome == "pending"


def test_nothing_stays_of_them(script: Script, tmp_path: Path) -> None:
    """Not in the events, not in what they caused, not in the review; how much they spoke does."""
    call(script, tmp_path, TheirWords.OFF)
    text = everything(tmp_path)
    assert not [word for word in THEIRS if word in text]
    utterances = [event for event in read(tmp_path).events if isinstance(event, Utterance) and event.speaker is THEM]
    assert [len(event.words) for event in utterances] == [len(text.split()) for who, text in LINES if who is THEM]
