"""Opening a call: outline, manner rules and the caller's profile, put together into a Script."""

import sys
from datetime import date
from pathlib import Path

from assistant.call import manner, outline
from assistant.call.script import Script, write
from assistant.errors import NoProfileError
from assistant.journal import Header
from assistant.profile import Profile
from assistant.prompts import load_manner, load_outline, load_profile, manner_path, outline_path, read_text
from assistant.pronunciations import lexicon


def open_script(name: str, profile: Path | None, day: date) -> Script:
    """The script of a call on `day`, after the outline `name`. Raises OutlineError, ProfileError, StoreError."""
    return write(load_outline(name), load_manner(), load_profile(profile), lexicon(), day)


def open_known(name: str, profile: Path | None, day: date, *, quiet: bool = False) -> Script:
    """`open_script` for a call that is followed afterwards: where there is no profile yet, its names are unknown.

    That is said in one line on standard error, unless `quiet`. Raises OutlineError, ProfileError, StoreError.
    """
    return write(load_outline(name), load_manner(), known_profile(profile, quiet=quiet), lexicon(), day)


def known_profile(path: Path | None, *, quiet: bool = False) -> Profile:
    """The profile in `path`, or the user's own; an empty one where there is none yet, which is said unless `quiet`."""
    try:
        return load_profile(path)
    except NoProfileError:
        if not quiet:
            print(
                "callprompter: no profile yet: names and number are unknown; `callprompter start` asks", file=sys.stderr
            )
        return Profile("")


def open_again(header: Header) -> Script:
    """The script that a journal's call was followed with. Raises OutlineError, MannerError."""
    its_outline = outline.parse(header.outline, "the session's outline")
    its_manner = manner.parse(header.manner, "the session's manner rules")
    return write(its_outline, its_manner, header.profile, lexicon(), header.day)


def header(name: str, profile: Profile, day: date, recognizer: str, source: str) -> Header:
    """What a journal begins with, so that its call can be followed again."""
    return Header(read_text(outline_path(name)), read_text(manner_path()), profile, day, recognizer, source)
