"""A YAML file that people write, read hard: unknown keys refused, every fault kept with its line.

The strategy: PyYAML composes nodes and nothing more, so each scalar stays the text that was written ("yes" is a word
that callers say, not True) and each node knows its line. A `Form` walks the nodes; what is wrong is noted in `faults`
and reading goes on, so that one run shows everything there is to mend.
"""

import contextlib
import difflib
import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

import yaml

from assistant.errors import Fault, FaultyFileError

FAST = yaml.__with_libyaml__


def meant(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """`; did you mean "greet"?` where `known` holds something near to `word`.

    Else `otherwise`, or, without one, what there is to choose from.
    """
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    if otherwise is not None:
        return otherwise
    return f" (there are: {', '.join(names)})" if names else ""


def quoted(text: str, longest: int = 60) -> str:
    """`text` between quotes on one line, cut where it is long."""
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= longest else f'"{flat[: longest - 3]}..."'


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, from 1."""
    return int(node.start_mark.line) + 1


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "keys with values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return quoted(node.value) if node.value else "nothing"


def _unreadable(text: str, error: Exception) -> Fault:
    """What PyYAML could not read, in one line; a tab is the usual cause and is named."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = int(mark.line) + 1 if mark else 1
    position = getattr(error, "position", None)
    if isinstance(position, int):
        line = text.count("\n", 0, position) + 1
        return Fault(line, "not YAML: a character that cannot be printed; delete it")
    lines = text.splitlines()
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return Fault(line, "not YAML: a tab at the beginning of the line; indent with spaces")
    if isinstance(error, RecursionError):
        return Fault(line, "not YAML that people write: nested too deep")
    if isinstance(error, (ValueError, OverflowError)):
        found = re.search(r"\\[uUx]|^%", text, re.MULTILINE)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        return Fault(line, "not YAML: a number after a backslash that is no character; write the character itself")
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    near = "".join(lines[max(0, line - 2) : line])
    hint = ', and put quotes around a text that begins with "[" or "{"' if re.search(r"[-\[,]\s*[\[{]", near) else ""
    return Fault(line, f"not YAML: {problem}; mend this line or the one before it{hint}")


class _Nodes(yaml.composer.Composer, yaml.resolver.BaseResolver):
    """The nodes of LibYAML's events. Nodes by LibYAML itself nest without a limit, which crashes."""

    def __init__(self, text: str) -> None:
        yaml.composer.Composer.__init__(self)
        yaml.resolver.BaseResolver.__init__(self)
        events = yaml.CBaseLoader(text)
        self.check_event, self.peek_event, self.get_event = events.check_event, events.peek_event, events.get_event


def _node(text: str) -> yaml.Node | None:
    """The document's node. Raises what PyYAML raises.

    LibYAML takes a twentieth of the time (0.4 s for the shipped outline), where PyYAML was built with it; what it
    does not take, PyYAML's own parser refuses in words that `_unreadable` knows.
    """
    if FAST:
        with contextlib.suppress(yaml.YAMLError, ValueError, OverflowError):
            node: yaml.Node | None = _Nodes(text).get_single_node()
            return node
    return yaml.compose(text, Loader=yaml.BaseLoader)


class Form:
    """One file being read. Methods return what could be read and note in `faults` what could not."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []

    def fault(self, line: int, message: str) -> None:
        """Note a fault once."""
        fault = Fault(line, message)
        if fault not in self.faults:
            self.faults.append(fault)

    def fail(self, error: type[FaultyFileError]) -> NoReturn:
        """Raise every fault noted so far."""
        raise error(self.source, self.faults)

    def compose(self, text: str) -> yaml.Node | None:
        """The document's node, or None with a fault where `text` is empty or not YAML."""
        try:
            node = _node(text)
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            self.faults.append(_unreadable(text, error))
            return None
        if node is None:
            self.fault(1, "the file is empty")
        return node

    def keys(
        self, node: yaml.Node, what: str, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict[str, yaml.Node]:
        """The values of a mapping by key; unknown, doubled and missing keys are faults."""
        required, known = tuple(required), (*required, *optional)
        found = self.entries(node, what)
        if found is None:
            return {}
        for key, (key_line, _) in found.items():
            if key not in known:
                self.fault(key_line, f"unknown key {quoted(key)} in {what}{meant(key, known)}")
        for key in required:
            if key not in found:
                self.fault(line_of(node), f'{what} lacks "{key}"')
        return {key: value for key, (_, value) in found.items() if key in known}

    def entries(self, node: yaml.Node, what: str) -> dict[str, tuple[int, yaml.Node]] | None:
        """A mapping's values by key, each with its key's line; doubled keys are faults. None where it is no mapping."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(line_of(node), f"{what} must be keys with values, not {_kind(node)}")
            return None
        found: dict[str, tuple[int, yaml.Node]] = {}
        for key_node, value in node.value:
            line = line_of(key_node)
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value.strip():
                self.fault(line, f"a key of {what} must be a word, not {_kind(key_node)}")
            elif key_node.value in found:
                first = found[key_node.value][0]
                self.fault(line, f"{quoted(key_node.value)} is in {what} twice (first on line {first})")
            else:
                found[key_node.value] = (line, value)
        return found

    def text(self, node: yaml.Node, what: str) -> str:
        """One text, white space at its ends removed; empty is a fault."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(line_of(node), f"{what} must be one text, not {_kind(node)}")
            return ""
        value = str(node.value).strip()
        if not value:
            self.fault(line_of(node), f"{what} is empty")
        if not "".join(value.split()).isprintable():
            self.fault(line_of(node), f"{what} has a character that cannot be printed: delete it")
            return ""
        return value

    def choice(self, node: yaml.Node, what: str, choices: Mapping[str, object]) -> str:
        """One of `choices`; else a fault, and the first of them."""
        value = self.text(node, what)
        if value in choices:
            return value
        if value:
            self.fault(line_of(node), f"{what} cannot be {quoted(value)}{meant(value, choices)}")
        return next(iter(choices))

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """The nodes of a list; empty is a fault."""
        if not isinstance(node, yaml.SequenceNode):
            self.fault(line_of(node), f"{what} must be a list, not {_kind(node)}: begin each item with a dash")
            return []
        if not node.value:
            self.fault(line_of(node), f"{what} is an empty list")
        return list(node.value)

    def texts(self, node: yaml.Node, what: str) -> list[tuple[str, int]]:
        """The texts of a list, each with its line; those that are empty are faults and left out."""
        found = [(self.text(item, f"an item of {what}"), line_of(item)) for item in self.items(node, what)]
        return [(text, line) for text, line in found if text]
