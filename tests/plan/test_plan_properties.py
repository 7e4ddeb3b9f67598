"""What holds for every job, every policy and every day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import policies
from assistant.plan.advice import AdviceKind, Plan, to_json
from assistant.plan.days import BusinessDays
from assistant.plan.decide import plan
from assistant.plan.job import Contact, ContactKind, Job, Offer
from assistant.profile import Profile

POLICIES = policies.load()
NAMES = [name for name in POLICIES if name != "shared"]
PLACES = [
    ("", ""),
    ("US", ""),
    ("US", "CA"),
    ("DE", "BY"),
    ("GB", "SCT"),
    ("IL", ""),
    ("SA", ""),
    ("JP", ""),
    ("HK", ""),
]
WAITING = {AdviceKind.CALL, AdviceKind.WAIT, AdviceKind.WRITE}
TABLES = {place: BusinessDays(*place) for place in PLACES}

days_on = st.integers(0, 40).map(lambda n: timedelta(days=n))


@st.composite
def jobs(draw: st.DrawFn, offers: bool = False) -> Job:
    """Any job: a place, an interview, perhaps a promise, contacts since."""
    country, region = draw(st.sampled_from(PLACES))
    interview = draw(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
    kinds = st.tuples(days_on, st.sampled_from(ContactKind), st.none() | days_on)
    contacts = []
    for after, kind, told in draw(st.lists(kinds, max_size=4)):
        on = interview + after
        contacts.append(Contact(on, kind, "", on + told if told is not None else None))
    deadline = interview + draw(days_on)
    return Job(
        Profile("Priya Sharma", interview_date=interview),
        country=country,
        region=region,
        promised=draw(st.none() | days_on.map(lambda n: interview + n)),
        contacts=tuple(sorted(contacts, key=lambda contact: contact.day)),
        offers=(Offer("Beta", deadline),) if offers else (),
    )


def first_day(job: Job) -> date:
    """The first day on which the job can be planned: no contact lies in the future."""
    assert job.profile.interview_date
    return max([job.profile.interview_date, *(contact.day for contact in job.contacts)])


def decided(job: Job, policy: str, after: timedelta) -> Plan:
    return plan(job, POLICIES, policy, first_day(job) + after)


@settings(deadline=None, max_examples=150)
@given(jobs(), st.sampled_from(NAMES), days_on)
def test_no_contact_is_advised_before_a_promise_has_passed(job: Job, policy: str, after: timedelta) -> None:
    """The day of the advice lies after the day that they promised last."""
    advice = decided(job, policy, after).advice
    told = [contact.promised for contact in job.contacts if contact.promised]
    promised = told[-1] if told else job.promised
    if advice.advice in WAITING and promised:
        assert advice.day > promised


@settings(deadline=None, max_examples=150)
@given(jobs(offers=True), st.sampled_from(NAMES), days_on)
def test_every_day_is_a_business_day_from_today_on(job: Job, policy: str, after: timedelta) -> None:
    """Neither the first nor the last day is a holiday or a weekend or before today; the last is no earlier."""
    table = TABLES[(job.country, job.region)]
    whole = decided(job, policy, after)
    for advice in (whole.advice, *whole.others):
        assert table.is_business_day(advice.day)
        assert advice.day >= whole.today
        assert advice.advice is not AdviceKind.WAIT or advice.day > whole.today
        assert advice.advice not in (AdviceKind.CALL, AdviceKind.WRITE) or advice.day == whole.today
        if advice.latest:
            assert table.is_business_day(advice.latest)
            assert advice.latest >= advice.day


@settings(deadline=None, max_examples=150)
@given(jobs(offers=True), st.sampled_from(NAMES), days_on, st.integers(1, 30))
def test_a_later_today_never_gives_an_earlier_day(job: Job, policy: str, after: timedelta, more: int) -> None:
    """Asked again later, with nothing new, the day of the call is the same or later; an answer stays an answer."""
    soon = decided(job, policy, after).advice
    late = decided(job, policy, after + timedelta(days=more)).advice
    assert late.day >= soon.day
    assert (late.advice in WAITING) == (soon.advice in WAITING)


@settings(deadline=None, max_examples=100)
@given(jobs(), st.sampled_from(NAMES), days_on)
def test_no_second_voicemail_and_no_third_contact(job: Job, policy: str, after: timedelta) -> None:
    """After a voicemail every further call comes with "leave no second message"; after two tries there is none."""
    advice = decided(job, policy, after).advice
    kinds = [contact.kind for contact in job.contacts]
    tries = {ContactKind.CALLED, ContactKind.VOICEMAIL, ContactKind.EMAILED}
    answered = ContactKind.SPOKE in kinds or ContactKind.THEY_CALLED in kinds
    if ContactKind.VOICEMAIL in kinds and advice.advice in WAITING:
        assert "Leave no second message" in advice.why
    if len([kind for kind in kinds if kind in tries]) >= 2 and not answered:
        assert advice.advice is AdviceKind.MOVE_ON


@settings(deadline=None, max_examples=60)
@given(jobs(offers=True), st.sampled_from(NAMES), days_on)
def test_every_policy_is_heard_and_each_says_its_rule(job: Job, policy: str, after: timedelta) -> None:
    """The chosen policy and all the others speak once each, in an order that never changes, each with a source."""
    whole = decided(job, policy, after)
    assert [each.policy for each in whole.others] == [name for name in NAMES if name != policy]
    assert whole.advice.policy == policy
    assert all(each.rule.startswith("S") and each.why for each in (whole.advice, *whole.others))
    shown = to_json(whole)
    assert list(shown) == ["advice", "date", "latest", "window", "rule", "why", "due", "others"]
    assert "\n" not in shown["why"]


@settings(deadline=None, max_examples=60)
@given(jobs(), st.sampled_from(NAMES), days_on)
def test_a_patient_policy_is_the_same_under_its_own_name_and_among_the_others(
    job: Job, policy: str, after: timedelta
) -> None:
    """What a policy says of itself is what it says among the others."""
    whole = decided(job, policy, after)
    for each in whole.others:
        assert decided(job, each.policy, after).advice == each


@settings(deadline=None, max_examples=60)
@given(jobs(), st.sampled_from(NAMES), days_on)
def test_an_answer_without_a_new_day_ends_it(job: Job, policy: str, after: timedelta) -> None:
    """Once they called there is nothing to ask, whatever came before."""
    last = Contact(first_day(job), ContactKind.THEY_CALLED)
    answered = replace(job, contacts=(*job.contacts, last))
    assert decided(answered, policy, after).advice.advice is AdviceKind.NONE


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        (date(2026, 11, 9), False, []),
        (date(2026, 11, 10), False, ["thank-you"]),
        (date(2026, 11, 11), False, ["thank-you"]),
        (date(2026, 11, 11), True, []),
        (date(2026, 11, 12), False, []),
    ],
)
@pytest.mark.parametrize("policy", NAMES)
def test_a_thank_you_is_due_within_a_day_of_the_interview(
    policy: str, today: date, sent: bool, expected: list[str]
) -> None:
    """S1's thank-you is due from the interview to the day after it, under every policy, until it is sent."""
    job = Job(
        Profile("Priya", interview_date=date(2026, 11, 10)),
        contacts=(Contact(date(2026, 11, 10), ContactKind.THANK_YOU),) if sent else (),
    )
    assert to_json(plan(job, POLICIES, policy, today))["due"] == expected
