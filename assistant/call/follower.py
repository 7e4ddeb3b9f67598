"""THE state machine: this file alone decides where the call is.

`begin` a script, `advance` it by one event at a time: both are pure. The rules, in the order of their force:

    1. The caller's hand (a Command) is right, and for HOLD seconds nothing that is heard moves the call.
    2. A step is done when one of its phrases, or its line, was heard from the side that says it. How much must have
       been heard depends on where the call is: little for what is due, much for what belongs to another branch.
    3. The current step is the one whose words the caller's latest words are (`drive`), with a margin against flicker;
       once it is done and the caller's turn ends, it is the next that is due on the path.
    4. The other side's words decide the outcome (see `verdict`), and so the path ahead; and they may ask for a step.

A Partial is followed on a copy that is shown and thrown away; only an Utterance is kept. What a partial has already
caused is not told twice when the utterance confirms it, and is taken back when it does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from assistant.call import verdict as verdicts
from assistant.call.belief import Belief, Caption, Side, StepState
from assistant.call.facts import facts
from assistant.call.lattice import ASKED, LINE, OUTCOME, STEP, Floats
from assistant.call.lexicon import tokens
from assistant.call.manner_ear import heard_them, listen
from assistant.call.manner_state import Context
from assistant.call.matching import Hit
from assistant.call.numbers import digits_in, phone_said
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import (
    Command,
    CommandKind,
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

HOLD = 1.5  # s
INTERRUPTED = 0.6  # content words: the price of going on with a phrase after the other one spoke
FADING = 0.6  # of the drive that is left after another word
MARGIN = 0.5  # content words by which another step must lead before the call moves to it
SEEN = 0.4  # content words by which the step on the screen leads already
BACK = 0.6  # content words more, to go back to a step that is done
LEAST_DRIVE = 0.9  # content words below which the caller's words are nobody's
ANSWER = 4  # words of the other side that make an answer
AHEAD_SEEN = 3  # steps after the current one that are expected soon

# (share of the phrase, content words) that must have been heard of a step: due now, soon, on the path, elsewhere while
# no outcome is known, on the path of another outcome than the one that is known.
Tier = tuple[float, float]
DUE, SOON = (0.60, 1.3), (0.66, 1.5)
ON_PATH, ELSEWHERE, OTHER_BRANCH = (0.70, 1.9), (0.80, 2.4), (0.95, 5.0)
BRIEF = 0.85  # the least share of a phrase of which one word or two were heard: a mishearing is soon made of those
PARTING = 12.0  # s before the end in which words of goodbye were the goodbye
WHOLE = 0.9  # score of a phrase that was heard whole, or nearly
REQUEST = (0.75, 1.6)  # the same, of a phrase by which the other side asks for a step
BONUS: dict[Tier, float] = {DUE: 0.5, SOON: 0.4, ON_PATH: 0.2, ELSEWHERE: -0.6, OTHER_BRANCH: -1.5}


@dataclass(frozen=True, slots=True)
class CallState:
    """`kept` stands; `shown` is what the screen shows: `kept` after the partials that are still being said.

    `given` are the signals that only partials have caused so far.
    """

    kept: Belief
    shown: Belief
    partials: tuple[Partial, ...] = ()
    given: tuple[Signal, ...] = ()


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
    _go(script, belief, path[0], "")
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
    return CallState(kept, shown, partials if not kept.ended else (), provisional), tuple(told)


def replay(script: Script, events: Iterable[Event]) -> tuple[CallState, tuple[Signal, ...]]:
    """Follow a whole call again; return its last state and every signal it gave."""
    state, signals = begin(script)
    told = list(signals)
    for event in events:
        state, signals = advance(script, state, event)
        told += signals
    return state, tuple(told)


def _identity(signal: Signal) -> tuple[object, ...]:
    """What makes two signals the same news, whenever and however well they were heard."""
    if isinstance(signal, StepChange):
        return StepChange, signal.step, signal.status
    if isinstance(signal, Cue):
        return Cue, signal.step, signal.text
    if isinstance(signal, OutcomeChange):
        return OutcomeChange, signal.outcome
    return type(signal), signal.kind, signal.because if hasattr(signal, "because") else signal.text


def _untold(signals: Sequence[Signal], given: Sequence[Signal]) -> list[Signal]:
    known = {_identity(signal) for signal in given}
    return [signal for signal in signals if _identity(signal) not in known]


def _taken_back(script: Script, state: CallState, shown: Belief, signals: Sequence[Signal]) -> list[Signal]:
    """What tells that a partial's news did not come true: the steps, the outcome and the cue as they now stand."""
    standing = {_identity(signal) for signal in signals}
    told = Counter(type(signal) for signal in signals)
    gone = [signal for signal in state.given if _identity(signal) not in standing]
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
    """The step that the screen shows because of what these words were before."""
    return state.shown.current if any(each.speaker == heard.speaker for each in state.partials) else ""


