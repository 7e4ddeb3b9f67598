"""A review's files in its session's folder; each is whole or not there."""

from pathlib import Path

from assistant.audio.recording import Me, open_recording
from assistant.files import write_whole
from assistant.report.html import Sound, identity, page
from assistant.report.promises import promises
from assistant.report.sound import TYPE, small
from assistant.review.review import Review

PAGE = "review.html"


def write_page(review: Review, folder: Path, recording: Path | None = None, me: Me = Me.LEFT) -> Path:
    """Write the review's page into `folder`, the sound of `recording` inside it. Raises StoreError, AudioError."""
    sound = None
    if recording is not None:
        source = open_recording(recording, me)
        sound = Sound(TYPE, small(source.chunks(), source.speakers))
    calendar = promises(review, identity(review))
    write_whole(folder / PAGE, page(review, sound, calendar=calendar).encode())
    return folder / PAGE
