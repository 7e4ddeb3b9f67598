"""What people say in a follow-up call, sampled from templates; the text that the model learns to hear.

A template line is `[optional]`, `(one | of | these)`, `{list}` and plain words, nested as deep as one likes; a line
`name: a | b` names a list. `call.txt` beside this module holds them; digits, times and dates are made here.
"""

import gzip
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIGITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TOKEN = re.compile(r"[\[\]()|]|\{[a-z-]+\}|[^\s\[\]()|{}]+")

Dice = random.Random


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options`, each a sequence of words, list names in braces and further choices."""

    options: tuple[tuple["str | Choice", ...], ...]


def parse(line: str) -> Choice:
    """The template that `line` writes. Raises ValueError where brackets do not match."""
    tokens = _TOKEN.findall(line)
    choice, rest = _options(tokens, 0, "")
    if rest != len(tokens):
        raise ValueError(f"unmatched bracket: {line}")
    return choice


def _options(tokens: Sequence[str], at: int, closing: str) -> tuple[Choice, int]:
    options: list[tuple[str | Choice, ...]] = []
    current: list[str | Choice] = []
    while at < len(tokens):
        token = tokens[at]
        if token == closing:
            return Choice((*options, tuple(current))), at
        if token in "])":
            break
        if token == "|":
            options.append(tuple(current))
            current = []
        elif token in "[(":
            inner, at = _options(tokens, at + 1, "]" if token == "[" else ")")
            current.append(Choice((*inner.options, ())) if token == "[" else inner)
        else:
            current.append(token)
        at += 1
    if closing or at < len(tokens):
        raise ValueError(f"unmatched bracket in: {' '.join(tokens)}")
    return Choice((*options, tuple(current))), at


@cache
def templates() -> tuple[dict[str, Choice], tuple[Choice, ...]]:
    """The lists and the sentences of `call.txt`."""
    lists, sentences = {}, []
    for line in (Path(__file__).parent / "call.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, rest = line.partition(":")
        if colon:
            lists[name] = parse(rest)
        else:
            sentences.append(parse(line))
    return lists, tuple(sentences)


def _number(dice: Dice) -> str:
    kind = dice.random()
    if kind < 0.35:
        return dice.choice(DIGITS[1:])
    if kind < 0.6:
        return dice.choice(_TEENS)
    return dice.choice(_TENS) + (" " + dice.choice(DIGITS[1:]) if dice.random() < 0.7 else "")


def _ordinal(dice: Dice) -> str:
    if dice.random() < 0.75:
        return dice.choice(_ORDINALS)
    return "thirtieth" if dice.random() < 0.2 else "twenty " + dice.choice(_ORDINALS[:9])


def _time(dice: Dice) -> str:
    hour = dice.choice(DIGITS[1:] + _TEENS[:3])
    minutes = dice.choice(["", " thirty", " fifteen", " forty five", " o'clock", " twenty", " oh five"])
    half = dice.choice(["", "", " a m", " p m", " in the morning", " in the afternoon"])
    forms = [hour + minutes + half] * 4 + [f"half past {hour}", f"quarter to {hour}", f"quarter past {hour}", "noon"]
    return dice.choice(forms)


def number_read_out(dice: Dice) -> str:
    """A telephone number as it is read out: "oh", "double", "eight hundred", and a group now and then repeated."""
    zero = dice.choice(["zero", "zero", "oh"])
    count = dice.choice([10, 10, 10, 7, 7, 11, 4, 3, 5])
    words = [dice.choice(DIGITS) for _ in range(count)]
    said: list[str] = []
    at = 0
    while at < count:
        if at + 1 < count and words[at] == words[at + 1] and dice.random() < 0.35:
            said += ["double", words[at]]
            at += 2
            continue
        said.append(words[at])
        at += 1
    if dice.random() < 0.05:
        said = [dice.choice(["eight", "nine", "five"]), "hundred", *said[3:]]
    if dice.random() < 0.06:
        said.insert(dice.randrange(len(said)), dice.choice(["uh", "then", "and", "um"]))
    return " ".join(zero if word == "zero" else word for word in said)


def _year(dice: Dice) -> str:
    return "twenty " + (dice.choice(_TENS[:2]) + " " + dice.choice(DIGITS[1:]))


def _letters(dice: Dice) -> str:
    return " ".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(dice.randint(2, 7)))


_MADE: dict[str, Callable[[Dice], str]] = {
    "number": _number, "ordinal": _ordinal, "time": _time, "phone": number_read_out, "year": _year, "letters": _letters,
    "digit": lambda dice: dice.choice([*DIGITS, "oh"]),
}  # fmt: skip


def _expand(choice: Choice, dice: Dice) -> str:
    lists = templates()[0]
    said = []
    for part in dice.choice(choice.options):
        if isinstance(part, Choice):
            said.append(_expand(part, dice))
        elif part.startswith("{"):
            name = part[1:-1]
            said.append(_MADE[name](dice) if name in _MADE else _expand(lists[name], dice))
        else:
            said.append(part)
    return " ".join(word for word in said if word).replace(" '", "'")


def filled(template: Choice, dice: Dice) -> str:
    """One of the sentences that `template` stands for."""
    return _expand(template, dice)


def sentence(dice: Dice) -> str:
    """One thing that is said in such a call, in lower case; now and then two, one after the other."""
    said = _expand(dice.choice(templates()[1]), dice)
    if dice.random() < 0.3:
        said += " " + _expand(dice.choice(templates()[1]), dice)
    return said


def running_text(paths: Sequence[Path]) -> list[str]:
    """The sentences of transcripts (an id, then the words), in lower case."""
    found = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [line.split(" ", 1)[1].strip().lower() for line in lines if " " in line]
    return found