def _take(script: Script, belief: Belief, event: Utterance | Command | End) -> None:
    if isinstance(event, Utterance):
        _hear(script, belief, event, "")
    elif isinstance(event, Command):
        _obey(script, belief, event)
    else:
        _end(script, belief)


# What is heard


def _hear(script: Script, belief: Belief, heard: Heard, seen: str) -> None:
    """Take words; `seen` is the step on the screen because of these words before they were revised, or ""."""
    words = tokens(heard.text)
    if not words or belief.ended:
        return
    speaker = heard.speaker or _who(script, belief, words)
    if belief.last_speaker not in (None, speaker):
        _interrupted(belief, speaker)
    if speaker is Speaker.ME:
        _hear_me(script, belief, words, seen, final=isinstance(heard, Utterance))
    else:
        _hear_them(script, belief, words, final=isinstance(heard, Utterance))
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


def _who(script: Script, belief: Belief, words: Sequence[str]) -> Speaker:
    """Whose words these are, by whose phrases they fit; where they fit neither, by turns."""
    told = []
    for spotter, side in ((script.me, belief.me), (script.them, belief.them)):
        trace, most = side.trace, 0.0
        for word in words:
            trace, hits = spotter.accept(trace, word)
            most = max([most, *(hit.told * hit.score * hit.row.weight for hit in hits)])
        told.append(most)
    if abs(told[0] - told[1]) >= MARGIN:
        return Speaker.ME if told[0] > told[1] else Speaker.THEM
    return Speaker.ME if belief.last_speaker is not Speaker.ME else Speaker.THEM


def _hear_me(script: Script, belief: Belief, words: Sequence[str], seen: str, *, final: bool) -> None:
    for word in words:
        trace, hits = script.me.accept(belief.me.trace, word)
        belief.me = belief.me.heard(trace, word)
        _drive(script, belief, seen)
        _heard_steps(script, belief, hits)
        _read(script, belief)
    if final:
        trace, hits = script.me.pause(belief.me.trace)
        belief.me = replace(belief.me, trace=trace)
        _heard_steps(script, belief, hits)
        _read_phone(script, belief)
        if belief.steps[belief.current].status is StepStatus.DONE:
            _go_on(script, belief, belief.steps[belief.current].because)


def _heard_steps(script: Script, belief: Belief, hits: Sequence[Hit]) -> None:
    """Of the caller's phrases that end here, the one that explains most counts, with an eye on what is due.

    A whole phrase of a step that is not to be expected now still keeps a lesser one from counting.
    """
    ranked = sorted(
        (hit for hit in hits if hit.row.key.startswith((STEP, LINE))),
        key=lambda hit: hit.told * hit.row.weight + BONUS[_tier(script, belief, _what(hit))],
        reverse=True,
    )
    for hit in ranked:
        if _enough(script, belief, hit):
            _heard_step(script, belief, hit, belief.me)
            return
        if _what(hit) == belief.path[-1] and _passes(hit, ON_PATH):
            belief.parting = (belief.t, belief.me.span(hit.first, hit.last), hit.score)
        if hit.score >= WHOLE:
            return


