"""Today, Plan and Jobs in a real browser: from nothing to a planned day, the three weeks, several jobs, the log."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.live.setup import Setup
from assistant.plan.job import Contact, ContactKind, Job, Offer, Person
from assistant.profile import Profile
from assistant.store.jobs import Entry, Jobs, active_entry

pytestmark = pytest.mark.timeout(60)
KEYS_PER_SECOND = 3.3  # 40 words a minute, five letters to a word: an average typist
TODAY = date.today()


@pytest.fixture
def page(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A browser in New York that came by the link; an error on a page is the test's failure."""
    monkeypatch.setenv("TZ", "America/New_York")
    desk = LiveDesk(Setup())
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-US", timezone_id="America/New_York"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with Server(desk) as server:
        opened.goto(server.link("/jobs"))
        yield opened
        context.close()
    assert not errors


def open_at(page: Page, path: str) -> None:
    """Go to a path of the same server."""
    parts = urlsplit(page.url)
    page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def keep(*jobs_told: Job) -> list[Entry]:
    with Jobs() as jobs:
        return [jobs.add(told) for told in jobs_told]


def waiting(company: str = "Harbor Lights", days_ago: int = 2, **more: object) -> Job:
    told = Profile("Priya Sharma", company=company, position="producer", interview_date=TODAY - timedelta(days_ago))
    return Job(told, **more)  # type: ignore[arg-type]


class Typist:
    """Types on the keyboard alone, and counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def fields(self, *texts: str) -> None:
        """One field after the other, Tab between them, Enter at the end."""
        for number, text in enumerate(texts):
            if number:
                self.press("Tab")
            self.type(text)
        self.press("Enter")


def test_a_new_user_has_a_planned_day_and_a_filled_outline_within_two_minutes(page: Page) -> None:
    """By the keyboard alone; at an average speed, with what the program takes, it needs less than two minutes."""
    began = time.monotonic()
    interview = TODAY - timedelta(days=1)
    open_at(page, "/")
    expect(page.get_by_label("The country of the company")).to_have_value("US")
    page.get_by_label("Your name").focus()
    typist = Typist(page)
    typist.fields("Priya Sharma", "617-555-0142")
    expect(page.get_by_label("The company", exact=True)).to_be_focused()
    typist.fields("Harbor Lights", "producer", "Dana Okafor", f"{interview:%m%d%Y}")
    expect(page.get_by_label("By when do they decide")).to_be_focused()
    typist.type("within a week")
    typist.press("Tab")
    typist.type("five years of radio\ncalm on deadline")
    typist.press("Tab")
    typist.fields("How is the podcast?")
    expect(page.locator("#thing")).to_contain_text("Write Dana Okafor at Harbor Lights a thank-you message")
    seconds = time.monotonic() - began + typist.keys / KEYS_PER_SECOND
    assert seconds < 120
    lines = page.locator("#lines")
    expect(lines).to_contain_text("Hello Dana Okafor, this is Priya Sharma.")
    expect(lines).to_contain_text("five years of radio and calm on deadline")
    expect(page.locator(".weeks td.first .mark.first")).to_contain_text("the first day for it")
    entry = active_entry()
    assert entry is not None
    assert (entry.job.country, entry.job.timezone) == ("US", "America/New_York")
    assert entry.job.promised == interview + timedelta(days=7)


def test_a_wrong_answer_is_told_where_it_was_given(page: Page) -> None:
    """The step that holds it comes back, its field has the focus, nothing was kept."""
    open_at(page, "/")
    page.get_by_label("Your name").fill("Priya")
    page.get_by_label("Your number").fill("+999 1")
    for _ in range(3):
        page.locator("#onward").click()
    expect(page.get_by_role("alert")).to_contain_text("phone cannot be")
    expect(page.get_by_label("Your number")).to_be_focused()
    assert active_entry() is None


def test_the_three_weeks_show_what_lies_on_each_day(page: Page) -> None:
    """Today, the promise, the first day, contacts, an offer's end and the other jobs, under the one thing to do."""
    promised, ends = TODAY + timedelta(days=5), TODAY + timedelta(days=6)
    thanks = Contact(TODAY, ContactKind.THANK_YOU)
    keep(waiting("Beta"), waiting(promised=promised, contacts=(thanks,), offers=(Offer("Gamma", ends),)))
    open_at(page, "/")
    expect(page.locator("#thing")).to_contain_text("The first day to call is")
    expect(page.locator(".weeks td")).to_have_count(21)
    expect(page.locator(f'.weeks td.today:has(time[datetime="{TODAY}"])')).to_contain_text("thank-you sent")
    expect(page.locator(f'.weeks td:has(time[datetime="{promised}"])')).to_contain_text("what they promised")
    expect(page.locator(f'.weeks td:has(time[datetime="{ends}"])')).to_contain_text("the offer of Gamma runs out")
    expect(page.locator("#others")).to_contain_text("producer at Beta")
    page.get_by_role("button", name="Turn to producer at Beta").click()
    expect(page.locator("#date")).to_contain_text("producer at Beta")
    page.get_by_role("link", name="See the plan").click()
    expect(page.locator("#job")).to_have_text("producer at Beta")
    page.get_by_label("The rules to plan by").select_option("s0")
    expect(page.locator("#why")).to_contain_text("S0: wait five to eight business days")
    page.get_by_role("link", name="Edit the job").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="The jobs you wait for")).to_be_visible()
    entry = active_entry()
    assert entry is not None and entry.job.policy == "s0"


