"""Telephone numbers: finding one in what was said, and reading one so that it can be written down.

What was said is found by `digits_in` (assistant/call/digits.py); here it is compared with the caller's own
number, whose country says how it may be spoken: with the country's code or without, with the zero dialled
at home.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from assistant.call.digits import DIGITS, GAP, LONG, WHOLE, DigitRun, digits_in

__all__ = ["DigitRun", "PhoneSaid", "digits_in", "groups", "phone_said", "spoken"]

LONGEST = 15  # digits of a number, ITU-T E.164


@dataclass(frozen=True, slots=True)
class PhoneSaid:
    """The telephone number that was said, in national digits, and whether it is the caller's own."""

    said: str
    matches: bool
    start: int
    end: int


def phone_said(runs: Sequence[DigitRun], expected: str, region: str = "US") -> PhoneSaid | None:
    """The telephone number among `runs` most like `expected`; the country's code may be absent.

    One whole match counts, whatever else was said: a wrong number is not misheard into the right one. None
    where nothing like a number was said, or where `expected` is empty: there is nothing to compare with.
    """
    forms = _forms(expected, region)
    if not forms:
        return None
    national = forms[0]
    candidates = [run for run in _joined(runs, forms) if _phone_like(run.digits, national)]
    if not candidates:
        return None
    for run in candidates:
        if _is_only(run.digits, forms):
            return PhoneSaid(national, True, run.start, run.end)
    best = min(candidates, key=lambda run: (_distance(_bare(run.digits, forms), national), -len(run.digits)))
    return PhoneSaid(_bare(best.digits, forms), False, best.start, best.end)


def groups(phone: str, region: str = "US") -> tuple[str, ...]:
    """The digits of `phone` in the groups in which its country reads them: 617, 555, 0142.

    No group is longer than four digits, the most that people write down at one hearing.
    """
    number = _parsed(phone, region)
    if number is None:
        parts = re.findall(r"\d+", phone)
    else:
        own = str(number.country_code) == str(phonenumbers.country_code_for_region(region))
        style = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        parts = re.findall(r"\d+", phonenumbers.format_number(number, style))
    return tuple(piece for part in parts for piece in _pieces(part))


def spoken(digits: str) -> str:
    """`digits` as they are read aloud, one by one: "oh one four two"."""
    return " ".join(DIGITS[int(digit)] for digit in digits if digit.isdigit())


def _parsed(phone: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None


def _forms(expected: str, region: str) -> tuple[str, ...]:
    """The digit strings in which `expected` may be said, the national one first; none where it has none."""
    number = _parsed(expected, region)
    if number is None:
        digits = re.sub(r"\D", "", expected)
        return (digits,) if digits else ()
    national = phonenumbers.national_significant_number(number)
    code = str(number.country_code)
    local = "0" + national if code != "1" else national
    return tuple(dict.fromkeys((national, local, code + national, "00" + code + national, "011" + code + national)))


def _is_only(digits: str, forms: Sequence[str]) -> bool:
    """Whether `digits` are `forms`, once or several times over; an "oh" before them is an exclamation."""
    alternatives = "|".join(map(re.escape, forms))
    return re.fullmatch(f"0?(?:{alternatives})+", digits) is not None


def _bare(digits: str, forms: Sequence[str]) -> str:
    """`digits` without the country's code, where they are as long as a number with it."""
    for form in sorted(forms[1:], key=len, reverse=True):
        code = form.removesuffix(forms[0])
        if code and len(digits) == len(form) and digits.startswith(code):
            return digits.removeprefix(code)
    return digits


def _phone_like(digits: str, national: str) -> bool:
    begun = len(digits) >= LONG and national.startswith(digits[:4])  # the first digits of it, then lost
    return begun or min(WHOLE) <= len(digits) <= 2 * LONGEST  # said twice


def _joined(runs: Sequence[DigitRun], forms: Sequence[str]) -> list[DigitRun]:
    """`runs`, and neighbours with a few words between them where together they are the number."""
    joined = list(runs)
    for first in range(len(runs)):
        whole = runs[first]
        for run in runs[first + 1 : first + 4]:
            if run.start - whole.end > 2 * GAP:
                break
            whole = DigitRun(whole.digits + run.digits, whole.start, run.end, whole.said + run.said)
            if whole.digits in forms:
                joined.append(whole)
    return joined


def _distance(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for count, a in enumerate(one, start=1):
        previous, row[0] = row[0], count
        for index, b in enumerate(other, start=1):
            previous, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, previous + (a != b))
    return row[-1]


def _pieces(part: str) -> Iterator[str]:
    size = 4 if len(part) <= 4 else 3
    while len(part) > 4:
        yield part[:size]
        part = part[size:]
    yield part
