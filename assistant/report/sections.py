"""The parts of the report's page that are words: outcome, promise, steps, practice, facts, transcript, notes."""

import datetime
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from assistant.events import StepStatus
from assistant.report.tags import at, label, said, section
from assistant.report.transcript import Line, transcript
from assistant.report.wording import KINDS, fact_value, length, long_day, of
from assistant.review.next_action import NextAction, next_action
from assistant.review.quotes import quoted
from assistant.review.review import VOICEMAIL, FactHeard, Review, StepRow

SENDS = {"contract", "offer-letter", "email", "paperwork"}  # next steps that come in writing
SOURCES = {
    "S0": "Job Interview Follow Up Call: 3 Tips",
    "S1": "How to Make a Follow-Up Call After an Interview",
    "S2": "M. Chulaw, Four steps to a good call",
    "S3": "a coach on job-hunting and fishing",
    "S4": "R. Reilman, Follow Up After An Interview or Application",
}
SHOWN = {
    "steps": "steps",
    "warnings": "warnings",
    "facts": "facts",
    "fillers": "fillers and hedges",
    "unsure": "uncertain words",
}


def action(review: Review) -> NextAction:
    """What to do after this call."""
    dates = [datetime.date.fromisoformat(fact.value) for fact in review.promised()]
    written = any(fact.kind == "next-step" and fact.value in SENDS for fact in review.facts)
    return next_action(review.outcome, dates, review.call.date, written=written)


def outcome_title(review: Review) -> str:
    """What came of the call, in words."""
    return review.outcome_title if review.outcome != "unknown" else "How they decided was not heard"


def promise(review: Review) -> FactHeard | None:
    """The last day they named, where they named it first."""
    promised = review.promised()
    return next((fact for fact in promised if fact.value == promised[-1].value), None)


def once(review: Review) -> Iterator[FactHeard]:
    """Each fact once, where it was said first."""
    seen = set()
    for fact in review.facts:
        if (fact.kind, fact.value) not in seen:
            seen.add((fact.kind, fact.value))
            yield fact


def top(review: Review) -> str:
    """The page's title and its tools."""
    lasted = f" · {length(review.seconds)}" if review.call.timed and review.seconds else ""
    return (
        f'<header class="top"><div><h1>{escape(review.call.title)}</h1>'
        f'<p class="soft">{long_day(review.call.date)}{lasted}</p></div><div class="tools">'
        '<button id="theme" class="js-only" aria-label="Switch between light and dark">Dark</button>'
        '<button id="print" class="js-only">Print</button></div></header><main>'
    )


def hero(review: Review, name: str, calendar: bytes) -> str:
    """Outcome and next action, what was promised, what was covered."""
    because = ""
    if review.outcome_because and review.outcome_t is not None:
        quote = quoted(review.words, review.outcome_because, review.outcome_t)
        parts = (escape(quote.before), f"<mark>{escape(quote.text)}</mark>", escape(quote.after))
        words = f"“{' '.join(filter(None, parts))}”"
        because = f'<p class="line">{at(review, review.outcome_t, 4)}<span class="quote">{words}</span></p>'
    todo = action(review)
    sources = "; ".join(SOURCES[name] for name in todo.source.split())
    return (
        f'<div class="hero"><section class="card outcome {escape(review.outcome)}" aria-labelledby="h-outcome">'
        f'<h2 class="label" id="h-outcome">What came of it</h2>'
        f'<p class="big">{escape(outcome_title(review))}</p>{because}'
        f'<div class="next"><h3 class="label">Next</h3><p>{escape(todo.text)}</p>'
        f'<p class="soft small">Advice from: {escape(sources)}</p></div></section>'
        f'<div class="stats">{_promise(review, name, calendar)}{_covered(review)}</div></div>'
    )


