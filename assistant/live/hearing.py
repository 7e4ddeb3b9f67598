"""One side of a live call: its device, its clock, its recogniser, and what can be said about them.

Three threads that never wait for each other: the device's own only copies into an Intake; the pump puts the sound on
the call's time, measures it, keeps it where asked, and reopens a device that went away; the worker runs the recogniser.
Between pump and worker is another Intake: a slow recogniser is seen, and drops are counted, never silent.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import numpy as np

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE, Samples
from assistant.audio.devices import Capture, Device, Kind, Put, open_capture
from assistant.audio.intake import Intake, Resampler, Timeline, level, pieces
from assistant.errors import AudioError, CallPrompterError, RecognizerError
from assistant.events import Heard, Speaker
from assistant.live.moment import SideHealth
from assistant.recognizers import Deaf, Recognizer

INTAKE_SECONDS = 5.0  # of sound between the callback and the pump
BACKLOG_SECONDS = 8.0  # of sound between the pump and the recogniser: a cue later than that helps nobody
MOMENT = 0.1  # s between two looks at the device
REOPEN_SECONDS = 1.0  # between two tries to open a device that is away
STALL_SECONDS = (
    0.5  # without a sample is silence: WASAPI gives none while nothing plays; a busy machine is late by less
)
MUTE_SECONDS = 2.5  # without a sample is a microphone that is gone, whatever its driver says; opening takes up to 2
HANGS_SECONDS = 10.0  # without an answer of the recogniser: it hangs, and is ended at the call's end
HEARD_LEVEL = 0.35  # on the meter: -39 dB, which a voice in a microphone or in a call passes

Keep = Callable[[Speaker | None, float, Samples], None]
Listen = Callable[[Speaker | None], Recognizer]


class Side(Protocol):
    """One side of a call, from `start` until `stop`: heard through a device, or played by the program."""

    paused: bool

    @property
    def slept(self) -> float:
        """Seconds of the machine's sleep that are not counted as the call's."""

    def prepare(self) -> None:
        """What takes seconds, before there is anything to hear. Raises RecognizerError."""

    def start(self, origin: float) -> None:
        """Begin; the call's first moment is `origin` on the monotonic clock. Raises AudioError."""

    def stop(self) -> None:
        """End, and tell what is left."""

    @property
    def seconds(self) -> float:
        """How far this side is, in seconds of the call."""

    def health(self, now: float) -> SideHealth:
        """How this side is at `now` on the monotonic clock."""


