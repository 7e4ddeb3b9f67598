"""The end of a rehearsal: its review on a page, its score with the reasons, its place among the others."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.displays.frame import clean, clock
from assistant.displays.summary import show_summary
from assistant.events import Speaker
from assistant.past.recordings import reviewed
from assistant.rehearse.rehearsal import Played, Rehearsal
from assistant.report.files import write_page
from assistant.review.score import Score, explained, score
from assistant.store.progress import Rehearsed, keep, scores, sparkline, weakest


def finish(rehearsal: Rehearsal, played: Played, folder: Path, began: datetime) -> None:
    """Review, score and remember a rehearsal that has ended; print it. Raises StoreError, JournalError."""
    session = rehearsal.session
    console = Console()
    show_summary(console, session)
    review = reviewed(session, "typed", str(played), {}, timed=False)
    if any(word.speaker is Speaker.ME for word in review.words):
        found = score(review, rehearsal.talk.scenario.outcome)
        page = write_page(replace(review, call=replace(review.call, notes=explained(found))), folder)
        _show_score(console, found)
        when = began.isoformat(timespec="seconds")
        keep(Rehearsed(when, played.scenario, played.difficulty, played.seed, "typed", review.outcome, found.total,
                       str(folder), found.steps))  # fmt: skip
        _show_progress(console, played.scenario)
    else:
        page = write_page(review, folder)
        console.print("\nYou said nothing, so there is no score.")
    for practice in review.practice:
        console.print(Text.assemble(("Practise next: ", "bold"), clean(f"{practice.title}. {practice.how}")))
    left_out = weakest()
    if left_out:
        step, done, counted = left_out[0]
        console.print(f"Left out most: {step} ({counted - done} of {counted} times): callprompter drill {step}")
    print(f"\nreview: {page}", file=sys.stderr)


def _show_score(console: Console, found: Score) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for justify in ("right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    for part in found.parts:
        why = [f"{lost.why}{'' if lost.t is None else f' [{clock(lost.t)}]'}" for lost in part.lost]
        full = part.points == part.most
        table.add_row(
            Text(f"{part.points}/{part.most}", "green" if full else "yellow"),
            Text(part.title),
            Text(clean("; ".join(why), console.encoding), "dim"),
        )
    console.print(Text(f"\nScore: {found.total} of 100", "bold"))
    console.print(table)


def _show_progress(console: Console, scenario: str) -> None:
    plain = console.options.ascii_only
    own, every = scores(scenario), scores()
    row = f"Progress: {scenario} {sparkline(own, plain=plain)} {own[-1]}"
    if len(every) > len(own):
        row += f"   all {sparkline(every, plain=plain)} {every[-1]}"
    console.print(Text(row))
