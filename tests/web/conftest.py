"""What the tests of the page share: a real browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import lacking

expect.set_options(timeout=15_000)  # as long as a loaded machine may take
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for a module: its loop must not run into tests that have one of their own."""
    if CHROMIUM is None:
        lacking("chromium", "install the system package that has it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
