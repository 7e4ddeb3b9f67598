"""A review's page in its session's folder."""

from pathlib import Path

from assistant.audio.recording import Me, open_recording
from assistant.report.sound import small
from assistant.report.write import Kind, write_report
from assistant.review.review import Review

STEM = "review"
PAGE = f"{STEM}.html"


def write_page(review: Review, folder: Path, recording: Path | None = None, me: Me = Me.LEFT) -> Path:
    """Write the review's page into `folder`, the sound of `recording` inside it. Raises StoreError, AudioError."""
    sound = b""
    if recording is not None:
        source = open_recording(recording, me)
        sound = small(source.chunks(), source.speakers)
    return write_report(review, folder, (Kind.HTML,), sound, stem=STEM)[Kind.HTML]
