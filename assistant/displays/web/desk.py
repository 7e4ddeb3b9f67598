"""What the page can see and ask for: the seam between the page and the program behind it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from assistant.displays.web.answers import Facts
from assistant.displays.web.job_desk import JobDesk
from assistant.live.moment import Asked, Moment


class Desk(Protocol):
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

    def begin(self, options: Facts) -> None:
        """Start a live call."""

    def rehearsals(self) -> Facts:
        """With whom one can practise, the progress, and how the latest rehearsal goes or went."""

    def rehearse(self, options: Facts) -> None:
        """Start a rehearsal."""

    def ask(self, asked: Asked) -> None:
        """A key or a button of the live call; nothing where none goes on."""

    def after(self, card: Facts) -> None:
        """The after-call card: what the call came to, as the caller confirms it."""

    def watch(self, show: Callable[[Moment | None, str], None]) -> Callable[[], None]:
        """Be shown every Moment, or None and what went wrong; from any thread. Returns how to stop."""
