"""The end of a call in a terminal."""

import io
from datetime import date

from rich.console import Console

from assistant.displays.summary import show_summary
from assistant.events import End, Speaker, Utterance
from assistant.opening import open_script
from assistant.session import Session
from tests.golden import PROFILE


def test_a_warning_is_told_by_its_title_and_the_words_that_caused_it() -> None:
    """Its id is for files; a person reads what the coach calls it."""
    session = Session(open_script("follow-up", PROFILE, date(2026, 11, 18)))
    session.take(Utterance(3.0, Speaker.ME, "i am very disappointed that nobody called me"))
    session.take(End(4.0))
    told = io.StringIO()
    show_summary(Console(file=told, width=120), session)
    assert "Mind next time: Disappointment shows (“" in told.getvalue()
