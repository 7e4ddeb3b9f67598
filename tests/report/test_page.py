"""The report's page in a real browser: it asks for nothing, plays, follows, filters, can be used by keyboard alone."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from assistant.events import Speaker
from assistant.past.batch import Row, write_index
from assistant.report.html import Sound, page
from assistant.report.sound import TYPE, small
from assistant.report.write import Hear, Kind, write_report
from assistant.review.review import Call, Review, build_review
from assistant.review.sound import Sound as Measured
from tests.made_call import ME, THEM, made_call, say
from tests.report.test_write import chunks

HOUR = 3600.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it, allowed to play without being clicked first."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        if path is None:
            yield None  # type: ignore[misc]  # every test says that it needs chromium
            return
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up call's page with its sound inside."""
    folder = tmp_path_factory.mktemp("report")
    sound = small(chunks(), tuple(Speaker))
    return write_report(build_review(made_call()), folder, (Kind.HTML,), sound)[Kind.HTML]


@pytest.fixture
def opened(needs: Callable[..., None], browser: Browser, report: Path) -> Iterator[Page]:
    """The page, open; any request, error or complaint of the browser fails the test that caused it."""
    needs("chromium")
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        shown = context.new_page()
        said: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.on("request", lambda request: said.append(request.url) if request.url[:5] != "blob:" else None)
        shown.goto(report.as_uri())
        assert said == [report.as_uri()]
        said.clear()
        yield shown
        assert said == []


def now(shown: Page) -> str:
    """The player's clock."""
    return shown.text_content("#time") or ""


def until(shown: Page, expression: str, timeout: float = 6000) -> None:
    """Wait until `expression` holds; the page's own policy forbids the usual way, which is by eval."""
    for _ in range(round(timeout / 25)):
        if shown.evaluate(expression):
            return
        shown.wait_for_timeout(25)
    raise AssertionError(f"never: {expression}")


def test_it_opens_without_asking_for_anything(opened: Page) -> None:
    """No request, no error, no complaint, at any of its controls."""
    for box in opened.locator(".transcript input[type=checkbox]").all():
        box.click()
    opened.select_option("#zoom", "4")
    opened.click("#theme")
    assert opened.get_attribute("html", "data-theme") == "dark"
    opened.click("#theme")
    assert opened.get_attribute("html", "data-theme") == "light"


def test_a_word_plays_from_there(opened: Page) -> None:
    """Clicking it starts the sound at its beginning; the words that go by light up."""
    opened.get_by_text("raman", exact=True).click()
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Pause'")
    until(opened, "document.querySelector('.w.is')?.textContent.startsWith('haven')", timeout=8000)
    assert now(opened).startswith("0:06")
    assert opened.locator("li.now .who").text_content() == "You"
    opened.click("#play")
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Play'")


def test_a_digit_plays_itself_and_stops(opened: Page) -> None:
    """The sound of one digit only."""
    opened.locator(".digits button").nth(3).click()
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Pause'")
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Play'", timeout=4000)
    assert now(opened).startswith("0:27")


def test_the_timeline_plays_from_where_it_is_clicked(opened: Page) -> None:
    """Half of the way is half of the call."""
    opened.locator(".lanes").scroll_into_view_if_needed()
    box = opened.locator(".lanes .lane.me").bounding_box()
    assert box is not None
    opened.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(opened, "document.querySelector('#time').textContent.startsWith('0:20')")


def test_it_can_be_used_by_keyboard_alone(opened: Page) -> None:
    """Space plays and stops, j and l go back and on, n goes to the next moment, arrows move on the timeline."""
    opened.keyboard.press("l")
    opened.keyboard.press("l")
    opened.keyboard.press("j")
    assert now(opened).startswith("0:05")
    opened.keyboard.press("Space")
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Pause'")
    opened.keyboard.press("Space")
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Play'")
    opened.focus("#slider")
    opened.keyboard.press("End")
    assert opened.get_attribute("#slider", "aria-valuetext") == "0:40"
    opened.keyboard.press("Home")
    opened.keyboard.press("ArrowRight")
    assert opened.get_attribute("#slider", "aria-valuenow") == "5"
    opened.keyboard.press("n")
    until(opened, "document.querySelector('#time').textContent.startsWith('0:05')")
    until(opened, "document.querySelector('#play').getAttribute('aria-label') === 'Pause'")


def test_every_button_can_be_reached_and_has_a_name(opened: Page) -> None:
    """Tabbing meets the skip link first; all buttons have names."""
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "To the transcript"
    names = opened.evaluate(
        "[...document.querySelectorAll('button')].map((b) => (b.getAttribute('aria-label') || b.textContent).trim())"
    )
    assert all(names)


