"""A session's signals: told as soon as something is being said, kept in the words that were said."""

from datetime import date
from functools import cache
from pathlib import Path

from assistant.call.script import Script
from assistant.events import Cue, OutcomeChange, Partial, Signal, Speaker, StepChange, Utterance
from assistant.journal import Journal, read
from assistant.opening import header, open_script
from assistant.session import Session
from tests.conftest import ROOT

DAY = date(2026, 11, 18)
ASKED = Utterance(5.0, Speaker.ME, "i am calling to ask about the status of your hiring decision")
MISHEARD = Partial(8.0, Speaker.THEM, "we have not made a division")
SO_FAR = Partial(8.2, Speaker.THEM, "we have not made a decision")
SAID = Utterance(9.0, Speaker.THEM, "we have not made a decision yet")


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", DAY)


def reasons(signals: list[Signal] | tuple[Signal, ...]) -> list[tuple[float, str]]:
    """When what they said moved the call, and the words that are quoted for it."""
    told = [signal for signal in signals if isinstance(signal, OutcomeChange | StepChange | Cue) and signal.t > 5]
    return [(signal.t, signal.because) for signal in told]


def test_what_was_told_for_misheard_words_quotes_what_was_said() -> None:
    """The outcome is told at once, and never told twice; afterwards its reason is what stands, its time when told."""
    session = Session(script())
    session.take(ASKED)
    told = session.take(MISHEARD)
    assert {because for _, because in reasons(told)} == {"have not made a division"}
    assert not session.take(SO_FAR)
    assert not session.take(SAID)
    assert reasons(session.signals) == [(8.0, "have not made a decision")] * len(told)


def test_the_journal_has_the_words_that_stand_as_well(tmp_path: Path) -> None:
    """It is written as it happens, so the misheard words stay in it; what comes after them is right."""
    with Journal(tmp_path, header("follow-up", script().profile, DAY, "told", "a live call")) as journal:
        session = Session(script(), journal)
        for event in (ASKED, MISHEARD, SAID):
            session.take(event)
    because = [one.because for one in read(tmp_path).signals if isinstance(one, OutcomeChange)]
    assert because == ["have not made a division", "have not made a decision"]


def test_what_was_heard_right_is_written_once(tmp_path: Path) -> None:
    """A partial that was right causes no more than its utterance would have."""
    with Journal(tmp_path, header("follow-up", script().profile, DAY, "told", "a live call")) as journal:
        session = Session(script(), journal)
        for event in (ASKED, SO_FAR, SAID):
            session.take(event)
    assert len([one for one in read(tmp_path).signals if isinstance(one, OutcomeChange)]) == 1
