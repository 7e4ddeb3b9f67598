"""One frame of the call for a terminal: a View drawn with rich, to fit a width and a height.

A nervous caller reads it at a glance: the line to say is in a box at the top, bold, with what has been read
dimmed, and stays there; below it what comes next, the steps, and what was heard. From WIDE columns on the
steps stand beside the box. Where the height is short, the steps are cut to those around the current one,
never the line.

Words of the call are data: they become rich Text, never markup, and control characters in them are replaced.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.call.outline import Delivery
from assistant.call.view import Caption, StepLine, View
from assistant.events import Speaker, StepStatus

WIDE = 100  # columns from which the steps have room of their own beside the line
ROOMY = 30  # rows from which the box has air around its line
LONG_QUOTE = 40  # columns beside the titles in which the words that ticked a step can be read
TALLEST = 40  # rows; more would pull what belongs together apart
CAPTION_ROWS = 2  # for each side, kept free so that nothing jumps
SHOWN = 2  # of the last warnings, and of the last notes

SIGNS = {
    StepStatus.AHEAD: ("·", "."),
    StepStatus.CURRENT: ("▶", ">"),
    StepStatus.DONE: ("✓", "x"),
    StepStatus.SKIPPED: ("–", "-"),
    StepStatus.MISSED: ("✗", "!"),
}
STYLES = {
    StepStatus.AHEAD: "",
    StepStatus.CURRENT: "bold cyan",
    StepStatus.DONE: "green",
    StepStatus.SKIPPED: "dim",
    StepStatus.MISSED: "bold red",
}
SPEAKERS = {Speaker.ME: "You", Speaker.THEM: "They", None: "Heard"}
SAY = {
    Delivery.NORMAL: ("SAY NOW", "bold bright_white", "cyan"),
    Delivery.SLOW: ("SAY SLOWLY", "bold bright_yellow", "yellow"),
    Delivery.SILENT: ("LISTEN", "bold bright_blue", "blue"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a recording is: seconds of it in all, and how many seconds of sound a second takes."""

    total: float
    speed: float | None = None


def clean(text: str, encoding: str = "utf-8") -> str:
    """`text` on one line, without anything that could steer a terminal, in characters that `encoding` has."""
    flat = " ".join(text.split())
    safe = "".join("\ufffd" if _steers(sign) else sign for sign in flat)
    return safe.encode(encoding, "replace").decode(encoding)


def clock(seconds: float) -> str:
    """Minutes and seconds, as 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def sign(status: StepStatus, ascii_only: bool = False) -> str:
    """One character for a step's status, so that nothing is told by colour alone."""
    return SIGNS[status][ascii_only]


@dataclass(frozen=True, slots=True)
class Frame:
    """A View as something rich can print: at most as high as the console allows."""

    view: View
    progress: Progress | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Sequence[RenderableType]:
        height = min((options.height or console.height) - 1, TALLEST)  # the last row is the cursor's
        wide = options.max_width >= WIDE
        draw = _Drawing(self.view, console.encoding, options.ascii_only, roomy=height >= ROOMY)
        top: list[RenderableType] = [draw.header()]
        if self.progress:
            top.append(draw.bar(self.progress))
        below: list[RenderableType] = [draw.said(), *draw.remarks()]
        if not wide:
            around: list[RenderableType] = [*top, draw.line(), *draw.next(), Rule(style="dim"), *below]
            rows = height - _height(console, options, around)
            steps = draw.steps(max(rows, 1), options.max_width)
            return [*around[: -len(below)], steps, *below]
        left = options.max_width // 2
        right = options.max_width - left - 2
        rest = height - _height(console, options, top)
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=left)
        grid.add_column(width=right)
        grid.add_row(Group(draw.line(), *draw.next(), Rule(style="dim"), *below), draw.steps(rest, right))
        return [*top, grid]


