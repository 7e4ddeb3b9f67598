"""The preparation sheet: everything to have at hand before the call, as data; `report.prep_sheet` draws it.

What is needed and not told yet is listed with the question to ask for it, so that nothing is made up.
"""

from dataclasses import dataclass

import yaml

from assistant.call.outline import Delivery, Outline
from assistant.errors import PolicyError
from assistant.forms import Form, line_of
from assistant.plan.advice import Plan
from assistant.plan.days import MONTHS, spoken
from assistant.plan.job import ContactKind, Job
from assistant.plan.phone import shown
from assistant.plan.todo import dated, todo
from assistant.profile import fill

VOICEMAIL = "voicemail"  # the outcome whose path is shown beside the plain one


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list and the article it comes from ("convention" where it is from none)."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Content:
    """What `prompts/prep-sheet.yaml` holds."""

    checklist: tuple[Item, ...]
    note: tuple[Item, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not told yet: the job's key, and the question that asks for it."""

    key: str
    ask: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the call with the line to say; `slow` for a number, `silent` where one listens."""

    title: str
    say: str
    slow: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class PrepSheet:
    """One page. `facts` are label and value; `voicemail` is a message, empty where one was left before."""

    title: str
    when: str
    why: str
    facts: tuple[tuple[str, str], ...]
    checklist: tuple[Item, ...]
    question: str
    lines: tuple[Line, ...]
    voicemail: tuple[Line, ...]
    strengths: tuple[str, ...]
    role: str
    concerns: tuple[str, ...]
    notes: tuple[str, ...]
    note: tuple[Item, ...]
    cautions: tuple[str, ...]
    missing: tuple[Missing, ...]


ASKED = (
    Missing("name", "What is your name?"),
    Missing("phone", "Which number should they call back?"),
    Missing("company", "Which company is it?"),
    Missing("position", "Which position is it?"),
    Missing("interviewer", "Who interviewed you?"),
    Missing("interview_date", "On which day was the interview?"),
    Missing("strengths", "What makes you right for it?"),
    Missing("questions", "Which question of your own could open the conversation?"),
)


def parse(text: str, source: str) -> Content:
    """Read `prompts/prep-sheet.yaml`. Raises PolicyError with every fault."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(PolicyError)
    keys = form.keys(node, "the file", ("checklist", "note", "questions"))
    content = Content(
        checklist=_items(form, keys, "checklist"),
        note=_items(form, keys, "note"),
        questions=tuple(text for text, _ in form.texts(keys["questions"], "questions")) if "questions" in keys else (),
    )
    if form.faults:
        form.fail(PolicyError)
    return content


def _items(form: Form, keys: dict[str, yaml.Node], key: str) -> tuple[Item, ...]:
    items = []
    for node in form.items(keys[key], key) if key in keys else []:
        each = form.keys(node, f"an item of {key}", ("item", "source"))
        if len(each) == 2:
            items.append(Item(form.text(each["item"], "item"), form.text(each["source"], "source")))
        elif not form.faults:
            form.fault(line_of(node), f"an item of {key} needs item and source")
    return tuple(items)


def missing(job: Job) -> tuple[Missing, ...]:
    """What the sheet needs and the job does not tell yet, in the order of asking."""
    return tuple(each for each in ASKED if not getattr(job.profile, each.key))


def prep_sheet(job: Job, plan: Plan, outline: Outline, content: Content) -> PrepSheet:
    """The sheet of a job under a plan, the outline's lines filled in with the caller's own words."""
    profile = job.profile
    aim = f"{profile.position or 'the position'} at {profile.company or 'the company'}"
    generic = (line for line in (fill(line, profile) for line in content.questions) if line)
    left = any(contact.kind is ContactKind.VOICEMAIL for contact in job.contacts)
    message = outline.outcomes[VOICEMAIL].path if VOICEMAIL in outline.outcomes and not left else ()
    return PrepSheet(
        title=aim[0].upper() + aim[1:],
        when=todo(job, plan).title,
        why=plan.advice.why,
        facts=tuple(_facts(job, plan)),
        checklist=content.checklist,
        question=profile.questions[0] if profile.questions else next(generic, ""),
        lines=_lines(outline, outline.path, job),
        voicemail=_lines(outline, message, job),
        strengths=profile.strengths,
        role=profile.position,
        concerns=profile.concerns,
        notes=job.notes,
        note=content.note,
        cautions=_cautions(job),
        missing=missing(job),
    )


def _lines(outline: Outline, path: tuple[str, ...], job: Job) -> tuple[Line, ...]:
    """The steps of a path with their best line; those that the profile has no words for are left out."""
    lines = []
    for step in (outline.steps[name] for name in path):
        say = next((line for line in (fill(line, job.profile) for line in step.say) if line), "")
        silent = step.delivery is Delivery.SILENT
        if say or silent:
            lines.append(Line(step.title, say, slow=step.delivery is Delivery.SLOW, silent=silent))
    return tuple(lines)


def _facts(job: Job, plan: Plan) -> list[tuple[str, str]]:
    profile, person = job.profile, job.interviewer()
    rows = [("Call", _named(person.name, person.address, person.pronounce))]
    rows += [("Their number", shown(person.phone, job.country)), ("Their e-mail", person.email)]
    others = [each for each in job.interviewers if each.name != person.name]
    rows += [("Also there", _named(each.name, each.address, each.pronounce)) for each in others]
    if profile.interview_date:
        day = profile.interview_date
        at = f", {job.interview_time:%H:%M}" if job.interview_time else ""
        rows.append(("Interview", f"{dated(day, plan.today)}{at}"))
    promised = job.last_promise()
    rows.append(("They promised", dated(promised, plan.today) if promised else ""))
    if job.contact_by or job.contact_between:
        hours = "{:%H:%M} to {:%H:%M}".format(*job.contact_between) if job.contact_between else ""
        rows.append(("They asked for", ", ".join(filter(None, [job.contact_by, hours]))))
    rows.append(("Your number", shown(profile.phone, job.country)))
    rows += [("So far", f"{contact.kind}, {_short(contact.day.day, contact.day.month)}") for contact in job.contacts]
    rows += [
        ("Other offer", f"{offer.company}" + (f", until {spoken(offer.deadline)}" if offer.deadline else ""))
        for offer in job.offers
    ]
    return [(label, value) for label, value in rows if value]


def _named(name: str, address: str, pronounce: str) -> str:
    besides = ", ".join(
        text for text in (f'say "{pronounce}"' if pronounce else "", f"address as {address}" if address else "") if text
    )
    return f"{name} ({besides})" if name and besides else name


def _short(day: int, month: int) -> str:
    return f"{day} {MONTHS[month - 1][:3]}"


def _cautions(job: Job) -> tuple[str, ...]:
    """What to keep in mind in this call: no second message, care with an offer from elsewhere."""
    cautions = []
    if any(contact.kind is ContactKind.VOICEMAIL for contact in job.contacts):
        cautions.append("You left a voicemail before: should nobody answer, hang up without a second one (S4).")
    if job.offers:
        cautions.append("You may tell them of the other offer; with care, it can backfire, and it will not wait (S4).")
    return tuple(cautions)
