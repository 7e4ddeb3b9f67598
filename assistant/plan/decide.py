"""When to call: a job, a policy and a day in; one advice out, with the rule that decided.

The strategy, in this order:
1. An answer ends the waiting (advice `none`), unless a new day was promised with it: then the waiting
   begins anew.
2. The policy's limit is reached without an answer: `move-on`.
3. Otherwise each rule that applies gives a first day (`_Bound`), and the latest of them decides. A promise
   is a bound under every policy. An offer from elsewhere is the only thing that can bring a call forward.
4. The first day moves to the next business day, and never lies before today: a later today gives no earlier
   day.

`wait` is said as long as the first day is still to come, `call` or `write` from then on. With `none` and
`move-on` there is no contact to date: `day` is then the business day from which the advice holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from assistant.errors import PlanError
from assistant.forms import meant, quoted
from assistant.plan.advice import Advice, AdviceKind, Due, Plan
from assistant.plan.days import DAY, BusinessDays, spoken
from assistant.plan.job import ANSWERS, CALLS, TRIES, Contact, ContactKind, Job, Offer, check, check_today
from assistant.plan.policy import SHARED, Hours, Policy, Rule


@dataclass(frozen=True, slots=True)
class _Bound:
    """A rule's first and last day, before business days and today are looked at."""

    first: date
    last: date | None
    rule: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _History:
    """What the contacts mean.

    `tries` are those since the last answer; `promised` is what was promised last.
    """

    interview: date
    answer: Contact | None
    tries: tuple[Contact, ...]
    calls: int
    promised: date | None
    renewed: bool


def plan(job: Job, policies: dict[str, Policy], policy: str, today: date, clock: time | None = None) -> Plan:
    """The advice of `policy` and of all the others on `today`; `clock` is the time there, None for its morning.

    Raises PlanError where the interview's day is missing, a contact lies in the future, or there is no such
    policy.
    """
    check_policy(policy, policies)
    check(job)
    check_today(job, today)
    days = job.days()
    shared = policies[SHARED]
    advices = {
        name: advise(job, each.over(shared), today, days, clock) for name, each in policies.items() if name != SHARED
    }
    return Plan(today, advices.pop(policy), tuple(advices.values()), due(job, shared, today))


def check_policy(name: str, policies: Mapping[str, Policy]) -> None:
    """Raise PlanError where no policy of that name can be chosen."""
    if name not in policies or name == SHARED:
        raise PlanError(f"there is no policy {quoted(name)}{meant(name, set(policies) - {SHARED})}")


def due(job: Job, policy: Policy, today: date) -> tuple[Due, ...]:
    """What else is to be done: the thank-you message, from the interview until its time is over."""
    interview, rule = job.profile.interview_date, policy.rule("thank-you")
    if interview is None or rule.until is None:
        return ()
    by = rule.until.after(interview, job.days())
    sent = any(contact.kind is ContactKind.THANK_YOU for contact in job.contacts)
    return (Due(ContactKind.THANK_YOU, by, str(rule)),) if interview <= today <= by and not sent else ()


def advise(job: Job, policy: Policy, today: date, days: BusinessDays, clock: time | None = None) -> Advice:
    """What `policy` (with the shared rules in it) says about `job` on `today`, at `clock` there."""
    history = _history(job)
    assert policy.hours is not None  # `over` gave it those of the shared policy  # noqa: S101
    ended = _ended(history, policy)
    if ended:
        kind, rule, reasons = ended
        day = days.on_or_after(today)
        return Advice(policy.id, kind, day, None, _window(job, policy.hours, day, days), rule, reasons)
    over = clock is not None and clock >= (job.contact_between or policy.hours.office)[1]
    soonest = today + DAY if over else today
    bound = _with_offer(job, _bound(history, policy, days), history, policy, soonest, days)
    day = days.on_or_after(max(bound.first, soonest))
    last = max(days.on_or_before(bound.last), days.on_or_after(bound.first)) if bound.last else None
    reasons = (*bound.reasons, *_closed(bound.first, day, soonest, days), *_late(last, day, soonest))
    if over and bound.first <= today:
        reasons = (*reasons, "For today it is too late where they are.")
    kind = AdviceKind.WRITE if job.contact_by == "email" else AdviceKind.CALL
    if job.contact_by or job.contact_between:
        reasons = (*reasons, f"They told you how and when to reach them ({policy.rule('way')}).")
    if any(contact.kind is ContactKind.VOICEMAIL for contact in job.contacts):
        reasons = (*reasons, f"Leave no second message ({policy.rule('voicemail')}).")
    return Advice(
        policy=policy.id,
        advice=AdviceKind.WAIT if day > today else kind,
        day=day,
        latest=last if last and last >= day else None,
        window=_window(job, policy.hours, day, days, clock if day == today else None),
        rule=bound.rule,
        reasons=reasons,
    )


