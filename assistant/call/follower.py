"""THE state machine: this file, with `evidence` and `course`, decides where the call is; nothing else does.

`begin` a script, `advance` it by one event at a time: both are pure. The rules, in the order of their force:

    1. The caller's hand (a Command) is right, and for HOLD seconds nothing that is heard moves the call.
    2. A step is done when one of its phrases, or its line, was heard from the side that says it, or all words of a turn
       tell it together (`gist`). What is enough depends on where the call is: little for what is due, much elsewhere.
    3. The current step is the one whose words the caller's latest words are (`drive`), with a margin against flicker;
       once it is done and the caller's turn ends, it is the next that is due on the path: shown as soon as they pause
       where the line was read, or are silent so long that the turn must be over.
    4. The other side's words decide the outcome (see `verdict`), and so the path ahead; and they may ask for a step.

A Partial is followed on a copy that is shown and thrown away; only an Utterance is kept. What a partial has already
caused is not told twice when the utterance confirms it (`CallState.confirmed` has the words that stand), and is taken
back when it does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.call import course, evidence
from assistant.call import verdict as verdicts
from assistant.call.belief import Belief, Caption, Side, StepState
from assistant.call.facts import facts
from assistant.call.lattice import ASKED, OUTCOME, STEP
from assistant.call.lexicon import tokens
from assistant.call.manner.ear import heard_them, listen
from assistant.call.manner.state import Context
from assistant.call.numbers import digits_in, phone_said
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.call.speakers import Turn, pieces_of, turns
from assistant.events import (
    Command,
    Cue,
    End,
    Event,
    Heard,
    Note,
    OutcomeChange,
    Partial,
    Signal,
    Speaker,
    StepChange,
    StepStatus,
    Utterance,
)

OVER = 0.5  # s of silence after which a partial is shown as if it were whole: a turn ends soon after
READ = 0.75  # of a line's words that make it read, so that any pause after it is its end
INTERRUPTED = 0.6  # content words: the price of going on with a phrase after the other one spoke


@dataclass(frozen=True, slots=True)
class CallState:
    """`kept` stands; `shown` is what the screen shows: `kept` after the partials that are still being said.

    `given` are the signals that only partials have caused so far; `confirmed` those that the latest event caused once
    more, in words that stand.
    """

    kept: Belief
    shown: Belief
    partials: tuple[Partial, ...] = ()
    given: tuple[Signal, ...] = ()
    confirmed: tuple[Signal, ...] = ()


def begin(script: Script) -> tuple[CallState, tuple[Signal, ...]]:
    """The call before its first word, and the first cue."""
    path = script.outline.path
    belief = Belief(
        t=0.0,
        steps={step: StepState() for step in script.ids},
        current=path[0],
        due=path[0],
        path=path,
        opening=(),
        verdict=verdicts.Verdict(dict.fromkeys(script.outline.outcomes, 0.0)),
        me=Side(script.me.begin),
        them=Side(script.them.begin),
        drive=np.zeros(len(script.ids)),
        manner=script.ear.begin(),
    )
    course.go(script, belief, path[0], "")
    return CallState(belief, belief), tuple(belief.signals)


def advance(script: Script, state: CallState, event: Event) -> tuple[CallState, tuple[Signal, ...]]:
    """Take one event; return the new state, and what is to be told."""
    kept, signals = state.kept, []
    partials = state.partials
    if isinstance(event, Partial | Utterance):
        partials = tuple(each for each in partials if each.speaker != event.speaker)
    if isinstance(event, Partial):
        partials = (*partials, event)
    else:
        kept = kept.copy(event.t)
        _take(script, kept, event)
        signals = kept.signals
    shown = kept
    for partial in partials if not kept.ended else ():
        shown = shown.copy(partial.t)
        _hear(script, shown, partial, _seen(state, partial))
        signals = signals + shown.signals
    provisional = tuple(signals[len(kept.signals) if kept is not state.kept else 0 :])
    told = _untold(signals, state.given) + _taken_back(script, state, shown, signals)
    known = {identity(signal) for signal in state.given} if kept is not state.kept else set()
    confirmed = tuple(signal for signal in kept.signals if identity(signal) in known)
    return CallState(kept, shown, partials if not kept.ended else (), provisional, confirmed), tuple(told)


def replay(script: Script, events: Iterable[Event]) -> tuple[CallState, tuple[Signal, ...]]:
    """Follow a whole call again; return its last state and every signal it gave."""
    state, signals = begin(script)
    told = list(signals)
    for event in events:
        state, signals = advance(script, state, event)
        told += signals
    return state, tuple(told)


def identity(signal: Signal) -> tuple[object, ...]:
    """What makes two signals the same news, whenever and however well they were heard."""
    if isinstance(signal, StepChange):
        return StepChange, signal.step, signal.status
    if isinstance(signal, Cue):
        return Cue, signal.step, signal.text
    if isinstance(signal, OutcomeChange):
        return OutcomeChange, signal.outcome
    return type(signal), signal.kind, signal.because if hasattr(signal, "because") else signal.text


def _untold(signals: Sequence[Signal], given: Sequence[Signal]) -> list[Signal]:
    known = {identity(signal) for signal in given}
    return [signal for signal in signals if identity(signal) not in known]


def _taken_back(script: Script, state: CallState, shown: Belief, signals: Sequence[Signal]) -> list[Signal]:
    """What tells that a partial's news did not come true: the steps, the outcome and the cue as they now stand."""
    standing = {identity(signal) for signal in signals}
    told = Counter(type(signal) for signal in signals)
    gone = [signal for signal in state.given if identity(signal) not in standing]
    back: dict[tuple[object, ...], Signal] = {}
    for signal in gone:
        if isinstance(signal, StepChange) and shown.steps[signal.step].status != signal.status:
            now = shown.steps[signal.step]
            back[StepChange, signal.step] = StepChange(shown.t, signal.step, now.status, now.because, now.score)
        if isinstance(signal, OutcomeChange) and not told[OutcomeChange] and shown.verdict.outcome != signal.outcome:
            back[(OutcomeChange,)] = OutcomeChange(shown.t, shown.verdict.outcome, "", 0.0)
        if isinstance(signal, Cue) and not told[Cue] and shown.current != signal.step:
            step = script.outline.steps[shown.current]
            back[(Cue,)] = Cue(shown.t, step.id, script.lines[step.id], step.cue, "")
    return list(back.values())


