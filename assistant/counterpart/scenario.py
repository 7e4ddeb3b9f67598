"""A scenario: the lines of somebody who is called, and what brings each of them on.

    counterpart: pending
    title: The interviewer, who has not decided yet
    practises: Asking where the decision stands, and what happens next
    outcome: pending
    lines:
      pick-up: {when: [start], say: ["Hello, {interviewer} speaking.", "Hello?"]}
      answer: {when: [ask-status], say: ["We haven't decided yet."]}
      bye: {when: [close], say: ["Goodbye."], ends: yes}

Of the lines that fit when the caller's turn ends, the last one in the file is said: it is the furthest along. See
prompts/README.md for every key. `parse` reads one file and reports every fault at once, as outlines do.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from assistant.call.outline import Outline
from assistant.errors import ScenarioError, StoreError
from assistant.forms import Form, line_of, meant, quoted
from assistant.profile import FIELDS
from assistant.prompts import folder, read_text, shown

START, TURN, SILENCE = "start", "turn", "silence"  # what brings a line on, beside a step that was done
TRIGGERS = (START, TURN, SILENCE)
DIFFICULTIES = (1, 2, 3)
_LINE_KEYS = ("when", "after", "say", "from", "times", "pause", "interrupts", "sound", "hands-over", "then", "ends")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class TheirLine:
    """One line of theirs: `say` are the ways to say it; none where they only fall silent, or hang up.

    `when` are START, TURN (the caller's turn brought nothing else on), SILENCE, or steps of the outline; `after` are
    lines and steps that must have come before; `level` is the least difficulty, `times` how often it may be said,
    `pause` seconds of silence before it. `interrupts`: it cuts into the caller's turn. `hands_over` is "new" where
    somebody else picks up after it, "same" where the same person goes on with the next scenario.
    """

    id: str
    say: tuple[str, ...]
    when: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    level: int = 1
    times: int = 1
    pause: float = 0.0
    interrupts: bool = False
    sound: str = ""
    hands_over: str = ""
    then: str = ""
    ends: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Somebody who is called. `outcome` is the outline's outcome that they decide on; `goes_on` is who comes next."""

    id: str
    title: str
    practises: str
    outcome: str
    lines: dict[str, TheirLine]
    goes_on: "Scenario | None" = None
    source: str = "<text>"


@dataclass(slots=True)
class _Part:
    """One mapping of the file being read."""

    form: Form
    what: str
    keys: Mapping[str, yaml.Node]
    named: list[tuple[str, str, int]] = field(default_factory=list)  # key, what it names, line

    def text(self, key: str) -> str:
        return self.form.text(self.keys[key], f"{key} of {self.what}") if key in self.keys else ""

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.form.texts(self.keys[key], f"{key} of {self.what}") if key in self.keys else []
        self.named += [(key, text, line) for text, line in found]
        return tuple(" ".join(text.split()) for text, _ in found)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of `choices`; the first of them where the key lacks."""
        if key not in self.keys:
            return choices[0]
        return self.form.choice(self.keys[key], f"{key} of {self.what}", dict.fromkeys(choices))

    def number(self, key: str, default: float, most: float) -> float:
        if key not in self.keys:
            return default
        text = self.text(key)
        if re.fullmatch(r"[0-9]{1,2}(\.[0-9])?", text) and float(text) <= most:
            return float(text)
        if text:
            where = f"{key} of {self.what} cannot be {quoted(text)}: write a number up to {most:g}"
            self.form.fault(line_of(self.keys[key]), where)
        return default


def parse(text: str, source: str, outline: Outline) -> tuple[Scenario, str]:
    """Read a scenario that is played with `outline`; the second value names the one that goes on, or is "".

    Raises ScenarioError: every fault, with its line and, where it can be told, what was meant.
    """
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(ScenarioError)
    required = ("counterpart", "title", "practises", "outcome", "lines")
    whole = _Part(form, "the scenario", form.keys(node, "the scenario", required, ("goes-on",)))
    lines: dict[str, TheirLine] = {}
    if "lines" in whole.keys:
        for name, (line, each) in (form.entries(whole.keys["lines"], "lines") or {}).items():
            lines[name] = _line(form, name, line, each, outline)
    scenario = Scenario(
        whole.text("counterpart"), whole.text("title"), whole.text("practises"), whole.text("outcome"), lines,
        source=source,
    )  # fmt: skip
    goes_on = whole.text("goes-on")
    _check(form, whole, scenario, goes_on, outline)
    if form.faults:
        form.fail(ScenarioError)
    return scenario, goes_on


def _line(form: Form, name: str, line: int, node: yaml.Node, outline: Outline) -> TheirLine:
    what = f"line {name}"
    part = _Part(form, what, form.keys(node, what, (), _LINE_KEYS))
    if not _ID.fullmatch(name) or name in outline.steps or name in TRIGGERS:
        form.fault(line, f"a line cannot be called {quoted(name)}: use small letters and hyphens, and no step's name")
    say, ends = part.texts("say"), part.choice("ends", ("no", "yes")) == "yes"
    if not say and not ends and isinstance(node, yaml.MappingNode):
        form.fault(line, f'{what} lacks "say": only a line that ends the call goes without')
    for text, at in ((text, at) for key, text, at in part.named if key == "say"):
        _check_fields(form, text, at, what)
    free = [text for text in say if not set(_FIELD.findall(text)) - {"name"}]
    if say and not free:
        form.fault(line, f"{what} needs a profile that tells more than the name: end its say with a line without")
    when = part.texts("when")
    for key, text, at in part.named:
        if key == "when" and text not in (*TRIGGERS, *outline.steps):
            form.fault(at, f"when of {what} names {quoted(text)}{meant(text, (*TRIGGERS, *outline.steps))}")
    return TheirLine(
        id=name,
        say=say,
        when=when,
        after=part.texts("after"),
        level=int(part.choice("from", ("1", "2", "3"))),
        times=int(part.number("times", 1, 20)),
        pause=part.number("pause", 0.0, 30),
        interrupts=part.choice("interrupts", ("no", "yes")) == "yes",
        sound=part.choice("sound", ("none", "beep", "hold")).removeprefix("none"),
        hands_over=part.choice("hands-over", ("no", "new", "same")).removeprefix("no"),
        then=part.text("then"),
        ends=ends,
        line=line,
    )


def _check_fields(form: Form, text: str, line: int, what: str) -> None:
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            form.fault(line, f"unknown field {{{name}}} in say of {what}{meant(name, FIELDS)}")
    if re.search(r"[{}]", _FIELD.sub("", text)):
        form.fault(line, f"{quoted(text)} in say of {what} has a brace without its partner")


def _check(form: Form, whole: _Part, scenario: Scenario, goes_on: str, outline: Outline) -> None:
    """What ties the lines together: their names, how each is reached, how the call begins and ends."""
    if scenario.id and not _ID.fullmatch(scenario.id):
        form.fault(line_of(whole.keys["counterpart"]), f"a scenario cannot be called {quoted(scenario.id)}")
    if scenario.outcome and scenario.outcome not in outline.outcomes:
        at = line_of(whole.keys["outcome"])
        form.fault(at, f"outcome cannot be {quoted(scenario.outcome)}{meant(scenario.outcome, outline.outcomes)}")
    lines = scenario.lines
    for each in lines.values():
        if each.then and each.then not in lines:
            form.fault(each.line, f"then of line {each.id} names {quoted(each.then)}{meant(each.then, lines)}")
        for name in each.after:
            if name not in lines and name not in outline.steps:
                form.fault(
                    each.line, f"after of line {each.id} names {quoted(name)}{meant(name, _names(lines, outline))}"
                )
        if not each.when and each.id not in {other.then for other in lines.values()}:
            form.fault(each.line, f"line {each.id} is never said: give it a when, or name it in a then")
    handing = [each for each in lines.values() if each.hands_over]
    top = line_of(whole.keys["lines"]) if "lines" in whole.keys else 1
    if handing and not goes_on:
        form.fault(handing[0].line, f'line {handing[0].id} hands over, but the scenario lacks "goes-on"')
    if goes_on and not handing:
        form.fault(line_of(whole.keys["goes-on"]), "no line hands over to the scenario that goes on")
    if lines and not any(START in each.when and each.level == 1 for each in lines.values()):
        form.fault(top, "nobody picks up: one line must have when: [start]")
    if lines and not handing and not any(each.ends for each in lines.values()):
        form.fault(top, "the call never ends: one line must have ends: yes")


def _names(lines: Collection[str], outline: Outline) -> tuple[str, ...]:
    return (*lines, *outline.steps)


def scenarios() -> dict[str, Path]:
    """The shipped scenarios by name."""
    return {path.stem: path for path in sorted((folder() / "counterparts").glob("*.yaml"))}


def load(name: str, outline: Outline) -> Scenario:
    """A scenario by its name or its path, with those that go on. Raises ScenarioError, StoreError."""
    return _load(name, outline, ())


def _load(name: str, outline: Outline, before: tuple[str, ...]) -> Scenario:
    path = Path(name)
    if path.suffix not in (".yaml", ".yml") and path.name == name:
        known = scenarios()
        if name not in known:
            raise StoreError(
                f"there is no scenario {quoted(name)}{meant(name, known)} See: callprompter rehearse --list"
            )
        path = known[name]
    if path.stem in before:
        raise StoreError(f"{shown(path)}: goes on with itself ({' -> '.join((*before, path.stem))}): name another")
    scenario, goes_on = parse(read_text(path), shown(path), outline)
    if not goes_on:
        return scenario
    following = _load(goes_on, outline, (*before, path.stem))
    return Scenario(
        scenario.id, scenario.title, scenario.practises, scenario.outcome, scenario.lines, following, scenario.source
    )
