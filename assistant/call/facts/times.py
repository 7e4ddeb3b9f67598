"""The times of day people name: "at ten thirty", "half past two", "noon", "five p m".

Without "a m" or "p m" an hour is read as offices keep it: seven to eleven in the morning, twelve to six in the
afternoon. A bare number is a time only after "at" and its like, and before no noun: "at five people" is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.call.facts.date_words import CARDINALS, WEEKDAYS, any_of

OPENS = 7  # the first hour that means the morning where nothing is said
NOON = 12
HOURS = {word: count for word, count in CARDINALS.items() if count <= NOON}
MINUTES = {word: count for word, count in CARDINALS.items() if 10 <= count <= 59}
MINUTES |= {f"oh {word}": count for word, count in CARDINALS.items() if count <= 9}
PARTS = {"half": 30, "quarter": 15, "a quarter": 15, "ten": 10, "five": 5, "twenty": 20}

HOUR = rf"(?P<hour>{any_of(HOURS)}|1[0-2]|[1-9])"
MINUTE = rf"(?: (?P<minute>{any_of(MINUTES)})|:(?P<digits>[0-5]\d))"
OTHER = HOUR.replace("hour", "hour2") + MINUTE.replace("minute", "minute2").replace("digits", "digits2") + "?"
HALF = r" ?(?P<half>a m|p m|am|pm)"
FOLLOWING = (
    r"(?= (?:on|in|and|or|to|if|so|then|we|i|you|he|she|they|it|when|but|because|for|works|sharp|today|tomorrow|"
    r"tonight|next|this|monday|tuesday|wednesday|thursday|friday|eastern|central|pacific|mountain|please|okay|at|is|"
    r"will|would|should|thank|thanks|the latest)(?!\S)|$)"
)
PATTERNS = [
    re.compile(rf"(?<!\S){pattern}(?!\S)")
    for pattern in (
        r"(?P<noon>(?:twelve )?noon|midday)",
        rf"{HOUR}{MINUTE}?{HALF}",
        rf"{HOUR}{MINUTE}?(?: o'?clock| o clock)?(?: in the| on \w+day) (?P<day>morning|afternoon|evening)",
        rf"{HOUR} (?:o'?clock|o clock)",
        rf"(?P<past>half|(?:a )?quarter|ten|twenty) past {HOUR}",
        rf"(?P<to>(?:a )?quarter) (?:to|of) {HOUR}",
        r"(?P<hour>1[0-2]|[1-9]):(?P<digits>[0-5]\d)",
        rf"(?:between {HOUR}{MINUTE}? and|from {HOUR.replace('hour', 'hour3')}(?P<minute3>(?!))?(?P<digits3>(?!))? to) "
        rf"{OTHER}{FOLLOWING}",
        rf"(?:at|by|until|till) (?:about |around |say )?{HOUR}{MINUTE}?{FOLLOWING}",
        rf"(?P<vague>around|about|before|after) {HOUR}{MINUTE}?{FOLLOWING}",
    )
]
ON_A_DAY = re.compile(rf"(?<!\S)(?:today|tomorrow|call|{any_of(WEEKDAYS)})(?: \S+){{0,3}} $")
LATE = re.compile(r"(?<!\S)(?:afternoon|evening|tonight)(?: \S+){0,3} $")


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time in a text: `start` and `end` are offsets of characters, `value` is HH:MM."""

    start: int
    end: int
    value: str


def find_times(text: str) -> list[FoundTime]:
    """The times of day in `text` (lower case, single spaces), in order, without overlap."""
    chosen: list[FoundTime] = []
    for one in sorted(_candidates(text), key=lambda each: (each.start - each.end, each.start)):
        same = [other for other in chosen if (other.start, other.end) == (one.start, one.end)]
        if same or all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    return sorted(dict.fromkeys(chosen), key=lambda each: (each.start, each.value))


def _candidates(text: str) -> Iterator[FoundTime]:
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            before = text[: match.start()]
            if groups.get("vague") and not ON_A_DAY.search(before):
                continue
            late = bool(LATE.search(before))
            for number in ("", "2", "3"):
                if groups.get("noon") and not number:
                    yield FoundTime(match.start(), match.end(), "12:00")
                elif groups.get(f"hour{number}"):
                    yield FoundTime(match.start(), match.end(), _value(groups, number, late=late))


def _value(groups: dict[str, str | None], number: str, *, late: bool) -> str:
    hour = _count(groups[f"hour{number}"] or "", HOURS)
    minutes = _count(groups.get(f"minute{number}") or groups.get(f"digits{number}") or "0", MINUTES)
    half = (groups.get("half") or "")[:1]
    if groups.get("day"):
        half = "a" if groups["day"] == "morning" else "p"
    if not half:
        half = "a" if OPENS <= hour < NOON and not late else "p"
    hour = hour % NOON + NOON * (half == "p")
    minutes += PARTS.get((groups.get("past") or "").removeprefix("a "), 0)
    if groups.get("to"):
        hour, minutes = hour - 1, 45
    return f"{hour:02}:{minutes:02}"


def _count(text: str, words: dict[str, int]) -> int:
    return int(text) if text.isdigit() else words[text]
