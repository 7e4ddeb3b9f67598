"""How much of what the other side said stays in the session: all, the words that moved the call, or none.

What does not stay is written as so many `xx`, at their times: who spoke when, how long, and whether an answer came is
still true, and the review with it. On the screen, while the call goes on, everything is shown. Where none of their
words stays, what they caused is written as if the caller's hand had done it, so that the call can be followed again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.call.lexicon import tokens
from assistant.call.telling import HIDDEN
from assistant.call.verdict import UNKNOWN
from assistant.events import (
    Command,
    CommandKind,
    Cue,
    Event,
    Note,
    OutcomeChange,
    Partial,
    Signal,
    Speaker,
    Utterance,
)
from assistant.live.moment import TheirWords
from assistant.session import Log


class Reduced:
    """A Log that keeps of the other side's words what `kept` says; of all words where both share a microphone."""

    def __init__(self, log: Log, kept: TheirWords) -> None:
        self._log, self._kept = log, kept
        self._turn: list[Signal] = []  # what their words have caused in this turn

    @property
    def trouble(self) -> str:
        """See Log."""
        return self._log.trouble

    def write(self, items: Iterable[Event | Signal]) -> None:
        """See Log."""
        items = tuple(items)
        signals = [item for item in items if isinstance(item, Signal)]
        told = self._told(signals)
        event = next((item for item in items if isinstance(item, Event)), None)
        if not isinstance(event, Partial | Utterance) or event.speaker is Speaker.ME:
            self._log.write([*([event] if event else []), *told])
            return
        self._turn += signals
        if isinstance(event, Partial):
            self._log.write(told)
            return
        self._log.write([*self._stands(event), *told])
        self._turn.clear()

    def _told(self, signals: Sequence[Signal]) -> Sequence[Signal]:
        """The signals, without anything that they said where none of it is kept."""
        if self._kept is TheirWords.TRIGGERS:
            return signals
        return [replace(one, text=one.value) if isinstance(one, Note) else replace(one, because="") for one in signals]

    def _stands(self, said: Utterance) -> Sequence[Event]:
        """What stands for an utterance."""
        texts = tokens(said.text)
        kept = self._spans(texts) if self._kept is TheirWords.TRIGGERS else frozenset()
        shown = tuple(text if at in kept else HIDDEN for at, text in enumerate(texts))
        same = len(said.words) == len(shown)
        words = tuple(replace(word, text=text) for word, text in zip(said.words, shown, strict=True)) if same else ()
        hidden = replace(said, text=" ".join(shown), words=words)
        return [hidden, *(self._by_hand(said.t) if self._kept is TheirWords.OFF else ())]

    def _spans(self, texts: Sequence[str]) -> frozenset[int]:
        """Which words are among those that caused something."""
        found: set[int] = set()
        for signal in self._turn:
            because = tuple((signal.text if isinstance(signal, Note) else signal.because).split())
            for at in range(len(texts) - len(because) + 1):
                if because and tuple(texts[at : at + len(because)]) == because:
                    found |= set(range(at, at + len(because)))
        return frozenset(found)

    def _by_hand(self, t: float) -> Sequence[Command]:
        """What the turn has caused, as commands."""
        outcome = next((one.outcome for one in reversed(self._turn) if isinstance(one, OutcomeChange)), UNKNOWN)
        cue = next((one.step for one in reversed(self._turn) if isinstance(one, Cue) and one.because), "")
        facts = [
            Command(t, CommandKind.FACT, f"{one.kind}:  > {one.value}") for one in self._turn if isinstance(one, Note)
        ]
        if outcome != UNKNOWN:
            return [Command(t, CommandKind.OUTCOME, outcome), *facts]
        return [*([Command(t, CommandKind.JUMP, cue)] if cue else []), *facts]
