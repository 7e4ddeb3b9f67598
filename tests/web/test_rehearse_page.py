"""The Rehearse view in a real browser: choose, call, be prompted less, see the score and the progress."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from assistant.audio.devices import Kind
from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.errors import AudioError
from assistant.live.setup import Setup
from assistant.rehearse import ear
from assistant.rehearse.desk import RehearsalDesk
from assistant.rehearse.spoken import TWO, Practice
from assistant.store.alone import alone
from assistant.store.progress import Rehearsed, keep, scores
from tests.conftest import ROOT, lacking

pytestmark = pytest.mark.timeout(60)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PROFILE = ROOT / "prompts" / "demo" / "profile.toml"


@pytest.fixture
def page() -> Iterator[Page]:
    """The Rehearse view; an error on it is the test's failure."""
    if CHROMIUM is None:
        lacking("chromium", "install the system package that has it")
    desk = LiveDesk(
        Setup(profile=PROFILE), practice=RehearsalDesk(Practice(profile=PROFILE, day=date(2026, 11, 18), seed=1))
    )
    errors: list[str] = []
    with Server(desk) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.link("/rehearse"))
        expect(page.locator("#scenarios label")).to_have_count(16)
        yield page
        desk.close()
        browser.close()
    assert not errors


def typed(page: Page, level: str) -> None:
    """Call the receptionist, typing and reading."""
    page.get_by_text("A receptionist, who says that they are not there").click()
    page.get_by_text("I type instead").click()
    page.get_by_text("I read them").click()
    page.get_by_label("How much is prompted").select_option(level)
    page.get_by_role("button", name="Call them").click()
    page.wait_for_url("**/live")


def test_a_rehearsal_on_the_page_from_the_choice_to_the_score(page: Page, home: Path) -> None:
    """It rings, they answer what is typed, nothing is prompted until the hint key; then score, reasons and chart."""
    typed(page, "nothing")
    expect(page.locator("#steps .current")).to_contain_text("Ask for the interviewer", timeout=12_000)
    expect(page.locator("#hidden")).to_be_visible()
    page.locator("#kept").click()
    page.keyboard.press("h")
    expect(page.locator("#line")).to_contain_text("May I speak with Jordan Lee")
    page.locator("#said").fill("May I speak with Jordan Lee, please?")
    page.locator("#said").press("Enter")
    expect(page.locator("#outcome")).to_be_visible(timeout=12_000)
    page.get_by_role("button", name="End the call").click()
    expect(page.locator("#total")).not_to_be_empty(timeout=12_000)
    assert page.locator("#total").text_content() == str(scores("receptionist-unavailable")[0])
    expect(page.locator("#parts")).to_contain_text("left out: Thank them")
    expect(page.locator("#chart circle")).to_have_count(1)
    page.get_by_role("link", name="See the review").click()
    expect(page.frame_locator("#frame").locator("body")).to_contain_text("Score:")


def test_progress_is_a_point_for_each_rehearsal(page: Page, home: Path) -> None:
    """With the steps that were left out, and the drill for them."""
    for at, points in enumerate((40, 60, 85)):
        steps = (("greet", True), ("next-steps", points > 80))
        keep(Rehearsed(f"2026-11-0{at + 1}T10:00:00", "pending", 1, 1, "spoken", "pending", points, "", steps))
    page.reload()
    expect(page.locator("#chart circle")).to_have_count(3)
    expect(page.locator("#steps")).to_contain_text("callprompter drill next-steps")
    expect(page.locator("#scenarios label", has_text="who has not decided yet")).to_contain_text("latest 85, best 85")


def test_without_a_microphone_it_says_what_else_there_is(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and the choice stays."""

    def nothing(devices: object, name: str | None, kind: Kind) -> object:
        raise AudioError("there is no microphone: plug one in, or follow the call by keys alone with --no-audio")

    monkeypatch.setattr(ear, "inputs", tuple)
    monkeypatch.setattr(ear, "usual", nothing)
    page.get_by_role("button", name="Call them").click()
    expect(page.locator("#trouble")).to_have_text(
        "there is no microphone: plug one in; or type instead of speaking (--type)"
    )
    expect(page.get_by_role("button", name="Call them")).to_be_visible()


def test_a_second_one_is_refused_while_another_program_rehearses(page: Page) -> None:
    """Two would talk to each other: it says so, and the choice stays."""
    page.get_by_text("I type instead").click()
    with alone("rehearsal", "unused"):
        page.get_by_role("button", name="Call them").click()
        expect(page.locator("#trouble")).to_have_text(TWO)
    page.goto(page.url.replace("/live", "/rehearse"))
    expect(page.get_by_role("button", name="Call them")).to_be_visible()
