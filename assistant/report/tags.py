"""The pieces of HTML that every part of a report is made of."""

from html import escape

from assistant.report.wording import clock
from assistant.review.review import Review


def at(review: Review, t: float | None, early: float = 2.0) -> str:
    """A button that plays from `early` seconds before `t`; empty where the call has no times."""
    if t is None or not review.call.timed:
        return ""
    t = max(0.0, t - early)
    return f'<button class="at" data-t="{t:.2f}" aria-label="Play from {clock(t)}">{clock(t)}</button>'


def section(id_: str, title: str, inner: str, kind: str = "card") -> str:
    """A part of the page with its heading."""
    heading = f'<h2 id="h-{id_}">{escape(title)}</h2>'
    return f'<section class="{kind}" id="{id_}" aria-labelledby="h-{id_}">{heading}{inner}</section>'


def label(id_: str, title: str, inner: str) -> str:
    """A small card whose heading is a label."""
    return (
        f'<section class="card stat" aria-labelledby="h-{id_}"><h2 class="label" id="h-{id_}">{escape(title)}</h2>'
        f"{inner}</section>"
    )


def said(text: str, kind: str = "") -> str:
    """Somebody's words."""
    return f'<span class="quote {kind}">“{escape(text)}”</span>'
