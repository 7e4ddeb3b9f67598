"""The one loop: events in, signals out, everything written to the journal as it happens.

`Session` is the call being followed, whoever its events come from. `listen` feeds it from a source of sound.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby, islice
from typing import Protocol, TypeVar

from assistant.audio import AudioChunk, AudioSource
from assistant.call.follower import CallState, advance, begin, identity
from assistant.call.script import Script
from assistant.call.summary import summary
from assistant.call.view import View, view
from assistant.events import End, Event, Heard, Partial, Signal, Speaker
from assistant.recognizers import Engine, Recognizer
from assistant.recognizers.apart import Apart, hear, open_recognizer

Moment = TypeVar("Moment")
Begun = TypeVar("Begun")


class Log(Protocol):
    """Where a session is written as it happens: a Journal, or what writes less of it there."""

    def write(self, items: Iterable[Event | Signal]) -> None:
        """An event and what it caused. Raises JournalError where it cannot be written."""

    @property
    def trouble(self) -> str:
        """Why nothing can be written now; "" while it can."""


class Session:
    """A call that is being followed. `signals` are all that it has given, each with the words that stand."""

    def __init__(self, script: Script, journal: Log | None = None) -> None:
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
        confirmed = self.state.confirmed if self._quoted_anew() else ()
        if self._journal is not None:
            self._journal.write((event, *confirmed, *signals))
        return signals

    def _quoted_anew(self) -> bool:
        """Whether a signal that was told quotes a partial otherwise than it was said; it quotes what was said now."""
        misheard = False
        for signal in self.state.confirmed:
            at = max(at for at, old in enumerate(self.signals) if identity(old) == identity(signal))
            stands = replace(signal, t=self.signals[at].t)
            misheard |= stands != self.signals[at]
            self.signals[at] = stands
        return misheard

    @property
    def trouble(self) -> str:
        """Why the call cannot be kept now; "" while it is."""
        return self._journal.trouble if self._journal is not None else ""

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.state.kept.ended

    @property
    def view(self) -> View:
        """The frame to show now."""
        return view(self.script, self.state)

    @property
    def summary(self) -> dict[str, object]:
        """What the call has come to so far."""
        return summary(self.script, self.state)


def listen(
    session: Session,
    source: AudioSource,
    engine: Engine,
    tell: Callable[[Session, float], None],
    stride: int = 1,
    apart: bool = True,
) -> None:
    """Follow the sound of `source` to its end; `tell(session, t)` is called after each stretch of it.

    Each side has its own recogniser, and they listen side by side, `stride` chunks ahead of what is followed: where
    nobody waits for the next cue, more is faster, because the sides then do not wait for each other. What is heard
    and told is the same. With `apart` false all is done in this one thread, which keeps one core busy: for a program
    that has as many processes as there are cores.

    Raises AudioError, RecognizerError, JournalError.
    """
    t = 0.0
    with ExitStack() as stack:
        ears = {
            speaker: _open(engine, speaker, stack) if apart else engine.open(speaker) for speaker in source.speakers
        }
        threads = {
            speaker: stack.enter_context(ThreadPoolExecutor(max_workers=1) if apart else _Here()) for speaker in ears
        }

        def begin_to_hear(moments: Sequence[Sequence[AudioChunk]]) -> list[Future[list[Sequence[Heard]]]]:
            of = {
                each: [chunk.samples for chunks in moments for chunk in chunks if chunk.speaker == each]
                for each in ears
            }
            return [threads[speaker].submit(hear, ear, of[speaker]) for speaker, ear in ears.items()]

        for moments, hearing in _one_ahead(_together(source.chunks()), stride, begin_to_hear):
            for chunks, heard in zip(moments, zip(*(each.result() for each in hearing), strict=True), strict=True):
                t = max(t, *(chunk.start + len(chunk.samples) / 16_000 for chunk in chunks))
                _take(session, [each for some in heard for each in some])
                tell(session, t)
        rest = [threads[speaker].submit(ear.flush) for speaker, ear in ears.items()]
        _take(session, [each for some in rest for each in some.result()])
    session.take(End(t))
    tell(session, t)


def _one_ahead(
    moments: Iterator[Moment], stride: int, begin: Callable[[Sequence[Moment]], Begun]
) -> Iterator[tuple[Sequence[Moment], Begun]]:
    """`moments` in parts of `stride`, each with what `begin` made of it; the next part is begun before."""
    before: tuple[Sequence[Moment], Begun] | None = None
    while part := list(islice(moments, stride)):
        begun = (part, begin(part))
        if before is not None:
            yield before
        before = begun
    if before is not None:
        yield before


class _Here(Executor):
    """Does at once, in this thread, what it is given to do."""

    def submit(self, work: Callable[..., Begun], /, *args: object, **named: object) -> Future[Begun]:
        """The finished work. Raises what it raises."""
        done: Future[Begun] = Future()
        done.set_result(work(*args, **named))
        return done


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
