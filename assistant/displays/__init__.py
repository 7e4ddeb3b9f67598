"""EDGE: where a frame of the call is shown: the terminal, the page."""

from types import TracebackType
from typing import Protocol, Self

from assistant.call.view import View


class Display(Protocol):
    """Shows the call as it goes: a context manager, shown every View, closed with the last."""

    def __enter__(self) -> Self:
        """Take the screen."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back, whatever happened."""

    def show(self, view: View) -> None:
        """Show this frame; a display that is behind may leave frames out."""

    def close(self, view: View) -> None:
        """Show the last frame, which stays."""


class Blank:
    """The display that shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to give back."""

    def show(self, view: View) -> None:
        """Nothing."""

    def close(self, view: View) -> None:
        """Nothing."""
