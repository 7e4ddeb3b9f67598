"""The page in a real browser: what it shows, what its keys and buttons do, and that words stay words."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.call.script import Script
from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.displays.web.share import Sharing
from assistant.events import Command, Heard, Partial, Speaker, Utterance
from assistant.live.call import LiveCall
from assistant.live.hearing import Hearing
from assistant.live.setup import Call, Setup
from assistant.opening import open_script
from assistant.plan.job import Contact, ContactKind, Job, Offer
from assistant.profile import Profile
from assistant.session import Session
from assistant.store.jobs import Jobs, active_entry
from tests.conftest import ROOT, lacking

pytestmark = pytest.mark.timeout(40)
PAGES = ("/live", "/", "/plan", "/jobs", "/job", "/review", "/rehearse")
OTHER = "127.0.0.2"  # stands for this machine's address in its network, which a test machine may lack


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))


@dataclass
class Stage:
    """The program behind the page, its page in the browser, and `say` to tell it what is heard."""

    desk: LiveDesk
    link: Callable[[str], str]
    page: Page
    tells: list[Callable[[Heard], None]] = field(default_factory=list)
    t: float = 0.0

    def call(self) -> Page:
        """A live call that goes on, on the page."""
        self.desk.start(Setup())
        self.page.goto(self.link("/live"))
        expect(self.page.locator("#line")).not_to_be_empty()
        return self.page

    def say(self, speaker: Speaker, text: str, final: bool = True) -> None:
        """Words that are heard."""
        self.t += 2.0
        self.tells[-1]((Utterance if final else Partial)(self.t, speaker, text))


@contextmanager
def told_call() -> Iterator[tuple[LiveDesk, list[Callable[[Heard], None]]]]:
    """A program whose calls hear what the test tells."""
    tells: list[Callable[[Heard], None]] = []

    @contextmanager
    def opened(setup: Setup) -> Iterator[Call]:
        session = Session(script())

        def sides(tell: Callable[[Heard], None]) -> Sequence[Hearing]:
            tells.append(tell)
            return ()

        yield Call(LiveCall(session, sides, kept=False), session, Path(), "told", Path)

    yield LiveDesk(Setup(), opened), tells


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    """A page that the test tells what is heard; an error on it is the test's failure."""
    context = browser.new_context(viewport={"width": 1280, "height": 760})
    context.set_default_timeout(8000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with told_call() as (desk, tells), Server(desk) as server:
        yield Stage(desk, server.link, page, tells)
        context.close()
        desk.close()
    assert not errors


def test_what_is_said_moves_the_page(stage: Stage) -> None:
    """The line, the words that were read, the tick with its words, the next line, both sides' words."""
    page = stage.call()
    expect(page.locator("#line")).to_contain_text("this is Priya Raman")
    expect(page.locator("#then")).to_contain_text("Then: ")
    stage.say(Speaker.ME, "hello jordan this", final=False)
    expect(page.locator("#line .read").first).to_have_text("Hello")
    stage.say(Speaker.ME, "hello jordan lee this is priya raman")
    expect(page.locator("#steps .done").first).to_contain_text("priya")
    expect(page.locator("#line")).to_contain_text("I interviewed with you")
    stage.say(Speaker.THEM, "we have not made a decision yet", final=False)
    expect(page.locator("#outcome")).to_contain_text("No decision yet")
    expect(page.locator("#heard .saying")).to_contain_text("we have not made a decision yet")


def test_every_key_is_also_a_button_and_both_move_the_call(stage: Stage) -> None:
    """Space and its button, a number and its row, V and its button."""
    page = stage.call()
    current = page.locator("#steps .current")
    page.keyboard.press("Space")
    expect(current).to_contain_text("Which position")
    page.get_by_role("button", name="Back").click()
    expect(current).to_contain_text("Greet")
    page.keyboard.press("3")
    expect(current).to_contain_text("Ask where the decision stands")
    page.get_by_role("button", name="Thank them").click()
    expect(current).to_contain_text("Thank them")
    page.keyboard.press("v")
    expect(page.locator("#outcome")).to_contain_text("voicemail", ignore_case=True)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#state")).to_contain_text("paused")


def test_after_the_question_there_is_silence_with_its_timer(stage: Stage) -> None:
    """Say nothing. Let them talk."""
    page = stage.call()
    page.locator('[data-step="listen"]').click()
    expect(page.locator("#line")).to_have_text("Say nothing. Let them talk. ")
    expect(page.locator("#wait")).to_have_text("0:01")


def test_words_that_look_like_markup_are_words(stage: Stage) -> None:
    """Nothing that is said can become a part of the page."""
    page = stage.call()
    stage.say(Speaker.THEM, "<img src=x onerror=alert(1)> <b>hello</b>")
    expect(page.locator("#heard")).to_contain_text("<b>hello</b>")
    assert page.locator("#heard img, #heard span b").count() == 0


def test_closed_and_opened_again_it_shows_where_the_call_is(stage: Stage) -> None:
    """A second page, in the same browser, at the same step."""
    page = stage.call()
    page.keyboard.press("Space")
    expect(page.locator("#steps .current")).to_contain_text("Which position")
    page.close()
    again = page.context.new_page() if not page.context.pages else page.context.pages[0]
    again.goto(stage.link("/live"))
    expect(again.locator("#steps .current")).to_contain_text("Which position")
    stage.say(Speaker.THEM, "we have not made a decision yet")
    expect(again.locator("#outcome")).to_contain_text("No decision yet")


def test_the_number_is_lit_in_its_groups_and_ticked_as_it_is_heard(stage: Stage) -> None:
    """Group by group; a wrong digit is shown; whole, it is to be said once more."""
    page = stage.call()
    page.keyboard.press("v")
    page.locator('[data-step="voicemail-number"]').click()
    expect(page.locator("#number span")).to_have_count(3)
    expect(page.locator("#number .now")).to_have_count(1)
    stage.say(Speaker.ME, "my number is six one seven five five", final=False)
    expect(page.locator("#number .ticked")).to_have_count(5)
    stage.say(Speaker.ME, "my number is six one seven five five nine", final=False)
    expect(page.locator("#number .wrong")).to_have_count(1)


def test_a_note_and_a_corrected_fact_are_kept_with_their_time(stage: Stage) -> None:
    """Both are in the journal; what is heard afterwards leaves the correction as it is."""
    page = stage.call()
    stage.say(Speaker.THEM, "we expect to make our decision by next friday")
    chip = page.locator("#chips button").first
    expect(chip).to_contain_text("Friday")
    chip.click()
    page.locator("#chips input").fill("2026-12-04")
    page.locator("#chips input").press("Enter")
    page.locator("#notes").fill("ask for Sam")
    page.locator("#notes").press("Enter")
    expect(chip).to_contain_text("Friday 4 December")
    stage.say(Speaker.THEM, "please ask for sam at six one seven five five five zero one four two")
    expect(page.locator("#chips button")).not_to_have_count(1)
    expect(chip).to_contain_text("Friday 4 December")
    assert stage.desk._live is not None
    marks = lambda: [event.target for event in stage.desk._live.session.events if hasattr(event, "target")]  # noqa: E731
    page.wait_for_timeout(300)
    assert marks() == ["date: 2026-11-27 > 2026-12-04", "ask for Sam"]


def visits() -> Iterator[str]:
    """The first visit, then every page once there is a job with something on most kinds of days."""
    yield "/"
    today = date.today()
    contacts = (Contact(today - timedelta(days=1), ContactKind.EMAILED), Contact(today, ContactKind.CALLED))
    told = Job(
        Profile("Priya Raman", company="Harbor Lights", interview_date=today - timedelta(days=9)),
        "US",
        promised=today + timedelta(days=3),
        contacts=contacts[:1],
        offers=(Offer("Beta", today + timedelta(days=9)),),
    )
    with Jobs() as jobs:
        jobs.add(replace(told, contacts=contacts))
        jobs.add(told)
    yield from PAGES


def test_at_320_pixels_nothing_runs_out_of_the_page(stage: Stage) -> None:
    """No sideways scrolling, on no page; and every button has a name."""
    page = stage.page
    page.set_viewport_size({"width": 320, "height": 640})
    stage.call()
    for path in visits():
        page.goto(stage.link(path))
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        for button in page.get_by_role("button").all():
            assert button.get_attribute("aria-label") or button.inner_text().strip()


def test_the_card_after_the_call_is_logged(stage: Stage) -> None:
    """What was heard is offered, what is confirmed is a contact of the active job."""
    page = stage.page
    with Jobs() as jobs:
        jobs.add(Job(Profile("Priya Raman", interview_date=date.today() - timedelta(days=20))))
    stage.call()
    stage.say(Speaker.THEM, "we have not made a decision yet")
    expect(page.locator("#outcome")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Breathe out")).to_be_visible()
    expect(page.get_by_label("What came of it")).to_have_value("pending")
    page.get_by_label("I spoke with").fill("Jordan")
    page.get_by_role("button", name="Right, keep it").click()
    expect(page).to_have_url(stage.link("/").split("/enter")[0] + "/")
    entry = active_entry()
    assert entry is not None
    assert [(one.kind, one.note) for one in entry.job.contacts] == [(ContactKind.SPOKE, "spoke with Jordan")]


def test_a_phone_looks_on_and_presses_nothing_unless_it_may(browser: Browser) -> None:
    """By the link in the QR code: the same line at once, no keys; what it sends all the same is left alone."""
    for keys in (False, True):
        with told_call() as (desk, tells), Server(desk, sharing=Sharing((OTHER,), keys)) as server:
            desk.start(Setup())
            context = browser.new_context(viewport={"width": 390, "height": 760})
            phone = context.new_page()
            phone.goto(server.shared[OTHER])
            expect(phone.locator("#line")).to_contain_text("this is Priya Raman")
            expect(phone.locator("#keys")).to_be_visible(visible=keys)
            expect(phone.locator("#notes")).to_be_hidden()
            expect(phone.locator("#tools")).not_to_contain_text("Share")
            phone.keyboard.press("Space")
            phone.evaluate(
                """new Promise((over) => { const socket = new WebSocket(`ws://${location.host}/ws`);
                socket.onmessage = () => { socket.send('{"ask": "next"}'); over(); }; })"""
            )
            tells[-1](Utterance(2.0, Speaker.THEM, "who is speaking please"))
            expect(phone.locator("#heard")).to_contain_text("who is speaking")
            assert desk._live is not None
            moved = any(isinstance(event, Command) for event in desk._live.session.events)
            assert moved is keys
            context.close()
            desk.close()


def test_the_caller_sees_the_code_and_how_many_look_on(browser: Browser) -> None:
    """The QR code's picture loads, the terms stand beside it, and the button counts the devices."""
    with told_call() as (desk, _), Server(desk, sharing=Sharing((OTHER,))) as server:
        desk.start(Setup())
        page, phone = browser.new_page(), browser.new_page()
        page.goto(server.link("/live"))
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_role("dialog")).to_contain_text("It can look, and press nothing.")
        expect(page.get_by_role("dialog")).to_contain_text(server.shared[OTHER])
        assert page.evaluate("document.querySelector('#share-code').naturalWidth") > 100
        page.keyboard.press("Escape")
        expect(page.locator("#after")).to_be_hidden()
        phone.goto(server.shared[OTHER])
        expect(page.get_by_role("button", name="Shared: 1 looks on")).to_be_visible()
        phone.close()
        expect(page.get_by_role("button", name="Share", exact=True)).to_be_visible()
        page.close()
        desk.close()


def test_the_line_stays_on_top_of_other_windows(stage: Stage) -> None:
    """In a window of its own it goes on with the call, takes the keys, and comes back when that is closed."""
    page = stage.call()
    if not page.evaluate("'documentPictureInPicture' in window"):
        lacking("Document Picture-in-Picture", "a Chromium of 116 or newer has it")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Keep on top").click()
    over = opened.value
    expect(over.locator("#line")).to_contain_text("this is Priya Raman")
    expect(page.locator(".away")).to_be_visible()
    stage.say(Speaker.ME, "hello jordan lee this is priya raman")
    expect(over.locator("#line")).to_contain_text("I interviewed with you")
    over.keyboard.press("Space")
    expect(page.locator("#steps .current")).to_contain_text("Ask where the decision stands")
    over.close()
    expect(page.locator("#say #line")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_passes_the_rules_of_accessibility(stage: Stage, browser: Browser, scheme: str) -> None:
    """axe finds nothing against WCAG 2 A, AA and AAA, nor against good practice; enhanced contrast is among them."""
    from axe_playwright_python.sync_playwright import Axe

    stage.call()
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    rules = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for path in visits():
        page.goto(stage.link(path))
        page.wait_for_timeout(300)
        found = Axe().run(page, options={"runOnly": rules}).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
    context.close()
