"""An outline: the steps of a call, the lines to say, the phrases by which each step and each outcome is heard.

`parse` reads the YAML that people write (see prompts/README.md) and reports every fault at once. It goes in two passes:
the form of each part first, then what ties the parts together: paths, clashing phrases, fields that may be missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import yaml

from assistant.call.phrasebook import Phrase as Phrase
from assistant.call.phrasebook import check_clashes, one_word, read_lists, read_phrases
from assistant.call.phrases import Group
from assistant.errors import OutlineError
from assistant.events import Speaker
from assistant.forms import Form, line_of, meant, quoted
from assistant.profile import FIELDS, Profile, fill


class Delivery(StrEnum):
    """How a line is to be spoken. SLOW: as a telephone number; SILENT: say nothing, let them talk."""

    NORMAL = "normal"
    SLOW = "slow"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the call.

    `say` are the lines to prompt, best first: the first whose fields the profile knows is taken (see `line_to_say`).
    `heard` tell that the step is being done, spoken by `by`; `asked` are the other side's words that ask for it,
    after which it is due again even if it was done. `then` is the step that follows it whatever the path says.
    """

    id: str
    title: str
    say: tuple[str, ...]
    cue: str
    heard: tuple[Phrase, ...]
    asked: tuple[Phrase, ...] = ()
    by: Speaker = Speaker.ME
    required: bool = False
    delivery: Delivery = Delivery.NORMAL
    then: str | None = None
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the other side may decide, the phrases by which they tell it, and the steps that then lie ahead."""

    id: str
    title: str
    heard: tuple[Phrase, ...]
    path: tuple[str, ...]
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole call: `path` is the order of the steps as long as no outcome is known.

    `words` are the lists of words that its phrases name: "{decide}".
    """

    id: str
    title: str
    path: tuple[str, ...]
    steps: dict[str, Step]
    outcomes: dict[str, Outcome]
    source: str = "<text>"
    words: dict[str, Group] = field(default_factory=dict)


def line_to_say(step: Step, profile: Profile) -> str:
    """The best line of `step` that `profile` can fill in; its cue, which needs no fields, where there is none."""
    return next((line for line in (fill(line, profile) for line in step.say) if line), step.cue)


def parse(text: str, source: str) -> Outline:
    """Read an outline. Raises OutlineError: every fault, with its line and, where it can be told, what was meant."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(OutlineError)
    keys = form.keys(node, "the outline", ("outline", "title", "path", "steps"), ("outcomes", "words"))
    whole = _Part(form, "the outline", keys)
    whole.lists.update(read_lists(form, {name: each for name, _, each in whole.named("words")}))
    steps = {name: _step(whole, name, line, each) for name, line, each in whole.named("steps")}
    outcomes = {name: _outcome(whole, name, line, each) for name, line, each in whole.named("outcomes")}
    outline = Outline(whole.text("outline"), whole.text("title"), whole.path(), steps, outcomes, source, whole.lists)
    if outline.id and not _ID.fullmatch(outline.id):
        form.fault(line_of(keys["outline"]), f"an outline cannot be called {quoted(outline.id)}{_ID_RULE}")
    _check_targets(form, steps, whole.targets)
    _check_say(form, steps)
    _check_phrases(form, outline)
    if form.faults:
        form.fail(OutlineError)
    return outline


Choice = TypeVar("Choice")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ID_RULE = ": use small letters, digits and hyphens"
_FIELD = re.compile(r"\{([^{}]*)\}")
_DELIVERIES = {delivery.value: delivery for delivery in Delivery}
_SPEAKERS = {speaker.value: speaker for speaker in Speaker}
_YES_OR_NO = {"no": False, "yes": True, "false": False, "true": True}
_STEP_KEYS = ("say", "cue", "heard", "asked", "by", "required", "delivery", "then", "sources")


@dataclass(frozen=True, slots=True)
class _Target:
    """A step that is named somewhere."""

    step: str
    line: int
    where: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the file: each method reads one of its keys, and nothing where the key lacks.

    `targets` are the steps that the paths and `then` of all parts name, `lists` the words that phrases may name.
    """

    form: Form
    what: str
    keys: Mapping[str, yaml.Node]
    targets: list[_Target] = field(default_factory=list)
    lists: dict[str, Group] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        return self.form.text(self.keys[key], f"{key} of {self.what}") if key in self.keys else default

    def texts(self, key: str) -> list[tuple[str, int]]:
        return self.form.texts(self.keys[key], f"{key} of {self.what}") if key in self.keys else []

    def choice(self, key: str, choices: Mapping[str, Choice]) -> Choice:
        """The value of one of `choices`, the first of them where the key lacks."""
        name = next(iter(choices))
        if key in self.keys:
            name = self.form.choice(self.keys[key], f"{key} of {self.what}", choices)
        return choices[name]

    def phrases(self, key: str) -> tuple[Phrase, ...]:
        if key not in self.keys:
            return ()
        return read_phrases(self.form, self.keys[key], f"{key} of {self.what}", self.lists)

    def path(self) -> tuple[str, ...]:
        found: dict[str, int] = {}
        for name, line in self.texts("path"):
            if name in found:
                self.form.fault(line, f"{quoted(name)} is twice in path of {self.what} (first on line {found[name]})")
            found.setdefault(name, line)
            self.targets.append(_Target(name, line, f"path of {self.what}"))
        return tuple(found)

    def then(self) -> str | None:
        name = self.text("then")
        if name:
            self.targets.append(_Target(name, line_of(self.keys["then"]), f"then of {self.what}"))
        return name or None

    def lines(self) -> tuple[str, ...]:
        """The lines to say; braces that hold no field of the profile are faults."""
        found = self.texts("say")
        for text, line in found:
            for name in _FIELD.findall(text):
                if name not in FIELDS:
                    self.form.fault(line, f"unknown field {{{name}}} in say of {self.what}{meant(name, FIELDS)}")
            if re.search(r"[{}]", _FIELD.sub("", text)):
                self.form.fault(line, f"{quoted(text)} in say of {self.what} has a brace without its partner")
        return tuple(" ".join(text.split()) for text, _ in found)

    def named(self, key: str) -> Iterator[tuple[str, int, yaml.Node]]:
        """The entries of `steps`, `outcomes` or `words`, each with its line."""
        if key not in self.keys:
            return
        entries = self.form.entries(self.keys[key], key)
        if entries == {}:
            self.form.fault(line_of(self.keys[key]), f"{key} is empty")
        for name, (line, node) in (entries or {}).items():
            if not _ID.fullmatch(name) or name == "unknown":
                self.form.fault(line, f"none of the {key} can be called {quoted(name)}{_ID_RULE}")
            yield name, line, node


