"""Jobs are kept, changed, exported and taken back, and what was edited by hand is told apart."""

import json
import sqlite3
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from assistant.errors import PlanError, StoreError
from assistant.plan.job import Contact, ContactKind, Job, Offer, Person
from assistant.profile import Profile
from assistant.store.jobs import Jobs, active_entry

INTERVIEW = date(2026, 11, 10)
FULL = Job(
    Profile(
        "Zoë Łukasiewicz",
        phone="+49 30 231250",
        email="zoe@example.com",
        interviewer="दीपिका शर्मा",
        company="東京放送",
        position="مهندسة صوت",
        interview_date=INTERVIEW,
        strengths=("five years of radio", "calm"),
        concerns=("weekends",),
        questions=("How is the show?",),
    ),
    country="DE",
    region="BE",
    timezone="Europe/Berlin",
    interview_time=time(10, 30),
    promised=date(2026, 11, 17),
    contact_by="phone",
    contact_between=(time(14), time(16)),
    interviewers=(Person("दीपिका शर्मा", "DEE-pee-ka", "Frau Sharma", "030 231250", "d@example.com"), Person("Kim")),
    notes=("six of them",),
    offers=(Offer("Beta", date(2026, 11, 30), "less money"), Offer("Gamma")),
    contacts=(
        Contact(date(2026, 11, 10), ContactKind.THANK_YOU),
        Contact(date(2026, 11, 18), ContactKind.SPOKE, "next week", date(2026, 11, 27)),
    ),
)
PLAIN = Job(Profile("Priya", company="Harbor", interview_date=INTERVIEW))


def test_a_job_comes_back_as_it_was_given() -> None:
    """Every field, in any script, comes back from the database."""
    with Jobs() as jobs:
        number = jobs.add(FULL).id
    with Jobs() as jobs:
        assert jobs.get(number).job == FULL


def test_the_job_added_last_is_active_until_another_is_used() -> None:
    """One job is the active one."""
    with Jobs() as jobs:
        first, second = jobs.add(PLAIN), jobs.add(FULL)
        assert [entry.active for entry in jobs.all()] == [False, True]
        jobs.use(first.id)
        active = jobs.active()
        assert active
        assert active.id == first.id
        assert second.uid != first.uid


def test_without_a_database_there_is_no_active_job_and_none_is_made(home: Path) -> None:
    """Only asking leaves nothing behind."""
    assert active_entry() is None
    assert not home.exists()


def test_a_removed_job_is_hidden_and_comes_back_when_used() -> None:
    """Nothing is erased; another job takes over."""
    with Jobs() as jobs:
        first, second = jobs.add(PLAIN), jobs.add(FULL)
        jobs.remove(second.id)
        assert [entry.id for entry in jobs.all()] == [first.id]
        active = jobs.active()
        assert active
        assert active.id == first.id
        jobs.use(second.id)
        assert jobs.get(second.id).job == FULL


def test_contacts_stay_in_the_order_of_their_days() -> None:
    """Logged late, an early contact comes first; taken back goes the one logged last."""
    with Jobs() as jobs:
        number = jobs.add(PLAIN).id
        jobs.log(number, Contact(date(2026, 11, 20), ContactKind.CALLED))
        entry = jobs.log(number, Contact(date(2026, 11, 18), ContactKind.VOICEMAIL))
        assert [contact.kind for contact in entry.job.contacts] == [ContactKind.VOICEMAIL, ContactKind.CALLED]
        assert jobs.unlog(number).kind is ContactKind.VOICEMAIL
        assert jobs.unlog(number).kind is ContactKind.CALLED
        with pytest.raises(StoreError, match="has no contact to take back"):
            jobs.unlog(number)


def test_a_change_keeps_the_contacts_and_can_be_undone() -> None:
    """Facts change, contacts stay, the facts from before come back."""
    with Jobs() as jobs:
        number = jobs.add(FULL).id
        changed = jobs.change(number, PLAIN)
        assert changed.job == replace(PLAIN, contacts=FULL.contacts)
        assert jobs.undo(number).job == FULL
        with pytest.raises(StoreError, match="was never changed"):
            jobs.undo(number)


