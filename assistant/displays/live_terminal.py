"""A live call in a terminal: the same frame as a recording's, with how the sound is above it and the keys below."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from assistant.displays.frame import Frame, clean, clock
from assistant.displays.keys import HELP
from assistant.displays.number_row import NumberRow
from assistant.displays.terminal import REDRAWS, PlainLines
from assistant.events import Speaker
from assistant.live.moment import Moment, SideHealth

METER = 8  # characters
FULL, HALF, EMPTY = "█", "▌", "·"
NAMES = {Speaker.ME: "you", Speaker.THEM: "them", None: "both"}
GOOD_SECONDS, FAIR_SECONDS = 0.5, 0.9  # of the latency lamp; above, it is red


class LiveTerminal:
    """Shows Moments on `console`; in a pipe, a plain line for each thing that changes and each new trouble."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._live = Live(console=console, auto_refresh=False, vertical_overflow="crop", screen=False)
        self._plain = PlainLines(console)
        self._drawn_at = 0.0
        self._line = ""
        self._told: tuple[str, ...] = ()
        self._number = NumberRow()

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.console.is_terminal:
            self._live.stop()

    def show(self, moment: Moment) -> None:
        """Show this moment, unless one was just drawn that has the same line to say."""
        if not self.console.is_terminal:
            self._tell(moment)
            return
        now = time.monotonic()
        fresh = moment.view.line != self._line or moment.view.ended
        if fresh or now - self._drawn_at >= 1 / REDRAWS:
            self._drawn_at, self._line = now, moment.view.line
            self._live.update(self._picture(moment), refresh=True)

    def _tell(self, moment: Moment) -> None:
        self._plain.show(moment.view)
        kinds = tuple(trouble.split(" for ")[0].split(" s ")[0] for trouble in moment.troubles)
        for trouble, kind in zip(moment.troubles, kinds, strict=True):
            if kind not in self._told:
                self.console.print(clean(f"[{clock(moment.view.t)}] ! {trouble}"), markup=False, soft_wrap=True)
        self._told = kinds

    def _picture(self, moment: Moment) -> RenderableType:
        rows: list[RenderableType] = [self._sound(moment)]
        rows += [Text(clean(trouble), "bold yellow") for trouble in moment.troubles]
        if moment.asking:
            rows.append(Text(f"Read aloud: {moment.asking}  (y: they agreed)", "bold bright_yellow"))
        if moment.speak:
            rows.append(Text(" Speak now ", "bold reverse bright_green"))
        if moment.left is not None:
            left = f"{clock(moment.left)} left for your message" if moment.left else "Come to the end"
            rows.append(Text(left, "bold bright_blue"))
        if moment.number is not None:
            rows.append(self._number.drawn(moment.number, time.monotonic()))
        if moment.waiting is not None:
            rows.append(Text(f"Say nothing. Let them talk.  {clock(moment.waiting)} of waiting", "bold bright_blue"))
        keys = HELP
        if moment.rehearsal:
            keys = f"h hint · {HELP}"
            rows.append(Text(clean(f"Rehearsal: {moment.rehearsal.title}", self.console.encoding), "dim"))
        options_height = max(6, self.console.height - len(rows) - 1)
        return Group(*rows, _Limited(Frame(moment.view), options_height), Text(keys, "dim"))

    def _sound(self, moment: Moment) -> Text:
        parts = [Text(moment.state, "bold")]
        for side in moment.sides:
            parts.append(Text.assemble(f"{NAMES[side.speaker]} ", meter(side)))
        if moment.latency is not None:
            good, fair = moment.latency < GOOD_SECONDS, moment.latency < FAIR_SECONDS
            style = "green" if good else "yellow" if fair else "red"
            parts.append(Text(f"cue {moment.latency * 1000:.0f} ms", style))
        parts.append(Text("the sound is kept", "bold red") if moment.kept else Text("no sound is kept", "dim"))
        text = Text("   ").join(parts)
        text.no_wrap, text.overflow = True, "ellipsis"
        return text


def meter(side: SideHealth) -> Text:
    """How loud this side is, as a bar; red while its device is away."""
    filled = round(side.level * METER * 2)
    bar = FULL * (filled // 2) + HALF * (filled % 2)
    return Text(bar.ljust(METER, EMPTY), "red" if side.away else "green")


class _Limited:
    """A renderable with fewer rows than the console has."""

    def __init__(self, inner: RenderableType, height: int) -> None:
        self.inner, self.height = inner, height

    def __rich_console__(self, console: Console, options: object) -> list[RenderableType]:
        limited = console.options.update(height=self.height)
        lines = console.render_lines(self.inner, limited, pad=False)
        joined = Text("\n").join(
            Text.assemble(*((s.text, s.style or "") for s in line if not s.control)) for line in lines
        )
        return [joined]