def _message(review: Review) -> str:
    """What matters of a message left on a mailbox: whether they can call back."""
    read = review.number
    if read is None:
        inner = (
            '<p class="value">Your number was not heard</p><p class="soft small">Without it nobody can call back.</p>'
        )
    else:
        right = "Your number, right" if read.matches else "Not your number"
        pace = (
            f"{read.pace:.1f} digits a second; about two can be written down."
            if read.pace and review.call.timed
            else ""
        )
        inner = f'<p class="value">{right}</p><p class="soft small">{pace}</p>'
    return label("promise", "You left", inner)


def _promise(review: Review, name: str, calendar: bytes) -> str:
    fact = promise(review)
    if fact is None and review.outcome == VOICEMAIL:
        return _message(review)
    if fact is None:
        inner = '<p class="value">No date</p><p class="soft small">They named no day, or none was heard.</p>'
        return label("promise", "They promised", inner)
    link = ""
    if calendar:
        data = b64encode(calendar).decode()
        href = f'download="{name}.ics" href="data:text/calendar;base64,{data}"'
        link = f'<p class="add"><a class="button small" {href}>Add to calendar</a></p>'
    inner = (
        f'<p class="value">{fact_value("date", fact.value)}</p>'
        f'<p class="line small">{said(fact.text)} {at(review, fact.t)}</p>{link}'
    )
    return label("promise", "They promised", inner)


def _covered(review: Review) -> str:
    if not review.asked:
        inner = '<p class="value">No step</p><p class="soft small">Nothing that belongs to this call was heard.</p>'
        return label("covered", "You covered", inner)
    missed = ", ".join(escape(row.part.title) for row in review.steps if row.status is StepStatus.MISSED)
    bars = "".join(f'<i class="{"done" if place < review.done else "missed"}"></i>' for place in range(review.asked))
    text = f"Left out: {missed}." if missed else "Nothing that belongs to this call was left out."
    inner = (
        f'<p class="value">{review.done} of {of(review.asked, "step")}</p>'
        f'<div class="meter" aria-hidden="true">{bars}</div><p class="soft small">{text}</p>'
    )
    return label("covered", "You covered", inner)


def practice(review: Review) -> str:
    """The few things to practise."""
    if not review.practice:
        told = "Nothing stands out. Keep it so." if review.asked else "Too little was heard to tell."
        return section("practice", "To practise", f"<p>{told}</p>")
    items = "".join(
        f'<li class="card"><h3>{escape(each.title)}</h3><p>{escape(each.why)} {at(review, each.t, 4)}</p>'
        f'<p class="how soft">{escape(each.how)}</p></li>'
        for each in review.practice
    )
    return section("practice", "To practise", f'<ol class="practice">{items}</ol>', "plain")


def numbered(review: Review) -> list[tuple[int, StepRow]]:
    """The steps that belonged to this call, numbered as the page shows them."""
    return list(enumerate((row for row in review.steps if row.status is not StepStatus.AHEAD), start=1))


def steps(review: Review) -> str:
    """The steps with the words that ticked them; those of other calls folded away."""
    seen = "".join(_step(review, number, row) for number, row in numbered(review))
    inner = f'<ol class="steps">{seen}</ol>' if seen else "<p>No step was heard.</p>"
    ahead = [row for row in review.steps if row.status is StepStatus.AHEAD]
    if ahead:
        others = "".join(f"<li><span></span><span>{escape(row.part.title)}</span></li>" for row in ahead)
        title = f"{of(len(ahead), 'step')} of other calls"
        inner += f'<details><summary>{title}</summary><ol class="steps">{others}</ol></details>'
    return section("steps", "Steps", inner, "card steps-card")


def _step(review: Review, number: int, row: StepRow) -> str:
    done = row.status is StepStatus.DONE
    state = "" if done else f'<span class="state">{row.status}</span>'
    quote = f'<p class="because small soft">{said(row.because)}</p>' if done and row.because else ""
    button = at(review, row.t, 3) if done else ""
    hidden = '<span class="visually-hidden">done</span>' if done else ""
    return (
        f'<li class="{row.status}"><span class="badge" aria-hidden="true">{number}</span>'
        f"<span><b>{escape(row.part.title)}</b> {hidden}{state}</span>{button or '<span></span>'}{quote}</li>"
    )