def _drive(script: Script, belief: Belief, seen: str) -> None:
    """Follow the caller's words to the step that they are of (rule 3)."""
    pull = np.zeros(len(script.ids))
    of = script.step_of_key
    np.maximum.at(pull, of[of >= 0], belief.me.trace.pull[of >= 0])
    belief.drive = FADING * belief.drive + (1 - FADING) * pull
    if belief.t < belief.held:
        return
    lead = belief.drive + _bonus(_tiers(script, belief))
    if seen:
        lead[script.number[seen]] += SEEN
    best, here = int(lead.argmax()), script.number[belief.current]
    back = BACK if belief.steps[script.ids[best]].status is StepStatus.DONE else 0.0
    if best != here and belief.drive[best] >= LEAST_DRIVE + back and lead[best] >= lead[here] + MARGIN + back:
        due = belief.due
        _go(script, belief, script.ids[best], " ".join(belief.me.tail[-4:]))
        belief.due = due  # until it is done, what is due is what the path says


def _read(script: Script, belief: Belief) -> None:
    """Mark how much of the current line has been read, where the latest word belongs to it."""
    reading = script.readings.get(belief.current)
    if reading is None or belief.me.trace.pull[reading.key] < LEAST_DRIVE:
        return
    last = int(belief.me.trace.accounts.score[reading.positions].argmax())
    if last < len(reading.of_word):
        belief.read = reading.of_word[last] + 1


def _tier(script: Script, belief: Belief, step: str) -> Tier:
    """How much of `step` must be heard, by where the call is (rule 2)."""
    return _tiers(script, belief)[script.number[step]]


def _tiers(script: Script, belief: Belief) -> tuple[Tier, ...]:
    """The tier of every step; kept until the call moves."""
    if belief.tiers is None:
        soon = {belief.current, *_due(script, belief)[:AHEAD_SEEN]}
        other = ELSEWHERE if belief.verdict.outcome == verdicts.UNKNOWN else OTHER_BRANCH
        near = {*belief.path, *script.outline.path, *script.unbranched} - {belief.path[-1]}  # no goodbye half-way
        belief.tiers = tuple(
            DUE if step == belief.due else SOON if step in soon else ON_PATH if step in near else other
            for step in script.ids
        )
    return belief.tiers


@cache
def _bonus(tiers: tuple[Tier, ...]) -> Floats:
    return np.array([BONUS[tier] for tier in tiers])


def _due(script: Script, belief: Belief) -> list[str]:
    """The steps of the path that are still to be done after the one that is due, then those that were passed by."""
    left = [step for step in belief.path if belief.steps[step].status is not StepStatus.DONE]
    if belief.due in belief.path:
        here = belief.path.index(belief.due)
        later = [step for step in left if belief.path.index(step) > here]
        missed = [step for step in left if step not in later and step != belief.due]
        required = [step for step in missed if script.outline.steps[step].required]
        return later + required
    return left


def next_due(script: Script, belief: Belief) -> str | None:
    """The step after the current one."""
    due = _due(script, belief)
    return script.outline.steps[belief.current].then or (due[0] if due else None)


def _enough(script: Script, belief: Belief, hit: Hit) -> bool:
    """Whether so much of the phrase was heard that its step is done."""
    return _passes(hit, _tier(script, belief, _what(hit)))


def _passes(hit: Hit, tier: Tier) -> bool:
    share = max(tier[0], BRIEF) if hit.heard < 3 else tier[0]
    return hit.score >= share and hit.told * hit.row.weight >= tier[1]


def _heard_step(script: Script, belief: Belief, hit: Hit, side: Side) -> None:
    step = _what(hit)
    if not _enough(script, belief, hit) or belief.steps[step].status is StepStatus.DONE:
        return
    _done(script, belief, step, side.span(hit.first, hit.last), hit.score)


