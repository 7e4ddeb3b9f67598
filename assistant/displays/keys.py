"""Keys of the terminal, one press at a time, without Enter; and what each asks for.

The same keys work on the page (displays/web/static/live.js). Reading raw keys differs: POSIX has termios, Windows
msvcrt; where stdin is no terminal there are none.
"""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from assistant.live.moment import Asked

KEYS = {
    " ": Asked("next"),
    "\r": Asked("next"),
    "\n": Asked("next"),
    "\x1b[C": Asked("next"),
    "\x1b[D": Asked("back"),
    "b": Asked("back"),
    "n": Asked("not-yet"),
    "\x7f": Asked("not-yet"),
    "\b": Asked("not-yet"),
    "v": Asked("voicemail"),
    "r": Asked("receptionist"),
    "m": Asked("mark"),
    "p": Asked("pause"),
    "y": Asked("agreed"),
    "h": Asked("hint"),
    "q": Asked("stop"),
    "\x1b": Asked("stop"),
    **{str(row): Asked("jump", str(row)) for row in range(1, 10)},
}
HELP = "space next · b back · n not yet · 1-9 jump · v voicemail · r receptionist · m mark · p pause · q stop"
WINDOWS_ARROWS = {"M": "\x1b[C", "K": "\x1b[D"}  # after a first "\xe0"
POLL = 0.1  # s


class Keys:
    """Calls `ask` for every key that means something, on a thread of its own, until it is left."""

    def __init__(self, ask: Callable[[Asked], None], keys: Mapping[str, Asked] = KEYS) -> None:
        self._ask, self._keys = ask, keys
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self._restore: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        if sys.stdin is not None and sys.stdin.isatty():
            read = _windows() if sys.platform == "win32" else self._posix()
            self._thread = threading.Thread(target=self._watch, args=(read,), daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        if self._thread:
            self._thread.join(1.0)
        self._restore()

    def _watch(self, read: Callable[[], str]) -> None:
        while not self._leaving.is_set():
            asked = self._keys.get(key.lower() if len(key := read()) == 1 else key)
            if asked is not None:
                self._ask(asked)

    def _posix(self) -> Callable[[], str]:
        import select
        import termios
        import tty

        fd = sys.stdin.fileno()
        before = termios.tcgetattr(fd)
        tty.setcbreak(fd)
        self._restore = lambda: termios.tcsetattr(fd, termios.TCSADRAIN, before)

        def read() -> str:
            if not select.select([fd], [], [], POLL)[0]:
                return ""
            return os.read(fd, 8).decode("utf-8", "ignore")

        return read


def _windows() -> Callable[[], str]:
    import msvcrt
    import time

    def read() -> str:
        if not msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            time.sleep(POLL)
            return ""
        key = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        return WINDOWS_ARROWS.get(msvcrt.getwch(), "") if key in "\x00\xe0" else key  # type: ignore[attr-defined,unused-ignore]

    return read
