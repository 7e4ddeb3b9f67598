"""Transcripts from elsewhere, read as utterances: WebVTT, SubRip, Whisper's and Vosk's JSON, text with me: and them:.

Zoom, Teams and Meet write a speaker's name into each cue ("Priya Raman: ...", "<v Priya Raman>", "[Priya Raman] ..."),
or on a line above with the time. The caller is who is called `me` there, or as the user says, or as the profile does;
everybody else is then the other side. Nobody is guessed: without a caller, the speakers are not known. A cue's words
share its time; a plain text has no times at all, and says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from assistant.errors import WordsError
from assistant.events import Speaker, Utterance, Word
from assistant.report.said import HOW, Said
from assistant.report.transcript_json import parse_json

FORMATS = (".vtt", ".srt", ".json", ".jsonl", ".txt", ".md")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how such a file begins
LATE = 3600.0  # seconds; a text whose first words come later has times of the day
LONGEST = 48 * 3600.0  # seconds: what lies beyond is no moment of a call
SECONDS_A_WORD = 0.4  # 150 words a minute: the time that a text without times is given, so that it has an order
ME, THEM = {"me", "i", "you", "myself", "caller", "candidate"}, {"them", "they", "other", "callee", "interviewer"}

STAMP = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
ARROW = re.compile(rf"\s*{STAMP}\s*-->\s*{STAMP}")
VOICE = re.compile(r"<v(?:\.\S+)?\s+([^>]+)>")
BRACKETED = re.compile(r"[\[(]([^\W\d][\w .'’-]{0,40})[\])]:?\s+(.+)", re.DOTALL)  # "[Priya Raman] Hello"
HEADING = re.compile(  # a name and a time above what was said, as Otter, Zoom and Teams save a text
    r"^[ \t]*\[?([^\W\d][\w .'’()-]{0,40}?)\]?(?:[ \t]*\n[ \t]*|[ \t]+)[\[(]?(\d{1,2}(?::\d{2}){1,2})[\])]?[ \t]*\n\s*",
    re.MULTILINE,
)
NAMED = re.compile(r"(?:>>\s*)?([^\W\d][\w .'’()-]{0,40}?)\s*:\s+(.*)", re.DOTALL)
LINE = re.compile(r"\s*(?:\[?(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?\]?\s+)?([^\W\d][\w .'’()-]{0,40}?)\s*:\s+(.*)")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was read: `timed` is false where the times are made up; `names` are the speakers as the file has them."""

    utterances: tuple[Utterance, ...]
    timed: bool
    names: tuple[str, ...]
    format: str


def read_transcript(path: Path, me: str = "") -> Transcript:
    """The transcript in `path`; `me` is the caller's name in it. Raises what `transcript_text` and parsing do."""
    return parse_transcript(transcript_text(path), str(path), me)


def transcript_text(path: Path) -> str:
    """The text of the file, in UTF-8 or UTF-16. Raises WordsError where it cannot be read, or is none."""
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data[:2] in UTF_16 and len(data) % 2 == 0 else "utf-8-sig")
    except OSError as error:
        raise WordsError(f"{path}: cannot be read ({error.strerror}): {HOW}") from error
    except UnicodeDecodeError as error:
        raise WordsError(f"{path}: is no text in UTF-8: save it as UTF-8, or {HOW}") from error


def parse_transcript(text: str, source: str = "<text>", me: str = "", caller: str = "", other: str = "") -> Transcript:
    """The transcript `text`, whatever its format; `me` is the caller's name in it, or part of it.

    Where nobody is called so, `caller` and `other`, the names of both sides, may tell who is who. Raises WordsError
    where it is none.
    """
    start = text.lstrip()
    timed = True
    if start.startswith("WEBVTT"):
        kind, said = "vtt", list(_cues(text))
    elif re.match(r"\{|\[\s*[\[{\]]", start):  # "[Priya Raman] ..." is text
        kind, said = parse_json(start, source)
    elif ARROW.search(text):
        kind, said = "srt", list(_cues(text))
    else:
        text = _in_lines(text)
        kind, said = "text", list(_plain(text))
        timed = any(match[2] for row in text.splitlines() if (match := LINE.match(row + " ")))
        said = _from_zero(said)
    if not any(one.text.split() for one in said):
        raise WordsError(f"{source}: holds no words that can be read: {HOW}")
    for one in said:
        for t in (one.start, one.end, *(t for word in one.words for t in (word.start, word.end))):
            if not 0 <= t <= LONGEST:  # nor is anything that is no number
                raise WordsError(f"{source}: has words at {t:g} seconds, which no call has: mend the times, or {HOW}")
    names = tuple(dict.fromkeys(one.name for one in said if one.name))
    sides = _sides(names, me, source) or _known(names, caller, other)
    utterances = tuple(
        Utterance(one.end, sides.get(one.name), one.text, one.words or _spread(one))
        for one in sorted(said, key=lambda each: each.start)
        if one.text.split()
    )
    return Transcript(utterances, timed, names, kind)


