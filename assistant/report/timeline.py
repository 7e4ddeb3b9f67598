"""The call as a picture: a lane of sound for each side, steps, moments, pace, all on one line of time.

Shapes are SVG that is stretched to the page's width, everything that can be pressed is a button placed by percent: so
the picture prints, works without a script, and each moment has a name for a screen reader.
"""

from collections.abc import Iterator
from html import escape

from assistant.events import Cue, Speaker, StepStatus
from assistant.report.sections import numbered
from assistant.report.wording import KINDS, WARNINGS, WHO, aloud, band, clock, fact_value
from assistant.review.definitions import DEFINITIONS
from assistant.review.lanes import Lane
from assistant.review.review import Review
from assistant.review.sound import Stretch

FASTEST = 260.0  # words a minute at the top of the pace lane
RULER = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)  # seconds between marks
MARKS = 9  # on the ruler, at most
NEAR = 0.022  # of the call: moments closer than this are drawn side by side


def timeline(review: Review) -> str:
    """The timeline's section; empty where the call has no times."""
    if not review.call.timed or review.seconds <= 0:
        return ""
    lanes = "".join(_lane(lane, review) for lane in _lanes(review))
    names = "".join(
        f'<span class="of-lane {lane.speaker or ""}">{WHO[lane.speaker] if lane.speaker else "Both sides"}</span>'
        for lane in _lanes(review)
    )
    pace = '<span class="of-pace">Your pace</span>' if review.pace else ""
    return (
        '<section class="card" aria-labelledby="h-timeline"><div class="timeline-tools"><h2 id="h-timeline">The call'
        '</h2><label class="zoom js-only">Zoom <select id="zoom"><option value="1">whole call</option>'
        '<option value="2">2 times</option><option value="4">4 times</option><option value="8">8 times</option>'
        f'</select></label></div><div class="timeline"><div class="names" aria-hidden="true">'
        f'<span class="of-steps">Steps</span>{names}<span class="of-moments">Moments</span>{pace}</div>'
        '<div class="scroller">'
        f'<div class="lanes"><div class="pins of-steps">{"".join(_pins(review))}</div>{lanes}'
        f'<div class="moments of-moments">{"".join(_moments(review))}</div>{_pace(review)}'
        f'<div class="ruler of-time">{"".join(_ruler(review.seconds))}</div>{_playhead(review)}</div></div></div>'
        f"{_legend(review)}</section>"
    )


def _playhead(review: Review) -> str:
    """Where the sound is: it can be moved by keys."""
    return (
        '<div class="playhead" id="slider" role="slider" tabindex="0" aria-label="Position in the call" '
        f'aria-valuemin="0" aria-valuemax="{round(review.seconds)}" aria-valuenow="0" aria-valuetext="0:00"></div>'
    )


def _lanes(review: Review) -> tuple[Lane, ...]:
    known = {lane.speaker: lane for lane in review.lanes}
    if None in known and len(known) == 1:
        return (known[None],)
    return tuple(known.get(side, Lane(side, (), ())) for side in Speaker)


def _left(t: float, review: Review) -> str:
    return f"left:{100 * min(1.0, max(0.0, t / review.seconds)):.3f}%"


def _lane(lane: Lane, review: Review) -> str:
    quiet = "".join(f'<span class="quiet" style="{_across(one, review)}"></span>' for one in review.silences)
    if lane.levels:
        tops = " ".join(f"L{at} {50 - level * 0.48:.0f}" for at, level in enumerate(lane.levels))
        ends = range(len(lane.levels) - 1, -1, -1)
        bottoms = " ".join(f"L{at} {50 + lane.levels[at] * 0.48:.0f}" for at in ends)
        drawn = _svg(len(lane.levels), f'<path d="M0 50 {tops} {bottoms}Z"/>')
    else:
        scale = 1000 / review.seconds
        boxes = "".join(
            f'<rect x="{scale * one.start:.1f}" y="25" width="{scale * one.seconds:.1f}" height="50"/>'
            for one in lane.speech
        )
        drawn = _svg(1000, boxes)
    ticks = ""
    if lane.speaker is Speaker.ME:
        ticks = "".join(
            f'<span class="tick" style="{_left(mark.t, review)}" title="{escape(mark.text)}"></span>'
            for mark in review.marks
            if mark.kind == "filler"
        )
    return f'<div class="lane of-lane {lane.speaker or "both"}" aria-hidden="true">{quiet}{drawn}{ticks}</div>'


def _svg(width: int, inner: str) -> str:
    """A drawing that is stretched over its place; 100 units high."""
    return f'<svg viewBox="0 0 {width} 100" preserveAspectRatio="none">{inner}</svg>'