def _history(job: Job) -> _History:
    interview = job.profile.interview_date
    if interview is None:
        raise PlanError("interview_date is missing: write the day of the interview, as 2026-11-10")
    answered = max((n for n, contact in enumerate(job.contacts) if contact.kind in ANSWERS), default=-1)
    answer = job.contacts[answered] if answered >= 0 else None
    return _History(
        interview=interview,
        answer=answer,
        tries=tuple(contact for contact in job.contacts[answered + 1 :] if contact.kind in TRIES),
        calls=sum(contact.kind in CALLS or contact.kind is ContactKind.SPOKE for contact in job.contacts),
        promised=job.last_promise(),
        renewed=bool(answer and answer.promised),
    )


def _ended(history: _History, policy: Policy) -> tuple[AdviceKind, str, tuple[str, ...]] | None:
    """`none` after an answer, `move-on` where the policy allows no more contacts; else None."""
    calls, contacts, answered = policy.rules.get("calls"), policy.rule("contacts"), policy.rule("answered")
    if history.answer and not history.renewed:
        what = "you spoke" if history.answer.kind is ContactKind.SPOKE else "they called"
        return (
            AdviceKind.NONE,
            str(answered),
            (f"On {spoken(history.answer.day)} {what}: nothing is left to ask.",),
        )
    if calls and history.calls >= calls.most:
        if history.answer and not history.tries:
            reason = "You had your call with them; they know that you wait for the new day."
            return AdviceKind.NONE, str(calls), (reason,)
        return (
            AdviceKind.MOVE_ON,
            str(calls),
            (f"{_last(history)} That was the one call; turn to other positions.",),
        )
    if len(history.tries) >= contacts.most:
        reason = f"{_last(history)} That was contact number {len(history.tries)}; turn to other positions."
        return AdviceKind.MOVE_ON, str(contacts), (reason,)
    return None


def _last(history: _History) -> str:
    """What was last tried, as a sentence."""
    done = {
        ContactKind.CALLED: "you called and reached nobody",
        ContactKind.VOICEMAIL: "you left a voicemail",
        ContactKind.EMAILED: "you wrote an e-mail",
    }
    last = history.tries[-1]
    return f"On {spoken(last.day)} {done[last.kind]}, and no answer is noted."


def _bound(history: _History, policy: Policy, days: BusinessDays) -> _Bound:
    """The bound that decides: the one with the latest first day, an article's own before a shared one."""
    promise = policy.rule("promise")
    bounds = []
    if history.tries:
        bounds.append(_again(history, policy.rule("again"), days))
    called = any(contact.kind in CALLS for contact in history.tries)
    if not called and not history.renewed and not (history.promised and promise.own):
        bounds.append(_after_interview(history, policy.rule("interview"), policy.id, days))
    if history.promised:
        bounds.append(_after_promise(history, history.promised, policy, days))
    return max(bounds, key=lambda bound: days.on_or_after(bound.first))


def _start(rule: Rule, day: date, days: BusinessDays) -> date:
    spans = [span for span in (rule.start, rule.at_least) if span]
    return max(span.after(day, days) for span in spans)


def _after_interview(history: _History, rule: Rule, name: str, days: BusinessDays) -> _Bound:
    first = _start(rule, history.interview, days)
    last = rule.until.after(history.interview, days) if rule.until else None
    reason = f"The interview was on {spoken(history.interview)}; {rule.start} after it is {spoken(first)}."
    usual = f"Policy {name} has no rule for this, nothing being promised: it is the usual span."
    unsaid = () if rule.own else (usual,)
    return _Bound(first, last, str(rule), (reason, *_skipped(history.interview, first, rule, days), *unsaid))


