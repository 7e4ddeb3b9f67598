"""An outline: the steps of a call, the lines to say, the phrases by which each step and each outcome is heard.

`parse` reads the YAML that people write (see prompts/README.md) and reports every fault at once. It goes in two passes:
the form of each part first, then what ties the parts together (paths, phrases that clash, fields that may be missing).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import yaml

from assistant.call import phrases
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
class Phrase:
    """One template of what may be heard: `(a|b)` alternatives, `[x]` optional words, `{field}` of the profile.

    `weight` in 0..1 is how much one hearing of it says: below 1 it needs company.
    """

    template: str
    line: int
    weight: float = 1.0


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
    """A whole call: `path` is the order of the steps as long as no outcome is known."""

    id: str
    title: str
    path: tuple[str, ...]
    steps: dict[str, Step]
    outcomes: dict[str, Outcome]
    source: str = "<text>"


def line_to_say(step: Step, profile: Profile) -> str:
    """The best line of `step` that `profile` can fill in; its cue, which needs no fields, where there is none."""
    return next((line for line in (fill(line, profile) for line in step.say) if line), step.cue)


def parse(text: str, source: str) -> Outline:
    """Read an outline. Raises OutlineError with every fault, each with its line and, where it can be told, what was meant."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(OutlineError)
    outline = _Reading(form).outline(node, source)
    if form.faults:
        form.fail(OutlineError)
    return outline


_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DELIVERIES = {delivery.value: delivery for delivery in Delivery}
_SPEAKERS = {speaker.value: speaker for speaker in Speaker}
_YES_OR_NO = {"yes": True, "no": False, "true": True, "false": False}
_STEP_KEYS = ("title", "say", "cue", "heard", "asked", "by", "required", "delivery", "then", "sources")
_OUTCOME_KEYS = ("title", "heard", "path", "sources")


