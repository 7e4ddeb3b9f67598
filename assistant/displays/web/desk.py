"""What the page can see and ask for: the seam between the page and the program behind it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from assistant.displays.web.answers import Facts
from assistant.displays.web.job_desk import JobDesk
from assistant.live.moment import Asked, Moment

Watch = Callable[[Moment | None, str], None]


class Watched(Protocol):
    """A call that can be watched, and asked for what a key asks."""

    def ask(self, asked: Asked) -> None:
        """A key or a button of the live call; nothing where none goes on."""

    def watch(self, show: Watch) -> Callable[[], None]:
        """Be shown every Moment, or None and what went wrong; from any thread. Returns how to stop."""


class Desk(Watched, Protocol):
    """The program behind the page. Each method may raise CallPrompterError: its line is shown."""

    @property
    def jobs(self) -> JobDesk:
        """What stands behind Today, Plan and Jobs."""

    def sessions(self) -> Facts:
        """The calls that were kept, the latest first."""

    def report(self, session: str) -> Path | None:
        """The report of a session, made where it is not there yet; None where there is no such session."""

    def search(self, asked: Facts) -> Facts:
        """The lines of kept calls that hold `words`."""

    def note(self, asked: Facts) -> Facts:
        """Keep `notes` about the call `session`."""

    def devices(self) -> Facts:
        """Microphones and what plays the other side."""

    def levels(self, asked: Facts) -> Facts:
        """How loud the inputs `microphone` and `them` are now: asked again and again before a call."""

    def begin(self, options: Facts) -> None:
        """Start a live call."""

    def rehearsals(self) -> Facts:
        """With whom one can practise, the progress, and how the latest rehearsal goes or went."""

    def rehearse(self, options: Facts) -> None:
        """Start a rehearsal."""

    def after(self, card: Facts) -> None:
        """The after-call card: what the call came to, as the caller confirms it."""


class Watchers:
    """Those who are shown the call: each new moment, and at once the latest when they come. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shows: list[Watch] = []
        self._latest: tuple[Moment | None, str] = (None, "")

    @property
    def latest(self) -> Moment | None:
        """What was shown last."""
        return self._latest[0]

    def show(self, moment: Moment | None, trouble: str = "") -> None:
        """Show this moment to all; None where no call goes on, with what went wrong."""
        with self._lock:
            self._latest = (moment, trouble)
            for show in self._shows:
                show(moment, trouble)

    def watch(self, show: Watch) -> Callable[[], None]:
        """See Watched."""
        with self._lock:
            self._shows.append(show)
            show(*self._latest)

        def stop() -> None:
            with self._lock:
                self._shows.remove(show)

        return stop


class Mirror(Watchers):
    """A call that is led elsewhere, as in the terminal, and watched on the page; `ask` takes the page's keys."""

    def __init__(self, ask: Callable[[Asked], None]) -> None:
        super().__init__()
        self.ask = ask
