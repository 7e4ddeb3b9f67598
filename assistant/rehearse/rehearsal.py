"""A rehearsal: a call whose other side is simulated. What the caller says goes to the Session and to the counterpart.

The typed way has no sound, so its clock is made of words: each takes as long as it does when spoken, and their pauses
take theirs. So a typed session has the times of a spoken one, and goes by as fast as somebody types.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.call.lexicon import tokens
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
from assistant.counterpart.scenario import Scenario
from assistant.events import Command, CommandKind, End, Signal, Speaker, StepChange, StepStatus, Utterance
from assistant.session import Session

SECONDS_A_WORD = 0.35  # about 170 words a minute
SOUNDS = {"beep": 0.6, "hold": 4.0}  # s


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsal's name for itself, as the session's header and the progress keep it."""

    scenario: str
    difficulty: int
    seed: int

    def __str__(self) -> str:
        return f"rehearsal of {self.scenario}, difficulty {self.difficulty}, seed {self.seed}"


class Rehearsal:
    """A typed rehearsal. `now` is in seconds of the call; `over` once either side has hung up."""

    def __init__(self, session: Session, scenario: Scenario, difficulty: int = 1, seed: int = 0) -> None:
        self.session = session
        self.talk = Conversation(scenario, session.script.profile, difficulty, seed)
        self.now = 0.0
        self.over = False

    def begin(self) -> tuple[Reply, ...]:
        """They pick up."""
        return tuple(self._react(PickedUp()))

    def say(self, text: str) -> tuple[Reply, ...]:
        """The caller says a whole turn; what they answer. Raises JournalError."""
        if self.over or not tokens(text):
            return ()
        self.now = round(self.now + len(tokens(text)) * SECONDS_A_WORD, 2)
        signals = self.session.take(Utterance(self.now, Speaker.ME, text))
        found = [reply for step in _done(signals) for reply in self._react(StepReached(step))]
        return (*found, *self._react(TurnEnded()))

    def silent(self) -> tuple[Reply, ...]:
        """The caller says nothing for as long as they have patience; what they say to that."""
        if self.over:
            return ()
        self.now = round(self.now + self.talk.patience, 2)
        return tuple(self._react(Silent()))

    def command(self, kind: CommandKind, target: str = "") -> None:
        """The caller's hand moves the prompter, not the other side."""
        self.session.take(Command(self.now, kind, target))

    def end(self) -> None:
        """Hang up. More than once does no harm."""
        if not self.session.view.ended:
            self.session.take(End(self.now))
        self.over = True

    def _react(self, did: CallerDid) -> Iterator[Reply]:
        self.talk, replies = react(self.talk, did)
        for reply in replies:
            self.now = round(self.now + reply.delay + len(tokens(reply.text)) * SECONDS_A_WORD, 2)
            if reply.text:
                self.session.take(Utterance(self.now, Speaker.THEM, reply.text))
            self.now = round(self.now + SOUNDS.get(reply.sound, 0.0), 2)
            yield reply
            if reply.ends:
                self.end()


def _done(signals: tuple[Signal, ...]) -> list[str]:
    changes = [signal for signal in signals if isinstance(signal, StepChange)]
    return [change.step for change in changes if change.status is StepStatus.DONE]
