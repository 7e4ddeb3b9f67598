"""The program behind the page's Today, Plan and Jobs: the kept jobs, and the plan of the active one."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from assistant import place, policies
from assistant.displays.web.answers import Facts
from assistant.errors import PlanError, StoreError
from assistant.plan.advice import AdviceKind, Plan, to_json
from assistant.plan.call_or_write import known, recommend
from assistant.plan.days import regions_of, spoken, zone_of
from assistant.plan.job import Job, to_table
from assistant.plan.phone import international
from assistant.plan.policy import DEFAULT, SHARED, Policy
from assistant.plan.strip import strip
from assistant.plan.todo import dated, hours_here, named, todo
from assistant.planning import contact_from, from_table, log_contact, own_facts, planned, questions, sheet, today_for
from assistant.report import prep_sheet
from assistant.report.calendar import calendar
from assistant.store.jobs import Entry, Jobs, active_entry

NO_JOB = "there is no job yet: tell of one under Today"
TELL = "tell"  # the action where the day of the interview is missing


class JobDesk:
    """A JobDesk (see displays.web.job_desk). It keeps nothing itself: two browsers see the same."""

    def home(self) -> Facts:
        """Today's one thing to do, the strip, the other jobs."""
        entry = active_entry()
        if entry is None:
            title = "Hello. Let us get you through that call."
            return {"date": spoken(date.today()), "title": title, "why": "", "action": "", "first": True}
        with Jobs() as jobs:
            others = [_row(each) for each in jobs.all() if not each.active]
        return {**_today(entry), "first": False, "others": others}

    def plan(self) -> Facts:
        """All of the plan; where the day of the interview is missing, what to tell."""
        entry = _active()
        facts = {**_today(entry), "policy": entry.job.policy or DEFAULT, "contacts": _contacts(entry.job)}
        if facts["action"] == TELL:
            return facts
        decided = planned(entry.job)
        prepared = sheet(entry.job, decided)
        return {
            **facts,
            "policies": [
                {"id": each.id, "title": each.title} for each in policies.load().values() if each.id != SHARED
            ],
            "others": to_json(decided)["others"],
            "due": [{"kind": each.kind, "by": each.by, "rule": each.rule} for each in decided.due],
            "lines": [{"title": line.title, "say": line.say} for line in prepared.lines],
            "missing": [each.ask for each in prepared.missing],
            "questions": [
                {"id": each.id, "ask": each.ask, "yes": known(entry.job).get(each.id)} for each in questions()
            ],
        }

    def jobs(self) -> Facts:
        """Each job with its own next thing to do."""
        with Jobs() as jobs:
            return {"jobs": [_row(entry) for entry in jobs.all(removed=True)]}

    def job(self, number: str) -> Facts:
        """The table of a job, the person to call first among the people."""
        if not number:
            return {"number": "", "facts": {**own_facts(), "interviewers": []}}
        with Jobs() as jobs:
            entry = jobs.get(_number(number))
            changed = jobs.changed(entry.id)
        table = to_table(entry.job)
        first = entry.job.interviewer()
        people = [first, *(each for each in entry.job.interviewers if each != first)] if first.name else []
        return {
            "number": entry.id,
            "title": named(entry.job),
            "active": entry.active,
            "removed": entry.removed,
            "changed": changed,
            "facts": {**table, "interviewers": [asdict(person) for person in people]},
        }

    def places(self, country: str, zone: str) -> Facts:
        """For a new job the caller's own country and zone; for a country its regions and zones."""
        own = place.own_zone() or zone
        home = country or place.country_of_zone(own)
        zones = place.zones_of_country(home)
        return {
            "countries": place.countries(),
            "country": home,
            "zones": zones,
            "zone": own if own in zones else next(iter(zones), ""),
            "regions": regions_of(home) if home else (),
        }

    def keep(self, asked: Facts) -> Facts:
        """Raises PlanError: one line with every fault."""
        table = _table(asked.get("facts"))
        number = str(asked.get("number") or "")
        if not number:
            table = _own_number(table)
        elif (policy := _kept(number).job.policy) and "policy" not in table:
            table["policy"] = policy  # chosen under Plan, not in the form
        job = from_table(table)
        if not job.profile.name and not job.profile.company:
            raise PlanError("name is missing: write your name, or the company, so that the job can be told from others")
        with Jobs() as jobs:
            entry = jobs.change(_number(number), job) if number else jobs.add(job)
        return {"number": entry.id}

    def change(self, asked: Facts) -> None:
        """`what` is use, remove, undo, or policy with its name."""
        number, what = _number(str(asked.get("number"))), asked.get("what")
        with Jobs() as jobs:
            if what == "use":
                jobs.use(number)
            elif what == "remove":
                jobs.remove(number)
            elif what == "undo":
                jobs.undo(number)
            elif what == "policy":
                table = {**to_table(jobs.get(number).job), "policy": str(asked.get("policy"))}
                jobs.change(number, from_table(table))
            else:
                raise PlanError(f"what to do with job {number}? use, remove, undo or policy")

    def log(self, asked: Facts) -> None:
        """Raises RefusedError for a second voicemail without `force`."""
        entry = _active()
        if asked.get("undo") is True:
            with Jobs() as jobs:
                jobs.unlog(entry.id)
            return
        told = {key: str(asked.get(key) or "") for key in ("kind", "on", "note", "promised")}
        contact = contact_from(entry.job, **{**told, "on": told["on"] or "today"})
        log_contact(entry, contact, asked.get("force") is True)

    def weigh(self, asked: Facts) -> Facts:
        """The recommendation with its reasons."""
        answers = asked.get("answers")
        yes = answers if isinstance(answers, list) else []
        job = _active().job
        return asdict(recommend(job, questions(), known(job) | {str(name): True for name in yes}))

    def sheet(self) -> str:
        """The page of HTML."""
        job = _active().job
        return prep_sheet.html(sheet(job, planned(job)))

    def calendar(self) -> bytes:
        """The same events as `callprompter plan --ics`."""
        entry = _active()
        return calendar(entry.job, planned(entry.job), entry.uid, datetime.now(UTC))


