"""A spoken drill in a terminal: what was said and judged stays, and below it is what is being heard."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from assistant.displays.frame import clean
from assistant.displays.live_terminal import meter
from assistant.displays.number_row import NumberRow
from assistant.displays.terminal import REDRAWS
from assistant.live.moment import Asked
from assistant.rehearse.spoken_drill import DrillMoment

KEYS = {
    "?": Asked("hint"),
    "h": Asked("hint"),
    "!": Asked("say"),
    "s": Asked("say"),
    "q": Asked("stop"),
    "\x1b": Asked("stop"),
    "\r": Asked("stop"),
    "\n": Asked("stop"),
}
HELP = "? shows the line · ! says it to you · q stop"


class DrillTerminal:
    """Shows a SpokenDrill on `console`; in a pipe, only the lines that stay."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._number = NumberRow()
        self._drawn_at, self._try = 0.0, -1

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def show(self, moment: DrillMoment) -> None:
        """Draw it, unless that was just done."""
        now = time.monotonic()
        fresh = moment.tries != self._try or not moment.listening
        if self._console.is_terminal and (fresh or now - self._drawn_at >= 1 / REDRAWS):
            self._live.update(self.picture(moment, now), refresh=True)
            self._drawn_at = now

    def tell(self, text: str) -> None:
        """A line that stays."""
        indent = text[: len(text) - len(text.lstrip())]
        self._console.print(Text(indent + clean(text, self._console.encoding)), soft_wrap=True)
        self._console.file.flush()

    def picture(self, moment: DrillMoment, now: float) -> RenderableType:
        """The number with its light, which begins anew with every try; the microphone; the words so far."""
        if moment.tries != self._try or not moment.listening:
            self._number.begin()
            self._try = moment.tries
        rows: list[RenderableType] = []
        if moment.number is not None:
            rows.append(self._number.drawn(moment.number, now))
        state = "Listening" if moment.listening else "Listen to it"
        words = clean(moment.heard, self._console.encoding)
        rows.append(Text.assemble((state, "bold"), "  ", meter(moment.side), "  ", (words, "italic")))
        return Group(*rows, Text(HELP, "dim"))