def _skipped(start: date, end: date, rule: Rule, days: BusinessDays) -> tuple[str, ...]:
    """The public holidays that a count of business days left out."""
    if not any(span.business for span in (rule.start, rule.at_least) if span):
        return ()
    names = [f"{spoken(day)} ({name})" for day, name in days.holidays_between(start + DAY, end)]
    return (f"Not counted: {', '.join(names)}.",) if names else ()


def _after_promise(history: _History, promised: date, policy: Policy, days: BusinessDays) -> _Bound:
    rule, slip = policy.rule("promise"), policy.rules.get("slip")
    first, last = _start(rule, promised, days), None
    reasons: tuple[str, ...] = (f"They named {spoken(promised)}; that day must have passed.",)
    if slip and slip.until and not history.renewed:
        fewest, most = slip.promised
        if fewest <= (promised - history.interview).days <= most:
            last = slip.until.after(history.interview, days)
            reasons = (*reasons, f"Until {spoken(last)} there is time: {slip.says} ({slip.source}).")
    return _Bound(first, last, str(rule), reasons)


def _again(history: _History, rule: Rule, days: BusinessDays) -> _Bound:
    tried = history.tries[-1].day
    first = _start(rule, tried, days)
    last = rule.until.after(tried, days) if rule.until else None
    reason = f"{_last(history)} The second try may come from {spoken(first)} on."
    return _Bound(first, last, str(rule), (reason, *_skipped(tried, first, rule, days)))


def _with_offer(
    job: Job, bound: _Bound, history: _History, policy: Policy, soonest: date, days: BusinessDays
) -> _Bound:
    """`bound`, brought forward where an offer from elsewhere would run out before it and the policy lets it."""
    rule = policy.rules.get("offer")
    offers = sorted((offer for offer in job.offers if offer.deadline and offer.deadline >= soonest), key=_deadline)
    if not rule or not offers:
        return bound
    offer, deadline = offers[0], _deadline(offers[0])
    if days.on_or_after(max(bound.first, soonest)) <= deadline:
        last = min(bound.last or deadline, deadline)
        reason = f"The offer of {offer.company} runs out on {spoken(deadline)}: {rule.says} ({rule.source})."
        return replace(bound, last=last, reasons=(*bound.reasons, reason))
    forward = days.on_or_after(max(soonest, history.interview + DAY))
    if forward > deadline:
        return bound
    reason = f"The offer of {offer.company} runs out on {spoken(deadline)}, before {spoken(bound.first)}."
    return _Bound(forward, deadline, str(rule), (reason, "Tell them with care: it can backfire."))


def _deadline(offer: Offer) -> date:
    return offer.deadline or date.max


def _closed(first: date, day: date, today: date, days: BusinessDays) -> tuple[str, ...]:
    """Why the call moves from the rule's day, or from today, to the next business day."""
    start = max(first, today)
    if day == start:
        return ()
    name = days.holiday(start)
    return (f"{spoken(start)} is {name or 'no business day'}, so it is {spoken(day)}.",)


def _late(last: date | None, day: date, today: date) -> tuple[str, ...]:
    if last is None or last >= day:
        return ()
    return (f"The last day by this rule was {spoken(last)}; call as soon as you can.",) if last < today else ()


def _window(job: Job, hours: Hours, day: date, days: BusinessDays, clock: time | None = None) -> tuple[time, time]:
    """The hours that the interviewer asked for, else the best ones that the day's place in the week leaves.

    Where the best ones of today are over at `clock`, what is left of the office hours.
    """
    if job.contact_between:
        return job.contact_between
    first, last = hours.best
    if (day.weekday() - 1) % 7 in days.weekend:
        first = max(first, hours.first_day_from)
    if (day.weekday() + 1) % 7 in days.weekend:
        last = min(last, hours.last_day_until)
    if first >= last:
        first, last = hours.best
    if clock is not None and clock >= last:
        return clock.replace(second=0, microsecond=0), hours.office[1]
    return first, last
