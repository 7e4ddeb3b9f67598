"""The preparation sheet: every fact in it, nothing of it markup, and one printed page."""

import re
import shutil
from datetime import date

from playwright.sync_api import sync_playwright

from assistant import policies
from assistant.plan import prep_sheet as sheets
from assistant.plan.decide import plan
from assistant.plan.job_file import parse
from assistant.plan.prep_sheet import PrepSheet
from assistant.prompts import folder, load_outline
from assistant.report.prep_sheet import html, markdown
from tests.conftest import lacking

JOB = """
name = "Priya Sharma"
phone = "617-555-0142"
interviewer = "Dana Okafor"
company = "Harbor Lights"
position = "producer"
interview_date = 2026-11-10
country = "US"
strengths = ["five years of live radio", "a calm hand on deadline"]
concerns = ["I am free to work weekends"]
questions = ["How is the new podcast coming along?"]
notes = ["Team of six"]
[[interviewers]]
name = "Dana Okafor"
pronounce = "DAY-nuh"
address = "Ms Okafor"
phone = "+16175550188"
"""
CONTENT = folder() / "prep-sheet.yaml"


def sheet(text: str = JOB, today: date = date(2026, 11, 18)) -> PrepSheet:
    job = parse(text, "job.toml")
    content = sheets.parse(CONTENT.read_text(encoding="utf-8"), str(CONTENT))
    return sheets.prep_sheet(job, plan(job, policies.load(), "balanced", today), load_outline("follow-up"), content)


def test_the_sheet_holds_what_is_to_be_at_hand() -> None:
    """Facts, checklist, question, the call in one's own words, strengths tied to the role, what to note."""
    page = markdown(sheet())
    for part in (
        "# Producer at Harbor Lights",
        "Call Ms Okafor at Harbor Lights today between 10:00 and 11:30 their time",
        'Dana Okafor (say "DAY-nuh", address as Ms Okafor)',
        "(617) 555-0188",
        "How is the new podcast coming along?",
        "I interviewed with you for the producer position",
        "What you bring to the producer position",
        "five years of live radio",
        "I am free to work weekends",
        "Pen and paper (S0 S1)",
        "617-555-0142",
        "Team of six",
        "The next step and the day of it (S1)",
    ):
        assert part in page
    assert "Still to be told" not in page


def test_missing_facts_are_asked_for_and_never_made_up() -> None:
    """A job that tells only its day gives a sheet that asks; no line of the call has a gap in it."""
    bare = sheet("interview_date = 2026-11-10")
    assert [each.key for each in bare.missing] == [
        "name", "phone", "company", "position", "interviewer", "strengths", "questions",
    ]  # fmt: skip
    assert all("{" not in line.say for line in bare.lines)
    assert "Which company is it?" in markdown(bare)


def test_a_question_is_offered_where_one_has_none() -> None:
    """Without a question of one's own, one about the position stands there."""
    text = JOB.replace('questions = ["How is the new podcast coming along?"]\n', "")
    assert sheet(text).question == "How is the search for the producer coming along since we met?"


def test_after_a_voicemail_there_is_no_message_on_the_sheet() -> None:
    """One voicemail only: the second sheet has none, and says so."""
    assert sheet().voicemail
    second = sheet(JOB + '[[contacts]]\ndate = 2026-11-18\nkind = "voicemail"\n')
    assert second.voicemail == ()
    assert second.cautions == ("You left a voicemail before: should nobody answer, hang up without a second one (S4).",)


def test_nothing_that_people_write_is_markup() -> None:
    """Names with signs of HTML or Markdown stay text."""
    page = html(sheet(JOB.replace("Harbor Lights", "<b>Harbor & *Lights*</b> <script>x</script>")))
    assert "<script" not in page
    assert "&lt;b&gt;Harbor &amp; *Lights*&lt;/b&gt;" in page
    assert r"\<b\>Harbor & \*Lights\*" in markdown(sheet(JOB.replace("Harbor Lights", "<b>Harbor & *Lights*</b>")))


def test_the_page_needs_nothing_from_outside() -> None:
    """No script, no address, no image: it prints anywhere, and tells nobody."""
    page = html(sheet())
    assert not re.search(r"https?://|<script|<img|<link|@import|url\(", page)
    assert page.startswith("<!doctype html>")
    assert '<html lang="en">' in page


MUCH = JOB.replace(
    'notes = ["Team of six"]', 'notes = ["They asked twice about night shifts", "A studio opens in March", "x", "y"]'
) + "".join(f'[[interviewers]]\nname = "Person {n}"\npronounce = "PER-son"\n' for n in range(3))
LITTLE = "interview_date = 2026-11-10"


def test_the_sheet_is_one_printed_page() -> None:
    """Printed on A4 or Letter it is one page, much or little on it, and the number to read out stays on one line."""
    chromium = shutil.which("chromium")
    if chromium is None:
        lacking("chromium", "install the system package that has it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for text in (JOB, MUCH, LITTLE):
            for paper in ("A4", "letter"):
                page.set_content(html(sheet(text)).replace("@page {", f"@page {{ size: {paper};"))
                pdf = page.pdf(prefer_css_page_size=True)
                assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1, (text, paper)
            assert page.get_by_role("heading", name="Note down").is_visible()
        browser.close()
    for text in (JOB, MUCH):
        assert "617\N{NON-BREAKING HYPHEN}555\N{NON-BREAKING HYPHEN}0142" in html(sheet(text))
