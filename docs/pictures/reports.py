"""The pictures of a review in this folder: `python docs/pictures/reports.py` reviews a bundled call, and draws
them anew.

Nothing is faked: the recogniser is the one that a new machine has.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent.parent)]

from make import CHROMIUM, DEMO  # noqa: E402

from assistant.displays import Blank  # noqa: E402
from assistant.past.recordings import Asked  # noqa: E402
from assistant.past.reviewing import review_source  # noqa: E402
from assistant.report.files import write_page  # noqa: E402


@dataclass(frozen=True)
class Shot:
    """A picture of the report, of the size of a window."""

    name: str
    width: int
    height: int
    look: str = "light"
    media: str = "screen"


SHOTS = (
    Shot("review", 1100, 1064),
    Shot("review-dark", 1100, 1064, look="dark"),
    Shot("review-phone", 360, 740),
    Shot("review-print", 800, 1000, media="print"),
)


def written() -> str:
    """The address of the report of the bundled call, with its sound."""
    asked = Asked(DEMO / "pending.ogg", profile=DEMO / "profile.toml", day=date(2026, 11, 18), heard=True)
    done = review_source(asked, lambda _: Blank())
    return write_page(done.review, done.folder, done.sound).as_uri()


def draw(address: str) -> None:
    """Photograph the report in each way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in SHOTS:
            page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.look)
            page.emulate_media(media=shot.media)
            page.goto(address)
            page.screenshot(path=FOLDER / f"{shot.name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALLPROMPTER_HOME"] = home
        draw(written())