def _across(part: Stretch, review: Review) -> str:
    return f"{_left(part.start, review)};width:{100 * part.seconds / review.seconds:.3f}%"


def _pins(review: Review) -> Iterator[str]:
    """A numbered pin where each step was done; the numbers are those of the list of steps."""
    last = -1.0
    done = [
        (row.t, number, row) for number, row in numbered(review) if row.t is not None and row.status is StepStatus.DONE
    ]
    for t, number, row in sorted(done, key=lambda each: each[:2]):
        place = max(t / review.seconds, last + NEAR)
        last = place
        title = f"{row.part.title}: {row.status}, {aloud(t)}"
        yield (
            f'<button class="pin {row.status}" data-t="{max(0, t - 2):.2f}" style="left:{100 * min(place, 0.99):.3f}%" '
            f'title="{escape(title)}" aria-label="{escape(title)}">{number}</button>'
        )


def _moments(review: Review) -> Iterator[str]:
    """Warnings, facts, the outcome, and where a line was prompted; the ones that matter most are drawn last, on top."""
    cues = [signal for signal in review.call.signals if isinstance(signal, Cue) and signal.because]
    for cue in cues:
        yield _flag("cue", "○", cue.t, f"Prompted: {cue.short or cue.text}", review)
    for fact in review.facts:
        text = f"{KINDS.get(fact.kind, fact.kind)}: {fact_value(fact.kind, fact.value)}"
        yield _flag("fact", "★", fact.t, text, review)
    for warning in review.warnings:
        text = f"{WARNINGS.get(warning.kind, warning.kind)}: “{warning.because}”"
        yield _flag("warning", "▲", warning.t, text, review)
    if review.outcome_t is not None:
        text = f"{review.outcome_title}: “{review.outcome_because}”"
        yield _flag("outcome", "◆", review.outcome_t, text, review)


def _flag(kind: str, sign: str, t: float, text: str, review: Review) -> str:
    label = escape(f"{text}, {aloud(t)}")
    return (
        f'<button class="flag {kind}" data-t="{max(0, t - 2):.2f}" style="{_left(t, review)}" title="{label}" '
        f'aria-label="{label}">{sign}</button>'
    )


def _pace(review: Review) -> str:
    """The caller's words a minute along the call, over the band that others publish; empty where nobody can tell."""
    if not review.pace:
        return ""
    norm = DEFINITIONS["words_per_minute"].reference
    assert norm is not None and norm.low is not None and norm.high is not None  # noqa: S101 -- for the type checker
    lines: list[list[str]] = [[]]
    last: float | None = None
    for t, pace in review.pace:
        if last is not None and t - last > 6:
            lines.append([])
        last = t
        lines[-1].append(f"{1000 * t / review.seconds:.1f},{100 * (1 - min(pace, FASTEST) / FASTEST):.1f}")
    drawn = "".join(f'<polyline points="{" ".join(points)}"/>' for points in lines if len(points) > 1)
    top, height = 100 * (1 - norm.high / FASTEST), 100 * (norm.high - norm.low) / FASTEST
    return (
        f'<div class="pace of-pace" aria-hidden="true"><span class="norm" style="top:{top:.1f}%;height:{height:.1f}%">'
        f"<span>{band(norm)} words/min</span></span>"
        f"{_svg(1000, drawn)}</div>"
    )


def _ruler(seconds: float) -> Iterator[str]:
    step = next((each for each in RULER if seconds / each <= MARKS), 3600)
    for t in range(0, int(seconds * 0.96) + 1, step):
        yield f'<span style="left:{100 * t / seconds:.3f}%">{clock(t)}</span>'


def _legend(review: Review) -> str:
    shown = []
    if any(row.status is StepStatus.DONE for row in review.steps):
        shown.append(("--good", "● 1 2 3", "step done"))
    if review.outcome_t is not None:
        shown.append(("--me", "◆", "what they decided"))
    if review.facts:
        shown.append(("--mark", "★", "fact they gave"))
    if review.warnings:
        shown.append(("--warn", "▲", "warning"))
    if any(mark.kind == "filler" for mark in review.marks):
        shown.append(("--warn", "▪", "filler"))
    if any(isinstance(signal, Cue) for signal in review.call.signals):
        shown.append(("--soft", "○", "line prompted"))
    if review.silences:
        shown.append(("--soft", "▨", "silence"))
    items = "".join(f'<span><b style="color:var({colour})">{sign}</b> {text}</span>' for colour, sign, text in shown)
    return f'<div class="legend" aria-hidden="true">{items}</div>'
