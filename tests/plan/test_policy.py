"""Policies are content: the shipped ones are whole, and a faulty one tells every fault with its line."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from assistant import policies
from assistant.errors import PolicyError
from assistant.plan import policy
from assistant.plan.decide import plan
from assistant.plan.job import Job
from assistant.profile import Profile
from assistant.prompts import folder
from assistant.settings import config_folder

SHIPPED = sorted((folder() / "policies").glob("*.yaml"))
MINE = """
policy: mine
title: Three days
rules:
  interview:
    source: me
    says: after three days
    from: 3 days
"""


def test_the_promised_policies_are_there_in_order() -> None:
    """balanced first, then the articles; shared for all of them."""
    assert list(policies.load()) == ["shared", "balanced", "s0", "s1", "s3", "s4"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_rule_names_its_article(path: Path) -> None:
    """The source of a rule is one of the articles; a policy of one article has only rules of that one."""
    read = policy.parse(path.read_text(encoding="utf-8"), path.name)
    for rule in read.rules.values():
        assert re.fullmatch(r"S[0-4]( S[0-4])*", rule.source)
        if read.id.startswith("s") and read.id != "shared":
            assert rule.source == read.id.upper()


def test_a_policy_takes_what_it_lacks_from_the_shared_one() -> None:
    """Its own rules stay its own, the others are borrowed."""
    loaded = policies.load()
    whole = loaded["s3"].over(loaded["shared"])
    assert whole.rule("interview").own
    assert not whole.rule("promise").own
    assert whole.hours == loaded["shared"].hours


@pytest.mark.parametrize(
    ("country", "day", "window"),
    [
        ("", date(2026, 11, 16), ("10:30", "11:30")),
        ("", date(2026, 11, 18), ("10:00", "11:30")),
        ("", date(2026, 11, 20), ("10:00", "11:00")),
        ("IL", date(2026, 11, 15), ("10:30", "11:30")),
        ("IL", date(2026, 11, 19), ("10:00", "11:00")),
    ],
)
def test_the_hours_keep_clear_of_the_weekend(country: str, day: date, window: tuple[str, str]) -> None:
    """Later after the weekend, earlier before it, whenever the weekend of the country is; the day stays."""
    loaded = policies.load()
    hours = loaded["shared"].hours
    assert hours
    loaded["shared"] = replace(
        loaded["shared"], hours=replace(hours, first_day_from=time(10, 30), last_day_until=time(11, 0))
    )
    job = Job(Profile("Priya", interview_date=date(2026, 11, 2)), country=country)
    said = plan(job, loaded, "s3", day).advice
    assert (said.day, [f"{clock:%H:%M}" for clock in said.window]) == (day, list(window))


def test_a_policy_of_ones_own_joins_the_others() -> None:
    """A file in the configuration folder is a policy by its name."""
    place = config_folder() / "policies"
    place.mkdir(parents=True)
    (place / "mine.yaml").write_text(MINE, encoding="utf-8")
    assert list(policies.load())[-1] == "mine"


def test_a_policy_is_named_as_its_file() -> None:
    """Else one would search for it in vain."""
    place = config_folder() / "policies"
    place.mkdir(parents=True)
    (place / "other.yaml").write_text(MINE, encoding="utf-8")
    with pytest.raises(PolicyError, match=r'the policy is called "mine": name the file mine\.yaml'):
        policies.load()


def test_every_fault_is_told_with_its_line() -> None:
    """Unknown keys, missing ones, spans and counts that cannot be: each on its line."""
    text = """policy: mine
title: Mine
rules:
  interwiew:
    source: me
  interview:
    says: x
    from: some days
    untill: 8 days
  calls: {source: S1, says: x, most: many}
  slip: {source: S4, says: x, promised: 8 to 6 days, until: 0 days}
hours: {source: x, says: x, office: 9 to 5, best: '10:00 to 11:30', first-day-from: '10:00', last-day-until: late}
"""
    with pytest.raises(PolicyError) as error:
        policy.parse(text, "mine.yaml")
    assert str(error.value).splitlines() == [
        'mine.yaml:4: unknown key "interwiew" in rules; did you mean "interview"?',
        'mine.yaml:7: rule interview lacks "source"',
        'mine.yaml:8: from of rule interview cannot be "some days": write "5 business days" or "7 days"',
        'mine.yaml:9: unknown key "untill" in rule interview; did you mean "until"?',
        'mine.yaml:10: most of rule calls cannot be "many": write a number from 1 to 9',
        'mine.yaml:11: until of rule slip cannot be "0 days": write "5 business days" or "7 days"',
        'mine.yaml:11: promised of rule slip cannot be "8 to 6 days": write "6 to 8 days"',
        'mine.yaml:12: office of hours cannot be "9 to 5": write "09:00 to 17:00"',
        'mine.yaml:12: last-day-until of hours cannot be "late": write "10:00"',
    ]


def test_the_shared_policy_has_every_rule() -> None:
    """A rule that every policy needs cannot be left out of it."""
    with pytest.raises(PolicyError) as error:
        policy.parse("policy: shared\ntitle: All\nrules:\n  way: {source: S1, says: x}\n", "shared.yaml")
    told = str(error.value)
    assert 'rules of the shared policy lacks "answered"' in told
    assert 'the shared policy lacks "hours"' in told
