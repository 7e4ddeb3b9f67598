"""How the facts of a profile are said aloud: every usual way, in words, fullest first.

People shorten names ("Jordan", "Ms. Lee"), firms ("Harbor Lights") and dates ("the tenth", "last Tuesday"), and
recognisers write numbers as words.
"""

import re
from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TITLES = {
    "mr": ("mr", "mister"),
    "mister": ("mister", "mr"),
    "mrs": ("mrs", "missus"),
    "ms": ("ms", "miss"),
    "miss": ("miss", "ms"),
    "mx": ("mx",),
    "dr": ("dr", "doctor"),
    "doctor": ("doctor", "dr"),
    "prof": ("professor",),
    "professor": ("professor",),
}
_LEGAL = {
    "inc",
    "incorporated",
    "llc",
    "llp",
    "ltd",
    "limited",
    "plc",
    "gmbh",
    "ag",
    "corp",
    "corporation",
    "co",
}
_COMMON_FIRST = {
    "the",
    "new",
    "first",
    "united",
    "national",
    "american",
    "general",
    "my",
    "our",
    "st",
    "saint",
}


def number_words(number: int) -> str:
    """A number below 100 in words: "twenty one"."""
    if number < 20:
        return _ONES[number]
    tens, ones = _TENS[number // 10 - 2], number % 10
    return f"{tens} {_ONES[ones]}" if ones else tens


def ordinal_words(number: int) -> str:
    """A day of the month in words: "twenty first"."""
    if number <= 20:
        return _ORDINALS[number - 1]
    tens, ones = number // 10, number % 10
    if ones:
        return f"{_TENS[tens - 2]} {_ORDINALS[ones - 1]}"
    return f"{_TENS[tens - 2][:-1]}ieth"


def in_words(text: str) -> str:
    """Lower case, digits spoken, nothing but words: "3M Labs & Co." is "three m labs and co"."""
    spoken = re.sub(r"\d+", _said_number, text.casefold().replace("\u2019", "'").replace("&", " and "))
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", spoken))


def _said_number(found: re.Match[str]) -> str:
    figures = found[0]
    if len(figures) <= 2 and not figures.startswith("0"):
        return f" {number_words(int(figures))} "
    return " " + " ".join(_ONES[int(each)] for each in figures) + " "


def ways_of_date(day: date) -> tuple[str, ...]:
    weekday, month, nth = DAYS[day.weekday()].lower(), MONTHS[day.month - 1].lower(), ordinal_words(day.day)
    return (
        f"{weekday} {month} {nth}",
        f"{weekday} the {nth} of {month}",
        f"{weekday} the {nth}",
        f"{month} {nth}",
        f"{month} the {nth}",
        f"the {nth} of {month}",
        f"{month} {number_words(day.day)}",
        f"last {weekday}",
        f"this past {weekday}",
        f"the {nth}",
        weekday,
    )


def ways_of_digits(figures: str) -> tuple[str, ...]:
    spoken = " ".join(_ONES[int(each)] for each in figures)
    return (spoken, spoken.replace("zero", "oh"))


def ways_of_name(name: str) -> list[str]:
    """Full, first, title and last: "Ms. Jordan Lee (HR)" is also "Jordan Lee", "Jordan", "miss Lee"."""
    parts = re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", re.split(r"[,(]", name)[0])
    title = parts[0].casefold() if len(parts) > 1 and parts[0].casefold() in _TITLES else ""
    bare = parts[1:] if title else parts
    if not bare:
        return [name]
    full, last = " ".join(bare), bare[-1]
    titles = _TITLES[title] if title else ("mr", "mister", "ms", "miss", "mrs", "dr")
    ways = [full]
    if title:
        ways += [f"{each} {full}" for each in titles]
    if len(bare) > 1 or not title:
        ways.append(bare[0])
    if len(bare) > 2:
        ways.append(f"{bare[0]} {last}")
    if title or len(bare) > 1:
        ways += [f"{each} {last}" for each in titles]
    return ways


def ways_of_company(company: str) -> list[str]:
    """Full, without the legal form, the first two words, the first where it is distinctive."""
    parts = re.split(r"[\s,]+", re.split(r"[(]", company)[0].strip(" ,.")) or [company]
    while len(parts) > 1 and parts[-1].casefold().strip(".") in _LEGAL:
        parts.pop()
    core = parts[1:] if len(parts) > 1 and parts[0].casefold() == "the" else parts
    ways = [company, " ".join(parts), " ".join(core)]
    if len(core) > 2 and core[1].casefold() not in {"&", "and", "of"}:
        ways.append(" ".join(core[:2]))
    if len(core) > 1 and core[0].casefold() not in _COMMON_FIRST and len(core[0]) > 3:
        ways.append(core[0])
    return ways


def ways_of_position(position: str) -> list[str]:
    """Full, the last two words, the last: "Senior Data Analyst (remote)" is also "data analyst" and "analyst"."""
    ways = []
    for part in re.split(r"\s*[/|]\s*", re.split(r"[,(]", position)[0].strip()):
        parts = part.split()
        ways += [" ".join(parts), " ".join(parts[-2:]), " ".join(parts[-1:])]
    return [position if "/" not in position else ways[0], *ways]
