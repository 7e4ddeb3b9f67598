"""The end of a rehearsal: its review on a page, its score with the reasons, its place among the others."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.displays.frame import clean, clock
from assistant.displays.summary import show_summary
from assistant.events import Speaker
from assistant.past.recordings import reviewed
from assistant.rehearse.rehearsal import Played
from assistant.report.files import write_page
from assistant.review.review import Review
from assistant.review.score import Score, explained, score
from assistant.review.sound import Meter
from assistant.session import Session
from assistant.store.progress import Rehearsed, keep, scores, sparkline, weakest

TYPED, SPOKEN = "typed", "spoken"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal that has ended: `expected` is the outcome of its scenario, `way` TYPED or SPOKEN.

    `recognizer` is what heard the caller, `meters` measured the sound of each side.
    """

    session: Session
    played: Played
    expected: str
    folder: Path
    began: datetime
    way: str = TYPED
    recognizer: str = TYPED
    meters: Mapping[Speaker | None, Meter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """What it came to: `score` is None where the caller said nothing; `page` is the review's."""

    review: Review
    page: Path
    score: Score | None = None


def judge(rehearsal: Rehearsal) -> Judged:
    """Review, score and remember a rehearsal. Raises StoreError."""
    of, played = rehearsal, rehearsal.played
    review = reviewed(of.session, of.recognizer, str(played), of.meters, timed=of.way == SPOKEN)
    if not any(word.speaker is Speaker.ME for word in review.words):
        return Judged(review, write_page(review, of.folder))
    found = score(review, of.expected)
    page = write_page(replace(review, call=replace(review.call, notes=explained(found))), of.folder)
    when = of.began.isoformat(timespec="seconds")
    keep(Rehearsed(when, played.scenario, played.difficulty, played.seed, of.way, review.outcome, found.total,
                   str(of.folder), found.steps))  # fmt: skip
    return Judged(review, page, found)


def show(rehearsal: Rehearsal, judged: Judged) -> None:
    """Print what a rehearsal came to. Raises StoreError."""
    console = Console()
    show_summary(console, rehearsal.session)
    if judged.score is None:
        console.print("\nYou said nothing, so there is no score.")
    else:
        _show_score(console, judged.score)
        _show_progress(console, rehearsal.played.scenario)
    for practice in judged.review.practice:
        console.print(Text.assemble(("Practise next: ", "bold"), clean(f"{practice.title}. {practice.how}")))
    left_out = weakest()
    if left_out:
        step, done, counted = left_out[0]
        console.print(f"Left out most: {step} ({counted - done} of {counted} times): callprompter drill {step}")
    print(f"\nreview: {judged.page}", file=sys.stderr)


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
