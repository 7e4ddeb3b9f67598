"""What SECURITY.md promises is held by tests that there are; what it says of the parts is so."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.trust.mutations import MUTATIONS, Mutation

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", PAGE)))


def has(path: str, test: str) -> bool:
    """Whether there is such a test."""
    text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""
    return bool(text) and (not test or re.search(rf"^def {test}\(", text, re.MULTILINE) is not None)


@pytest.mark.parametrize(("path", "test"), NAMED)
def test_each_test_that_is_named_is_there(path: str, test: str) -> None:
    """By its file and its name."""
    assert has(path, test)


def test_each_promise_names_its_test() -> None:
    """Every row of the tables of promises."""
    promises = PAGE.split("## What is promised", 1)[1].split("## What is not promised", 1)[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) > 25
    assert [row for row in rows if "`tests/" not in row] == []


def test_every_part_is_in_the_table() -> None:
    """Each dependency that is installed with the program, and each extra one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extra["windows"], *extra["cluster"]]
    names = {re.split(r"[\[><=;]", each)[0].strip() for each in wanted}
    table = PAGE.split("## Parts", 1)[1]
    assert [name for name in sorted(names) if f"| `{name}`" not in table] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.path}-{each.test.partition('::')[2][:40]}")
def test_each_guard_of_the_list_is_there_with_its_test(mutation: Mutation) -> None:
    """Once, so that it can be taken out: `python -m tests.trust.mutations` shows that its test then fails."""
    text = (ROOT / "assistant" / mutation.path).read_text(encoding="utf-8")
    assert text.count(mutation.guard) >= 1
    path, _, test = mutation.test.partition("::")
    assert has(path, test)


def test_the_list_covers_more_than_ten_guards() -> None:
    """Of faults, of privacy, of the server."""
    assert len({(each.path, each.guard) for each in MUTATIONS}) >= 20
    assert Path(ROOT / "SECURITY.md").is_file()
