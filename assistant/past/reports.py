"""The reports of kept sessions: written where there are none yet, and the caller's own notes in them."""

from pathlib import Path

from assistant.files import write_whole
from assistant.past.recordings import Asked
from assistant.past.reviewing import review_session
from assistant.report import html, markdown
from assistant.report.files import PAGE, STEM
from assistant.report.write import Kind, write_report
from assistant.store.sessions import write_notes


def page_of(folder: Path) -> Path:
    """The page of the session in `folder`, written first where it is not there. Raises CallPrompterError's kinds."""
    path = folder / PAGE
    if path.is_file():
        return path
    done = review_session(Asked(folder, heard=True))
    return write_report(done.review, folder, sound=done.sound, stem=STEM)[Kind.HTML]


def keep_notes(folder: Path, notes: str) -> None:
    """Keep what the caller wrote about a session, and put it into its reports. Raises StoreError."""
    write_notes(folder, notes)
    for kind, put in ((Kind.HTML, html.with_notes), (Kind.MARKDOWN, markdown.with_notes)):
        path = folder / f"{STEM}.{kind}"
        if path.is_file():
            write_whole(path, put(path.read_text(encoding="utf-8"), notes).encode())
