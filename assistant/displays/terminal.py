"""The call in a terminal, live; in a pipe or a file, a plain line for each thing that changes.

Drawing costs milliseconds that the recogniser needs, so frames that come too fast are left out; one with a
new line to say is always drawn.
"""

import io
import re
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live

from assistant.call.view import View
from assistant.displays.frame import Frame, Progress, clean, clock, sign
from assistant.events import StepStatus

REDRAWS = 12  # a second, at most: faster is not seen
MARKED = (StepStatus.DONE, StepStatus.SKIPPED, StepStatus.MISSED)


class TerminalDisplay:
    """Shows Views on `console`; `total_seconds` is the length of a recording, None in a live call."""

    def __init__(self, console: Console, total_seconds: float | None = None) -> None:
        self.console = console
        self.total = total_seconds
        self.began = time.monotonic()
        self.drawn: View | None = None
        self.drawn_at = 0.0
        self.live = Live(console=console, auto_refresh=False, vertical_overflow="crop") if console.is_terminal else None
        self.plain = PlainLines(console)

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        if self.live:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.live.stop()

    def show(self, view: View) -> None:
        """Show this frame, unless one was just drawn that has the same line to say."""
        if self.live is None:
            self.plain.show(view)
        elif view != self.drawn and (self._is_new(view) or time.monotonic() - self.drawn_at >= 1 / REDRAWS):
            self._draw(view)

    def close(self, view: View) -> None:
        """Show the last frame; it stays on the screen."""
        if self.live is None:
            self.plain.show(view)
        else:
            self._draw(view)

    def _is_new(self, view: View) -> bool:
        was = self.drawn
        return was is None or (was.step, was.line, was.outcome) != (view.step, view.line, view.outcome)

    def _draw(self, view: View) -> None:
        self.drawn, self.drawn_at = view, time.monotonic()
        progress = None
        if self.total:
            took = self.drawn_at - self.began
            speed = view.t / took if took > 1 else None  # before, it would only tell how long the start took
            progress = Progress(self.total, speed)
        if self.live:
            self.live.update(Frame(view, progress), refresh=True)


class PlainLines:
    """A line for each step ticked, each new line to say, the outcome and each warning; no control codes."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.told: set[tuple[str, ...]] = set()
        self.line = ""
        self.outcome = "unknown"

    def show(self, view: View) -> None:
        """Print what this View has that the one before had not, once nothing in it may be taken back.

        What is still being said moves the view provisionally, and a printed line cannot be taken back.
        """
        if any(caption.provisional for caption in view.captions) and not view.ended:
            return
        for step in view.steps:
            if step.status in MARKED and self._first("step", step.id, step.status):
                mark = sign(step.status, self.console.options.ascii_only)
                self._print(view, f"{mark} {step.title}", step.because)
        if view.outcome != self.outcome:
            self.outcome = view.outcome
            self._print(view, f"they said: {view.outcome_title or view.outcome}", view.outcome_because)
        for warned in view.warnings:
            if self._first("warning", str(warned.t), warned.kind, warned.because):
                self._print(view, f"mind: {warned.kind}", warned.because)
        line = view.line or view.short
        if line != self.line and not view.ended:
            self.line = line
            self._print(view, f"say: {line}", "")

    def _first(self, *what: str) -> bool:
        known = what in self.told
        self.told.add(what)
        return not known

    def _print(self, view: View, text: str, because: str) -> None:
        quote = f'  "{because}"' if because else ""
        line = clean(f"[{clock(view.t)}] {text}{quote}", self.console.encoding)
        self.console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


def picture(view: View, width: int = 100, progress: Progress | None = None) -> str:
    """The frame as an SVG picture that names nothing outside itself, `width` columns wide."""
    console = Console(
        record=True, width=width, height=40, file=io.StringIO(), force_terminal=True, legacy_windows=False
    )
    console.print(Frame(view, progress))
    svg = console.export_svg(title="callprompter", unique_id="callprompter")
    return re.sub(r"@font-face\s*{[^}]*}", "", svg)  # rich would fetch a font from the network
