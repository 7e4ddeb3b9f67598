"""The one loop: events in, signals out, everything written to the journal as it happens.

`Session` is the call being followed, whoever its events come from. `listen` feeds it from a source of sound.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import groupby

from assistant.audio import AudioChunk, AudioSource
from assistant.call.follower import CallState, advance, begin
from assistant.call.script import Script
from assistant.call.summary import summary
from assistant.call.view import View, view
from assistant.events import End, Event, Heard, Partial, Signal, Speaker
from assistant.journal import Journal
from assistant.recognizers import Engine, Recognizer
from assistant.recognizers.apart import Apart, open_recognizer


class Session:
    """A call that is being followed. `signals` are all that it has given."""

    def __init__(self, script: Script, journal: Journal | None = None) -> None:
        self.script = script
        self._journal = journal
        self.state: CallState
        self.state, first = begin(script)
        self.signals: list[Signal] = list(first)
        self.events: list[Event] = []
        if journal is not None:
            journal.write(first)

    def take(self, event: Event) -> tuple[Signal, ...]:
        """Follow one event; return what is to be told."""
        self.state, signals = advance(self.script, self.state, event)
        self.events.append(event)
        self.signals += signals
        if self._journal is not None:
            self._journal.write((event, *signals))
        return signals

    @property
    def view(self) -> View:
        """The frame to show now."""
        return view(self.script, self.state)

    @property
    def summary(self) -> dict[str, object]:
        """What the call has come to so far."""
        return summary(self.script, self.state)


def listen(session: Session, source: AudioSource, engine: Engine, tell: Callable[[Session, float], None]) -> None:
    """Follow the sound of `source` to its end; `tell(session, t)` is called after each stretch of it.

    Each side has its own recogniser, and they listen side by side. Raises AudioError, RecognizerError, JournalError.
    """
    t = 0.0
    with ExitStack() as stack:
        ears = {speaker: _open(engine, speaker, stack) for speaker in source.speakers}
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=len(ears)))
        for chunks in _together(source.chunks()):
            heard = pool.map(lambda chunk: ears[chunk.speaker].accept(chunk.samples), chunks)
            t = max(t, *(chunk.start + len(chunk.samples) / 16_000 for chunk in chunks))
            _take(session, [each for some in heard for each in some])
            tell(session, t)
        _take(session, [each for some in pool.map(lambda ear: ear.flush(), ears.values()) for each in some])
    session.take(End(t))
    tell(session, t)


def _open(engine: Engine, speaker: Speaker | None, stack: ExitStack) -> Recognizer:
    recognizer = open_recognizer(engine, speaker)
    if isinstance(recognizer, Apart):
        stack.callback(recognizer.close)
    return recognizer


def _together(chunks: Iterator[AudioChunk]) -> Iterator[list[AudioChunk]]:
    """The chunks of all speakers that begin at the same time."""
    for _, group in groupby(chunks, key=lambda chunk: chunk.start):
        yield list(group)


def _take(session: Session, heard: Sequence[Heard]) -> None:
    for each in sorted(heard, key=lambda one: one.t):
        session.take(each)
        if isinstance(each, Partial):
            session.events.pop()  # the journal has it; hours of partials would fill the memory
