"""A timing policy: which rule decides when to call, each with its source and how an ambiguity in it is read.

`parse` reads the YAML of `prompts/policies/` (README.md there tells its keys) and reports every fault at
once. What a policy does not say itself is taken from the policy `shared`: the rules that no article
contradicts.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

import yaml

from assistant.errors import PolicyError
from assistant.forms import Form, line_of, quoted
from assistant.plan.days import BusinessDays

SHARED = "shared"  # the name of the policy whose rules hold under every other
DEFAULT = "balanced"


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, business days where `business`."""

    count: int
    business: bool

    def after(self, day: date, days: BusinessDays) -> date:
        """The day that lies the span after `day`; calendar days may end on any day."""
        return days.after(day, self.count) if self.business else day + timedelta(days=self.count)

    def __str__(self) -> str:
        return f"{self.count} {'business ' if self.business else ''}day{'s' if self.count != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an article: from `start` (and `at_least` as far) until `until`; `most` of what it counts.

    `promised` are the fewest and the most calendar days of the promises that the rule is about.
    """

    source: str
    says: str
    start: Span | None = None
    at_least: Span | None = None
    until: Span | None = None
    most: int = 0
    promised: tuple[int, int] = (0, 0)
    reading: str = ""
    own: bool = True  # False: taken from the shared rules

    def __str__(self) -> str:
        return f"{self.source}: {self.says}"


@dataclass(frozen=True, slots=True)
class Hours:
    """When offices are called: a convention, which chooses the hours and never the day."""

    says: str
    office: tuple[time, time]
    best: tuple[time, time]
    first_day_from: time
    last_day_until: time


@dataclass(frozen=True, slots=True)
class Policy:
    """A named set of rules, the shared ones among them. `rules` by name; see RULES for the names."""

    id: str
    title: str
    article: str
    rules: dict[str, Rule]
    hours: Hours | None

    def rule(self, name: str) -> Rule:
        """A rule that every policy has, be it from the shared ones."""
        return self.rules[name]

    def over(self, shared: "Policy") -> "Policy":
        """This policy with the shared rules where it has none of its own."""
        borrowed = {name: replace(rule, own=False) for name, rule in shared.rules.items()}
        return replace(self, rules={**borrowed, **self.rules}, hours=self.hours or shared.hours)


# The keys that a rule must have besides source and says, by the rule's name.
RULES: dict[str, tuple[str, ...]] = {
    "interview": ("from",),
    "promise": ("from",),
    "slip": ("promised", "until"),
    "again": ("from",),
    "calls": ("most",),
    "contacts": ("most",),
    "voicemail": ("most",),
    "answered": (),
    "thank-you": ("until",),
    "offer": (),
    "way": (),
}
EVERY = ("interview", "promise", "again", "contacts", "voicemail", "answered", "thank-you", "way")
_OPTIONAL = {"interview": ("at-least", "until"), "again": ("at-least", "until")}
_SPAN = re.compile(r"(\d{1,2}) (business )?days?")
_BETWEEN = re.compile(r"(\d{1,2}) to (\d{1,2}) days")
_CLOCKS = re.compile(r"(\d\d:\d\d) to (\d\d:\d\d)")


def parse(text: str, source: str) -> Policy:
    """Read a policy. Raises PolicyError with every fault, each with its line."""
    form = Form(source)
    node = form.compose(text)
    if node is None:
        form.fail(PolicyError)
    policy = _policy(form, node)
    if form.faults:
        form.fail(PolicyError)
    return policy


def _policy(form: Form, node: yaml.Node) -> Policy:
    keys = form.keys(node, "the policy", ("policy", "title", "rules"), ("article", "hours"))
    texts = {key: form.text(keys[key], key) if key in keys else "" for key in ("policy", "title", "article")}
    rules = form.keys(keys["rules"], "rules", (), RULES) if "rules" in keys else {}
    if texts["policy"] == SHARED and "rules" in keys:
        form.keys(keys["rules"], "rules of the shared policy", EVERY, set(RULES) - set(EVERY))
    if texts["policy"] == SHARED and "hours" not in keys:
        form.fault(line_of(node), 'the shared policy lacks "hours"')
    return Policy(
        id=texts["policy"],
        title=texts["title"],
        article=texts["article"],
        rules={name: _rule(form, name, rule) for name, rule in rules.items()},
        hours=_hours(form, keys["hours"]) if "hours" in keys else None,
    )


def _rule(form: Form, name: str, node: yaml.Node) -> Rule:
    what = f"rule {name}"
    keys = form.keys(node, what, ("source", "says", *RULES[name]), ("reading", *_OPTIONAL.get(name, ())))
    texts = {
        key: form.text(keys[key], f"{key} of {what}") if key in keys else "" for key in ("source", "says", "reading")
    }
    spans = {key: _span(form, keys[key], f"{key} of {what}") for key in ("from", "at-least", "until") if key in keys}
    return Rule(
        source=texts["source"],
        says=" ".join(texts["says"].split()),
        start=spans.get("from"),
        at_least=spans.get("at-least"),
        until=spans.get("until"),
        most=_count(form, keys["most"], f"most of {what}") if "most" in keys else 0,
        promised=_between(form, keys["promised"], f"promised of {what}") if "promised" in keys else (0, 0),
        reading=" ".join(texts["reading"].split()),
    )


def _span(form: Form, node: yaml.Node, what: str) -> Span | None:
    text = form.text(node, what)
    found = _SPAN.fullmatch(text)
    if not found or not int(found[1]):
        form.fault(line_of(node), f'{what} cannot be {quoted(text)}: write "5 business days" or "7 days"')
        return None
    return Span(int(found[1]), bool(found[2]))


def _count(form: Form, node: yaml.Node, what: str) -> int:
    text = form.text(node, what)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10):
        form.fault(line_of(node), f"{what} cannot be {quoted(text)}: write a number from 1 to 9")
        return 1
    return int(text)


def _between(form: Form, node: yaml.Node, what: str) -> tuple[int, int]:
    text = form.text(node, what)
    found = _BETWEEN.fullmatch(text)
    if not found or int(found[1]) > int(found[2]):
        form.fault(line_of(node), f'{what} cannot be {quoted(text)}: write "6 to 8 days"')
        return 0, 0
    return int(found[1]), int(found[2])


def _hours(form: Form, node: yaml.Node) -> Hours:
    spans, clocks = ("office", "best"), ("first-day-from", "last-day-until")
    keys = form.keys(node, "hours", ("source", "says", *spans, *clocks))
    between: dict[str, tuple[time, time]] = {}
    for key in spans:
        text = form.text(keys[key], f"{key} of hours") if key in keys else ""
        found = _CLOCKS.fullmatch(text)
        first, last = (_clock(part) for part in (found[1], found[2])) if found else (None, None)
        if key in keys and (first is None or last is None or first >= last):
            form.fault(line_of(keys[key]), f'{key} of hours cannot be {quoted(text)}: write "09:00 to 17:00"')
        between[key] = (first or time(), last or time())
    single: dict[str, time] = {}
    for key in clocks:
        text = form.text(keys[key], f"{key} of hours") if key in keys else ""
        clock = _clock(text)
        if key in keys and clock is None:
            form.fault(line_of(keys[key]), f'{key} of hours cannot be {quoted(text)}: write "10:00"')
        single[key] = clock or time()
    says = form.text(keys["says"], "says of hours") if "says" in keys else ""
    return Hours(says, between["office"], between["best"], single["first-day-from"], single["last-day-until"])


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
