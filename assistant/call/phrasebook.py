"""The phrases of a step or an outcome as an outline holds them: read with their lines, and held against each other.

Two phrases that can be said with the very same words tell nothing apart, so that is a fault between two steps of one
speaker and between two outcomes. Fields are held against each other as fields: {company} is never {position}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from assistant.call.phrases import LIMIT, Group, PhraseError, Words, count, expand, fields, lengths, read
from assistant.forms import Form, line_of, meant, quoted
from assistant.profile import FIELDS

_THORN = "\N{LATIN SMALL LETTER THORN}"  # in no English word


@dataclass(frozen=True, slots=True)
class Phrase:
    """One template of what may be heard: `(a|b)` alternatives, `[x]` optional words, `{field}` of the profile.

    `weight` in 0..1 is how much one hearing of it says: below 1 it needs company.
    """

    template: str
    line: int
    weight: float = 1.0


def read_lists(form: Form, entries: Mapping[str, yaml.Node]) -> dict[str, Group]:
    """The lists of words that phrases may name: `decide: [decide, make a decision]`."""
    lists: dict[str, Group] = {}
    for name, node in entries.items():
        if name in FIELDS or not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
            form.fault(
                line_of(node), f"a list of words cannot be called {quoted(name)}: it is a field, or no small word"
            )
        ways = []
        for text, line in form.texts(node, f"words {name}"):
            try:
                ways.append(read(text))
                if fields(text):
                    raise PhraseError("a list of words holds no other name")
            except PhraseError as error:
                form.fault(line, f"{quoted(text)} in words {name}: {error}")
        lists[name] = Group(tuple(ways), optional=False)
    return lists


def read_phrases(form: Form, node: yaml.Node, what: str, lists: Mapping[str, Group]) -> tuple[Phrase, ...]:
    """The phrases of a list; what is wrong with them is noted in `form`. `lists` are the words that they may name."""
    found: dict[str, Phrase] = {}
    for item in form.items(node, what):
        phrase = _phrase(form, item, what, lists)
        if phrase is None:
            continue
        if phrase.template in found:
            first = found[phrase.template].line
            form.fault(phrase.line, f"{quoted(phrase.template)} is in {what} twice (first on line {first})")
        found[phrase.template] = phrase
    return tuple(found.values())


def _phrase(form: Form, node: yaml.Node, what: str, lists: Mapping[str, Group]) -> Phrase | None:
    weight = 1.0
    if isinstance(node, yaml.MappingNode):
        keys = form.keys(node, f"a phrase of {what}", ("phrase",), ("weight",))
        if "weight" in keys:
            weight = _weight(form, keys["weight"], what)
        if "phrase" not in keys:
            return None
        node = keys["phrase"]
    template = form.text(node, f"a phrase of {what}")
    if not template:
        return None
    line, shown = line_of(node), f"{quoted(template)} in {what}"
    try:
        ways = count(template, lists=lists)
        if ways > LIMIT:
            raise PhraseError(f"it can be said in {ways} ways: split it")
        if 0 in lengths(template):
            raise PhraseError("it may be empty: one word at least must not be optional")
        unknown = [name for name in fields(template) if name not in FIELDS and name not in lists]
    except PhraseError as error:
        form.fault(line, f"{shown}: {error}")
        return None
    for name in unknown:
        form.fault(line, f"{shown}: unknown field {{{name}}}{meant(name, (*FIELDS, *lists))}")
    return Phrase(template, line, weight)


def _any(template: str) -> dict[str, tuple[str, ...]]:
    """What stands for each name of the template where phrases are held against each other."""
    return {name: (f"{_THORN}{re.sub('[_-]', '', name)}",) for name in fields(template)}


def _weight(form: Form, node: yaml.Node, what: str) -> float:
    text = form.text(node, f"a weight in {what}")
    if re.fullmatch(r"(0?\.[0-9]{1,6}|1(\.0{1,6})?)", text) and float(text) > 0:
        return float(text)
    if text:
        form.fault(line_of(node), f"a weight in {what} cannot be {quoted(text)}: write a number from 0.1 to 1")
    return 1.0


def one_word(phrase: Phrase) -> bool:
    """Whether hearing a single word can be hearing the phrase."""
    return 1 in lengths(phrase.template)


def check_clashes(form: Form, owners: Mapping[str, tuple[Phrase, ...]]) -> None:
    """Note a fault where two owners (`step greet`, `outcome filled`) share the same words, once for two phrases."""
    first: dict[Words, tuple[str, int]] = {}
    noted: set[tuple[int, int]] = set()
    for owner, heard in owners.items():
        for phrase in heard:
            own = owner, phrase.line
            for way in _ways(phrase):
                found = first.setdefault(way, own)
                if found is own:
                    continue
                other, line = found
                if other != owner and (line, phrase.line) not in noted:
                    noted.add((line, phrase.line))
                    words = quoted(_shown(way))
                    form.fault(phrase.line, f"{words} is heard as {owner} and as {other} (line {line}): keep one")


def _ways(phrase: Phrase) -> tuple[Words, ...]:
    return tuple(filter(None, expand(phrase.template, _any(phrase.template))))


def _shown(way: Words) -> str:
    names = {_THORN + re.sub("[_-]", "", field): field for field in FIELDS}
    return " ".join(f"{{{names.get(word, word[1:])}}}" if word.startswith(_THORN) else word for word in way)