class Hearing:
    """One side being heard, from `start` until `stop`."""

    def __init__(
        self,
        speaker: Speaker | None,
        device: Device,
        listen: Listen,
        tell: Callable[[Heard], None],
        keep: Keep | None = None,
        open_device: Callable[[Device, Put], Capture] = open_capture,
    ) -> None:
        self.speaker, self.device = speaker, device
        self.paused = False
        self.failure: CallPrompterError | None = None  # why the recogniser ended
        self._tell, self._keep, self._open_device = tell, keep, open_device
        self._listen = listen
        self._recognizer: Recognizer = Deaf()
        self._level, self._heard_at, self._away = 0.0, 0.0, ""
        self._intake = Intake(INTAKE_SECONDS)
        self._backlog = Intake(BACKLOG_SECONDS)
        self._working_since: float | None = None
        self._rest = np.zeros(0, np.int16)  # less than a chunk: the recogniser takes whole ones
        self._stop = threading.Event()
        self._pumped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._timeline = Timeline(0.0)

    def prepare(self) -> None:
        """Open the recogniser, which takes seconds, before there is anything to hear. Raises RecognizerError."""
        self._recognizer = self._listen(self.speaker)

    def start(self, origin: float) -> None:
        """Open the device; the call's first moment is `origin` on the monotonic clock.

        Raises AudioError where it cannot be opened.
        """
        self._timeline = Timeline(origin)
        self._heard_at = origin
        capture = self._open()
        for target, args in ((self._pump, (capture,)), (self._work, (self._recognizer,))):
            thread = threading.Thread(target=target, args=args, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Close the device, let the recogniser finish what it has, and wait for both."""
        self._stop.set()
        for thread in self._threads:
            thread.join(HANGS_SECONDS)
        if not self._threads:
            _close(self._recognizer)
        elif self._threads[-1].is_alive():
            self.failure = RecognizerError("the recogniser did not answer, so the end of what was said is missing")
            kill = getattr(self._recognizer, "kill", None)
            if kill is not None:
                kill()
                self._threads[-1].join(HANGS_SECONDS)

    @property
    def seconds(self) -> float:
        """How far this side's audio is."""
        return self._timeline.seconds

    @property
    def slept(self) -> float:
        """Seconds for which the machine slept: they are not part of the call."""
        return self._timeline.slept

    def health(self, now: float) -> SideHealth:
        """How this side is at `now` on the monotonic clock."""
        since = self._working_since
        working = max(now - since, 0.0) if since is not None else 0.0
        lost = self._intake.dropped / self._intake.rate + self._backlog.dropped / SAMPLE_RATE
        quiet = now - self._heard_at
        behind = self._backlog.behind + working
        hangs = f"the recogniser has not answered for {working:.0f} s" if working >= HANGS_SECONDS else ""
        failure = str(self.failure or hangs)
        return SideHealth(self.speaker, self.device.name, self._level, quiet, behind, lost, self._away, failure)

    # The pump

    def _open(self) -> Capture:
        capture = self._open_device(self.device, self._intake.put)
        self._intake.rate = capture.rate
        self._intake.limit = int(INTAKE_SECONDS * capture.rate)
        return capture

    def _pump(self, capture: Capture | None) -> None:
        with self._telling():
            self._listen_on(capture)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A fault of the program in this thread is told to the caller, too, who must know that nothing is heard."""
        sound = False
        try:
            yield
            sound = True
        finally:
            if not sound:
                self.failure = self.failure or RecognizerError("a fault in the program ended it")

    def _listen_on(self, capture: Capture | None) -> None:
        resampler = Resampler(capture.rate) if capture else None
        last_sound = opened = tried = time.monotonic()
        reason = ""
        try:
            while not self._stop.is_set():
                piece = self._intake.take(MOMENT)
                now = time.monotonic()
                if piece is not None and resampler is not None:
                    last_sound, self._away, reason = now, "", ""
                    lost = round(piece.lost * SAMPLE_RATE / resampler.rate)
                    self._place(self._timeline.place(resampler.accept(piece.samples), piece.at, lost), now)
                    continue
                if now - last_sound > (2 * MOMENT if capture is None else STALL_SECONDS):
                    self._place(self._timeline.silence_until(now - MOMENT), now)
                if capture is not None and (why := self._why_gone(capture, now - max(last_sound, opened))):
                    capture.close()
                    capture = None
                    # A first try at once: a sound server may only have moved the stream to another device.
                    tried, reason = (now - REOPEN_SECONDS if last_sound > opened else now), reason or why
                    self._away = self._away or ("" if last_sound > opened else reason)
                if capture is None and now - tried >= REOPEN_SECONDS:
                    tried = opened = now
                    capture = self._reopen(reason)
                    resampler = Resampler(capture.rate) if capture else None
        finally:
            if capture is not None:
                capture.close()
            self._pumped.set()

    def _why_gone(self, capture: Capture, mute: float) -> str:
        if capture.gone:
            return capture.gone
        silent = mute > MUTE_SECONDS and self.device.kind is Kind.MICROPHONE
        return f"{self.device.name} gives no sound" if silent else ""

    def _reopen(self, reason: str) -> Capture | None:
        self._timeline.reopen()
        try:
            return self._open()
        except AudioError as error:
            self._away = self._away or reason or str(error)
            return None

    def _place(self, samples: Samples, now: float) -> None:
        """Sound that is on the call's time: measured, kept, and handed to the recogniser."""
        if not len(samples):
            return
        self._level = max(level(samples[-CHUNK_SAMPLES:]), self._level * 0.8)
        if self._level >= HEARD_LEVEL:
            self._heard_at = now
        if self.paused:
            samples = np.zeros(len(samples), np.int16)  # the clock goes on, nothing is heard
        if self._keep is not None:
            start = self._timeline.seconds - len(samples) / SAMPLE_RATE
            self._keep(self.speaker, start, samples)
        self._rest = np.concatenate([self._rest, samples])
        whole = len(self._rest) - len(self._rest) % CHUNK_SAMPLES
        for piece in pieces(self._rest[:whole], CHUNK_SAMPLES):
            self._backlog.put(piece, now)
        self._rest = self._rest[whole:]

    # The worker

    def _work(self, recognizer: Recognizer) -> None:
        try:
            with self._telling():
                self._recognise(recognizer)
        except CallPrompterError as error:
            self.failure = error
        finally:
            self._working_since = None
            _close(recognizer)

    def _recognise(self, recognizer: Recognizer) -> None:
        while True:
            piece = self._backlog.take(MOMENT)
            if piece is None:
                if self._pumped.is_set():
                    break
                continue
            self._working_since = time.monotonic()
            for silence in pieces(np.zeros(piece.lost, np.int16), CHUNK_SAMPLES):
                self._hear(recognizer.accept(silence))
            self._hear(recognizer.accept(piece.samples))
            self._working_since = None
        self._hear(recognizer.flush())

    def _hear(self, heard: Sequence[Heard]) -> None:
        for each in heard:
            self._tell(each)


def _close(recognizer: Recognizer) -> None:
    """Give back what a recogniser holds beyond memory: one that is apart has a process."""
    close = getattr(recognizer, "close", None)
    if close is not None:
        close()
