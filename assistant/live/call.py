"""A call that is happening: both sides heard at once, one thread that follows, the caller's hand first.

Whatever is heard or pressed goes into one inbox. `run` takes it out, one event at a time, gives it to the Session, and
shows a Moment: the View, and how the sound is, in words. Hands are served before ears, so that a key is never late.
"""

import gc
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from assistant.call.outline import Delivery
from assistant.events import (
    Command,
    CommandKind,
    Cue,
    End,
    Event,
    Heard,
    OutcomeChange,
    Partial,
    Signal,
    Speaker,
    StepChange,
)
from assistant.live.echo import EchoGate
from assistant.live.hearing import Side
from assistant.live.moment import Asked, Consent, Control, Moment, SideHealth
from assistant.live.voicemail import SPEAK_SECONDS, SpeakNow, number_reading
from assistant.session import Session

BEAT = 0.1  # s between two Moments when nothing happens: timers and meters move
UNHEARD_SECONDS = 20.0  # without a sound from one side, and it is said
BEHIND_SECONDS = 1.0  # of the recogniser, and it is said
BEHIND_FOR = 2.0  # s for which it must be: at a turn's end it looks back at the turn, while nothing is said
ECHO_SECONDS = 30.0  # for which the headphones notice stays
CONSENT = "consent: "  # begins the marks that say on what ground the sound is kept
SENTENCE = "I keep a recording of this call on my own computer, for my notes. Is that all right with you?"
NAMES = {Speaker.ME: "you", Speaker.THEM: "them", None: "the microphone"}