def _seen(state: CallState, heard: Heard) -> str:
    """The step that the screen shows because of what these words were before, unless only a pause led there."""
    before = [each for each in state.partials if each.speaker == heard.speaker]
    return state.shown.current if before and not before[0].silence else ""


def _take(script: Script, belief: Belief, event: Utterance | Command | End) -> None:
    if isinstance(event, Utterance):
        _hear(script, belief, event, "")
    elif isinstance(event, Command):
        course.obey(script, belief, event)
    else:
        course.end(script, belief)


# What is heard


def _hear(script: Script, belief: Belief, heard: Heard, seen: str) -> None:
    """Take words; `seen` is the step on the screen because of these words before they were revised, or ""."""
    words = tokens(heard.text)
    if not words or belief.ended:
        return
    start = 0
    for speaker, stop in _turns(script, belief, heard, words):
        _hear_voice(script, belief, heard, words[start:stop], speaker, seen)
        start = stop


def _hear_voice(
    script: Script, belief: Belief, heard: Heard, words: tuple[str, ...], speaker: Speaker, seen: str
) -> None:
    """Take words whose speaker is known."""
    if belief.last_speaker not in (None, speaker):
        _interrupted(belief, speaker)
    final = isinstance(heard, Utterance) or heard.silence >= OVER
    if speaker is Speaker.ME:
        _hear_me(script, belief, words, seen, final=final)
        if isinstance(heard, Partial) and heard.silence and not final:
            _paused(script, belief)
    else:
        _hear_them(script, belief, words, final=final)
    belief.last_speaker = speaker
    if isinstance(heard, Utterance):
        _coach(script, belief, heard, words, speaker)
        others = tuple(each for each in belief.captions if each.speaker != speaker)
        belief.captions = (*others, Caption(speaker, heard.text, provisional=False))


def _interrupted(belief: Belief, speaker: Speaker) -> None:
    """The other one spoke in between: hardly any phrase goes on across that."""
    if speaker is Speaker.ME:
        belief.me = belief.me.later(INTERRUPTED)
    else:
        belief.them = belief.them.later(INTERRUPTED)


