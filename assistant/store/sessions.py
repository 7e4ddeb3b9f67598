"""Sessions on disk: a folder for each, named after when it began and what it was."""

from datetime import datetime
from pathlib import Path

from assistant.settings import data_folder, private_folder


def sessions_folder() -> Path:
    """Where all sessions are."""
    return data_folder() / "sessions"


def new_folder(label: str, began: datetime) -> Path:
    """Make the folder of a session that began at `began`; two that begin in the same second get different ones.

    Raises StoreError where it cannot be made.
    """
    name = f"{began:%Y-%m-%d-%H%M%S}-{label}"
    private_folder(sessions_folder())
    for attempt in range(1, 1000):
        folder = sessions_folder() / (name if attempt == 1 else f"{name}-{attempt}")
        if not folder.exists():
            return private_folder(folder)
    raise AssertionError(f"a thousand sessions called {name}")