class LiveCall:
    """Follows a call as it happens. `sides` may be empty: then keys alone move it."""

    def __init__(
        self,
        session: Session,
        sides: Callable[[Callable[[Heard], None]], Sequence[Side]],
        kept: bool,
        consent: Consent = Consent.OFF,
        wrong: Callable[[], str] = str,
    ) -> None:
        """`sides` is given what each side is to tell its words to; `kept` says whether the sound is to be kept.

        `wrong` tells what is wrong with the keeping of the sound, "" for nothing.
        """
        self.session = session
        self.echo = EchoGate()
        self.moment: Moment | None = None
        self.latencies: list[float] = []  # seconds, of every cue that words caused
        self._inbox: queue.PriorityQueue[tuple[int, int, Asked | Heard]] = queue.PriorityQueue()
        self._count = 0
        self._counting = threading.Lock()
        self._sides = tuple(sides(lambda heard: self._put(1, heard)))
        self._wrong = wrong
        self._slept = 0.0  # seconds, told so far
        self._slept_at = -ECHO_SECONDS
        self._kept, self._consent, self._agreed = kept, consent, consent is Consent.OFF
        self._beeps = SpeakNow()
        self.began = 0.0  # seconds of the call that had gone by when it was opened
        self._paused = self._stopping = False
        self._origin = 0.0
        self._asked_at: float | None = None  # when silence became the thing to do
        self._echo_at = -ECHO_SECONDS
        self._late_since: dict[Speaker | None, float] = {}

    def ask(self, asked: Asked) -> None:
        """A key or a click; any thread may."""
        self._put(0, asked)

    def run(self, show: Callable[[Moment], None]) -> None:
        """Follow the call until the hand stops it; `show` is called at every event and beat.

        Raises AudioError where a device cannot be opened at the start, RecognizerError where a recogniser cannot,
        JournalError where the journal cannot be written.
        """
        self._origin = time.monotonic()
        try:
            if self._sides:
                with ThreadPoolExecutor(len(self._sides)) as pool:
                    list(pool.map(lambda side: side.prepare(), self._sides))
            gc.collect()
            gc.freeze()  # what is there now stays: to look through it again, in mid-call, would hold a cue up for 60 ms
            self._origin = time.monotonic()
            for side in self._sides:
                side.start(self._origin)
            if self._kept:
                self._take(Command(0.0, CommandKind.MARK, f"{CONSENT}{self._consent}"))
            self._show(show)
            while not self._stopping:
                self._step(show)
        finally:
            for side in self._sides:
                side.stop()
            gc.unfreeze()
            self._finish()
        self._show(show)

    def _put(self, rank: int, item: Asked | Heard) -> None:
        with self._counting:
            self._count += 1
            self._inbox.put((rank, self._count, item))

    def _step(self, show: Callable[[Moment], None]) -> None:
        try:
            item = self._inbox.get(timeout=BEAT)[2]
        except queue.Empty:
            pass
        else:
            if isinstance(item, Asked):
                self._obey(item)
            else:
                self._hear(item)
        self._show(show)

    def _finish(self) -> None:
        """What was still being recognised counts; then the call has ended."""
        while not self._inbox.empty():
            item = self._inbox.get_nowait()[2]
            if not isinstance(item, Asked):
                self._hear(item)
        self.session.take(End(self.now))

    @property
    def now(self) -> float:
        """Seconds of the call: those of its audio, or of the clock where there is none."""
        heard = max((side.seconds for side in self._sides), default=0.0)
        return self.began + (heard or time.monotonic() - self._origin)

    def _hear(self, heard: Heard) -> None:
        echoes = self.echo.found
        signals = self._take(self.echo.take(heard))
        if self.echo.found > echoes:
            self._echo_at = time.monotonic()
        if any(isinstance(signal, Cue | StepChange | OutcomeChange) and signal.because for signal in signals):
            self.latencies.append(time.monotonic() - self._origin - self._slept - heard.t)

    def _take(self, event: Event) -> tuple[Signal, ...]:
        before = self.session.view.delivery
        signals = self.session.take(event)
        if isinstance(event, Partial):
            self.session.events.pop()  # the journal has it; hours of partials would fill the memory
        silent = self.session.view.delivery is Delivery.SILENT
        if silent and before is not Delivery.SILENT:
            self._asked_at = time.monotonic()
        elif not silent:
            self._asked_at = None
        return signals

    def _obey(self, asked: Asked) -> None:
        if asked.what == Control.STOP:
            self._stopping = True
        elif asked.what == Control.PAUSE:
            self._paused = not self._paused
            for side in self._sides:
                side.paused = self._paused
        elif asked.what == Control.AGREED:
            if self._kept and not self._agreed:
                self._agreed = True
                self._take(Command(self.now, CommandKind.MARK, f"{CONSENT}they agreed that the sound is kept"))
        elif asked.what == Control.VOICEMAIL:
            self._command(CommandKind.OUTCOME, "voicemail", self.session.script.outline.outcomes)
        elif asked.what == Control.RECEPTIONIST:
            self._command(CommandKind.JUMP, "ask-for", self.session.script.outline.steps)
        elif asked.what == CommandKind.JUMP:
            self._command(CommandKind.JUMP, self._row(asked.target), self.session.script.outline.steps)
        elif asked.what == CommandKind.OUTCOME:
            self._command(CommandKind.OUTCOME, asked.target, self.session.script.outline.outcomes)
        elif asked.what in tuple(CommandKind):
            self._take(Command(self.now, CommandKind(asked.what), asked.target))

    def _command(self, kind: CommandKind, target: str, known: object) -> None:
        """A command whose target the outline has; one that it lacks does nothing."""
        if isinstance(known, dict) and target in known:
            self._take(Command(self.now, kind, target))

    def _row(self, target: str) -> str:
        """The step in a row of the list, where the target is a number."""
        rows = self.session.view.steps
        return rows[int(target) - 1].id if target.isdecimal() and 0 < int(target) <= len(rows) else target

    def _woken(self, now: float) -> None:
        """The machine slept: that is marked in the session, for its times are not those of a clock on the wall."""
        slept = max((side.slept for side in self._sides), default=0.0)
        if slept - self._slept > 1.0:
            self._take(Command(self.now, CommandKind.MARK, f"slept: {slept - self._slept:.0f} s"))
            self._slept, self._slept_at = slept, now

    def _show(self, show: Callable[[Moment], None]) -> None:
        now = time.monotonic()
        self._woken(now)
        sides = tuple(side.health(now) for side in self._sides)
        self.moment = Moment(
            view=self.session.view,
            now=self.now,
            sides=sides,
            quiet=min((side.quiet for side in sides), default=0.0),
            waiting=None if self._asked_at is None else now - self._asked_at,
            latency=self.latencies[-1] if self.latencies else None,
            paused=self._paused,
            kept=self.keeping,
            asking=SENTENCE if self._kept and not self._agreed else "",
            state=self._state(sides),
            troubles=tuple(self._troubles(sides, now)),
            number=number_reading(self.session),
            speak=self._speak(sides, now),
            left=None if self._stopping else self._beeps.left(now),
        )
        show(self.moment)

    @property
    def keeping(self) -> bool:
        """Whether what is heard now is kept as sound."""
        return self._kept and (self._agreed or self._consent is Consent.REMIND)

    def beeped(self) -> None:
        """The other side's line has just beeped; any thread may tell."""
        self._beeps.beeped(time.monotonic())

    def _speak(self, sides: Sequence[SideHealth], now: float) -> bool:
        theirs = min((side.quiet for side in sides if side.speaker is not Speaker.ME), default=0.0)
        mine = min((side.quiet for side in sides if side.speaker is Speaker.ME), default=SPEAK_SECONDS)
        return self._beeps.look(now, self.session.view.outcome, theirs, mine)

    def _state(self, sides: Sequence[SideHealth]) -> str:
        if self._stopping:
            return "The call has ended"
        if self._paused:
            return "Listening is paused"
        if not sides:
            return "Following your keys"
        heard = [NAMES[side.speaker] for side in sides if side.quiet < 0.5 and not side.away]
        return f"Hearing {' and '.join(heard)}" if heard else "Listening"

    def _troubles(self, sides: Sequence[SideHealth], now: float) -> list[str]:
        found = []
        if self.session.trouble:
            found.append(f"The call is not being kept: {self.session.trouble}. Your prompts go on.")
        if wrong := self._wrong():
            found.append(wrong)
        if now - self._slept_at < ECHO_SECONDS:
            found.append(f"The computer slept for {self._slept / 60:.0f} min: the call goes on where it was")
        for side in sides:
            who = NAMES[side.speaker]
            if side.away:
                found.append(f"{side.away}. Plug it in again; the call goes on.")
            elif side.quiet >= UNHEARD_SECONDS and not self._paused and not self._may_be_silent(side):
                found.append(f"No sound from {who} for {side.quiet:.0f} s ({side.device})")
            if side.failure:
                found.append(f"What is said is no longer heard ({side.failure}). Your keys still move the call.")
            elif self._late(side, now):
                found.append(f"Recogniser {side.behind:.1f} s behind ({who})")
            if side.lost:
                found.append(f"{side.lost:.1f} s of sound from {who} had to be left out")
        if now - self._echo_at < ECHO_SECONDS:
            found.append("Your microphone hears them: use headphones")
        return found

    def _may_be_silent(self, side: SideHealth) -> bool:
        """Whether it is the caller's, who was told to say nothing."""
        return side.speaker is Speaker.ME and self._asked_at is not None

    def _late(self, side: SideHealth, now: float) -> bool:
        """Whether its recogniser is behind, and does not catch up."""
        if side.behind < BEHIND_SECONDS:
            self._late_since.pop(side.speaker, None)
            return False
        return now - self._late_since.setdefault(side.speaker, now) >= BEHIND_FOR