def test_filters_show_one_side_or_marked_lines_only(opened: Page) -> None:
    """What is filtered out is not on the page; it comes back."""
    lines = opened.locator(".lines > li:not(.pause)")
    visible = "[...document.querySelectorAll('.lines > li:not(.pause)')].filter((li) => li.offsetParent).length"
    everything = lines.count()
    opened.get_by_label("them", exact=True).check()
    assert opened.evaluate(visible) == opened.locator(".lines > li.them").count() < everything
    opened.get_by_label("both", exact=True).check()
    opened.get_by_label("marked lines only").check()
    assert 0 < opened.evaluate(visible) < everything
    opened.get_by_label("marked lines only").uncheck()
    assert opened.evaluate(visible) == everything


def test_chips_follow_their_filter(opened: Page) -> None:
    """Without the filter the warning's chip is gone."""
    chip = opened.locator(".lines .chip.warning").first
    assert chip.is_visible()
    opened.get_by_label("warnings", exact=True).uncheck()
    assert not chip.is_visible()


def test_search_finds_phrases(opened: Page) -> None:
    """Words next to each other, the last as it is being typed."""
    opened.fill("#search", "this is pri")
    assert opened.text_content("#hits") == "1 found"
    assert opened.locator(".w.found").all_text_contents() == ["this", "is", "priya"]
    opened.fill("#search", "you")
    opened.press("#search", "Enter")
    assert (opened.text_content("#hits") or "").startswith("1 of")


def test_notes_survive_and_can_be_saved_as_a_copy(opened: Page, tmp_path: Path, browser: Browser) -> None:
    """Typed notes are there after a reload; the copy is a whole page with them."""
    assert opened.input_value("#notes") == "Ask about the team & the </textarea> tools"
    opened.fill("#notes", "Call <again> on Friday & bring </textarea> it")
    with opened.expect_download() as download:
        opened.click("#save")
    copy = tmp_path / "copy.html"
    download.value.save_as(copy)
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(copy.as_uri())
        assert other.input_value("#notes") == "Call <again> on Friday & bring </textarea> it"
        assert other.locator(".w").count() == opened.locator(".w").count()
        other.keyboard.press("l")
        assert now(other).startswith("0:05")


def test_a_screen_reader_finds_no_serious_fault(needs: Callable[..., None], browser: Browser, report: Path) -> None:
    """axe finds no serious or critical fault, in light and wide, in dark and narrow."""
    needs("chromium")
    from axe_playwright_python.sync_playwright import Axe

    for look, width in (("light", 1200), ("dark", 360)):
        with browser.new_context(color_scheme=look, viewport={"width": width, "height": 900}) as context:  # type: ignore[arg-type]
            shown = context.new_page()
            shown.goto(report.as_uri())
            found = Axe().run(shown).response["violations"]
            serious = [each for each in found if each["impact"] in {"serious", "critical"}]
            assert [(each["id"], [node["html"][:90] for node in each["nodes"][:3]]) for each in serious] == []


