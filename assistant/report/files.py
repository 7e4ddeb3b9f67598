"""A review in its session's folder: its page, and its numbers for comparing calls."""

from pathlib import Path

from assistant.audio.recording import Me, open_recording
from assistant.report.sound import small
from assistant.report.write import Kind, write_report
from assistant.review.review import Review

STEM = "review"
PAGE = f"{STEM}.html"


def write_page(review: Review, folder: Path, recording: Path | None = None, me: Me = Me.LEFT) -> Path:
    """Write the review into `folder`, its page with the sound of `recording` inside. Raises StoreError, AudioError."""
    sound = b""
    if recording is not None:
        source = open_recording(recording, me)
        sound = small(source.chunks(), source.speakers)
    return write_report(review, folder, (Kind.HTML, Kind.JSON), sound, stem=STEM)[Kind.HTML]