def _active() -> Entry:
    entry = active_entry()
    if entry is None:
        raise StoreError(NO_JOB)
    return entry


def _kept(number: str) -> Entry:
    with Jobs() as jobs:
        return jobs.get(_number(number))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise StoreError("there is no such job: choose one under Jobs")
    return int(text)


def _row(entry: Entry) -> Facts:
    """A job in a list, with the one thing to do about it."""
    dated_ = entry.job.profile.interview_date is not None
    thing = todo(entry.job, planned(entry.job)).title if dated_ and not entry.removed else ""
    return {
        "number": entry.id,
        "title": named(entry.job),
        "active": entry.active,
        "removed": entry.removed,
        "thing": thing,
    }


def _today(entry: Entry) -> dict[str, Any]:
    """What stands on top: the day there, the one thing, why, the hours here, and the three weeks."""
    job, today = entry.job, today_for(entry.job)
    shown: dict[str, Any] = {"date": spoken(today), "job": named(job), "number": entry.id}
    if job.profile.interview_date is None:
        why = "With its day there is a plan. Before the interview, ask there when they decide (S4)."
        return {**shown, "title": "When is the interview?", "why": why, "action": TELL}
    decided = planned(job)
    thing, cells = todo(job, decided), strip(job, decided, job.days())
    first = decided.advice.day
    later = f"The first day is {dated(first, today)}, after these three weeks." if first > cells[-1].day else ""
    return {
        **shown,
        "title": thing.title,
        "why": f"{decided.advice.rule}. {decided.advice.why}",
        "action": thing.action,
        "here": _here(job, decided),
        "later": later,
        "strip": [
            {
                "day": cell.day,
                "weekend": cell.weekend,
                "holiday": cell.holiday,
                "early": cell.too_early,
                "past": cell.day < today,
                "marks": [asdict(mark) for mark in cell.marks],
            }
            for cell in cells
        ],
    }


def _here(job: Job, decided: Plan) -> str:
    """The hours on the caller's own clock, where it differs from theirs."""
    zone = place.own_zone()
    if not zone or not job.timezone or decided.advice.advice not in (AdviceKind.CALL, AdviceKind.WAIT):
        return ""
    hours = hours_here(decided.advice.window, decided.advice.day, zone_of(job.timezone), zone_of(zone))
    return f"On your own clock that is {hours[0]:%H:%M} to {hours[1]:%H:%M}." if hours else ""


def _choice(policy: Policy) -> Facts:
    return {"id": policy.id, "title": policy.title, "article": policy.article}


def _contacts(job: Job) -> list[Facts]:
    return [asdict(contact) for contact in job.contacts]


def _table(facts: object) -> dict[str, Any]:
    """A job's table from a form: what was left empty is not told, and the first of the people is whom to call."""
    if not isinstance(facts, dict):
        raise PlanError("a job is told as a table of its facts")
    table = {key: value for key, value in facts.items() if value not in ("", [], None)}
    people = table.get("interviewers")
    if isinstance(people, list) and people and isinstance(people[0], dict):
        table["interviewer"] = people[0].get("name", "")
    return table


def _own_number(table: dict[str, Any]) -> dict[str, Any]:
    """A new job's own number: without + it is one of the caller's country, wherever the company is."""
    zone = place.own_zone()
    phone = table.get("phone")
    if not zone or not isinstance(phone, str):
        return table
    return {**table, "phone": international(phone, place.country_of_zone(zone))}