class _Drawing:
    """The parts of one frame."""

    def __init__(self, view: View, encoding: str, ascii_only: bool, roomy: bool) -> None:
        self.view, self.encoding, self.ascii_only, self.roomy = view, encoding, ascii_only, roomy

    def text(self, words: str, style: str = "") -> Text:
        return Text(clean(words, self.encoding), style)

    def quote(self, words: str, style: str = "dim") -> Text:
        return self.text(f'"{words}"', style) if words else Text()

    def header(self) -> RenderableType:
        """The outcome with the words that decided it, and that the call has ended."""
        view = self.view
        known = view.outcome != "unknown"
        title = view.outcome_title or view.outcome
        told = self.text(title if known else "no answer yet", "bold magenta" if known else "dim")
        told = Text.assemble(("Call ended: " if view.ended else "They said: ", "dim"), told)
        if known and view.outcome_because:
            told.append("  ").append(self.quote(view.outcome_because))
        told.no_wrap, told.overflow = True, "ellipsis"
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        grid.add_column(justify="right", no_wrap=True)
        grid.add_row(told, Text(clock(view.t), "bold"))
        return grid

    def bar(self, progress: Progress) -> RenderableType:
        """How much of the recording has gone by."""
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=1)
        grid.add_column(justify="right", no_wrap=True)
        speed = f", {progress.speed:.1f} times real time" if progress.speed else ""
        grid.add_row(
            ProgressBar(total=max(progress.total, 0.001), completed=self.view.t),
            Text(f"of {clock(progress.total)}{speed}", "dim"),
        )
        return grid

    def line(self) -> RenderableType:
        """The box: what to say now."""
        view = self.view
        label, style, border = SAY[view.delivery]
        body = Text(style=style)
        for number, word in enumerate(clean(view.line or view.short, self.encoding).split(" ")):
            body.append(" " if number else "")
            body.append(word, "not bold dim" if number < view.read else "")
        title = Text.assemble(
            (f" {label} ", f"bold reverse {border}"), " ", self.text(view.title, f"bold {border}"), " "
        )
        if view.ended:
            title, body = Text(" THE CALL HAS ENDED ", "bold reverse"), Text("Breathe out. The review follows.", "bold")
        return Panel(
            body,
            title=title,
            title_align="left",
            border_style=border,
            box=box.HEAVY,
            padding=(1, 2) if self.roomy else (0, 1),
        )

    def next(self) -> list[RenderableType]:
        """The line after this one, where there is one."""
        if self.view.ended or not (self.view.next_title or self.view.next_line):
            return []
        return [
            _row(
                Text("Then", "dim"),
                Text.assemble(self.text(self.view.next_title), ":  ", self.text(self.view.next_line, "dim")),
                2,
            )
        ]

    def said(self) -> RenderableType:
        """What was last heard of each side; what may still change is in italics."""
        return Group(*(self.caption(caption) for caption in self.view.captions))

    def caption(self, caption: Caption) -> RenderableType:
        style = "dim italic" if caption.provisional else ""
        name = SPEAKERS[caption.speaker]
        return _row(Text(name, "bold"), self.text(caption.text, style), CAPTION_ROWS, tail=True)

    def remarks(self) -> list[RenderableType]:
        """The last warnings and the last facts, one row each."""
        view = self.view
        rows: list[RenderableType] = []
        for warned in view.warnings[-SHOWN:]:
            kind = self.text(warned.kind.replace("-", " "), "bold yellow")
            rows.append(_row(Text("Mind", "bold yellow"), Text.assemble(kind, "  ", self.quote(warned.because)), 1))
        for note in view.notes[-SHOWN:]:
            told = Text.assemble(self.text(note.text), ("  = " if note.value else ""), self.text(note.value, "green"))
            rows.append(_row(Text("Note", "green"), told, 1))
        return rows

    def steps(self, rows: int, width: int) -> RenderableType:
        """The steps around the current one, as many as fit into `rows`."""
        steps = self.view.steps
        first, last = _window(steps, rows)
        titles = min(max((len(step.title) for step in steps), default=0), width - 2)
        quoted = sum(bool(step.because) for step in steps)
        if self.roomy and width < titles + LONG_QUOTE and len(steps) + quoted <= rows:
            return Group(*(row for step in steps for row in self.two_rows(step)))
        return Group(*(self.step(step, titles) for step in steps[first:last]))

    def two_rows(self, step: StepLine) -> list[Text]:
        """A step with the words that ticked it below it."""
        quote = Text.assemble("  ", self.quote(step.because))
        quote.no_wrap, quote.overflow = True, "ellipsis"
        return [self.step(replace(step, because=""), 0), *([quote] if step.because else [])]

    def step(self, step: StepLine, titles: int) -> Text:
        """One row: its sign, its title padded to `titles`, and of the words that ticked it what still fits."""
        style = STYLES[step.status]
        if step.status is StepStatus.AHEAD and not step.required:
            style = "dim"
        title = self.text(step.title, style)
        title.pad_right(max(0, titles - title.cell_len))
        row = Text.assemble((sign(step.status, self.ascii_only), style), " ", title, "  ", self.quote(step.because))
        row.no_wrap, row.overflow = True, "ellipsis"
        return row


def _row(name: Text, words: Text, rows: int, tail: bool = False) -> RenderableType:
    return _Row(name, words, rows, tail)


@dataclass(frozen=True, slots=True)
class _Row:
    """A short name, and words beside it in exactly `rows` rows (one row: at most); `tail` keeps their end."""

    name: Text
    words: Text
    rows: int
    tail: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Sequence[RenderableType]:
        indent = 7
        lines = list(self.words.wrap(console, max(8, options.max_width - indent)))
        if len(lines) > self.rows:
            lines = lines[-self.rows :] if self.tail else lines[: self.rows]
            mark = "..." if options.ascii_only else "…"
            if self.tail:
                lines[0] = Text(mark) + lines[0][len(mark) :]
            else:
                lines[-1] = lines[-1][: -len(mark)] + Text(mark)
        grid = Table.grid()
        grid.add_column(width=indent)
        grid.add_column(no_wrap=True)
        for number in range(self.rows):
            grid.add_row(self.name if number == 0 else "", lines[number] if number < len(lines) else "")
        return [grid]


def _steers(character: str) -> bool:
    """Whether it is a control character, or one that turns the direction of the text around."""
    return unicodedata.category(character) == "Cc" or bool(
        re.match("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", character)
    )


def _height(console: Console, options: ConsoleOptions, parts: Sequence[RenderableType]) -> int:
    return sum(len(console.render_lines(part, options.update(height=None), pad=False)) for part in parts)


def _window(steps: Sequence[StepLine], rows: int) -> tuple[int, int]:
    """Which steps to show where not all fit: a third of the rows for those before the current one."""
    at = next((number for number, step in enumerate(steps) if step.status is StepStatus.CURRENT), len(steps) - 1)
    first = max(0, min(at - rows // 3, len(steps) - rows))
    return first, min(len(steps), first + rows)
