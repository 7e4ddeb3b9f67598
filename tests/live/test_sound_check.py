"""Before a call: the page shows how loud each input is, and lets the devices go."""

import re
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from live_sound import DEMO, Wires, split
from playwright.sync_api import expect, sync_playwright

from assistant.desk import LiveDesk
from assistant.displays.web.server import Server
from assistant.live.setup import Setup
from assistant.live.sound_check import LOOKS_SECONDS
from tests.conftest import lacking


def listening(wires: Wires) -> int:
    """How many inputs are open."""
    return wires.pactl("list", "source-outputs").count('media.name = "listening"')


@pytest.mark.timeout(90)
def test_the_bars_move_before_the_call(wires: Wires, home: Path, tmp_path: Path) -> None:
    """The caller's by their voice, the other side's not; when the form is left, nothing listens any more."""
    if not Path("/usr/bin/chromium").exists():
        lacking("Chromium", "apt install chromium")
    mine, _ = split(DEMO / "pending.ogg", tmp_path, 10.0, 40.0)
    with Server(LiveDesk(Setup())) as server, sync_playwright() as playwright, ExitStack() as closing:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(server.link("/live"))
        bars = {of: page.locator(f"#begin .meter[data-of={of}]") for of in ("microphone", "them")}
        expect(bars["them"]).to_have_attribute("data-level", "0", timeout=20_000)
        player = wires.play(mine, "mic")
        closing.callback(player.wait)
        closing.callback(player.terminate)
        expect(bars["microphone"]).to_have_attribute("data-level", re.compile(r"0\.[3-9]|1"), timeout=20_000)
        assert float(bars["them"].get_attribute("data-level") or 1) < 0.1
        assert listening(wires) == 2
        page.get_by_label("Hear nothing").check()
        until = time.monotonic() + LOOKS_SECONDS + 10
        while listening(wires) and time.monotonic() < until:
            time.sleep(0.1)
        assert not listening(wires)
        browser.close()