def _done(script: Script, belief: Belief, step: str, because: str, score: float) -> None:
    belief.done += 1
    belief.due, belief.tiers = step, None
    belief.steps[step] = StepState(StepStatus.DONE, because, score, belief.done)
    belief.signals.append(StepChange(belief.t, step, StepStatus.DONE, because, round(score, 3)))
    following = _after(script, step)
    if following and script.outline.steps[following].delivery is Delivery.SILENT:
        belief.question = belief.t
    if belief.t >= belief.held and belief.current != step:
        _go(script, belief, step, because)


def _after(script: Script, step: str) -> str | None:
    path = script.outline.path
    here = path.index(step) if step in path else len(path)
    return path[here + 1] if here + 1 < len(path) else None


def _go_on(script: Script, belief: Belief, because: str) -> None:
    """To what is due after the current step."""
    then = script.outline.steps[belief.current].then
    due = _due(script, belief)
    if then is not None:
        _go(script, belief, then, because, again=True)
    elif due:
        _go(script, belief, due[0], because)


def _go(script: Script, belief: Belief, step: str, because: str, *, again: bool = False) -> None:
    """Make `step` the current one; `again`: also if it was done. What is passed by on the path is skipped."""
    if belief.steps[belief.current].status is StepStatus.CURRENT and step != belief.current:
        _leave(belief, step, because)
    if belief.current != step:
        belief.read = 0
    belief.current, belief.due, belief.tiers = step, step, None
    state = belief.steps[step]
    if state.status is not StepStatus.CURRENT and (again or state.status is not StepStatus.DONE):
        belief.steps[step] = replace(state, status=StepStatus.CURRENT)
        belief.signals.append(StepChange(belief.t, step, StepStatus.CURRENT, because, 0.0))
    if belief.steps[step].status is StepStatus.CURRENT and belief.cued != step:
        belief.cued = step
        belief.signals.append(Cue(belief.t, step, script.lines[step], script.outline.steps[step].cue, because))


def _leave(belief: Belief, step: str, because: str) -> None:
    """The current step is left for `step` before it was done, or done again."""
    old, state = belief.current, belief.steps[belief.current]
    if state.nth:
        status = StepStatus.DONE
    else:
        on_path = step in belief.path and old in belief.path
        passed = on_path and belief.path.index(step) > belief.path.index(old)
        status = StepStatus.SKIPPED if passed else StepStatus.AHEAD
    belief.steps[old] = replace(state, status=status)
    if status is not StepStatus.AHEAD:
        belief.signals.append(StepChange(belief.t, old, status, state.because or because, state.score))


def _hear_them(script: Script, belief: Belief, words: Sequence[str], *, final: bool) -> None:
    for word in words:
        trace, hits = script.them.accept(belief.them.trace, word)
        belief.them = belief.them.heard(trace, word)
        offset = trace.count - len(belief.them.tail)
        outcomes = [hit for hit in hits if hit.row.key.startswith(OUTCOME)]
        belief.verdict, piece = verdicts.weigh(belief.verdict, outcomes, belief.them.tail, offset)
        if piece is not None:
            _decide(script, belief, belief.them.span(piece.first, piece.last), piece.strength)
        for hit in hits:
            if hit.row.key.startswith(ASKED):
                _asked(script, belief, hit)
            elif hit.row.key.startswith(STEP) and belief.question is not None:
                _heard_step(script, belief, hit, belief.them)
    if final:
        _answered(script, belief, words)
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


def _answered(script: Script, belief: Belief, words: Sequence[str]) -> None:
    """The silence after the question has done its work when the other side has said something."""
    step = script.outline.steps[belief.current]
    if len(words) >= ANSWER:
        belief.question = None
    if step.delivery is Delivery.SILENT and len(words) >= ANSWER:
        if belief.steps[step.id].status is not StepStatus.DONE:
            _done(script, belief, step.id, " ".join(words[-8:]), 1.0)
        if belief.verdict.outcome != verdicts.UNKNOWN:
            _go_on(script, belief, " ".join(words[-8:]))