def _step(whole: _Part, name: str, line: int, node: yaml.Node) -> Step:
    form, what = whole.form, f"step {name}"
    part = _Part(form, what, form.keys(node, what, ("title",), _STEP_KEYS), whole.targets, whole.lists)
    delivery = part.choice("delivery", _DELIVERIES)
    for key, why in (("say", "there is nothing to prompt"), ("heard", "nobody can hear it being done")):
        if key not in part.keys and delivery is not Delivery.SILENT and isinstance(node, yaml.MappingNode):
            form.fault(line, f'{what} lacks "{key}": {why}; only a step with delivery: silent goes without')
    title = part.text("title")
    cue = part.text("cue", default=title)
    if re.search(r"[{}]", cue):
        form.fault(line_of(part.keys.get("cue", node)), f"cue of {what} has a brace: a cue is short, without fields")
    return Step(
        id=name,
        title=title,
        say=part.lines(),
        cue=cue,
        heard=part.phrases("heard"),
        asked=part.phrases("asked"),
        by=part.choice("by", _SPEAKERS),
        required=part.choice("required", _YES_OR_NO),
        delivery=delivery,
        then=part.then(),
        sources=tuple(text for text, _ in part.texts("sources")),
        line=line,
    )


def _outcome(whole: _Part, name: str, line: int, node: yaml.Node) -> Outcome:
    form, what = whole.form, f"outcome {name}"
    keys = form.keys(node, what, ("title", "heard", "path"), ("sources",))
    part = _Part(form, what, keys, whole.targets, whole.lists)
    heard = part.phrases("heard")
    for phrase in heard:
        if phrase.weight == 1 and one_word(phrase):
            why = "can be one word, and one word decides no outcome: give it a weight below 1"
            form.fault(phrase.line, f"{quoted(phrase.template)} in heard of {what} {why}")
    sources = tuple(text for text, _ in part.texts("sources"))
    return Outcome(name, part.text("title"), heard, part.path(), sources, line)


def _check_targets(form: Form, steps: Mapping[str, Step], targets: Sequence["_Target"]) -> None:
    """Paths and `then` name steps that are there, and every step is named by one of them or asked for."""
    for target in targets:
        if target.step not in steps:
            where = f"{target.where} names a step {quoted(target.step)} that is not there"
            form.fault(target.line, f"{where}{meant(target.step, steps)}")
    reached = {target.step for target in targets if target.where != f"then of step {target.step}"}
    for step in steps.values():
        if step.id not in reached and not step.asked:
            form.fault(step.line, f"step {step.id} is never reached: put it into a path, or give it asked phrases")


def _check_say(form: Form, steps: Mapping[str, Step]) -> None:
    """A required step can be prompted whatever the profile lacks; only the name is always there."""
    for step in steps.values():
        needed = [[name for name in _FIELD.findall(line) if name in FIELDS and name != "name"] for line in step.say]
        if step.required and needed and all(needed):
            lack = f"step {step.id} is required, but a profile may lack {needed[-1][0]}"
            form.fault(step.line, f"{lack}: end its say with a line that does without")


def _check_phrases(form: Form, outline: Outline) -> None:
    """No two steps of one speaker, and no two outcomes, are heard by the same words."""
    spoken: dict[Speaker, dict[str, tuple[Phrase, ...]]] = {Speaker.ME: {}, Speaker.THEM: {}}
    for step in outline.steps.values():
        owner = f"step {step.id}"
        spoken[step.by][owner] = step.heard
        spoken[Speaker.THEM][owner] = (*spoken[Speaker.THEM].get(owner, ()), *step.asked)
    for owners in spoken.values():
        check_clashes(form, owners)
    check_clashes(form, {f"outcome {outcome.id}": outcome.heard for outcome in outline.outcomes.values()})
