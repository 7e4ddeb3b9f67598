"""The page's files: nothing from elsewhere, no script in a page, no markup made of words, enough contrast."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent.parent / "assistant" / "displays" / "web" / "static"
PAGES = sorted(STATIC.glob("*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))
PAIRS = [  # text and the ground it stands on
    ("ink", "ground"), ("ink", "raised"), ("ink", "tint"), ("quiet", "ground"), ("quiet", "raised"),
    ("quiet", "tint"), ("accent", "ground"), ("accent", "raised"), ("accent", "tint"), ("on-accent", "accent"),
    ("alert", "ground"), ("alert", "raised"), ("alert", "alert-ground"),
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_loads_nothing_from_elsewhere_and_has_no_script_in_it(page: Path) -> None:
    """Every source is ours; no inline script, style or handler."""
    text = page.read_text(encoding="utf-8")
    assert "<!doctype html>" in text and '<html lang="en">' in text and "<title>" in text
    assert not re.search(r"https?://", text)
    assert not re.search(r"\son\w+=|\sstyle=|<style", text)
    assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", text))
    for href in re.findall(r'(?:href|src)="/static/([^"]+)"', text):
        assert (STATIC / href).is_file()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_words_never_become_markup(script: Path) -> None:
    """What was heard is text, always."""
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_has_seven_to_one(dark: bool, text: str, ground: str) -> None:
    """WCAG 2 AAA for all of it, quiet words too."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", (STATIC / "style.css").read_text(encoding="utf-8"), re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1 if dark else 0]))
    one, other = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (other + 0.05) / (one + 0.05) >= 7.0


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_movement_is_only_for_those_who_want_it() -> None:
    """Transitions stand within prefers-reduced-motion: no-preference."""
    for sheet in STATIC.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        calm = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}", "", text, flags=re.S)
        assert "transition" not in calm and "animation" not in calm
