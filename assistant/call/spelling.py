"""Written numbers and signs as words: what "10:30", "$50", "20th" or "617-555-0142" sound like.

`spelled` takes folded text (lower case, plain digits) and leaves letters, marks, apostrophes and spaces.
"""

import re
import unicodedata

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_SIGNS = {"&": " and ", "%": " percent "}

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_PHONE = re.compile(r"\+?\(?\d(?:[ ().\-/]*\d){6,}")  # at least seven digits with nothing but separators between
_GROUPS = re.compile(r"\d+(?:-\d+)+")
_MONEY = re.compile(r"([$€£¥])(\d[\d,]*)(?:\.(\d\d))?")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_ORDINAL = re.compile(r"\b(\d{1,4})(?:st|nd|rd|th)\b")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


_MONTHS = "(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october"
_DAY = re.compile(rf"\b({_MONTHS}) (3[01]|[12]\d|[1-9])\b(?![:.]\d)")  # what people say as an ordinal


def spelled(text: str) -> str:
    """`text` with every number and sign as words, and nothing else but words and spaces."""
    text = _ADDRESS.sub(lambda m: m[0].replace("@", " at ").replace(".", " dot "), text)
    text = _PHONE.sub(lambda m: _apart(m[0]) if "," not in m[0] else m[0], text)
    text = _GROUPS.sub(lambda m: _apart(m[0]), text)
    text = _MONEY.sub(_money, text)
    text = _CLOCK.sub(_clock, text)
    text = _DAY.sub(lambda m: f"{m[1]} {ordinal(int(m[2]))} ", text)
    text = _ORDINAL.sub(lambda m: f" {ordinal(int(m[1]))} ", text)
    text = _NUMBER.sub(lambda m: f" {_number(m[0])} ", text)
    text = _INITIALS.sub(lambda m: f" {' '.join(m[0].split('.'))} ", text)
    for sign, words in _SIGNS.items():
        text = text.replace(sign, words)
    return "".join(char if char == "'" or unicodedata.category(char)[0] in "LMN" else " " for char in text)


def cardinal(number: int) -> str:
    """42 as "forty two". A number of 10**12 or more is read digit by digit."""
    if number < 20:
        return DIGITS[number] if number < 10 else _TEENS[number - 10]
    if number < 100:
        return _joined(_TENS[number // 10], number % 10)
    if number < 1000:
        return _joined(f"{DIGITS[number // 100]} hundred", number % 100)
    for size, name in _SCALES:
        if size <= number < size * 1000:
            return _joined(f"{cardinal(number // size)} {name}", number % size)
    return _apart(str(number)).strip()


def ordinal(number: int) -> str:
    """20 as "twentieth"."""
    *first, last = cardinal(number).split()
    last = f"{last[:-1]}ieth" if last.endswith("y") else _ORDINALS.get(last) or f"{last}th"
    return " ".join([*first, last])


def _joined(head: str, rest: int) -> str:
    return f"{head} {cardinal(rest)}" if rest else head


def _apart(text: str) -> str:
    return f" {' '.join(DIGITS[int(char)] for char in text if char.isdecimal())} "


def _number(text: str) -> str:
    """A written number as it is mostly said: years in two halves, long or zero-led ones digit by digit."""
    whole, point, part = text.strip(",").partition(".")
    if point:
        return f"{_number(whole)} point {_apart(part)}"
    if _GROUPED.fullmatch(whole):
        return cardinal(int(whole.replace(",", "")))
    if "," in whole:
        return " ".join(_number(piece) for piece in whole.split(",") if piece)
    if len(whole) > 4 or (whole[0] == "0" and len(whole) > 1):
        return _apart(whole)
    value = int(whole)
    if 1100 <= value <= 2099 and not 2000 <= value <= 2009 and value % 100:
        century, year = divmod(value, 100)
        return f"{cardinal(century)} {'oh ' if year < 10 else ''}{cardinal(year)}"
    return cardinal(value)


def _money(match: re.Match[str]) -> str:
    sign, amount, cents = match.groups()
    words = f" {_number(amount)} {_CURRENCIES[sign]}{'' if amount == '1' or sign == '¥' else 's'} "
    return f"{words}{cardinal(int(cents))} " if cents and int(cents) else words


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    if minute == 0:
        return f" {cardinal(hour)} "
    return f" {cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)} "
