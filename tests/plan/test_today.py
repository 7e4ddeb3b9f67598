"""Today's one thing to do, the strip of three weeks, and call or write."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from assistant import policies
from assistant.errors import PolicyError
from assistant.plan import call_or_write
from assistant.plan.call_or_write import known, recommend
from assistant.plan.decide import plan
from assistant.plan.job import Contact, ContactKind, Job, Offer, Person
from assistant.plan.log import refusal
from assistant.plan.strip import MarkKind, strip
from assistant.plan.todo import hours_here, todo
from assistant.profile import Profile
from assistant.prompts import folder

POLICIES = policies.load()
JOB = Job(
    Profile("Priya", interviewer="Dana Okafor", company="Harbor", interview_date=date(2026, 11, 10)),
    country="US",
    interviewers=(Person("Dana Okafor", address="Ms Okafor"),),
    promised=date(2026, 11, 19),
)


def contact(kind: ContactKind, day: int) -> Contact:
    return Contact(date(2026, 11, day), kind)


def said(today: date, *contacts: Contact, by: str = "") -> str:
    job = Job(JOB.profile, "US", interviewers=JOB.interviewers, promised=JOB.promised, contacts=contacts, contact_by=by)
    return todo(job, plan(job, POLICIES, "balanced", today)).title


@pytest.mark.parametrize(
    ("day", "contacts", "by", "title"),
    [
        (9, [], "", "The interview is on Tuesday 10 November. Ask there when they decide (S4)."),
        (
            10,
            [],
            "",
            "Write Ms Okafor at Harbor a thank-you message, by Wednesday 11 November at the latest.",
        ),
        (
            12,
            [],
            "",
            "Wait. The first day to call is Friday 20 November between 10:00 and 11:30 their time.",
        ),
        (20, [], "", "Call Ms Okafor at Harbor today between 10:00 and 11:30 their time."),
        (20, [], "email", "Write to Ms Okafor at Harbor today."),
        (12, [], "email", "Wait. The first day to write is Friday 20 November."),
        (
            23,
            [(ContactKind.VOICEMAIL, 20), (ContactKind.CALLED, 23)],
            "",
            "Move on: no further contact is advised. If they call, you are ready.",
        ),
        (
            20,
            [(ContactKind.THEY_CALLED, 18)],
            "",
            "Nothing: you have been in touch. If they named a new day, log it, and the wait begins anew.",
        ),
    ],
)
def test_there_is_one_thing_to_do_today(day: int, contacts: list[tuple[ContactKind, int]], by: str, title: str) -> None:
    """One sentence for the top of a page."""
    assert said(date(2026, 11, day), *(contact(kind, on) for kind, on in contacts), by=by) == title


def test_the_window_is_told_on_the_callers_own_clock() -> None:
    """Ten in Berlin is four in New York; where both clocks show the same, nothing is said."""
    window = (time(10), time(11, 30))
    berlin, york = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
    assert hours_here(window, date(2026, 11, 24), berlin, york) == (time(4), time(5, 30))
    assert hours_here(window, date(2026, 11, 24), berlin, ZoneInfo("Europe/Paris")) is None


@pytest.mark.parametrize(
    ("today", "clock", "between", "advice", "day", "window"),
    [
        (20, time(8), None, "call", 20, (time(10), time(11, 30))),
        (20, time(11, 29), None, "call", 20, (time(10), time(11, 30))),
        (20, time(13, 5, 7), None, "call", 20, (time(13, 5), time(17))),
        (20, time(17), None, "wait", 23, (time(10), time(11, 30))),
        (12, time(18), None, "wait", 20, (time(10), time(11, 30))),
        (20, time(13), (time(14), time(16)), "call", 20, (time(14), time(16))),
        (20, time(16, 30), (time(14), time(16)), "wait", 23, (time(14), time(16))),
    ],
)
def test_late_in_the_day_the_call_is_for_the_next(
    today: int, clock: time, between: tuple[time, time] | None, advice: str, day: int, window: tuple[time, time]
) -> None:
    """Past the best hours, what is left of the office's; past those, or theirs, the next business day."""
    job = replace(JOB, contact_between=between)
    said = plan(job, POLICIES, "balanced", date(2026, 11, today), clock).advice
    assert (said.advice, said.day.day, said.window) == (advice, day, window)
    assert ("too late where they are" in said.why) == (said.day.day == 23)


