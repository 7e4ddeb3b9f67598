"""What the coach listens for in the caller's own words, as data: kinds of offence, their phrases, their advice.

`parse` reads the YAML that people write (prompts/manner.yaml) and reports every fault at once. A kind is heard by its
phrases, or, for the four kinds in STRUCTURAL, by how the call goes; see `manner_ear` for the hearing. A kind that a
file leaves out is not listened for.
"""

import re
from dataclasses import dataclass

import yaml

from assistant.call import phrases
from assistant.call.outline import Phrase
from assistant.errors import MannerError
from assistant.forms import Form, line_of, meant, quoted
from assistant.profile import FIELDS

HURRIED, MISMATCH, SILENCE, RAMBLING = "hurried-number", "phone-mismatch", "talking-into-silence", "rambling"
STRUCTURAL = (HURRIED, MISMATCH, SILENCE, RAMBLING)  # heard by how the call goes, not by phrases
HEARD, REFUSED, UNLESS = "heard", "refused", "unless"  # the lists of phrases of a kind


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of offence: `advice` is one warm sentence for the caller.

    `heard` tell of it; `refused` of it once the other side has refused, and of nothing otherwise. `unless` are what
    the same words mean nothing in: "i haven't heard of" in blame, "thank you" in talking-into-silence.
    """

    id: str
    title: str
    advice: str
    heard: tuple[Phrase, ...] = ()
    refused: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """All kinds by id; `refusals` are the outcomes after which the other side has refused."""

    kinds: dict[str, Kind]
    refusals: tuple[str, ...] = ()
    source: str = "<text>"


def parse(text: str, source: str) -> Manner:
    """Read manner rules. Raises MannerError with every fault, each with its line and what was meant."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(MannerError)
    manner = _Reading(form).manner(node, source)
    if form.faults:
        form.fail(MannerError)
    return manner


_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ANY = dict.fromkeys(FIELDS, ("x",))


class _Reading:
    """Manner rules being read."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.refusals: tuple[str, ...] = ()

    def manner(self, node: yaml.Node, source: str) -> Manner:
        keys = self.form.keys(node, "the manner rules", ("kinds",), ("refusals",))
        if "refusals" in keys:
            self.refusals = tuple(text for text, _ in self.form.texts(keys["refusals"], "refusals"))
        kinds: dict[str, Kind] = {}
        if "kinds" in keys:
            entries = self.form.entries(keys["kinds"], "kinds") or {}
            if not entries and isinstance(keys["kinds"], yaml.MappingNode):
                self.form.fault(line_of(keys["kinds"]), "kinds is empty")
            for name, (line, each) in entries.items():
                if not _ID.fullmatch(name):
                    message = f"{quoted(name)} cannot name a kind: use small letters, digits and hyphens"
                    self.form.fault(line, message)
                kinds[name] = self.kind(name, line, each)
        self.check_clashes(kinds)
        return Manner(kinds, self.refusals, source)

    def kind(self, name: str, line: int, node: yaml.Node) -> Kind:
        what = f"kind {name}"
        keys = self.form.keys(node, what, ("title", "advice"), ("heard", "refused", "unless", "sources"))
        hearing = [key for key in ("heard", "refused") if key in keys]
        if name in STRUCTURAL and hearing:
            self.form.fault(line_of(keys[hearing[0]]), f"{what} is heard by how the call goes: delete {hearing[0]}")
        if name not in STRUCTURAL and not hearing and isinstance(node, yaml.MappingNode):
            message = f'{what} lacks "heard": nobody could hear it{meant(name, STRUCTURAL)}'
            self.form.fault(line, message)
        if "refused" in keys and not self.refusals:
            message = f'{what} has "refused", but no outcome is a refusal: write refusals: [filled] above kinds'
            self.form.fault(line_of(keys["refused"]), message)
        sources = self.form.texts(keys["sources"], f"sources of {what}") if "sources" in keys else ()
        return Kind(
            id=name,
            title=self.form.text(keys["title"], f"title of {what}") if "title" in keys else "",
            advice=self.form.text(keys["advice"], f"advice of {what}") if "advice" in keys else "",
            heard=self.phrases(keys, "heard", what),
            refused=self.phrases(keys, "refused", what),
            unless=self.phrases(keys, "unless", what),
            sources=tuple(text for text, _ in sources),
            line=line,
        )

    def phrases(self, keys: dict[str, yaml.Node], key: str, what: str) -> tuple[Phrase, ...]:
        if key not in keys:
            return ()
        what = f"{key} of {what}"
        found: dict[str, Phrase] = {}
        for item in self.form.items(keys[key], what):
            phrase = self.phrase(item, what)
            if phrase is not None and phrase.template in found:
                first = found[phrase.template].line
                message = f"{quoted(phrase.template)} is in {what} twice (first on line {first})"
                self.form.fault(phrase.line, message)
            elif phrase is not None:
                found[phrase.template] = phrase
        return tuple(found.values())

    def phrase(self, node: yaml.Node, what: str) -> Phrase | None:
        line, weight = line_of(node), 1.0
        if isinstance(node, yaml.MappingNode):
            keys = self.form.keys(node, f"a phrase in {what}", ("phrase",), ("weight",))
            weight = self.weight(keys["weight"], what) if "weight" in keys else 1.0
            if "phrase" not in keys:
                return None
            node = keys["phrase"]
        template = self.form.text(node, f"a phrase in {what}")
        if not template:
            return None
        try:
            names, empty = phrases.fields(template), () in phrases.expand(template, _ANY)
        except phrases.PhraseError as error:
            self.form.fault(line, f"{quoted(template)} in {what}: {error}")
            return None
        for name in names:
            if name not in FIELDS:
                self.form.fault(line, f"unknown field {{{name}}} in {what}{meant(name, FIELDS)}")
        if empty:
            message = f"{quoted(template)} in {what} may be empty: one word must not be optional"
            self.form.fault(line, message)
        return Phrase(template, line, weight)

    def weight(self, node: yaml.Node, what: str) -> float:
        text = self.form.text(node, f"a weight in {what}")
        if re.fullmatch(r"0?\.\d{1,6}|1(\.0*)?", text) and float(text) > 0:
            return float(text)
        if text:
            self.form.fault(line_of(node), f"a weight in {what} cannot be {quoted(text)}: write 0.1 to 1")
        return 1.0

    def check_clashes(self, kinds: dict[str, Kind]) -> None:
        """A phrase that tells of a kind and voids it tells nothing."""
        for kind in kinds.values():
            told = {phrase.template: phrase for phrase in (*kind.heard, *kind.refused)}
            for phrase in kind.unless:
                if phrase.template in told:
                    first = told[phrase.template].line
                    message = f"{quoted(phrase.template)} in unless of kind {kind.id} also tells of it (line {first})"
                    self.form.fault(phrase.line, message)
