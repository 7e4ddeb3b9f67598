"""Opening a call: outline, manner rules and the caller's profile, put together into a Script."""

import sys
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.call import manner, outline
from assistant.call.script import Script, write
from assistant.errors import NoProfileError
from assistant.journal import Header
from assistant.profile import Profile
from assistant.prompts import load_gists, load_profile, manner_path, outline_path, read_text, shown
from assistant.pronunciations import lexicon


def open_script(name: str, profile: Path | None, day: date) -> Script:
    """The script of a call on `day`, after the outline `name`. Raises OutlineError, ProfileError, StoreError."""
    return _open(name, load_profile(profile), day)


def open_known(name: str, profile: Path | None, day: date, *, quiet: bool = False) -> Script:
    """`open_script` for a call that is followed afterwards: where there is no profile yet, its names are unknown.

    That is said in one line on standard error, unless `quiet`. Raises OutlineError, ProfileError, StoreError.
    """
    return _open(name, known_profile(profile, quiet=quiet), day)


def _open(name: str, profile: Profile, day: date) -> Script:
    path, its_manner = outline_path(name), manner_path()
    texts = read_text(path), shown(path), read_text(its_manner), shown(its_manner)
    return replace(_written(*texts, profile, path), day=day)


@lru_cache(maxsize=1)
def _written(
    text: str, source: str, manner_text: str, manner_source: str, profile: Profile, path: Path | None = None
) -> Script:
    """The script of a call on some day. The last one is kept: many recordings are followed one after another."""
    its_outline, its_manner = outline.parse(text, source), manner.parse(manner_text, manner_source)
    return write(its_outline, its_manner, profile, lexicon(), date.min, load_gists(its_outline.id, path))


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


def open_again(header: Header, path: Path | None = None) -> Script:
    """The script that a journal's call was followed with. Raises OutlineError, MannerError, StoreError.

    `path` is the outline's file, where its text is another one's now: what that learnt lies beside it.
    """
    texts = header.outline, "the session's outline", header.manner, "the session's manner rules"
    return replace(_written(*texts, header.profile, path), day=header.day)


def header(name: str, profile: Profile, day: date, recognizer: str, source: str) -> Header:
    """What a journal begins with, so that its call can be followed again."""
    return Header(read_text(outline_path(name)), read_text(manner_path()), profile, day, recognizer, source)
