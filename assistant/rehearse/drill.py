"""A drill: one step of the call, tried again and again. Every try is a call of its own that stands at that step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from assistant.call.lexicon import tokens
from assistant.call.numbers import digits_in, groups
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import Command, CommandKind, Speaker, StepStatus, Utterance, Warned, Word
from assistant.live.voicemail import ticked
from assistant.rehearse.rehearsal import SECONDS_A_WORD
from assistant.review.number import number_read
from assistant.review.words import SpokenWord
from assistant.session import Session
from assistant.voices.paced import USUAL, Pace

TWICE = 2  # readings of the number on a mailbox
FASTER = 1.15  # times the pace of the light from which it is said to be faster


@dataclass(frozen=True, slots=True)
class NumberTried:
    """How the number was said: `right` of the `of` digits of both readings were heard; `pace` in digits a second, None
    where it was typed, or no number was said; `light` is the pace that was asked for."""

    right: int
    of: int
    pace: float | None
    light: float

    def __str__(self) -> str:
        told = f"{self.right} of {self.of} digits heard right"
        if self.pace is None:
            return told
        slower = ": slower" if self.pace > FASTER * self.light else ""
        return f"{told}, {self.pace:.1f} digits a second; the light goes at {self.light:.1f}{slower}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `sat`: it was the step, said well; else `faults` say why not. `because` are the words that were it."""

    sat: bool
    because: str
    faults: tuple[str, ...]
    number: NumberTried | None = None  # where the step is to read it


@dataclass(slots=True)
class Practised:
    """What was tried so far of a step that is to sit `times` in a row."""

    times: int
    tries: int = 0
    row: int = 0
    numbers: list[NumberTried] = field(default_factory=list)

    @property
    def sits(self) -> bool:
        """Whether that is enough."""
        return self.row >= self.times

    def take(self, found: Attempt) -> Iterator[str]:
        """Count a try; what is to be said of it, line by line."""
        self.tries += 1
        self.row = self.row + 1 if found.sat else 0
        if found.number is not None:
            self.numbers.append(found.number)
        return self._told(found)

    def _told(self, found: Attempt) -> Iterator[str]:
        if found.number is not None:
            yield str(found.number)
        yield f"yes, {self.row} in a row: “{found.because}”" if found.sat else f"not yet: {'; '.join(found.faults)}"

    def __str__(self) -> str:
        told = f"It sits after {self.tries} tries." if self.sits else f"{self.tries} tries. Come back to it."
        if self.numbers:
            best = max(self.numbers, key=lambda each: each.right)
            told += f" The number at best: {best}."
        return told


def attempt(script: Script, step: str, text: str, words: Sequence[Word] = (), pace: Pace = USUAL) -> Attempt:
    """What `text` is as the step `step`, which must be one of the outline; `words` are its own, where they have times.

    A number in it is to be read at `pace`.
    """
    session = Session(script)
    session.take(Command(0.0, CommandKind.JUMP, step))
    said = tokens(text)
    signals = session.take(Utterance(max(2.0, len(said) * SECONDS_A_WORD), Speaker.ME, text))
    state = session.state.kept.steps[step]
    faults = []
    if state.status is not StepStatus.DONE:
        faults.append(f"not heard as “{script.outline.steps[step].title}”")
    faults += [f"{s.kind.replace('-', ' ')}: “{s.because}”" for s in signals if isinstance(s, Warned)]
    number = None
    if script.outline.steps[step].delivery is Delivery.SLOW:
        faults += _number(script, said)
        number = _tried(script.profile.phone, said, words, pace)
    return Attempt(not faults, state.because, tuple(dict.fromkeys(faults)), number)


def _number(script: Script, words: tuple[str, ...]) -> list[str]:
    """What was wrong with the number: digits heard right from the left, and how often the whole of it was said."""
    number = "".join(groups(script.profile.phone))
    if not number:
        return []
    heard, wrong, times = ticked(number, words)
    if times >= TWICE and not wrong:
        return []
    if wrong:
        return [f"a wrong digit after {heard or 'the beginning'}: your number is {script.profile.phone}"]
    if times == 1:
        return ["said once: say it twice"]
    return [f"{len(heard)} of {len(number)} digits heard"]


def _tried(phone: str, said: Sequence[str], words: Sequence[Word], pace: Pace) -> NumberTried | None:
    """Digits right in their order, whatever was left out or put in between; None where there is no number to read."""
    parts = groups(phone)
    if not parts:
        return None
    asked, heard = "".join(parts) * TWICE, "".join(run.digits for run in digits_in(said))
    right = sum(block.size for block in SequenceMatcher(None, asked, heard, autojunk=False).get_matching_blocks())
    timed = [SpokenWord(word.text, word.start, word.end, word.confidence, Speaker.ME, 0) for word in words]
    read = number_read(timed, phone)
    said_at = read.pace if read is not None else None
    return NumberTried(right, len(asked), said_at, pace.digits_a_second(parts))
