"""An outline as a picture: an SVG of its own, light or dark as the viewer is set.

The layout is a table of lanes. The first lane is the path of the call as long as their answer is not known; a lane for
each outcome follows, headed by words that tell it; the last holds the steps that no path names, due when they are asked
for. A line leaves the step that listens (else the last of the path) and branches into the outcomes.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from assistant.call.outline import Delivery, Outcome, Outline, Step
from assistant.call.phrases import Field, Template, read

BOX, GAP, MARGIN = 204, 34, 24  # pixels: a lane's width, between two lanes, around the picture
HEAD, TOP = 88, 78  # the height of a lane's head; where the heads begin
ROW = 18  # of a line of text
PAD, BETWEEN = 12, 24  # inside a box; between two boxes
TITLE_WIDE, CUE_WIDE = 20, 25  # characters in a line of BOX: 13 px bold, 12 px plain, in the widest usual font

STYLE = """
  :root { color-scheme: light dark }
  svg { --ground: #fbfaf7; --ink: #1f2328; --soft: #5d6670; --line: #9aa3ad }
  svg { --box: #fff; --need: #1a5fb4; --head: #e8eef7 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #16191d; --ink: #eceff2; --soft: #a5afba; --line: #6b7681 }
    svg { --box: #21262c; --need: #78aeed; --head: #263345 }
  }
  .ground { fill: var(--ground) }
  text { fill: var(--ink); font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif }
  .name { font-size: 20px; font-weight: 600 }
  .title { font-weight: 600 }
  .soft { fill: var(--soft); font-size: 12px }
  .said { fill: var(--soft); font-size: 12px; font-style: italic }
  .box { fill: var(--box); stroke: var(--line); stroke-dasharray: 5 4 }
  .need { stroke: var(--need); stroke-width: 2; stroke-dasharray: none }
  .head { fill: var(--head) }
  .way { fill: none; stroke: var(--line); stroke-width: 1.5 }
  .tip { fill: var(--line) }
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """One column of the picture; `said` are words by which it is entered."""

    title: str
    said: str
    steps: Sequence[Step]
    joined: bool = True


def drawing(outline: Outline) -> str:
    """The SVG of `outline`."""
    lanes = list(_lanes(outline))
    listening = next((n for n, step in enumerate(lanes[0].steps) if step.delivery is Delivery.SILENT), -1)
    body: list[str] = []
    middles: list[list[float]] = []
    bottom = 0.0
    for number, lane in enumerate(lanes):
        drawn, at, end = _lane(lane, MARGIN + number * (BOX + GAP))
        body += drawn
        middles.append(at)
        bottom = max(bottom, end)
    branches = [number for number, lane in enumerate(lanes) if 0 < number <= len(outline.outcomes)]
    if branches and middles[0]:
        body += _branches(middles[0][listening], branches)
    width, height = 2 * MARGIN + len(lanes) * (BOX + GAP) - GAP, bottom + MARGIN + ROW
    legend = "solid frame: a step that is required; dashed: where it fits"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" '
            f'viewBox="0 0 {width} {height:g}" role="img" aria-labelledby="name">',
            f"<style>{STYLE}</style>",
            f'<title id="name">{escape(outline.title)}</title>',
            '<rect class="ground" width="100%" height="100%"/>',
            f'<text class="name" x="{MARGIN}" y="40">{escape(outline.title)}</text>',
            *body,
            f'<text class="soft" x="{MARGIN}" y="{height - 14:g}">{legend}</text>',
            "</svg>",
        ]
    )


def _lanes(outline: Outline) -> Iterator[Lane]:
    yield Lane("The call", "until their answer is known", [outline.steps[name] for name in outline.path])
    for outcome in outline.outcomes.values():
        yield Lane(outcome.title, f"\u201c{_example(outcome)}\u201d", [outline.steps[name] for name in outcome.path])
    placed = {*outline.path, *(name for outcome in outline.outcomes.values() for name in outcome.path)}
    asked = [step for step in outline.steps.values() if step.id not in placed]
    if asked:
        yield Lane("When they ask", "from any step of the call", asked, joined=False)


