"""A drill: one step of the call, tried again and again. Every try is a call of its own that stands at that step."""

from dataclasses import dataclass

from assistant.call.lexicon import tokens
from assistant.call.numbers import groups
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import Command, CommandKind, Speaker, StepStatus, Utterance, Warned
from assistant.live.voicemail import ticked
from assistant.rehearse.rehearsal import SECONDS_A_WORD
from assistant.session import Session

TWICE = 2  # readings of the number on a mailbox


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `sat`: it was the step, said well; else `faults` say why not. `because` are the words that were it."""

    sat: bool
    because: str
    faults: tuple[str, ...]


def attempt(script: Script, step: str, text: str) -> Attempt:
    """What `text` is as the step `step`; it must be a step of the outline."""
    session = Session(script)
    session.take(Command(0.0, CommandKind.JUMP, step))
    words = tokens(text)
    signals = session.take(Utterance(max(2.0, len(words) * SECONDS_A_WORD), Speaker.ME, text))
    state = session.state.kept.steps[step]
    faults = []
    if state.status is not StepStatus.DONE:
        faults.append(f"not heard as “{script.outline.steps[step].title}”")
    faults += [f"{s.kind.replace('-', ' ')}: “{s.because}”" for s in signals if isinstance(s, Warned)]
    if script.outline.steps[step].delivery is Delivery.SLOW:
        faults += _number(script, words)
    return Attempt(not faults, state.because, tuple(dict.fromkeys(faults)))


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
