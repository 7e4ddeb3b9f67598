"""Transcripts as JSON: Whisper's segments (whisper.cpp's, WhisperX's, a bare list of them), Vosk's results, and words
as `callprompter follow` reads them. One object, a list of them, or one after the other.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.errors import WordsError
from assistant.events import Word
from assistant.report.said import HOW, Said

UNSPOKEN = 0.4  # seconds a word, where only the end of what was said is known


def parse_json(text: str, source: str) -> tuple[str, list[Said]]:
    """The format's name and what was said. Raises WordsError where it is none of them."""
    values = list(_values(text, source))
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    try:
        if values and all(isinstance(each, dict) for each in values):
            read = _read(values)
            if read is not None:
                return read
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WordsError(f"{source}: is no transcript that Whisper or Vosk writes ({error!r}): {HOW}") from error
    raise WordsError(f"{source}: is JSON, but has neither Whisper's segments nor Vosk's result: {HOW}")


def _read(values: list[Any]) -> tuple[str, list[Said]] | None:
    """By what the first of them holds; None where that is nothing known."""
    first = values[0]
    if "segments" in first:
        return "whisper", [_segment(each) for each in first["segments"]]
    if "transcription" in first:
        return "whisper.cpp", [_offset(each) for each in first["transcription"]]
    if isinstance(first.get("words"), list):  # Whisper's words without its segments
        return "whisper", [_segment(first | {"start": 0.0})]
    if "t" in first and "text" in first:
        return "words", [_followed(each) for each in values if each.get("final", True)]
    if "start" in first and "text" in first and "result" not in first:
        return "whisper", [_segment(each) for each in values]
    if any(key in first for key in ("result", "partial", "text", "alternatives")):
        return "vosk", [one for each in values if (one := _vosk(each)) is not None]
    return None


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
            raise WordsError(f"{source}:{line}: is no JSON ({str(error).split(':')[0]}): {HOW}") from error
        yield value
        at = len(text) - len(text[at:].lstrip(" \t\r\n,"))


def _segment(segment: Mapping[str, Any]) -> Said:
    words = tuple(
        Word(str(word["word"]).strip(), float(word["start"]), float(word["end"]), _sure(word))
        for word in segment.get("words") or ()
        if "start" in word and str(word["word"]).strip()
    )
    text = " ".join(word.text for word in words) if words else " ".join(str(segment["text"]).split())
    start = float(segment["start"])
    end = segment["end"] if "end" in segment or not words else words[-1].end
    return Said(str(segment.get("speaker") or ""), text, start, float(end), words)


def _sure(word: Mapping[str, Any]) -> float:
    """A word's confidence, by the name that Whisper or WhisperX gives it."""
    return min(1.0, max(0.0, float(word.get("probability", word.get("score", 1.0)))))


def _offset(part: Mapping[str, Any]) -> Said:
    start, end = (float(part["offsets"][name]) / 1000 for name in ("from", "to"))
    return Said(str(part.get("speaker") or ""), " ".join(str(part["text"]).split()), start, end)


def _followed(line: Mapping[str, Any]) -> Said:
    """A line of words: `t` is when it ended."""
    text, end = " ".join(str(line["text"]).split()), float(line["t"])
    return Said(str(line.get("speaker") or ""), text, max(0.0, end - UNSPOKEN * len(text.split())), end)


def _vosk(part: Mapping[str, Any]) -> Said | None:
    best = (part.get("alternatives") or [part])[0]
    words = tuple(
        Word(str(word["word"]), float(word["start"]), float(word["end"]), float(word.get("conf", 1.0)))
        for word in best.get("result") or ()
    )
    if not words:
        return None
    text = " ".join(word.text for word in words)
    return Said(str(part.get("speaker") or ""), text, words[0].start, words[-1].end, words)