def _example(outcome: Outcome) -> str:
    return " ".join(_first(read(outcome.heard[0].template)))


def _first(tree: Template) -> Iterator[str]:
    """The first and fullest way to say a template, fields by their names."""
    for part in tree:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Field):
            yield part.name.replace("_", " ")
        else:
            yield from _first(part.alternatives[0])


def _lane(lane: Lane, x: float) -> tuple[list[str], list[float], float]:
    """A lane's elements, the middles of its boxes, and where it ends."""
    drawn = [f'<rect class="head" x="{x:g}" y="{TOP}" width="{BOX}" height="{HEAD}" rx="8"/>']
    y = TOP + PAD + 8.0
    drawn += _text(lane.title, "title", TITLE_WIDE, x, y, 2)
    drawn += _text(lane.said, "said", CUE_WIDE, x, y + ROW * len(_lines(lane.title, TITLE_WIDE, 2)), 2)
    middles: list[float] = []
    y = float(TOP + HEAD)
    for number, step in enumerate(lane.steps):
        if lane.joined or number == 0:
            drawn += _arrow(x + BOX / 2, y, y + BETWEEN)
        y += BETWEEN
        box, tall = _box(step, x, y)
        drawn += box
        middles.append(y + tall / 2)
        y += tall
    return drawn, middles, y


def _box(step: Step, x: float, y: float) -> tuple[list[str], float]:
    marks = {Delivery.SLOW: " \u00b7 slow", Delivery.SILENT: " \u00b7 silent"}.get(step.delivery, "")
    under = step.cue if step.cue != step.title else ""
    under += f" \u2192 {step.then}" if step.then else ""
    title, cue = _lines(step.title + marks, TITLE_WIDE, 3), _lines(under, CUE_WIDE, 2)
    tall = ROW * (len(title) + len(cue)) + 2 * PAD - 4
    kind = "box need" if step.required else "box"
    drawn = [
        f'<g id="{x:g}-{step.id}"><title>{escape(step.id)}: {escape(" / ".join(step.say))}</title>',
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{BOX}" height="{tall:g}" rx="6"/>',
        *_text(step.title + marks, "title", TITLE_WIDE, x, y + PAD + 9, 3),
        *_text(under, "soft", CUE_WIDE, x, y + PAD + 9 + ROW * len(title), 2),
        "</g>",
    ]
    return drawn, tall


def _lines(text: str, wide: int, most: int) -> list[str]:
    return textwrap.wrap(text, wide, max_lines=most, placeholder=" \u2026", break_long_words=True)


def _text(text: str, kind: str, wide: int, x: float, y: float, most: int) -> list[str]:
    lines = _lines(text, wide, most)
    return [
        f'<text class="{kind}" x="{x + PAD:g}" y="{y + n * ROW:g}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]


def _arrow(x: float, top: float, bottom: float) -> list[str]:
    return [
        f'<path class="way" d="M{x:g} {top:g}V{bottom - 6:g}"/>',
        f'<path class="tip" d="M{x:g} {bottom:g}l-4 -7h8z"/>',
    ]


def _branches(y: float, lanes: Sequence[int]) -> list[str]:
    """From the box at `y` of the first lane up beside it, along above the heads, and down into each of `lanes`."""
    right, above = MARGIN + BOX, TOP - 18
    drawn = []
    last = MARGIN + lanes[-1] * (BOX + GAP) + BOX / 2
    drawn.append(f'<path class="way" d="M{right} {y:g}h{GAP / 2:g}V{above}H{last:g}"/>')
    for lane in lanes:
        drawn += _arrow(MARGIN + lane * (BOX + GAP) + BOX / 2, above, TOP)
    return drawn