def test_what_cannot_be_in_the_order_of_days_is_not_written() -> None:
    """A contact before the interview, and an interview after a contact, are refused and change nothing."""
    with Jobs() as jobs:
        number = jobs.add(FULL).id
        with pytest.raises(PlanError, match="before the interview"):
            jobs.log(number, Contact(date(2026, 11, 9), ContactKind.CALLED))
        later = replace(FULL, promised=None, profile=replace(FULL.profile, interview_date=date(2026, 11, 19)))
        with pytest.raises(PlanError, match="before the interview"):
            jobs.change(number, later)
        assert jobs.get(number).job == FULL


def test_an_export_is_taken_back_whole(tmp_path: Path) -> None:
    """Through JSON into an empty database: the same jobs, the same active one; taken in twice, nothing more."""
    with Jobs() as jobs:
        jobs.add(FULL)
        jobs.add(PLAIN)
        jobs.use(1)
        exported = json.loads(json.dumps(jobs.export()))
    with Jobs(tmp_path / "other.db") as other:
        assert [entry.job for entry in other.adopt(exported, "export.json")] == [FULL, PLAIN]
        active = other.active()
        assert active
        assert active.job == FULL
        assert other.adopt(exported, "export.json") == ()
        assert len(other.all()) == 2


def test_an_export_brings_a_known_job_up_to_date(tmp_path: Path) -> None:
    """Facts are taken over and can be undone, contacts of both sides are kept."""
    with Jobs() as jobs:
        number = jobs.add(PLAIN).id
        exported = jobs.export()
        jobs.log(number, Contact(date(2026, 11, 18), ContactKind.CALLED))
        exported["jobs"][0]["job"]["company"] = "Harbor Lights"
        exported["jobs"][0]["job"]["contacts"] = [{"date": "2026-11-11", "kind": "thank-you"}]
        [entry] = jobs.adopt(exported, "export.json")
        assert entry.job.profile.company == "Harbor Lights"
        assert [contact.kind.value for contact in entry.job.contacts] == ["thank-you", "called"]
        assert jobs.undo(number).job.profile.company == "Harbor"


@pytest.mark.parametrize(
    ("exported", "message"),
    [
        ([], "e.json: is no export of jobs: make one with `callprompter job export`"),
        ({"format": "callprompter-jobs", "version": 2, "jobs": []}, "was exported by a newer Call Prompter, or edited"),
        ({"format": "callprompter-jobs", "version": 1, "jobs": [{"uid": "a"}]}, "job 1 must have a uid of its own"),
        (
            {"format": "callprompter-jobs", "version": 1, "jobs": [{"uid": "a", "job": {"compny": "x"}}]},
            'e.json: job 1: unknown key "compny"; did you mean "company"?',
        ),
    ],
)
def test_an_export_with_a_fault_adds_nothing(exported: object, message: str) -> None:
    """One fault and nothing is taken in; the message names the job."""
    with Jobs() as jobs:
        with pytest.raises((StoreError, PlanError)) as error:
            jobs.adopt(exported, "e.json")
        assert message in str(error.value)
        assert jobs.all() == ()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("no json", "cannot be read any more"),
        ("[1, 2]", "must be a table of facts"),
        ('{"interview_date": "2026-02-30"}', "interview_date: February 2026 has 28 days, not 30"),
        ('{"country": "XX"}', 'country "XX" is not known'),
    ],
)
def test_a_row_edited_by_hand_is_named_with_a_way_out(facts: str, message: str) -> None:
    """A spoilt job says which it is and what to do; the others can still be used, and it can be hidden."""
    with Jobs() as jobs:
        good, bad = jobs.add(PLAIN).id, jobs.add(FULL).id
        path = jobs.path
    connection = sqlite3.connect(path)
    connection.execute("UPDATE jobs SET facts = ? WHERE id = ?", (facts, bad))
    connection.commit()
    connection.close()
    with Jobs() as jobs:
        with pytest.raises((StoreError, PlanError)) as error:
            jobs.get(bad)
        assert str(error.value).startswith(f"job {bad} in {path}: ")
        assert message in str(error.value)
        assert f"callprompter job remove {bad}" in str(error.value)
        assert jobs.get(good).job == PLAIN
        jobs.remove(bad)
        assert [entry.id for entry in jobs.all()] == [good]


def test_a_number_that_is_not_there_says_where_to_look() -> None:
    """The message of an unknown job."""
    with Jobs() as jobs, pytest.raises(StoreError) as error:
        jobs.use(7)
    assert str(error.value) == "there is no job 7: see `callprompter job list`"
