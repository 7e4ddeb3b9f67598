"""EDGE: speech to words. An Engine is a loaded model; it opens one Recognizer for each speaker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.audio import Samples
from assistant.events import Heard, Speaker


class Recognizer(Protocol):
    """Turns one speaker's sound into Partials and Utterances, timed on the clock of the samples it was given.

    What it hears does not depend on how the sound was cut into pieces.
    """

    def accept(self, samples: Samples) -> Sequence[Heard]:
        """Take the next samples, shape (n,), int16 at 16 kHz; return what was newly heard, in order."""

    def flush(self) -> Sequence[Heard]:
        """The sound has ended: return the rest."""


class Engine(Protocol):
    """A speech recogniser with its model loaded."""

    @property
    def name(self) -> str:
        """As the review's JSON gives it: `vosk:NAME` or `sphinx`."""

    @property
    def why(self) -> str:
        """Why this one was chosen, in words for the user."""

    def open(self, speaker: Speaker | None) -> Recognizer:
        """A recogniser for one speaker's sound."""


@dataclass(frozen=True, slots=True)
class Deaf:
    """The engine, and the recogniser, that hears nothing."""

    name: str = "none"
    why: str = "recognition is off"

    def open(self, speaker: Speaker | None) -> "Deaf":  # noqa: ARG002 - it is deaf to everybody
        """Itself."""
        return self

    def accept(self, samples: Samples) -> Sequence[Heard]:  # noqa: ARG002
        """Nothing."""
        return ()

    def flush(self) -> Sequence[Heard]:
        """Nothing."""
        return ()