class _Reading:
    """One outline being read; `targets` are the steps that paths and `then` name, each with its line and its place."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.targets: list[tuple[str, int, str]] = []

    def outline(self, node: yaml.Node, source: str) -> Outline:
        keys = self.form.keys(node, "the outline", ("outline", "title", "path", "steps"), ("outcomes",))
        outline = Outline(
            id=self.identifier(keys, "outline", "the outline"),
            title=self.text(keys, "title", "the outline"),
            path=self.path(keys, "the outline"),
            steps={name: self.step(name, line, each) for name, line, each in self.named(keys, "steps", "step")},
            outcomes={
                name: self.outcome(name, line, each) for name, line, each in self.named(keys, "outcomes", "outcome")
            },
            source=source,
        )
        self.check_targets(outline)
        self.check_steps(outline)
        self.check_clashes(outline)
        return outline

    def named(self, keys: dict[str, yaml.Node], key: str, kind: str) -> Iterator[tuple[str, int, yaml.Node]]:
        if key not in keys:
            return
        entries = self.form.entries(keys[key], key) or {}
        if not entries and isinstance(keys[key], yaml.MappingNode):
            self.form.fault(line_of(keys[key]), f"{key} is empty")
        for name, (line, node) in entries.items():
            if not _ID.fullmatch(name) or name == "unknown":
                self.form.fault(line, f"{quoted(name)} cannot name a {kind}: use small letters, digits and hyphens")
            yield name, line, node

    def step(self, name: str, line: int, node: yaml.Node) -> Step:
        what = f"step {name}"
        keys = self.form.keys(node, what, ("title",), _STEP_KEYS)
        delivery = _DELIVERIES[self.choice(keys, "delivery", what, _DELIVERIES, "normal")]
        if delivery is not Delivery.SILENT and isinstance(node, yaml.MappingNode):
            for key in ("say", "heard"):
                if key not in keys:
                    hint = "nobody could do it" if key == "say" else "nobody could hear it"
                    self.form.fault(line, f'{what} lacks "{key}": {hint}; only delivery: silent goes without')
        title = self.text(keys, "title", what)
        if "then" in keys and (target := self.form.text(keys["then"], f"then of {what}")):
            self.targets.append((target, line_of(keys["then"]), f"then of {what}"))
        return Step(
            id=name,
            title=title,
            say=self.lines(keys, what),
            cue=self.line(self.text(keys, "cue", what), keys["cue"], what) if "cue" in keys else title,
            heard=self.phrases(keys, "heard", what),
            asked=self.phrases(keys, "asked", what),
            by=_SPEAKERS[self.choice(keys, "by", what, _SPEAKERS, "me")],
            required=_YES_OR_NO[self.choice(keys, "required", what, _YES_OR_NO, "no")],
            delivery=delivery,
            then=keys["then"].value if isinstance(keys.get("then"), yaml.ScalarNode) else None,
            sources=self.sources(keys, what),
            line=line,
        )

    def outcome(self, name: str, line: int, node: yaml.Node) -> Outcome:
        what = f"outcome {name}"
        keys = self.form.keys(node, what, ("title", "heard", "path"), _OUTCOME_KEYS)
        heard = self.phrases(keys, "heard", what)
        for phrase in heard:
            if phrase.weight == 1 and any(len(way) < 2 for way in _ways(phrase)):
                message = (
                    f'"{phrase.template}" can be one word, and one word decides no outcome: give it a weight below 1'
                )
                self.form.fault(phrase.line, message)
        return Outcome(
            id=name,
            title=self.text(keys, "title", what),
            heard=heard,
            path=self.path(keys, what),
            sources=self.sources(keys, what),
            line=line,
        )

    def identifier(self, keys: dict[str, yaml.Node], key: str, what: str) -> str:
        value = self.text(keys, key, what)
        if value and not _ID.fullmatch(value):
            self.form.fault(
                line_of(keys[key]),
                f"{quoted(value)} cannot name {what}: use small letters, digits and hyphens",
            )
        return value

    def text(self, keys: dict[str, yaml.Node], key: str, what: str) -> str:
        return self.form.text(keys[key], f"{key} of {what}") if key in keys else ""

    def choice(
        self, keys: dict[str, yaml.Node], key: str, what: str, choices: Mapping[str, object], default: str
    ) -> str:
        return self.form.choice(keys[key], f"{key} of {what}", choices) if key in keys else default

    def sources(self, keys: dict[str, yaml.Node], what: str) -> tuple[str, ...]:
        return (
            tuple(text for text, _ in self.form.texts(keys["sources"], f"sources of {what}"))
            if "sources" in keys
            else ()
        )

    def path(self, keys: dict[str, yaml.Node], what: str) -> tuple[str, ...]:
        if "path" not in keys:
            return ()
        steps: dict[str, int] = {}
        for name, line in self.form.texts(keys["path"], f"path of {what}"):
            if name in steps:
                self.form.fault(line, f"{quoted(name)} is in the path of {what} twice (first on line {steps[name]})")
            steps.setdefault(name, line)
            self.targets.append((name, line, f"path of {what}"))
        return tuple(steps)

    def lines(self, keys: dict[str, yaml.Node], what: str) -> tuple[str, ...]:
        if "say" not in keys:
            return ()
        lines = self.form.texts(keys["say"], f"say of {what}")
        return tuple(self.line(text, keys["say"], what, line) for text, line in lines)

    def line(self, text: str, node: yaml.Node, what: str, number: int = 0) -> str:
        """A line to say, on one line; braces that hold no field of the profile are faults."""
        bare = re.sub(r"\{([^{}]*)\}", lambda found: self.field(found[1], number or line_of(node), what), text)
        if "{" in bare or "}" in bare:
            self.form.fault(number or line_of(node), f"{quoted(text)} in {what} has a brace without its partner")
        return " ".join(text.split())

    def field(self, name: str, line: int, what: str) -> str:
        """Note a fault where the profile has no such field; nothing is put in its place."""
        if name not in FIELDS:
            self.form.fault(line, f"unknown field {{{name}}} in {what}{meant(name, FIELDS)}")
        return ""

    def phrases(self, keys: dict[str, yaml.Node], key: str, what: str) -> tuple[Phrase, ...]:
        if key not in keys:
            return ()
        found: dict[str, Phrase] = {}
        for item in self.form.items(keys[key], f"{key} of {what}"):
            phrase = self.phrase(item, f"{key} of {what}")
            if phrase is None:
                continue
            if phrase.template in found:
                first = found[phrase.template].line
                self.form.fault(
                    phrase.line,
                    f"{quoted(phrase.template)} is in {key} of {what} twice (first on line {first})",
                )
            found[phrase.template] = phrase
        return tuple(found.values())

    def phrase(self, node: yaml.Node, what: str) -> Phrase | None:
        weight = 1.0
        if isinstance(node, yaml.MappingNode):
            keys = self.form.keys(node, f"a phrase in {what}", ("phrase",), ("weight",))
            weight = self.weight(keys, what)
            if "phrase" not in keys:
                return None
            node = keys["phrase"]
        template = self.form.text(node, f"a phrase in {what}")
        if not template:
            return None
        try:
            names, number = phrases.fields(template), phrases.count(template)
            empty = () in phrases.expand(template, _ANY)
        except phrases.PhraseError as error:
            self.form.fault(line_of(node), f"{quoted(template)} in {what}: {error}")
            return None
        for name in names:
            self.field(name, line_of(node), what)
        if number > phrases.LIMIT:
            self.form.fault(line_of(node), f"{quoted(template)} in {what} can be said in {number} ways: split it")
        if empty:
            self.form.fault(line_of(node), f"{quoted(template)} in {what} may be empty: one word must not be optional")
        return Phrase(template, line_of(node), weight)

    def weight(self, keys: dict[str, yaml.Node], what: str) -> float:
        if "weight" not in keys:
            return 1.0
        text = self.form.text(keys["weight"], f"a weight in {what}")
        if re.fullmatch(r"[01]?\.?\d{0,6}", text) and 0 < float("0" + text if text != "." else "0") <= 1:
            return float(text)
        if text:
            self.form.fault(line_of(keys["weight"]), f"a weight in {what} cannot be {quoted(text)}: write 0.1 to 1")
        return 1.0

    def check_targets(self, outline: Outline) -> None:
        for name, line, what in self.targets:
            if name not in outline.steps:
                self.form.fault(
                    line, f"{what} names a step {quoted(name)} that is not there{meant(name, outline.steps)}"
                )
        reached = {name for name, _, _ in self.targets}
        for step in outline.steps.values():
            if step.id not in reached and not step.asked:
                self.form.fault(
                    step.line,
                    f"step {step.id} is never reached: put it into a path, or give it asked phrases",
                )

    def check_steps(self, outline: Outline) -> None:
        for step in outline.steps.values():
            needed = [set(re.findall(r"\{([^{}]*)\}", line)) - {"name"} for line in step.say]
            if step.required and needed and all(needed):
                lacking = sorted(needed[-1])[0]
                message = f"step {step.id} is required, but a profile may lack {lacking}: end say with a line that does without"
                self.form.fault(step.line, message)

    def check_clashes(self, outline: Outline) -> None:
        spoken: dict[Speaker, dict[str, tuple[Phrase, ...]]] = {Speaker.ME: {}, Speaker.THEM: {}}
        for step in outline.steps.values():
            spoken[step.by][f"step {step.id}"] = step.heard
            asked = spoken[Speaker.THEM].get(f"step {step.id}", ())
            spoken[Speaker.THEM][f"step {step.id}"] = (*asked, *step.asked)
        told = {f"outcome {outcome.id}": outcome.heard for outcome in outline.outcomes.values()}
        for owners in (*spoken.values(), told):
            self.check_clash(owners)

    def check_clash(self, owners: Mapping[str, tuple[Phrase, ...]]) -> None:
        first: dict[phrases.Words, tuple[str, int]] = {}
        reported: set[tuple[int, int]] = set()
        for owner, heard in owners.items():
            for phrase in heard:
                for way in _ways(phrase):
                    other, line = first.setdefault(way, (owner, phrase.line))
                    if other != owner and (line, phrase.line) not in reported:
                        reported.add((line, phrase.line))
                        message = f"{quoted(' '.join(way))} is heard as {owner} and as {other} (line {line}): keep one"
                        self.form.fault(phrase.line, message)


_ANY = {field: (f"\N{LATIN SMALL LETTER THORN}{field.replace('_', '')}",) for field in FIELDS}


def _ways(phrase: Phrase) -> tuple[phrases.Words, ...]:
    """The expansions of a phrase with a word of its own in place of each field; those that are empty left out."""
    return tuple(filter(None, phrases.expand(phrase.template, _ANY)))