def _spread(said: Said) -> tuple[Word, ...]:
    """The words of a cue, each with its share of the time by its length."""
    texts = said.text.split()
    weights = [len(text) + 2 for text in texts]
    step = max(0.0, said.end - said.start) / sum(weights)
    words, at = [], said.start
    for text, weight in zip(texts, weights, strict=True):
        words.append(Word(text, at, at + step * weight))
        at += step * weight
    return tuple(words)


def _sides(names: Sequence[str], me: str, source: str) -> Mapping[str, Speaker]:
    """Which name is whose."""
    sides: dict[str, Speaker] = {}
    for name in names:
        bare = name.casefold().strip()
        if bare in ME:
            sides[name] = Speaker.ME
        elif bare in THEM:
            sides[name] = Speaker.THEM
    if me:
        wanted = set(me.casefold().split())
        own = [name for name in names if wanted & set(re.findall(r"\w+", name.casefold()))]
        if own:
            sides |= dict.fromkeys(own, Speaker.ME)
        elif names and not sides:
            known = ", ".join(names)
            raise WordsError(f"{source}: nobody in it is called {me!r}: its speakers are {known}; give one as --me")
    if Speaker.ME in sides.values():
        for name in names:
            sides.setdefault(name, Speaker.THEM)
    return sides


def _known(names: Sequence[str], caller: str, other: str) -> Mapping[str, Speaker]:
    """Which name is whose, by the names of both sides: the caller's, else the one beside the other's."""
    mine, theirs = ([name for name in names if _alike(name, known)] for known in (caller, other))
    if not mine and len(names) == 2 and len(theirs) == 1:
        mine = [name for name in names if name not in theirs]
    return {name: Speaker.ME if name in mine else Speaker.THEM for name in names} if mine else {}


def _alike(name: str, known: str) -> bool:
    """Whether a name is the known one, or a part of it ("Priya"), or holds it ("Priya Raman (Guest)")."""
    said, whole = (set(re.findall(r"\w+", each.casefold())) for each in (name, known))
    return bool(said and whole) and (said <= whole or whole <= said)


def _seconds(hours: str | None, minutes: str, seconds: str, rest: str = "0") -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1000


def _cues(text: str) -> Iterator[Said]:
    """The cues of WebVTT or SubRip. A cue without a name is by whom the cue before it was, as Zoom writes it."""
    name = ""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        rows = block.strip().split("\n")
        place = next((index for index, row in enumerate(rows) if ARROW.match(row)), None)
        if place is None:
            continue
        stamps = ARROW.match(rows[place])
        assert stamps is not None  # noqa: S101 -- for the type checker: `place` is where it matches
        start, end = _seconds(*stamps.groups()[:4]), _seconds(*stamps.groups()[4:])
        words = " ".join(re.sub(r"^-\s+", "", row) for row in rows[place + 1 :])  # a dash begins a turn
        voice = VOICE.search(words)
        words = unescape(re.sub(r"<[^>]*>", "", words)).strip()
        named = NAMED.fullmatch(words)
        bracketed = BRACKETED.fullmatch(words)
        if voice:
            name = voice[1].strip()
        elif bracketed:
            name, words = bracketed[1].strip(), bracketed[2]
        elif named:
            name, words = named[1].strip(), named[2]
        yield Said(name, " ".join(words.split()), start, max(start, end))


def _in_lines(text: str) -> str:
    """The text with each name and time that stand above what was said put before it."""
    if len(HEADING.findall(text)) <= sum(LINE.match(row + " ") is not None for row in text.splitlines()):
        return text
    return HEADING.sub(lambda match: f"{match[2]} {match[1]}: ", text)


def _from_zero(said: list[Said]) -> list[Said]:
    """Times of the day, which a saved text may have, from the first one on."""
    first = min((one.start for one in said), default=0.0)
    if first < LATE:
        return said
    return [replace(one, start=one.start - first, end=one.end - first) for one in said]


def _plain(text: str) -> Iterator[Said]:
    """Lines that begin with a name and a colon, with a time before it or without; other lines go on with the last."""
    at, name, parts, start = 0.0, "", [], 0.0
    for row in text.splitlines():
        match = LINE.match(row + " ")
        if match is None:
            if name and row.strip():
                parts.append(row.strip())
            continue
        if parts:
            yield _finished(name, parts, start, at)
            at = max(at, start) + SECONDS_A_WORD * len(" ".join(parts).split())
        name, parts = match[4].strip(), [match[5].strip()]
        start = _seconds(match[1], match[2], match[3]) if match[2] else at
    if parts:
        yield _finished(name, parts, start, at)


def _finished(name: str, parts: Sequence[str], start: float, at: float) -> Said:
    text = " ".join(" ".join(parts).split())
    begin = max(start, at) if start == at else start
    return Said(name, text, begin, begin + SECONDS_A_WORD * len(text.split()))