def test_the_index_of_many_has_no_serious_fault(needs: Callable[..., None], browser: Browser, tmp_path: Path) -> None:
    """axe finds none in the table and plots over all calls, either, one that could not be read among them."""
    from axe_playwright_python.sync_playwright import Axe

    needs("chromium")
    rows = [
        Row("a.ogg", "k", page="a.ogg/review.html", day="2026-11-18", outcome="pending", done=2, asked=3),
        Row("b.ogg", "k", error="b.ogg: this is no recording that can be read"),
    ]
    index = write_index(rows, tmp_path, "Calls")
    for look in ("light", "dark"):
        with browser.new_context(color_scheme=look) as context:  # type: ignore[arg-type]
            shown = context.new_page()
            shown.goto(index.as_uri())
            found = Axe().run(shown).response["violations"]
            assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_it_fits_a_telephone(needs: Callable[..., None], browser: Browser, report: Path) -> None:
    """At 360 pixels nothing sticks out."""
    needs("chromium")
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        shown = context.new_page()
        shown.goto(report.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") == 360


def test_paper_shows_the_call_and_no_controls(opened: Page) -> None:
    """In print there are the transcript, the timeline and the reasons; nothing that can only be clicked."""
    opened.emulate_media(media="print")
    assert opened.locator(".lanes path").first.is_visible()
    assert opened.locator(".chip.warning").first.is_visible()
    for control in (".player", ".tools-bar", "#theme", "#save", "#zoom"):
        assert not opened.locator(control).is_visible()


def test_it_is_whole_without_its_script(needs: Callable[..., None], browser: Browser, report: Path) -> None:
    """With scripts off everything can be read, and what could not work is not shown."""
    needs("chromium")
    with browser.new_context(java_script_enabled=False) as context:
        shown = context.new_page()
        shown.goto(report.as_uri())
        assert shown.locator("#transcript .w").first.is_visible()
        assert shown.locator(".lanes path").first.is_visible()
        assert not shown.locator("#save").is_visible()
        assert not shown.locator(".player").is_visible()


def test_a_missing_sound_is_told(needs: Callable[..., None], browser: Browser, tmp_path: Path) -> None:
    """Where the file beside the page was not taken along, the page says which one."""
    needs("chromium")
    written = write_report(build_review(made_call()), tmp_path, (Kind.HTML,), b"sound", Hear.BESIDE)
    (tmp_path / "call.webm").unlink()
    with browser.new_context() as context:
        shown = context.new_page()
        shown.goto(written[Kind.HTML].as_uri())
        shown.click("#play")
        until(shown, "document.querySelector('#said').textContent.includes('call.webm is not beside')")


def an_hour() -> tuple[Review, Sound]:
    """A call of an hour: 9,000 words in 600 turns, with its sound."""
    rng = random.Random(7)
    vocabulary = "we you they will the decision position team friday interview thank really think maybe um call".split()
    utterances = []
    for turn in range(600):
        speaker = ME if turn % 2 else THEM
        utterances.append(say(speaker, turn * 6.0, " ".join(rng.choices(vocabulary, k=15)), 0.35, rng.random()))
    steps = round(HOUR * 50)
    levels = np.random.default_rng(1).uniform(-60, -15, steps).astype(np.float32)
    sounds = {speaker: Measured(levels, np.zeros(steps, np.float32)) for speaker in Speaker}
    call: Call = replace(
        made_call(), utterances=tuple(utterances), sounds=sounds, date=date(2026, 11, 22),
        summary={**made_call().summary, "seconds": HOUR},
    )  # fmt: skip
    return build_review(call), Sound(TYPE, data=bytes(np.random.default_rng(2).bytes(4000 * 3600)))


def test_an_hour_opens_at_once(needs: Callable[..., None], browser: Browser, tmp_path: Path) -> None:
    """A one-hour call: a file under 25 MB with its sound, script done within 200 ms, scrolling in small steps."""
    needs("chromium")
    review, sound = an_hour()
    path = tmp_path / "hour.html"
    path.write_text(page(review, sound), "utf-8")
    assert path.stat().st_size < 25e6
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        shown = context.new_page()
        session = metered(shown)
        shown.goto(path.as_uri())
        before = spent(session)
        assert shown.locator(".w").count() == 9000
        assert before["ScriptDuration"] < 0.2
        steps = [scrolled(shown, session) for _ in range(4)]
        assert min(steps) < 0.016  # seconds: what a screen of 60 frames a second leaves


def test_what_is_not_in_sight_is_not_laid_out(needs: Callable[..., None], browser: Browser, tmp_path: Path) -> None:
    """The lines of an hour below the window cost nothing when the page opens; else it takes three times the work."""
    needs("chromium")
    whole = page(*an_hour())
    assert (work := opened_with(browser, tmp_path, whole)) < 0.6 * opened_with(
        browser, tmp_path, whole.replace("content-visibility: auto;", "")
    ), f"{work:.2f} s"


def opened_with(browser: Browser, folder: Path, text: str) -> float:
    """The seconds that styling and laying out a page take when it opens."""
    (folder / "opened.html").write_text(text, "utf-8")
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        shown = context.new_page()
        session = metered(shown)
        shown.goto((folder / "opened.html").as_uri())
        costs = spent(session)
    return costs["LayoutDuration"] + costs["RecalcStyleDuration"]


def metered(shown: Page) -> CDPSession:
    """A session that counts the work of a page in processor time: what else the machine does is not the page's."""
    session = shown.context.new_cdp_session(shown)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def scrolled(shown: Page, session: CDPSession) -> float:
    """The seconds of work that each of fifteen steps down the page takes."""
    before = spent(session)
    shown.evaluate(
        """async () => { for (let step = 0; step < 15; step += 1) {
        window.scrollBy({top: 400, behavior: 'instant'}); await new Promise(requestAnimationFrame); } }"""
    )
    after = spent(session)
    return sum(after[name] - before[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")) / 15


def spent(session: CDPSession) -> dict[str, float]:
    """The seconds that the browser has spent on the page, by kind of work."""
    return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