def test_the_strip_holds_three_weeks_from_monday() -> None:
    """What lies on each day: today, interview, promise, contacts, the first day, the window, holidays."""
    job = Job(
        JOB.profile,
        "US",
        promised=date(2026, 11, 17),
        contacts=(contact(ContactKind.THANK_YOU, 11),),
        offers=(Offer("Beta", date(2026, 11, 27)),),
    )
    cells = {cell.day: cell for cell in strip(job, plan(job, POLICIES, "balanced", date(2026, 11, 12)), job.days())}
    assert (min(cells), max(cells), len(cells)) == (date(2026, 11, 9), date(2026, 11, 29), 21)
    marks = {day.day: [mark.kind for mark in cell.marks] for day, cell in cells.items() if cell.marks}
    assert marks == {
        10: [MarkKind.INTERVIEW],
        11: [MarkKind.CONTACT],
        12: [MarkKind.TODAY],
        17: [MarkKind.PROMISED],
        18: [MarkKind.FIRST, MarkKind.WINDOW],
        19: [MarkKind.WINDOW],
        20: [MarkKind.WINDOW],
        23: [MarkKind.WINDOW],
        24: [MarkKind.LATEST, MarkKind.WINDOW],
        27: [MarkKind.OFFER],
    }
    assert cells[date(2026, 11, 26)].holiday == "Thanksgiving Day"
    assert [day.day for day, cell in cells.items() if cell.too_early] == [12, 13, 14, 15, 16, 17]
    assert [day.day for day, cell in cells.items() if cell.weekend] == [14, 15, 21, 22, 28, 29]


PATH = folder() / "call-or-write.yaml"
QUESTIONS = call_or_write.parse(PATH.read_text(encoding="utf-8"), str(PATH))


@pytest.mark.parametrize("yes", [question.id for question in QUESTIONS])
def test_any_of_the_four_reasons_speaks_for_the_call(yes: str) -> None:
    """One yes is enough; its sentence is the reason, the others are told against it."""
    advice = recommend(JOB, QUESTIONS, {yes: True})
    assert advice.way == "call"
    assert len(advice.reasons) == 1
    assert len(advice.against) == 3
    assert all(reason.endswith("(S2)") for reason in (*advice.reasons, *advice.against))


def test_with_no_reason_for_a_call_a_message_does() -> None:
    """Four times no: write."""
    advice = recommend(JOB, QUESTIONS, {})
    assert (advice.way, len(advice.reasons), advice.against) == ("write", 4, ())


def test_an_offer_elsewhere_answers_the_fourth_question() -> None:
    """The job tells it: an answer is needed at once."""
    assert known(Job(JOB.profile, offers=(Offer("Beta"),))) == {"needed-now": True}


def test_the_way_that_they_asked_for_goes_first() -> None:
    """They asked to be written to: four reasons for a call do not change it (S1)."""
    job = Job(JOB.profile, contact_by="email")
    advice = recommend(job, QUESTIONS, {question.id: True for question in QUESTIONS})
    assert advice.way == "write"
    assert advice.reasons == ("They asked to be written to, and the way that they asked for is kept (S1).",)


def test_faulty_questions_are_told_with_their_line() -> None:
    """The file is read as hard as every other."""
    with pytest.raises(PolicyError, match=r'q.yaml:3: unknown key "aks" in question a; did you mean "ask"\?'):
        call_or_write.parse("questions:\n  a:\n    aks: x\n    yes: x\n    no: x\n    source: S2\n", "q.yaml")


def test_a_second_voicemail_is_refused_with_the_reason() -> None:
    """One is the most; any other contact goes through."""
    job = Job(JOB.profile, contacts=(contact(ContactKind.VOICEMAIL, 20),))
    shared = POLICIES["shared"]
    assert refusal(job, ContactKind.VOICEMAIL, shared) == (
        "you left a voicemail on Friday 20 November (S4: one voicemail only, never several messages); "
        "if you left no message, log the call as `called`"
    )
    assert refusal(job, ContactKind.CALLED, shared) == ""
    assert refusal(JOB, ContactKind.VOICEMAIL, shared) == ""
