"""EDGE: speech out: a Voice renders text to samples; playing them is a matter of its own (`playing`)."""

from typing import Protocol

import numpy as np

from assistant.audio import Samples

USUAL_WPM = 165  # words a minute of somebody who talks on a telephone without hurry


class Voice(Protocol):
    """Turns text into sound."""

    def render(self, text: str, rate_wpm: int = USUAL_WPM) -> Samples:
        """`text` spoken at `rate_wpm` words a minute: shape (n,), int16 at SAMPLE_RATE; empty where nothing is said.

        Raises VoiceError where the engine fails, or gives no answer within its time limit.
        """


class Mute:
    """The voice that says nothing."""

    def render(self, text: str, rate_wpm: int = USUAL_WPM) -> Samples:  # noqa: ARG002 - the Protocol's
        """No samples."""
        return np.zeros(0, np.int16)
