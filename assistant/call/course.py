"""Where the call stands on its path: which step is due, what was done, what the other side's decision leaves ahead.

Here the call is moved; whether it should be is for `evidence` (the words) and the caller's hand to say.
"""

from dataclasses import replace

from assistant.call import verdict as verdicts
from assistant.call.belief import Belief, StepState
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import Command, CommandKind, Cue, Note, OutcomeChange, StepChange, StepStatus

HOLD = 1.5  # s after a move by hand in which nothing that is heard moves the call
PARTING = 12.0  # s before the end in which words of goodbye were the goodbye


def due_steps(script: Script, belief: Belief) -> list[str]:
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
    due = due_steps(script, belief)
    return script.outline.steps[belief.current].then or (due[0] if due else None)


def go(script: Script, belief: Belief, step: str, because: str, *, again: bool = False) -> None:
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


def done(script: Script, belief: Belief, step: str, because: str, score: float) -> None:
    belief.done += 1
    belief.due, belief.tiers = step, None
    belief.steps[step] = StepState(StepStatus.DONE, because, score, belief.done)
    belief.signals.append(StepChange(belief.t, step, StepStatus.DONE, because, round(score, 3)))
    following = _after(script, step)
    if following and script.outline.steps[following].delivery is Delivery.SILENT:
        belief.question = belief.t
    if belief.t >= belief.held and belief.current != step:
        go(script, belief, step, because)
    outcome = script.reveals.get(step)
    if outcome is not None and verdicts.open_to(belief.verdict):
        belief.verdict = verdicts.revealed(belief.verdict, outcome)
        _take(script, belief, because, score)


def _after(script: Script, step: str) -> str | None:
    path = script.outline.path
    here = path.index(step) if step in path else len(path)
    return path[here + 1] if here + 1 < len(path) else None


def go_on(script: Script, belief: Belief, because: str) -> None:
    """To what is due after the current step."""
    then = script.outline.steps[belief.current].then
    went_back = belief.due != belief.current and belief.due in belief.path  # to say a step again
    if then is not None:
        go(script, belief, then, because, again=True)
    elif went_back and belief.steps[belief.due].status is not StepStatus.DONE:
        go(script, belief, belief.due, because)
    elif due := due_steps(script, belief):
        go(script, belief, due[0], because)


def decide(script: Script, belief: Belief, because: str, score: float) -> None:
    """Take the path of the outcome that is now believed (rule 4), and go to its first step that is not done."""
    if not _take(script, belief, because, score):
        return
    due = [step for step in belief.path if belief.steps[step].status is not StepStatus.DONE]
    if due and belief.t >= belief.held and belief.current != due[0]:
        go(script, belief, due[0], because)


def _take(script: Script, belief: Belief, because: str, score: float) -> bool:
    """Let the path of the outcome that is now believed be the call's; False where it is so already."""
    outcome = belief.verdict.outcome
    path = script.outline.outcomes[outcome].path if outcome != verdicts.UNKNOWN else script.outline.path
    if path == belief.path:
        return False
    if belief.current in script.outline.path and belief.current not in path:
        belief.opening = script.outline.path[: script.outline.path.index(belief.current) + 1]
    listening = script.outline.steps[belief.current].delivery is Delivery.SILENT
    if listening and belief.steps[belief.current].status is StepStatus.CURRENT:
        done(script, belief, belief.current, because, score)  # the silence has done its work
    belief.path, belief.decided_by, belief.tiers = path, because, None
    belief.signals.append(OutcomeChange(belief.t, outcome, because, round(score, 3)))
    return True


def obey(script: Script, belief: Belief, command: Command) -> None:
    because = f"by hand: {command.kind}"
    belief.drive[:] = 0.0
    if command.kind is CommandKind.MARK:
        return
    if command.kind is CommandKind.FACT:
        _correct(belief, command)
        return
    belief.held = command.t + HOLD
    if command.kind is CommandKind.NEXT:
        due = due_steps(script, belief)
        if due:
            go(script, belief, due[0], because)
    elif command.kind is CommandKind.BACK:
        here = belief.path.index(belief.current) if belief.current in belief.path else 0
        go(script, belief, belief.path[max(0, here - 1)], because, again=True)
    elif command.kind is CommandKind.NOT_YET:
        latest = max(belief.steps, key=lambda step: belief.steps[step].nth)
        if belief.steps[latest].nth:
            belief.steps[latest], belief.tiers = StepState(), None
            go(script, belief, latest, because, again=True)
    elif command.kind is CommandKind.JUMP and command.target in belief.steps:
        go(script, belief, command.target, because, again=True)
    elif command.kind is CommandKind.OUTCOME and command.target in script.outline.outcomes:
        belief.verdict = verdicts.settle(belief.verdict, command.target)
        belief.held = command.t
        decide(script, belief, because, 1.0)
        belief.held = command.t + HOLD


def _correct(belief: Belief, command: Command) -> None:
    """A fact that was heard is put right by hand; or one is added, or taken away."""
    kind, _, values = command.target.partition(": ")
    old, _, new = (part.strip() for part in values.partition(" > "))
    notes = list(belief.notes)
    at = next((n for n, note in enumerate(notes) if (note.kind, note.value) == (kind, old)), len(notes))
    text = notes[at].text if at < len(notes) else new
    notes[at : at + 1] = [Note(belief.t, kind, text, new)] if new else []
    belief.signals += notes[at : at + 1] if new else []
    belief.notes = tuple(notes)


def end(script: Script, belief: Belief) -> None:
    """The call is over: what the path required and was not done is missed, the rest of it was skipped."""
    if belief.ended:
        return
    belief.ended = True
    last = belief.path[-1]
    if belief.parting and belief.t - belief.parting[0] <= PARTING and belief.steps[last].status is not StepStatus.DONE:
        done(script, belief, last, *belief.parting[1:])
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
