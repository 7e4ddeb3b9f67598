"""The transcript of a report: a line for each side's words, every word a place to play from, marked with what was seen.

Marks are classes on words: u uncertain, f filler, h hedge, g warning, s step, d fact. The reason for each follows its
words as a chip, so that it is there on paper and for a screen reader too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assistant.events import Speaker, StepStatus
from assistant.report.tags import at
from assistant.report.wording import KINDS, WARNINGS, WHO, fact_value
from assistant.review.quotes import locate
from assistant.review.review import Review

UNSURE = 0.6  # confidence below which a word is shown as uncertain
SAME_LINE = 2.5  # seconds of pause after which the same speaker gets a new line
LONG = 60  # words of a line, after which it ends at the next utterance


@dataclass(frozen=True, slots=True)
class Line:
    """One side's words in a row: indices of the review's words."""

    speaker: Speaker | None
    words: tuple[int, ...]
    start: float
    end: float


def lines(review: Review) -> tuple[Line, ...]:
    """The transcript's lines in the order of their time."""
    turns: dict[int, list[int]] = {}
    for index, word in enumerate(review.words):
        turns.setdefault(word.turn, []).append(index)
    found: list[Line] = []
    for turn in sorted(turns.values(), key=lambda each: review.words[each[0]].start):
        first, last = review.words[turn[0]], review.words[turn[-1]]
        before = found[-1] if found else None
        goes_on = (
            before is not None
            and before.speaker is first.speaker
            and first.start - before.end < SAME_LINE
            and len(before.words) < LONG
        )
        if goes_on and before is not None:
            found[-1] = Line(first.speaker, (*before.words, *turn), before.start, last.end)
        else:
            found.append(Line(first.speaker, tuple(turn), first.start, last.end))
    return tuple(found)


def transcript(review: Review, order: Sequence[Line]) -> str:
    """The list of lines as HTML."""
    marks = _Marks(review)
    rows = []
    for line in order:
        rows.append(_row(review, line, marks))
        for quiet in review.silences:
            if line.end - 0.3 <= quiet.start < line.end + 0.3 and review.call.timed:
                rows.append(f'<li class="pause">{quiet.seconds:.0f} seconds of silence</li>')
    return f'<ol class="lines">{"".join(rows)}</ol>'


def _row(review: Review, line: Line, marks: "_Marks") -> str:
    time = at(review, line.start, 0) or "<span></span>"
    words = " ".join(_word(review, index, marks) for index in line.words)
    marked = " marked" if any(index in marks.classes or index in marks.chips for index in line.words) else ""
    return (
        f'<li class="{line.speaker or "both"}{marked}">{time}'
        f'<span class="who">{WHO[line.speaker]}</span><p>{words}</p></li>'
    )


def _word(review: Review, index: int, marks: "_Marks") -> str:
    word = review.words[index]
    classes = marks.classes.get(index, "")
    title = ""
    if word.confidence < UNSURE:
        classes += " u"
        title = f' title="heard with {100 * word.confidence:.0f} % confidence"'
    return f'<span class="w{classes}"{title}>{escape(word.text)}</span>{marks.chips.get(index, "")}'


class _Marks:
    """The classes and the chips of a review's words, by index."""

    def __init__(self, review: Review) -> None:
        self.classes: dict[int, str] = {}
        self.chips: dict[int, str] = {}
        for mark in review.marks:
            if mark.kind in {"filler", "hedge"}:
                self._mark(mark.first, mark.last, mark.kind[0], "", "")
        for row in review.steps:
            if row.status is StepStatus.DONE and row.t is not None:
                self._signal(review, row.because, row.t, "s", "step", f"✓ {row.part.title}")
        for warning in review.warnings:
            text = WARNINGS.get(warning.kind, warning.kind)
            self._signal(review, warning.because, warning.t, "g", "warning", f"▲ {text}")
        for fact in review.facts:
            text = f"★ {KINDS.get(fact.kind, fact.kind)}: {fact_value(fact.kind, fact.value)}"
            self._mark(fact.first, fact.last, "d", "fact", text)
        if review.outcome_t is not None:
            self._signal(review, review.outcome_because, review.outcome_t, "", "outcome", f"◆ {review.outcome_title}")

    def _signal(self, review: Review, because: str, t: float, sign: str, kind: str, text: str) -> None:
        """Mark the words of a reason; where they cannot be found, the chip still has its place in time."""
        found = locate(review.words, because, t)
        if found is not None:
            side = review.words[found[0]].speaker
            self._mark(*found, sign, kind, text, lambda index: review.words[index].speaker is side)
            return
        before = [index for index, word in enumerate(review.words) if word.end <= t + 0.5]
        if before:
            self._mark(before[-1] + 1, before[-1] + 1, "", kind, text)

    def _mark(
        self, first: int, last: int, sign: str, kind: str, text: str, belongs: Callable[[int], bool] = lambda _: True
    ) -> None:
        for index in range(first, last):
            if sign and belongs(index):
                self.classes[index] = f"{self.classes.get(index, '')} {sign}"
        if text:
            place = max(0, last - 1)
            self.chips[place] = self.chips.get(place, "") + f' <span class="chip {kind}">{escape(text)}</span>'


def places(order: Sequence[Line]) -> Iterator[int]:
    """The indices of the words in the order in which they stand on the page."""
    for line in order:
        yield from line.words
