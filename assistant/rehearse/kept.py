"""The session of a rehearsal: kept from its first word on, whatever ends it; before that nothing is left of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from assistant.call.script import Script
from assistant.errors import CallPrompterError
from assistant.events import Utterance
from assistant.journal import Header, Journal
from assistant.session import Session
from assistant.store.sessions import new_folder


@contextmanager
def kept_session(script: Script, begins: Header, scenario: str, began: datetime) -> Iterator[tuple[Session, Path]]:
    """A session with its journal, and its folder. Raises StoreError, JournalError.

    Where an error or Ctrl-C ends it before anybody has said a word, the folder goes again.
    """
    folder = new_folder(f"rehearsal-{scenario}", began)
    session = None
    try:
        with Journal(folder, begins) as journal:
            session = Session(script, journal)
            yield session, folder
    except (CallPrompterError, KeyboardInterrupt):
        if session is None or not any(isinstance(event, Utterance) for event in session.events):
            shutil.rmtree(folder, ignore_errors=True)
        raise
