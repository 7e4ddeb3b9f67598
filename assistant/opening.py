"""Opening a call: the outline by name, the caller's profile, put together into a Script."""

from datetime import date
from pathlib import Path

from assistant.call.outline import parse
from assistant.call.script import Script, write
from assistant.profile import Profile
from assistant.prompts import load_profile, outline_path, read_text
from assistant.pronunciations import lexicon


def outline_text(name: str) -> str:
    """The text of an outline by its name or file. Raises CallPrompterError where there is none."""
    return read_text(outline_path(name))


def open_script(outline: str, profile: Path | None, day: date) -> Script:
    """The script of a call on `day`. Raises OutlineError, ProfileError."""
    return write(parse(outline_text(outline), str(outline_path(outline))), load_profile(profile), lexicon(), day)
