"""The preparation sheet: every fact in it, nothing of it markup, and one printed page."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assistant import policies
from assistant.plan import prep_sheet as sheets
from assistant.plan.decide import plan
from assistant.plan.job_file import parse
from assistant.plan.prep_sheet import PrepSheet
from assistant.prompts import folder, load_outline
from assistant.report.prep_sheet import html, markdown

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


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("text", [JOB, MUCH, LITTLE], ids=["usual", "much", "little"])
def test_the_sheet_is_one_printed_page(tmp_path: Path, needs, paper: str, text: str) -> None:  # type: ignore[no-untyped-def]
    """Printed on A4 or Letter it is one page, with the number to read out unbroken on it."""
    needs("chromium", "pdfinfo", "pdftotext")
    page, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    page.write_text(html(sheet(text)).replace("@page {", f"@page {{ size: {paper};"), encoding="utf-8")
    chromium = shutil.which("chromium") or ""
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'browser'}", f"--print-to-pdf={pdf}", str(page)],
        check=True, capture_output=True, timeout=90,
    )  # fmt: skip
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Pages:\s+1\n", told), told
    words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "Note down" in words
    if text != LITTLE:
        assert "617\N{NON-BREAKING HYPHEN}555\N{NON-BREAKING HYPHEN}0142" in words
