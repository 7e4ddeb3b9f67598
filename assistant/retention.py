"""For how long what a call leaves is kept: the user's own `settings.toml`, in days for each kind.

    [keep]
    audio = 30        # the sound, where it was recorded
    transcript = 180  # the words that were said; what the call came to stays
    events = 730      # the whole session

What is not named is kept for good, which is also so where there is no such file.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.errors import StoreError
from assistant.forms import meant
from assistant.prompts import read_text
from assistant.settings import config_folder

NAME = "settings.toml"


@dataclass(frozen=True, slots=True)
class Keep:
    """Days for which each kind is kept; None: for good."""

    audio: int | None = None
    transcript: int | None = None
    events: int | None = None


def settings_path() -> Path:
    """Where the settings are, or would be."""
    return config_folder() / NAME


def load_keep() -> Keep:
    """What the user set. Raises StoreError: what is wrong in the file, and what to write."""
    path = settings_path()
    if not path.is_file():
        return Keep()
    try:
        told = tomllib.loads(read_text(path))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        raise StoreError(f"{path}: is not TOML ({error}): write [keep] and, below it, audio = 30") from error
    known = [field.name for field in fields(Keep)]
    table = told.pop("keep", {})
    for key in told:
        raise StoreError(f'{path}: unknown key "{key}"{meant(key, ["keep"])}')
    if not isinstance(table, dict):
        raise StoreError(f"{path}: keep must be a table: write [keep] and, below it, audio = 30")
    for key, days in table.items():
        if key not in known:
            raise StoreError(f'{path}: unknown key "{key}" in [keep]{meant(key, known)}')
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise StoreError(f"{path}: {key} must be a number of days, 1 or more: write {key} = 30")
    return Keep(**table)
