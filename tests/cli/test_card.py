"""The card after a live call on a terminal: what came of it is confirmed, then logged."""

from datetime import date, timedelta

import pytest

from assistant.plan.job import Contact, ContactKind, Job
from assistant.profile import Profile
from assistant.store.jobs import Jobs, active_entry

pexpect = pytest.importorskip("pexpect", reason="pexpect needs a POSIX terminal")


def test_the_card_logs_the_call_and_a_second_voicemail_only_where_insisted_on() -> None:
    """The outcome that was heard is offered; the log, and what comes next, follow the answers."""
    import os
    import sys

    told = date.today() - timedelta(days=20)
    left = Contact(told + timedelta(days=9), ContactKind.VOICEMAIL)
    with Jobs() as jobs:
        jobs.add(Job(Profile("Priya Raman", company="Harbor Lights", interview_date=told), contacts=(left,)))
    child = pexpect.spawn(
        sys.executable,
        ["-m", "assistant", "live", "--terminal", "--no-audio"],
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"},
    )
    child.expect("this is Priya Raman")
    child.send("v")
    child.expect("(?i)voicemail")
    child.send("q")
    child.expect_exact("[voicemail]: ")
    child.sendline("")
    child.expect_exact("Worth remembering: ")
    child.sendline("their line is busy at noon")
    child.expect_exact("Keep it? (y/n): ")
    child.sendline("y")
    child.expect_exact("one voicemail only")
    child.expect_exact("Log it all the same? (y/n): ")
    child.sendline("y")
    child.expect_exact("Logged. Move on")
    child.expect(pexpect.EOF)
    child.close()
    entry = active_entry()
    assert entry is not None
    kinds = [(contact.kind, contact.note) for contact in entry.job.contacts]
    assert kinds == [(ContactKind.VOICEMAIL, ""), (ContactKind.VOICEMAIL, "their line is busy at noon")]
