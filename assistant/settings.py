"""Where things are kept: one folder for what the user writes, one for what the program keeps.

`CALLPROMPTER_HOME` puts both under one folder of the user's choice.
"""

import os
from pathlib import Path

import platformdirs

from assistant.errors import StoreError

NAME = "callprompter"
HOME = "CALLPROMPTER_HOME"
OTHERS = 0o077
PRIVATE = 0o700  # sessions are private calls: nobody else on the machine may look


def config_folder() -> Path:
    """Where the user's own profile and outlines are."""
    home = os.environ.get(HOME)
    return Path(home) / "config" if home else platformdirs.user_config_path(NAME)


def data_folder() -> Path:
    """Where sessions, models and the database are."""
    home = os.environ.get(HOME)
    return Path(home) / "data" if home else platformdirs.user_data_path(NAME)


def private_folder(folder: Path) -> Path:
    """Make `folder`, and what it lies in, for its owner alone. Raises StoreError where that cannot be done.

    One that is there already, as a backup leaves it, is closed to others again.
    """
    try:
        for each in reversed([folder, *folder.parents]):
            if not each.exists():
                each.mkdir(mode=PRIVATE, exist_ok=True)
        if os.name == "posix" and folder.stat().st_mode & OTHERS:
            folder.chmod(PRIVATE)
    except OSError as error:
        message = f"{folder}: cannot be made ({error.strerror}): set {HOME} to a folder you can write to"
        raise StoreError(message) from error
    return folder