def _decide(script: Script, belief: Belief, because: str, score: float) -> None:
    """Take the path of the outcome that is now believed (rule 4)."""
    outcome = belief.verdict.outcome
    path = script.outline.outcomes[outcome].path if outcome != verdicts.UNKNOWN else script.outline.path
    if path == belief.path:
        return
    if belief.current in script.outline.path and belief.current not in path:
        belief.opening = script.outline.path[: script.outline.path.index(belief.current) + 1]
    belief.path, belief.decided_by, belief.tiers = path, because, None
    belief.signals.append(OutcomeChange(belief.t, outcome, because, round(score, 3)))
    due = [step for step in path if belief.steps[step].status is not StepStatus.DONE]
    if due and belief.t >= belief.held and belief.current != due[0]:
        _go(script, belief, due[0], because)


def _asked(script: Script, belief: Belief, hit: Hit) -> None:
    """The other side's words ask for a step: it is due now; again, too, if the call has moved on since it was done."""
    step, (share, told) = _what(hit), REQUEST
    state = belief.steps[step]
    stale = state.status is StepStatus.DONE and belief.done == state.nth and hit.row.weight < 1
    if hit.score < share or hit.told < told or stale or step == belief.current or belief.t < belief.held:
        return
    _go(script, belief, step, belief.them.span(hit.first, hit.last), again=True)


def _what(hit: Hit) -> str:
    return hit.row.key.partition(":")[2]


def _read_phone(script: Script, belief: Belief) -> None:
    """Look for a telephone number in the caller's latest words; one that was said right stays right."""
    said = phone_said(digits_in(belief.me.tail), script.profile.phone)
    if said is not None and not (belief.phone and belief.phone.matches):
        belief.phone = said


# What the caller's hand does


def _obey(script: Script, belief: Belief, command: Command) -> None:
    because = f"by hand: {command.kind}"
    belief.drive[:] = 0.0
    if command.kind is CommandKind.MARK:
        return
    belief.held = command.t + HOLD
    if command.kind is CommandKind.NEXT:
        due = _due(script, belief)
        if due:
            _go(script, belief, due[0], because)
    elif command.kind is CommandKind.BACK:
        here = belief.path.index(belief.current) if belief.current in belief.path else 0
        _go(script, belief, belief.path[max(0, here - 1)], because, again=True)
    elif command.kind is CommandKind.NOT_YET:
        latest = max(belief.steps, key=lambda step: belief.steps[step].nth)
        if belief.steps[latest].nth:
            belief.steps[latest], belief.tiers = StepState(), None
            _go(script, belief, latest, because, again=True)
    elif command.kind is CommandKind.JUMP and command.target in belief.steps:
        _go(script, belief, command.target, because, again=True)
    elif command.kind is CommandKind.OUTCOME and command.target in script.outline.outcomes:
        belief.verdict = verdicts.settle(belief.verdict, command.target)
        belief.held = command.t
        _decide(script, belief, because, 1.0)
        belief.held = command.t + HOLD


def _end(script: Script, belief: Belief) -> None:
    """The call is over: what the path required and was not done is missed, the rest of it was skipped."""
    if belief.ended:
        return
    belief.ended = True
    last = belief.path[-1]
    if belief.parting and belief.t - belief.parting[0] <= PARTING and belief.steps[last].status is not StepStatus.DONE:
        _done(script, belief, last, *belief.parting[1:])
    for step in dict.fromkeys((*belief.path, *belief.steps)):
        state = belief.steps[step]
        on_path = step in belief.path or state.status in (StepStatus.CURRENT, StepStatus.SKIPPED)
        if state.status is StepStatus.DONE or not on_path:
            continue
        status = (
            StepStatus.MISSED if script.outline.steps[step].required and step in belief.path else StepStatus.SKIPPED
        )
        if status is not state.status:
            belief.steps[step] = replace(state, status=status)
            belief.signals.append(StepChange(belief.t, step, status, "the call ended", 0.0))
