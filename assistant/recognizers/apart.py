"""A recogniser in a process of its own, for engines that hold Python's lock while they listen.

PocketSphinx does: two sides in one process would wait for each other, and the screen for both. Samples go over a pipe
and what was heard comes back, one answer to each piece; waiting for it leaves the lock free. The process ends when its
pipe does, so that none is left behind whatever happens to this one.
"""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection

import numpy as np

from assistant.audio import Samples
from assistant.errors import CallPrompterError, RecognizerError
from assistant.events import Heard, Speaker
from assistant.recognizers import Engine, Recognizer

HOLDS_LOCK = ("sphinx",)  # engines by name


def open_recognizer(engine: Engine, speaker: Speaker | None) -> Recognizer:
    """The engine's recogniser for one speaker: apart where it would hold up everything else.

    Raises RecognizerError where it cannot be opened.
    """
    return Apart(engine, speaker) if engine.name in HOLDS_LOCK else engine.open(speaker)


class Apart:
    """A Recognizer over one in another process; `close` it."""

    def __init__(self, engine: Engine, speaker: Speaker | None) -> None:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, engine, speaker), daemon=True)
        self._process.start()
        theirs.close()
        self._answer()

    def accept(self, samples: Samples) -> Sequence[Heard]:
        """See Recognizer. Raises RecognizerError where the process has died."""
        return self._ask(samples.tobytes())

    def flush(self) -> Sequence[Heard]:
        """See Recognizer."""
        return self._ask(None)

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(2.0)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def _ask(self, question: bytes | None) -> Sequence[Heard]:
        try:
            self._pipe.send(question)
        except OSError as error:
            raise RecognizerError("the recogniser's process has ended: start the call again") from error
        return self._answer()

    def _answer(self) -> Sequence[Heard]:
        try:
            answer: Sequence[Heard] | CallPrompterError = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise RecognizerError("the recogniser's process has ended: start the call again") from error
        if isinstance(answer, CallPrompterError):
            raise answer
        return answer


def _serve(pipe: Connection, engine: Engine, speaker: Speaker | None) -> None:
    """The other process: answer each piece with what was heard in it, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which then closes the pipe
    if hasattr(os, "nice"):
        os.nice(1)  # the microphone and the screen come first
    with contextlib.suppress(EOFError, OSError):
        try:
            recognizer = engine.open(speaker)
        except CallPrompterError as error:
            pipe.send(error)
            return
        pipe.send(())
        while True:
            question = pipe.recv()
            samples = None if question is None else np.frombuffer(question, np.int16)
            pipe.send(recognizer.flush() if samples is None else recognizer.accept(samples))
