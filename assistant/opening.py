"""Opening a call: the outline by name and the caller's profile, put together into a Script."""

from datetime import date
from pathlib import Path

from assistant.call.outline import parse
from assistant.call.script import Script, write
from assistant.journal import Header
from assistant.profile import Profile
from assistant.prompts import load_outline, load_profile, outline_path, read_text
from assistant.pronunciations import lexicon


def open_script(outline: str, profile: Path | None, day: date) -> Script:
    """The script of a call on `day`. Raises OutlineError, ProfileError, StoreError."""
    return write(load_outline(outline), load_profile(profile), lexicon(), day)


def open_again(header: Header) -> Script:
    """The script that a journal's call was followed with. Raises OutlineError."""
    return write(parse(header.outline, "the session's outline"), header.profile, lexicon(), header.day)


def header(outline: str, profile: Profile, day: date, recognizer: str, source: str) -> Header:
    """What a journal begins with, so that its call can be followed again."""
    return Header(read_text(outline_path(outline)), profile, day, recognizer, source)
