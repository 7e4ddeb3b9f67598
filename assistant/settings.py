"""Where things are kept: one folder for what the user writes, one for what the program keeps.

`CALLPROMPTER_HOME` puts both under one folder of the user's choice.
"""

import os
from pathlib import Path

import platformdirs

from assistant.errors import StoreError

NAME = "callprompter"
PRIVATE = 0o700  # sessions are private calls: nobody else on the machine may look


def config_folder() -> Path:
    """Where the user's own profile and outlines are."""
    home = os.environ.get("CALLPROMPTER_HOME")
    return Path(home) / "config" if home else platformdirs.user_config_path(NAME)


def data_folder() -> Path:
    """Where sessions, models and the database are."""
    home = os.environ.get("CALLPROMPTER_HOME")
    return Path(home) / "data" if home else platformdirs.user_data_path(NAME)


def private_folder(folder: Path) -> Path:
    """Make `folder`, and what it lies in, for its owner alone. Raises StoreError where that cannot be done."""
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder}: cannot be made ({error.strerror}): set CALLPROMPTER_HOME to a folder you can write to"
        raise StoreError(message) from error
    return folder
