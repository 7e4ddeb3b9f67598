"""The words of dates and times, and what they count: weekdays, months, ordinals, amounts."""

import calendar
import re
from collections.abc import Iterable


def split(words: str) -> list[str]:
    """The words of a list that is written as one string."""
    return words.split()


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of `words`, the longest that fits."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


WEEKDAYS = {day.lower(): index for index, day in enumerate(calendar.day_name)}
WEEKDAYS |= {"tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}  # the rest are words of their own
MONTHS = {month.lower(): index for index, month in enumerate(calendar.month_name) if month}
NAMES_TOO = {"march", "april", "may", "june", "august"}  # verbs, and people's names
SURE_MONTHS = MONTHS.keys() - NAMES_TOO
DAY_MONTHS = MONTHS | {month.lower(): index for index, month in enumerate(calendar.month_abbr) if month}
DAY_MONTHS |= {"sept": 9}  # short forms are months beside a day's number only

UNITS = split("one two three four five six seven eight nine")
TEENS = split("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "ninety": 90}
CARDINALS = {word: index for index, word in enumerate(UNITS + TEENS, start=1)} | TENS
CARDINALS |= {f"{ten} {unit}": TENS[ten] + n for ten in TENS for n, unit in enumerate(UNITS, start=1)}

FIRSTS = split("first second third fourth fifth sixth seventh eighth ninth")
TENTHS = split("tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth")
ORDINALS = {word: index for index, word in enumerate([*FIRSTS, *TENTHS, "twentieth"], start=1)}
ORDINALS |= {f"twenty {word}": 20 + index for index, word in enumerate(FIRSTS, start=1)}
ORDINALS |= {"thirtieth": 30, "thirty first": 31}

AMOUNTS = CARDINALS | {"a": 1, "an": 1, "another": 1, "one more": 1, "a couple of": 2, "a couple": 2, "couple of": 2}
AMOUNTS |= {"couple": 2, "a few": 3, "few": 3, "a few more": 3, "a couple more": 2}

HOLIDAYS = {
    "thanksgiving": "Thanksgiving", "thanksgiving day": "Thanksgiving", "christmas": "Christmas Day",
    "christmas day": "Christmas Day", "new year's": "New Year's Day", "new years": "New Year's Day",
    "new year's day": "New Year's Day", "new years day": "New Year's Day", "the new year": "New Year's Day",
    "memorial day": "Memorial Day", "labor day": "Labor Day", "labour day": "Labor Day",
    "independence day": "Independence Day", "the fourth of july": "Independence Day",
    "martin luther king day": "Martin Luther King Jr. Day", "m l k day": "Martin Luther King Jr. Day",
    "presidents day": "Washington's Birthday", "presidents' day": "Washington's Birthday",
    "columbus day": "Columbus Day", "veterans day": "Veterans Day", "juneteenth": "Juneteenth",
}  # fmt: skip


def ordinal(text: str) -> int:
    """The number that "twentieth", "20th" or "20" is; "one" to "thirty one" too."""
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else ORDINALS.get(text, 0) or CARDINALS[text]


def amount(text: str) -> int:
    """How many "a couple of", "ten" or "10" are."""
    return int(text) if text.isdigit() else AMOUNTS[text]


def year(text: str) -> int:
    """The year that "2027", "twenty twenty seven" or "two thousand twenty seven" is."""
    if text.isdigit():
        return int(text)
    for century in ("two thousand and ", "two thousand ", "twenty "):
        if text.startswith(century):
            return 2000 + CARDINALS[text.removeprefix(century)]
    raise ValueError(text)