def _coach(script: Script, belief: Belief, heard: Utterance, words: tuple[str, ...], speaker: Speaker) -> None:
    """Let the coach hear what was said, and warn of the caller's manner."""
    if speaker is Speaker.THEM:
        belief.manner = heard_them(belief.manner, heard.t, words)
        return
    done = (signal for signal in belief.signals if isinstance(signal, StepChange) and signal.status is StepStatus.DONE)
    context = Context(belief.verdict.outcome, belief.question, tuple(signal.step for signal in done))
    belief.manner, warned = listen(script.ear, belief.manner, heard, words, context)
    belief.warnings = (*belief.warnings, *warned)
    belief.signals += warned


def _turns(script: Script, belief: Belief, heard: Heard, words: Sequence[str]) -> list[Turn]:
    """Who speaks in `heard`, as (speaker, up to which word): see `speakers`."""
    if heard.speaker is not None:
        return [(heard.speaker, len(words))]
    mine = pieces_of(Speaker.ME, script.me, belief.me.trace, words)
    theirs = pieces_of(Speaker.THEM, script.them, belief.them.trace, words)
    return turns([*mine, *theirs], len(words), belief.last_speaker, heard.words)


def _hear_me(script: Script, belief: Belief, words: Sequence[str], seen: str, *, final: bool) -> None:
    done = belief.done
    for word in words:
        trace, hits = script.me.accept(belief.me.trace, word)
        belief.me = belief.me.heard(trace, word)
        evidence.drive(script, belief, seen)
        evidence.heard_steps(script, belief, hits)
        evidence.mark_read(script, belief)
    if final:
        trace, hits = script.me.pause(belief.me.trace)
        belief.me = replace(belief.me, trace=trace)
        evidence.heard_steps(script, belief, hits)
        evidence.turn_ended(script, belief)
        evidence.whole_turn(script, belief, words, done)
        _read_phone(script, belief)
        belief.drive[:] = 0.0  # what is said next may be any step's
        if belief.steps[belief.current].status is StepStatus.DONE:
            course.go_on(script, belief, belief.steps[belief.current].because)


def _paused(script: Script, belief: Belief) -> None:
    """The caller pauses: if they have read their line, show what is next. A number is read with pauses in it."""
    step = script.outline.steps[belief.current]
    read = belief.read >= READ * len(script.lines[step.id].split())
    if read and belief.steps[step.id].status is StepStatus.DONE and step.delivery is not Delivery.SLOW:
        course.go_on(script, belief, belief.steps[step.id].because)


def _hear_them(script: Script, belief: Belief, words: Sequence[str], *, final: bool) -> None:
    for word in words:
        trace, hits = script.them.accept(belief.them.trace, word)
        belief.them = belief.them.heard(trace, word)
        offset = trace.count - len(belief.them.tail)
        outcomes = [hit for hit in hits if hit.row.key.startswith(OUTCOME)]
        belief.verdict, piece = verdicts.weigh(belief.verdict, outcomes, belief.them.tail, offset)
        if piece is not None:
            course.decide(script, belief, belief.them.span(piece.first, piece.last), piece.strength)
        for hit in hits:
            if hit.row.key.startswith(ASKED):
                evidence.asked(script, belief, hit)
            elif hit.row.key.startswith(STEP) and belief.question is not None:
                evidence.heard_step(script, belief, hit, belief.them)
    if final:
        evidence.understood(script, belief, words)
        evidence.answered(script, belief, words)
        belief.them = replace(belief.them, trace=script.them.pause(belief.them.trace)[0])
        belief.verdict = verdicts.turn_over(belief.verdict)
        _note(script, belief, words)


def _note(script: Script, belief: Belief, words: Sequence[str]) -> None:
    """Keep the facts that the other side gave, each once."""
    known = {(note.kind, note.value) for note in belief.notes}
    for fact in facts(words, script.day):
        if (fact.kind, fact.value) not in known:
            note = Note(belief.t, fact.kind, fact.text, fact.value)
            belief.notes = (*belief.notes, note)
            belief.signals.append(note)


def _read_phone(script: Script, belief: Belief) -> None:
    """Look for a telephone number in the caller's latest words; one that was said right stays right."""
    said = phone_said(digits_in(belief.me.tail), script.profile.phone)
    if said is not None and not (belief.phone and belief.phone.matches):
        belief.phone = said


# What the caller's hand does
