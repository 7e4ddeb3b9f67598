"""A review in its session's folder: its page, and its numbers for comparing calls."""

from pathlib import Path

from assistant.report.write import Kind, write_report
from assistant.review.review import Review

STEM = "review"
PAGE = f"{STEM}.html"


def write_page(review: Review, folder: Path, sound: bytes = b"") -> Path:
    """Write the review into `folder`, its page with `sound` inside (see report.sound). Raises StoreError."""
    return write_report(review, folder, (Kind.HTML, Kind.JSON), sound, stem=STEM)[Kind.HTML]
