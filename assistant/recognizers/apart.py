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
from typing import Any

import numpy as np

from assistant.audio import Samples
from assistant.errors import CallPrompterError, RecognizerError
from assistant.events import Heard, Speaker
from assistant.recognizers import Engine, Recognizer

OPENING_SECONDS = 120.0  # building a call's language model takes some ten on a slow machine
HOLDS_LOCK = ("sphinx",)  # engines by name


def open_recognizer(engine: Engine, speaker: Speaker | None) -> Recognizer:
    """The engine's recogniser for one speaker: apart where it would hold up everything else.

    Raises RecognizerError where it cannot be opened.
    """
    return Apart(engine, speaker) if engine.name in HOLDS_LOCK else engine.open(speaker)


def hear(recognizer: Recognizer, pieces: Sequence[Samples]) -> list[Sequence[Heard]]:
    """What was heard in each of `pieces`, one after the other. Raises RecognizerError where a process has died."""
    if isinstance(recognizer, Apart):
        return recognizer.accept_each(pieces)
    return [recognizer.accept(piece) for piece in pieces]


class Apart:
    """A Recognizer over one in another process; `close` it."""

    def __init__(self, engine: Engine, speaker: Speaker | None) -> None:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, engine, speaker), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(OPENING_SECONDS):
            self.close()
            raise RecognizerError("the recogniser does not open: start the call again, or choose another --recognizer")
        self._answer()

    def accept(self, samples: Samples) -> Sequence[Heard]:
        """See Recognizer. Raises RecognizerError where the process has died."""
        heard: Sequence[Heard] = self._ask(samples.tobytes())
        return heard

    def accept_each(self, pieces: Sequence[Samples]) -> list[Sequence[Heard]]:
        """What `accept` gives for each of `pieces`, asked for in one go."""
        heard: list[Sequence[Heard]] = self._ask([piece.tobytes() for piece in pieces])
        return heard

    def flush(self) -> Sequence[Heard]:
        """See Recognizer."""
        heard: Sequence[Heard] = self._ask(None)
        return heard

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(2.0)
        self.kill()

    def kill(self) -> None:
        """End the process whatever it does; who waits for its answer is told that it has ended."""
        if self._process.is_alive():
            self._process.kill()  # one that hangs does not hear a polite end
            self._process.join()

    def _ask(self, question: bytes | list[bytes] | None) -> Any:
        try:
            self._pipe.send(question)
        except OSError as error:
            raise RecognizerError("the recogniser's process has ended: start the call again") from error
        return self._answer()

    def _answer(self) -> Any:
        try:
            answer = self._pipe.recv()
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
            pipe.send(_answered(recognizer, question))


def _answered(recognizer: Recognizer, question: bytes | list[bytes] | None) -> Any:
    if question is None:
        return recognizer.flush()
    if isinstance(question, list):
        return hear(recognizer, [np.frombuffer(piece, np.int16) for piece in question])
    return recognizer.accept(np.frombuffer(question, np.int16))
