"""The simulated side of a spoken rehearsal: it rings, picks up, listens, answers in its turn, and can be interrupted.

It is a Side of a LiveCall (see live.hearing): what it says goes to the call's inbox as if it had been heard, word by
word. Who speaks when is decided here, twenty milliseconds after twenty milliseconds, on a thread of its own:

    - The caller's turn is over by their silence and their words (`patience`). The answer is due when they have waited
      as people do; should the caller go on before, nothing was said and nothing has happened.
    - Who is talked into stops at once, unless they are the one who interrupts, or a machine. What they had hardly begun
      they say again when the caller is done.
    - A sound without a word ("mm-hm", a cough) takes nobody's turn.
"""

import threading
import time
from collections.abc import Callable, Container, Iterable
from dataclasses import replace

from assistant.call.view import View
from assistant.counterpart.conversation import (
    CallerDid,
    Conversation,
    PickedUp,
    Reply,
    Silent,
    StepReached,
    TurnEnded,
    react,
)
from assistant.events import Heard, Signal, Speaker, StepChange, StepStatus, Utterance
from assistant.live.call import UNHEARD_SECONDS
from assistant.live.moment import SideHealth
from assistant.rehearse.caller_turn import CallerTurn
from assistant.rehearse.caller_voice import CallerVoice
from assistant.rehearse.mouth import Mouth
from assistant.rehearse.speaking import Speaking
from assistant.rehearse.their_voice import TheirVoice
from assistant.voices.playing import LATENCY

TICK = 0.02  # s between two looks at who speaks
DEVICE = "the rehearsal"  # where their voice comes from, as displays name it
LATE_STEP = 0.4  # s of silence after which a step that was recognised late is answered


