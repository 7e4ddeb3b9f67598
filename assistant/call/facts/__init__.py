"""Facts in what the other side says: dates, times, names, addresses, numbers, next steps, each with its words.

None is invented: a kind of fact has patterns for the phrases that can only mean it, and a phrase that might mean
something else gives nothing. Words may come from a recogniser (no capitals, no signs) or from a written transcript.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.call.digits import digits_in
from assistant.call.facts.addresses import find_addresses
from assistant.call.facts.dates import find_dates
from assistant.call.facts.days import Days
from assistant.call.facts.next_steps import find_next_steps
from assistant.call.facts.people import find_people
from assistant.call.facts.times import find_times

PHONE_DIGITS = (7, 10, 11)  # North American: local, national, with the country's code

AMOUNTS = {"hundred", "thousand"}  # one may be in a long number, "one eight hundred"; else it counts something


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `kind` is date, time, name, email, phone or next-step; `text` the words, `value` what they mean.

    Values: an ISO date, HH:MM, the name in capitals, the address, the digits, the step's name. `start` is the index
    of the first word, `end` that after the last.
    """

    kind: str
    text: str
    value: str
    start: int
    end: int


def facts(words: Sequence[str], date: datetime.date, country: str = "US") -> list[Fact]:
    """The facts in `words`, said on `date`, in the order of their words; `country` has the public holidays."""
    tokens = [_token(word) for word in words]
    plain = ["" if re.fullmatch(r"\d{4}-\d\d-\d\d", token) else token for token in tokens]
    found = [*_numbers(plain), *_addresses(tokens)]
    taken = {index for fact in found for index in range(fact.start, fact.end)}
    taken |= {index for run in digits_in(plain, min(PHONE_DIGITS)) for index in range(run.start, run.end)}
    text, starts = _line(["#" if index in taken else token for index, token in enumerate(tokens)])
    found += _in_text(text, starts, date, country)
    found += [
        Fact("name", "", person.value, person.start, person.end)
        for person in find_people(tokens, words)
        if not taken.intersection(range(person.start, person.end))
    ]
    quoted = [Fact(f.kind, " ".join(words[f.start : f.end]), f.value, f.start, f.end) for f in found]
    return sorted(quoted, key=lambda fact: (fact.start, fact.end, fact.kind, fact.value))


def _token(word: str) -> str:
    token = word.lower().replace("’", "'").strip(' .,;:!?"…()')
    if token in {"a.m", "p.m"}:
        return token.replace(".", "")
    return token


def _line(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """The tokens as one text, and the offset at which each begins."""
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token) + 1
    spaced = [token if re.search(r"\d|@", token) else token.replace("-", " ") for token in tokens]
    return " ".join(spaced), starts


def _in_text(text: str, starts: Sequence[int], date: datetime.date, country: str) -> Iterator[Fact]:
    for day in find_dates(text, Days(date, country)):
        yield _fact("date", day.start, day.end, day.date.isoformat(), starts)
    for time in find_times(text):
        yield _fact("time", time.start, time.end, time.value, starts)
    for step in find_next_steps(text):
        yield _fact("next-step", step.start, step.end, step.value, starts)


def _fact(kind: str, start: int, end: int, value: str, starts: Sequence[int]) -> Fact:
    first = sum(at <= start for at in starts) - 1
    return Fact(kind, "", value, first, sum(at < end for at in starts))


def _numbers(tokens: Sequence[str]) -> Iterator[Fact]:
    seen: set[str] = set()
    for run in digits_in(tokens, min(PHONE_DIGITS)):
        if sum(token in AMOUNTS for token in tokens[run.start : run.end]) > (len(run.digits) > min(PHONE_DIGITS)):
            continue
        digits = run.digits[1:] if len(run.digits) == max(PHONE_DIGITS) and run.digits[0] == "1" else run.digits
        if len(digits) in PHONE_DIGITS[:2] and digits not in seen:
            seen.add(digits)
            yield Fact("phone", "", digits, run.start, run.end)


def _addresses(tokens: Sequence[str]) -> Iterator[Fact]:
    for address in find_addresses(tokens):
        yield Fact("email", "", address.value, address.start, address.end)
