"""Call or write? Four yes-or-no questions of one article (S2), and a recommendation that explains itself.

The questions are content: `prompts/call-or-write.yaml`, read by `parse`. A single yes speaks for the call; what the
interviewer asked for goes before everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from assistant.errors import PolicyError
from assistant.forms import Form
from assistant.plan.job import Job

NEEDED_NOW = "needed-now"  # the question that an offer from elsewhere answers


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the sentence that either answer to it adds to the reasons."""

    id: str
    ask: str
    yes: str
    no: str
    source: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`way` is "call" or "write"; the reasons for it, and those against it, each a whole sentence with its source."""

    way: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def parse(text: str, source: str) -> tuple[Question, ...]:
    """Read the questions. Raises PolicyError with every fault."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(PolicyError)
    keys = form.keys(node, "the file", ("questions",))
    entries = form.entries(keys["questions"], "questions") if "questions" in keys else None
    questions = [_question(form, name, each) for name, (_, each) in (entries or {}).items()]
    if form.faults:
        form.fail(PolicyError)
    return tuple(questions)


def _question(form: Form, name: str, node: yaml.Node) -> Question:
    wanted = ("ask", "yes", "no", "source")
    keys = form.keys(node, f"question {name}", wanted)
    texts = {key: form.text(keys[key], f"{key} of {name}") if key in keys else "" for key in wanted}
    return Question(id=name, **texts)


def known(job: Job) -> dict[str, bool]:
    """The answers that the job tells already: an offer from elsewhere means that an answer is needed at once."""
    return {NEEDED_NOW: True} if job.offers else {}


def recommend(job: Job, questions: tuple[Question, ...], answers: Mapping[str, bool]) -> Recommendation:
    """Whether to call or to write, from the answers by question id; one that is missing counts as no."""
    spoken = [(question, answers.get(question.id, False)) for question in questions]
    for_call = tuple(f"{question.yes} ({question.source})" for question, yes in spoken if yes)
    for_writing = tuple(f"{question.no} ({question.source})" for question, yes in spoken if not yes)
    if job.contact_by:
        way, asked = ("write", "to be written to") if job.contact_by == "email" else ("call", "for a call")
        reasons = (f"They asked {asked}, and the way that they asked for is kept (S1).",)
        return Recommendation(way, reasons, for_call if way == "write" else for_writing)
    if for_call:
        return Recommendation("call", for_call, for_writing)
    return Recommendation("write", for_writing, ())