class OtherSide:
    """See the module. Who makes one sets `tell` and what else it is to be told."""

    def __init__(
        self, talk: Conversation, voice: TheirVoice, steps: Container[str], caller: CallerVoice | None = None
    ) -> None:
        """`steps` are those that the caller says; `caller` tells when the microphone hears them, None: they type."""
        self.talk = talk
        self.paused = False
        self.answered: list[tuple[float, float]] = []  # the caller's last sound, when an answer began: s of the call
        self.mouth = Mouth(voice, caller, lambda: self.seconds)
        self.hang_up: Callable[[], None] = lambda: None  # is called when they do
        self.asleep: Callable[[], float] = lambda: 0.0  # seconds for which the machine slept
        self.behind: Callable[[], float] = lambda: 0.0  # seconds that the recogniser is late
        self._steps, self._caller = steps, caller
        self._turn: CallerTurn | None = None
        self._fresh: dict[str, None] = {}  # steps that were done and not yet answered, in their order
        self._due = 0.0  # when the first of what waits is to be said
        self._plan: tuple[float, int, Conversation, tuple[Reply, ...]] | None = None
        self._quiet_since = 0.0
        self._view: View | None = None
        self._origin = 0.0
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    # As a Side

    def prepare(self) -> None:
        """See Side."""
        self.mouth.warm_up()

    def start(self, origin: float) -> None:
        """It rings."""
        self._origin = origin
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up; a reply that is being said ends where it is."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    @property
    def seconds(self) -> float:
        """Seconds of the call."""
        return time.monotonic() - self._origin - self.slept if self._origin else 0.0

    @property
    def slept(self) -> float:
        """See Side: as the caller's side has it."""
        return self.asleep()

    def health(self, now: float) -> SideHealth:
        """They may be silent as long as they like: that is no fault of the sound."""
        speaking, t = self.mouth.saying, now - self._origin - self.slept
        loud = speaking.level(t) if speaking is not None else 0.0
        quiet = 0.0 if speaking is not None else min(t - self.mouth.sounded, UNHEARD_SECONDS - 1)
        return SideHealth(Speaker.THEM, DEVICE, loud, quiet, 0.0, 0.0, "")

    # What the caller does, told by other threads

    def hear(self, heard: Heard) -> None:
        """The recogniser's words of the caller."""
        with self._lock:
            if self._turn is None and self.mouth.saying is None and heard.text and heard.t > self._quiet_since:
                self._open(heard.t)  # a voice too soft to be noticed by its level
            if self._turn is not None:
                self._turn.hear(heard)

    def follow(self, view: View, signals: Iterable[Signal]) -> None:
        """What the call made of it."""
        with self._lock:
            self._view = view
            for signal in signals:
                if isinstance(signal, StepChange) and signal.step in self._steps and not view.ended:
                    self._step(signal)
            if self._turn is not None:
                self._turn.look(view)

    def typed(self, text: str) -> None:
        """The caller typed a whole turn."""
        with self._lock:
            now = self.seconds
            self._turn = CallerTurn(now, now, typed=True)
            self.mouth.tell(Utterance(now, Speaker.ME, text))
            self._turn.hear(Utterance(now, Speaker.ME, text))

    def _step(self, change: StepChange) -> None:
        if change.status is not StepStatus.DONE:
            self._fresh.pop(change.step, None)  # a partial that did not come true
            return
        self._fresh[change.step] = None
        if self._turn is not None:
            self._turn.step = True
        talk, cutting = react(self.talk, StepReached(change.step))
        if cutting and self.mouth.saying is None:
            del self._fresh[change.step]
            self.talk = talk
            self.mouth.waiting.extend(cutting)
            self._due = 0.0

    # Who speaks when

    def _run(self) -> None:
        try:
            self._ring()
            self._react(PickedUp(), self.seconds)
            while not self._stop.wait(TICK):
                with self._lock:
                    self._look(self.seconds)
        finally:
            self.mouth.end(self.seconds, hung_up=True)

    def _ring(self) -> None:
        playing = self.mouth.ring()
        while playing.playing and not self._stop.wait(TICK):
            self.mouth.sounded = self.seconds
        playing.stop()
        self._quiet_since = self.seconds

    def _look(self, now: float) -> None:
        heard = self._caller is not None and self._caller.speaking(now)
        if self.paused:
            self._wait(now)
        elif self.mouth.saying is not None:
            self._while_speaking(self.mouth.saying, now, heard)
        else:
            self._while_listening(now, heard)

    def _wait(self, now: float) -> None:
        """Listening is paused: nothing is said, and no time goes by."""
        self.mouth.cut(now)
        self._turn, self._plan = None, None
        self._quiet_since = self._due = now

    def _while_speaking(self, speaking: Speaking, now: float, heard: bool) -> None:
        self.mouth.show(now)
        if heard and self._turn is None:
            self._open(now)
        if speaking.over:
            self._end(now)
        elif heard and _stops(speaking.reply):
            self.mouth.cut(now)
            self._quiet_since = now
            if self._turn is not None:
                self._turn.cut_in = True

    def _end(self, now: float) -> None:
        """They have said it, and listen; or hang up."""
        self._quiet_since = now
        reply = self.mouth.end(now)
        if reply is None:
            return
        if reply.ends:
            self._stop.set()
            self.hang_up()
        elif self.mouth.waiting:
            self._due = now + self.mouth.waiting[0].delay

    def _while_listening(self, now: float, heard: bool) -> None:
        if heard and self._turn is None:
            self._open(now)
        if self.mouth.waiting and self.mouth.waiting[0].interrupts and now >= self._due:
            self.mouth.say(now)
        elif self._turn is not None:
            self._maybe_answer(self._turn, now)
        elif self.mouth.waiting:
            if now >= self._due:
                self.mouth.say(now)
        elif self._fresh and now - self._quiet_since >= LATE_STEP:
            self._answer_late(now)
        elif now - self._quiet_since >= self.talk.patience:
            self._react(Silent(), now)

    def _open(self, now: float) -> None:
        began = self._caller.began if self._caller is not None else now
        self._turn = CallerTurn(began, now)
        if self._view is not None:
            self._turn.look(self._view)

    def _maybe_answer(self, turn: CallerTurn, now: float) -> None:
        """Say what there is to say once the turn is over and an answer is due; not before."""
        if self._caller is not None and not turn.typed:
            turn.last = max(turn.last, self._caller.last)
            now = min(now, self._caller.until)  # a busy machine listens late: what it has not heard yet is no silence
        over = turn.last + turn.patience + (0.0 if turn.typed else self.behind())
        if now < over - LATENCY:  # it takes that long to be heard
            return
        voiced = self._caller.voiced if self._caller is not None else 0.0
        if not turn.takes_the_floor(voiced):
            self._nobody_spoke(turn, now)
            return
        if self._plan is None or self._plan[:2] != (turn.last, len(self._fresh)):
            self._plan = (turn.last, len(self._fresh), *self._decide())
        _, _, talk, replies = self._plan
        if replies and now < turn.last + replies[0].delay - LATENCY:
            return
        self.talk, self._plan, self._turn = talk, None, None
        self._fresh.clear()
        self.mouth.waiting.clear()
        self.mouth.waiting.extend(replies)
        self._due = self._quiet_since = now
        if replies:
            self.answered.append((turn.last, self.seconds + LATENCY))
            self.mouth.say(now)

    def _decide(self) -> tuple[Conversation, tuple[Reply, ...]]:
        """What they would say now: what was cut short, then what the caller's turn brings on."""
        talk, replies = self.talk, list(self.mouth.waiting)
        for step in self._fresh:
            talk, cutting = react(talk, StepReached(step))
            replies += cutting
        if self._fresh or not self.mouth.waiting:
            talk, answers = react(talk, TurnEnded())
            replies += answers
        return talk, tuple(replies)

    def _nobody_spoke(self, turn: CallerTurn, now: float) -> None:
        """A cough, or a sound of listening: they go on."""
        if turn.cut_in and not turn.words and self._caller is not None:
            self._caller.mistaken()
        self._turn = self._plan = None
        self._due = now
        self._quiet_since = max(self._quiet_since, turn.last)

    def _answer_late(self, now: float) -> None:
        """A step that was recognised only after they had answered: they come to it now."""
        talk = self.talk
        for step in self._fresh:
            talk, _ = react(talk, StepReached(step))
        self._fresh.clear()
        self.talk, replies = react(replace(talk, cut=True), TurnEnded())
        self.mouth.waiting.extend(replies)
        self._due = self._quiet_since = now

    def _react(self, did: CallerDid, now: float) -> None:
        self.talk, replies = react(self.talk, did)
        self.mouth.waiting.extend(replies)
        self._quiet_since = now
        self._due = now + replies[0].delay if replies else now


def _stops(reply: Reply) -> bool:
    """Whether they stop when they are talked into: an interrupter does not, and a machine does not hear."""
    return not reply.interrupts and not reply.sound