def facts(review: Review) -> str:
    """What the other side told, each with its words."""
    items = "".join(
        f'<li><span><span class="kind">{KINDS.get(fact.kind, fact.kind)}</span><br>'
        f'<span class="value">{escape(fact_value(fact.kind, fact.value))}</span></span>{at(review, fact.t)}'
        f"{said(fact.text, 'small soft')}</li>"
        for fact in once(review)
    )
    inner = f'<ul class="facts">{items}</ul>' if items else "<p>No dates, names or numbers were heard from them.</p>"
    return section("facts", "What they told you", inner)


def transcript_section(review: Review, order: Sequence[Line]) -> str:
    """The transcript with its filters and its search."""
    hidden = "" if order else " hidden"  # the page's script looks for them
    boxes = "".join(
        f'<label><input type="checkbox" data-show="{id_}" {"" if id_ == "fillers" else "checked"}> {name}</label>'
        for id_, name in SHOWN.items()
    )
    sides = "".join(
        f'<label><input type="radio" name="side" value="{id_}" {"checked" if not id_ else ""}> {name}</label>'
        for id_, name in (("", "both"), ("me", "you"), ("them", "them"))
    )
    tools = (
        f'<div class="tools-bar js-only"{hidden}><fieldset><legend>Show</legend>{boxes}</fieldset>'
        f"<fieldset><legend>Who</legend>{sides}</fieldset>"
        '<label><input type="checkbox" id="marked"> marked lines only</label>'
        '<label><span class="visually-hidden">Search the transcript</span>'
        '<input type="search" id="search" placeholder="Search"></label>'
        '<span id="hits" class="soft small" role="status"></span></div>'
    )
    told = transcript(review, order) if order else "<p>No words were heard.</p>"
    return section("transcript", "Transcript", tools + told, "card transcript")


def notes(review: Review) -> str:
    """The reader's own notes."""
    inner = (
        '<label class="visually-hidden" for="notes">Your notes</label><textarea id="notes" '
        f'placeholder="What else did they say? What would you do differently?">{escape(review.call.notes)}</textarea>'
        '<div class="notes-tools"><button id="save" class="js-only">Save</button>'
        '<span id="saved" class="soft small" role="status"></span></div>'
    )
    return section("your-notes", "Your notes", inner)


def footer(review: Review) -> str:
    """How far the page can be trusted, and its keys."""
    return (
        '</main><footer><p class="keys js-only"><span>Keys: <kbd>Space</kbd> or <kbd>k</kbd> play, <kbd>j</kbd> '
        "<kbd>l</kbd> 5 seconds back and on, <kbd>n</kbd> <kbd>p</kbd> next and previous moment, <kbd>/</kbd> search"
        f"</span></p><p>Heard by {escape(review.call.recognizer)}, which can be wrong: play a word before you rely on "
        "it. This page holds everything it shows and asks nobody for anything.</p></footer>"
    )


def player(review: Review) -> str:
    """The bar that plays the sound."""
    rates = "".join(
        f'<option value="{rate:g}"{" selected" if rate == 1 else ""}>{rate:g}×</option>'
        for rate in (0.75, 1, 1.25, 1.5, 2)
    )
    return (
        '<div class="player" role="region" aria-label="Player"><div class="page">'
        '<button class="play" id="play" aria-label="Play">▶</button><span class="time" id="time">0:00</span>'
        f'<input type="range" id="seek" min="0" step="0.1" value="0" max="{review.seconds:.1f}" '
        'aria-label="Position in the sound"><label class="rate"><span class="visually-hidden">Speed</span>'
        f'<select id="rate">{rates}</select></label>'
        '<label class="follow"><input type="checkbox" id="follow" checked> follow</label>'
        '<span id="said" class="small" role="status"></span></div></div>'
    )
