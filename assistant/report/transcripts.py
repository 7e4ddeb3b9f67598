"""Transcripts from elsewhere, read as utterances: WebVTT, SubRip, Whisper's and Vosk's JSON, text with me: and them:.

Zoom, Teams and Meet write a speaker's name into each cue ("Priya Raman: ..." or "<v Priya Raman>"). The caller is who
is called `me` there, or as the user says; everybody else is then the other side. Nobody is guessed: without a caller,
the speakers are not known. A cue's words share its time; a plain text has no times at all, and says so.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from assistant.errors import WordsError
from assistant.events import FAR, Speaker, Utterance, Word

FORMATS = (".vtt", ".srt", ".json", ".txt", ".md")
SECONDS_A_WORD = 0.4  # 150 words a minute: the time that a text without times is given, so that it has an order
HOW = "give a .vtt, .srt or .json transcript, or a text whose lines begin with me: or them:"
ME, THEM = {"me", "i", "you", "myself", "caller", "candidate"}, {"them", "they", "other", "callee", "interviewer"}

STAMP = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
ARROW = re.compile(rf"\s*{STAMP}\s*-->\s*{STAMP}")
VOICE = re.compile(r"<v(?:\.\S+)?\s+([^>]+)>")
NAMED = re.compile(r"(?:>>\s*)?([^\W\d][\w .'’()-]{0,40}?)\s*:\s+(.*)", re.DOTALL)
LINE = re.compile(r"\s*(?:\[?(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?\]?\s+)?([^\W\d][\w .'’()-]{0,40}?)\s*:\s+(.*)")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was read: `timed` is false where the times are made up; `names` are the speakers as the file has them."""

    utterances: tuple[Utterance, ...]
    timed: bool
    names: tuple[str, ...]
    format: str


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()


def read_transcript(path: Path, me: str = "") -> Transcript:
    """The transcript in `path`; `me` is the caller's name in it, or part of it.

    Raises WordsError where it cannot be read, or is none.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise WordsError(f"{path}: cannot be read ({error.strerror}): {HOW}") from error
    except UnicodeDecodeError as error:
        raise WordsError(f"{path}: is no text in UTF-8: save it as UTF-8, or {HOW}") from error
    return parse_transcript(text, str(path), me)


def parse_transcript(text: str, source: str = "<text>", me: str = "") -> Transcript:
    """The transcript `text`, whatever its format. Raises WordsError where it is none."""
    start = text.lstrip()
    timed = True
    if start.startswith("WEBVTT"):
        kind, said = "vtt", list(_cues(text))
    elif start[:1] in ("{", "["):
        kind, said = _json(start, source)
    elif ARROW.search(text):
        kind, said = "srt", list(_cues(text))
    else:
        kind, said = "text", list(_plain(text))
        timed = any(match[2] for row in text.splitlines() if (match := LINE.match(row + " ")))
    if not any(one.text.split() for one in said):
        raise WordsError(f"{source}: holds no words that can be read: {HOW}")
    for one in said:
        times = [one.start, one.end, *(t for word in one.words for t in (word.start, word.end))]
        if not all(0 <= t < FAR for t in times):
            raise WordsError(f"{source}: has a time that cannot be (near {one.text!r:.40}): {HOW}")
    names = tuple(dict.fromkeys(one.name for one in said if one.name))
    sides = _sides(names, me, source)
    utterances = tuple(
        Utterance(one.end, sides.get(one.name), one.text, one.words or _spread(one))
        for one in sorted(said, key=lambda each: each.start)
        if one.text.split()
    )
    return Transcript(utterances, timed, names, kind)


def _spread(said: _Said) -> tuple[Word, ...]:
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


def _seconds(hours: str | None, minutes: str, seconds: str, rest: str = "0") -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1000


def _cues(text: str) -> Iterator[_Said]:
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
        words = " ".join(rows[place + 1 :])
        voice = VOICE.search(words)
        words = unescape(re.sub(r"<[^>]*>", "", words)).strip()
        named = NAMED.fullmatch(words)
        if voice:
            name = voice[1].strip()
        elif named:
            name, words = named[1].strip(), named[2]
        yield _Said(name, " ".join(words.split()), start, max(start, end))


def _plain(text: str) -> Iterator[_Said]:
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


def _finished(name: str, parts: Sequence[str], start: float, at: float) -> _Said:
    text = " ".join(" ".join(parts).split())
    begin = max(start, at) if start == at else start
    return _Said(name, text, begin, begin + SECONDS_A_WORD * len(text.split()))


def _json(text: str, source: str) -> tuple[str, list[_Said]]:
    """Whisper's `segments`, Vosk's `result` (one object, a list of them, or one after the other)."""
    values = list(_values(text, source))
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    try:
        if len(values) == 1 and isinstance(values[0], dict) and "segments" in values[0]:
            return "whisper", [_whisper(each) for each in values[0]["segments"]]
        if values and all(isinstance(each, dict) and ("result" in each or "text" in each) for each in values):
            return "vosk", [one for each in values if (one := _vosk(each)) is not None]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WordsError(f"{source}: is no transcript that Whisper or Vosk writes ({error!r}): {HOW}") from error
    raise WordsError(f"{source}: is JSON, but has neither Whisper's segments nor Vosk's result: {HOW}")


def _values(text: str, source: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise WordsError(f"{source}: is JSON nested too deep to be a transcript: {HOW}") from error
        except ValueError as error:
            line = text.count("\n", 0, getattr(error, "pos", 0)) + 1
            raise WordsError(f"{source}:{line}: is no JSON ({error.args[0].split(':')[0]}): {HOW}") from error
        yield value
        at = len(text) - len(text[at:].lstrip(" \t\r\n,"))


def _whisper(segment: Mapping[str, Any]) -> _Said:
    words = tuple(
        Word(str(word["word"]).strip(), float(word["start"]), float(word["end"]), float(word.get("probability", 1.0)))
        for word in segment.get("words") or ()
        if "start" in word and str(word["word"]).strip()
    )
    text = " ".join(word.text for word in words) if words else " ".join(str(segment["text"]).split())
    return _Said(str(segment.get("speaker") or ""), text, float(segment["start"]), float(segment["end"]), words)


def _vosk(part: Mapping[str, Any]) -> _Said | None:
    words = tuple(
        Word(str(word["word"]), float(word["start"]), float(word["end"]), float(word.get("conf", 1.0)))
        for word in part.get("result") or ()
    )
    if not words:
        return None
    text = " ".join(word.text for word in words)
    return _Said(str(part.get("speaker") or ""), text, words[0].start, words[-1].end, words)
