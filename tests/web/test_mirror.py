"""A call in the terminal that a telephone beside it looks on at, as a user starts it."""

import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from playwright.sync_api import Browser, expect

from assistant.displays.web.share import addresses
from tests.conftest import ROOT, lacking

PROFILE = str(ROOT / "prompts" / "demo" / "profile.toml")


@pytest.mark.timeout(90)
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("option", ["--share", "--share-keys"])
def test_a_telephone_follows_the_terminal(
    browser: Browser, home: Path, needs: Callable[..., None], option: str
) -> None:
    """By the printed link: what the terminal's keys do is on the telephone; its own count where they may; it ends."""
    if not addresses():
        lacking("an address in a network", "join one")
    command = ["-m", "assistant", "live", "--terminal", "--no-audio", "--profile", PROFILE, option]
    terminal = pexpect.spawn(sys.executable, command, cwd=str(ROOT), dimensions=(50, 120), timeout=40, encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 760})
    try:
        terminal.expect(r"http://[^\s]+/enter\?token=[^\s]+")
        link = terminal.match.group(0)
        terminal.expect("Scan it, then press Enter")
        terminal.send("\r")
        terminal.logfile_read = shown = io.StringIO()
        reading = threading.Thread(target=terminal.read)  # a terminal that nobody reads would hold the call up
        reading.start()
        phone = context.new_page()
        phone.goto(link)
        expect(phone.locator("#line")).to_contain_text("this is Priya Raman", timeout=10_000)
        terminal.send(" ")
        expect(phone.locator("#line")).to_contain_text("I interviewed with you", timeout=10_000)
        expect(phone.locator("#keys")).to_be_visible(visible=option == "--share-keys")
        if option == "--share-keys":
            phone.keyboard.press("ArrowLeft")
            expect(phone.locator("#line")).to_contain_text("this is Priya Raman", timeout=10_000)
        terminal.send("\x1b")
        expect(phone.locator("#line")).to_contain_text("The call has ended", timeout=10_000)
        reading.join(30)
        terminal.close()
        assert terminal.exitstatus == 0
        assert "Following your keys" in shown.getvalue() and "review: " in shown.getvalue()
    finally:
        context.close()
        terminal.close(force=True)
