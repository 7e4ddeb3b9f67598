"""The Review view in a real browser: the calls that were, what was said in them, and a report whose notes are kept."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright
from starlette.testclient import TestClient

from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.events import Speaker
from assistant.live.setup import Setup
from assistant.report.sound import small
from assistant.report.write import Kind, write_report
from assistant.review.review import build_review
from assistant.store.sessions import read_notes
from tests.conftest import lacking
from tests.made_call import made_call
from tests.report.test_write import chunks
from tests.store.test_sessions_kept import first, second

pytestmark = pytest.mark.timeout(40)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for all."""
    if CHROMIUM is None:
        lacking("chromium", "install the system package that has it")
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield started
        started.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """The program behind the page."""
    with Server(LiveDesk(Setup())) as running:
        yield running


@pytest.fixture
def view(browser: Browser, server: Server) -> Iterator[Page]:
    """The view, open, over two calls; an error on it is the test's failure."""
    first(), second()
    context = browser.new_context(viewport={"width": 1200, "height": 800}, accept_downloads=True)
    context.set_default_timeout(8000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(server.link("/review"))
    yield page
    context.close()
    assert not errors


def report(page: Page) -> FrameLocator:
    """The report in its frame."""
    return page.frame_locator("#frame")


def test_the_calls_are_listed_with_what_they_came_to(view: Page) -> None:
    """The latest first; a bar for each of which steps are known; each leads to its report."""
    rows = view.locator("#sessions li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Demo-voicemail: Harbor Lights Media")
    expect(rows.nth(1)).to_contain_text("1 of 2 steps")
    expect(view.locator("#chart")).to_be_hidden()  # one bar is no chart
    rows.nth(1).get_by_role("link", name="Filled").click()
    expect(report(view).locator("h1")).to_have_text("Harbor Lights Media")


def test_what_was_said_is_found_and_opens_at_its_moment(view: Page) -> None:
    """The words are marked; the link opens the report just before them."""
    view.get_by_label("Search what was said").fill("another candidates")
    view.keyboard.press("Enter")
    expect(view.locator("#hits")).to_have_text("1 found")
    expect(view.locator("#found mark")).to_have_text(["another", "candidate"])
    view.get_by_role("link", name="from 0:09").click()
    expect(report(view).locator("#time")).to_contain_text("0:04 /")


def test_notes_are_saved_in_the_session_and_its_report(view: Page) -> None:
    """When the field is left, or by its button; they are there when the report is opened again, from the disk too."""
    folder = first()
    view.goto(re.sub("/review.*", f"/review?call={folder.name}", view.url))
    notes = report(view).locator("#notes")
    notes.fill("Ask for <Sam>.\nNot before ten.")
    notes.blur()
    expect(report(view).locator("#saved")).to_have_text("Saved in the session.")
    assert read_notes(folder) == "Ask for <Sam>.\nNot before ten."
    notes.fill("Ask for Sam.")
    report(view).get_by_role("button", name="Save").click()
    expect(report(view).locator("#saved")).to_have_text("Saved in the session.")
    assert read_notes(folder) == "Ask for Sam."
    assert "## Notes\n\nAsk for Sam.\n" in (folder / "review.md").read_text(encoding="utf-8")
    view.reload()
    expect(report(view).locator("#notes")).to_have_value("Ask for Sam.")


def test_notes_of_a_call_that_is_gone_are_not_lost_in_silence(view: Page) -> None:
    """The report says that they were not saved, and why."""
    folder = first()
    view.goto(re.sub("/review.*", f"/review?call={folder.name}", view.url))
    expect(report(view).locator("h1")).to_be_visible()
    folder.rename(folder.with_name(".gone"))
    report(view).locator("#notes").fill("Ask for Sam.")
    report(view).get_by_role("button", name="Save").click()
    expect(report(view).locator("#saved")).to_contain_text("Not saved: that call is no longer there")


def test_the_sound_plays_in_the_frame_which_reaches_nothing(view: Page) -> None:
    """The report has its sound and its keys, and neither the program's cookie nor a way to ask it for anything."""
    folder = first()
    write_report(build_review(made_call()), folder, (Kind.HTML,), small(chunks(), tuple(Speaker)), stem="review")
    view.goto(re.sub("/review.*", f"/review?call={folder.name}", view.url))
    report(view).get_by_role("button", name="Play", exact=True).click()
    expect(report(view).locator("#time")).to_contain_text("0:01 /")
    (frame,) = view.frames[1:]
    assert frame.evaluate("origin") == "null"
    assert frame.evaluate("(() => { try { return document.cookie } catch (e) { return e.name } })()") == "SecurityError"


def test_only_the_page_itself_can_save_notes(server: Server) -> None:
    """Without the cookie, or from another page, nothing is kept; a name is no path."""
    folder, home = first(), server.link().split("/enter")[0]
    here, asked = {"Origin": home}, {"session": folder.name, "notes": "mine"}
    with TestClient(server.guard, base_url=home, follow_redirects=False) as client:
        assert client.post("/api/note", json=asked, headers=here).status_code == 403
        client.get(server.link())
        assert client.post("/api/note", json=asked, headers={"Origin": "null"}).status_code == 403
        assert read_notes(folder) == ""
        for name in (f"../sessions/{folder.name}", "..", "", str(folder)):
            told = client.post("/api/note", json={**asked, "session": name}, headers=here).json()
            assert "no longer there" in told["trouble"]
        assert client.post("/api/note", json=asked, headers=here).json() == {}
    assert read_notes(folder) == "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["journal.jsonl", "notes.txt"]
