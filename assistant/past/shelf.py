"""The calls that were, as the page's Review view shows them: listed, searched, each with its report and its notes."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.errors import StoreError
from assistant.past.archive import open_index
from assistant.past.reports import keep_notes, page_of
from assistant.plan.days import spoken
from assistant.store.search import CallRow
from assistant.store.sessions import JOURNAL, sessions_folder

Facts = Mapping[str, Any]
CHARTED = ("words_per_minute", "talk_share", "fillers")  # along the calls, beside the steps covered


def listed() -> Facts:
    """Every kept call, the latest first. Raises StoreError."""
    with open_index() as index:
        return {"sessions": [_told(call) for call in index.calls()]}


def searched(asked: Facts) -> Facts:
    """The lines in which all of `words` were said. Raises StoreError."""
    with open_index() as index:
        found = index.search(str(asked.get("words") or ""))
    rows = [
        {"id": each.call, "when": _when(each.call), "t": each.line.t, "speaker": each.line.speaker, "text": each.marked}
        for each in found
    ]
    return {"found": rows}


def report(session: str) -> Path | None:
    """The page of the session of that name; None where there is none. Raises CallPrompterError's kinds."""
    folder = _folder(session)
    return None if folder is None else page_of(folder)


def note(asked: Facts) -> Facts:
    """Keep `notes` with `session`. Raises StoreError."""
    folder = _folder(str(asked.get("session") or ""))
    if folder is None:
        raise StoreError("that call is no longer there: copy your notes, and open the list of your calls again")
    keep_notes(folder, str(asked.get("notes") or ""))
    return {}


def _folder(session: str) -> Path | None:
    """The folder of that name, which is no path, where it is a session's."""
    folder = sessions_folder() / session
    return folder if Path(session).name == session and (folder / JOURNAL).is_file() else None


def _told(call: CallRow) -> Facts:
    numbers = call.metrics or {}
    return {
        "id": call.id,
        "when": _when(call.id),
        "day": call.day,
        "kind": call.kind.capitalize(),
        "title": call.title,
        "outcome": call.outcome.capitalize() if call.outcome != "unknown" else "",
        "seconds": call.seconds,
        "done": call.done,
        "asked": call.asked,
        "warnings": call.warnings,
        "metrics": {name: round(numbers[name], 1) for name in CHARTED if name in numbers},
        "complaint": call.complaint,
    }


def _when(name: str) -> str:
    """When the session began, from its name."""
    try:
        began = datetime.strptime(name[:17], "%Y-%m-%d-%H%M%S")
    except ValueError:
        return ""
    return f"{spoken(began.date())}, {began:%H:%M}"