def test_jobs_are_added_edited_chosen_removed_and_brought_back(page: Page) -> None:
    """Every fact has its field; an edit can be taken back; a removed job is not lost."""
    keep(waiting("Beta"))
    open_at(page, "/job")
    page.get_by_label("Company").fill("東京放送")
    page.get_by_label("Position").fill("Producer <b>")
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Region").select_option("BY")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_label("Day").fill((TODAY - timedelta(days=3)).isoformat())
    page.get_by_label("Time", exact=True).fill("10:30")
    page.get_by_label("They decide by").fill("within two weeks")
    page.get_by_label("Name", exact=True).fill("Zoë Łukasiewicz")
    page.get_by_label("Sounds like").fill("ZO-ee")
    page.get_by_label("They want to be reached").select_option("phone")
    page.get_by_label("Not before, by their clock").fill("14:00")
    page.get_by_label("Not after").fill("16:00")
    page.get_by_label("Strengths").fill("radio; and podcasts\ncalm")
    page.get_by_role("button", name="Add an offer").click()
    page.get_by_label("From").fill("Gamma")
    page.get_by_label("Answer by").fill((TODAY + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#jobs li")).to_have_count(2)
    entry = active_entry()
    assert entry is not None
    told = entry.job
    assert (told.profile.company, told.country, told.region) == ("東京放送", "DE", "BY")
    assert told.interviewers == (Person("Zoë Łukasiewicz", "ZO-ee"),)
    assert told.profile.strengths == ("radio; and podcasts", "calm")
    assert told.promised == TODAY + timedelta(days=11)
    page.get_by_role("link", name="Edit Producer <b> at 東京放送").click()
    expect(page.get_by_label("Region")).to_have_value("BY")
    page.get_by_label("They decide by").fill("2020-01-01")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#form-trouble")).to_contain_text("is before the interview")
    page.get_by_label("They decide by").fill("")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Edit Producer <b> at 東京放送").click()
    page.get_by_role("button", name="Put the last facts back").click()
    expect(page.get_by_label("They decide by")).to_have_value((TODAY + timedelta(days=11)).isoformat())
    open_at(page, "/jobs")
    page.get_by_role("button", name="Remove: Producer <b> at 東京放送").click()
    expect(page.locator("#jobs li")).to_have_count(1)
    page.get_by_text("Removed").click()
    page.get_by_role("button", name="Bring it back: Producer <b> at 東京放送").click()
    expect(page.locator("#jobs li")).to_have_count(2)


def test_contacts_are_logged_and_a_second_voicemail_only_where_insisted_on(page: Page) -> None:
    """The refusal says whose rule it is; the last contact can be taken back; the plan follows."""
    keep(waiting(days_ago=20, contacts=(Contact(TODAY - timedelta(days=5), ContactKind.VOICEMAIL),)))
    open_at(page, "/plan")
    page.get_by_label("What happened").select_option("voicemail")
    page.get_by_label("Worth remembering").fill("noon is bad")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("#log-trouble")).to_contain_text("S4: one voicemail only")
    page.get_by_role("button", name="Log it all the same").click()
    expect(page.locator("#contacts li")).to_have_count(2)
    expect(page.locator("#thing")).to_contain_text("Move on")
    page.get_by_role("button", name="Take the last one back").click()
    expect(page.locator("#contacts li")).to_have_count(1)
    page.get_by_label("Did the interview go very well?").check()
    page.get_by_role("button", name="Weigh it").click()
    expect(page.locator("#weighed")).to_contain_text("Call.")


def test_the_sheet_and_the_calendar_come_from_the_plan(page: Page) -> None:
    """The sheet is a page without scripts; the calendar is a file with the same event as the command writes."""
    (entry,) = keep(waiting())
    open_at(page, "/plan")
    with page.expect_download() as download:
        page.get_by_role("link", name="Into my calendar").click()
    events = Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
    assert f"{entry.uid}-call@callprompter" in {str(event["UID"]) for event in events}
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="The page to have at hand").click()
    expect(opened.value.get_by_role("heading", name="Producer at Harbor Lights")).to_be_visible()
    assert opened.value.locator("script").count() == 0


def status(address: str, body: bytes, headers: dict[str, str]) -> int:
    """What the server answers to a POST from somewhere else than the page."""
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_another_page_changes_nothing(page: Page) -> None:
    """Without the cookie, or with another page's Origin, nothing is kept; what is no question is refused."""
    keep(waiting())
    here = f"http://{urlsplit(page.url).netloc}"
    cookie = {"Cookie": "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())}
    before = active_entry()
    body = json.dumps({"facts": {"name": "Eve"}, "what": "remove", "number": 1, "kind": "called", "answers": []})
    for path in ("/api/keep", "/api/change", "/api/log", "/api/weigh"):
        assert status(here + path, body.encode(), {"Origin": here}) == 403
        assert status(here + path, body.encode(), {"Origin": "http://evil.example", **cookie}) == 403
        assert status(here + path, body.encode(), cookie) == 403
        assert status(here + path, b"[" * 99_000, {"Origin": here, **cookie}) == 400
    assert active_entry() == before
    with Jobs() as jobs:
        assert len(jobs.all()) == 1
