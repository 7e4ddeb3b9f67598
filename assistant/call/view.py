"""One frame of the screen, as data: what the terminal and the page both show."""

from dataclasses import dataclass

from assistant.call.belief import Belief
from assistant.call.belief import Caption as Caption
from assistant.call.course import next_due
from assistant.call.follower import CallState
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import Note, StepStatus, Warned


@dataclass(frozen=True, slots=True)
class StepLine:
    """A row of the step list: `because` are the words that ticked it."""

    id: str
    title: str
    status: StepStatus
    because: str
    required: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything a display needs; times in seconds of the call's audio.

    `line` is what to say now, `read` how many of its words have been read, `short` its short cue; `next_line` is the
    one after. `outcome` is an outcome's id, or "unknown"; `outcome_because` the other side's words that decided it.
    """

    t: float
    step: str
    title: str
    line: str
    read: int
    short: str
    delivery: Delivery
    next_title: str
    next_line: str
    steps: tuple[StepLine, ...]
    outcome: str
    outcome_title: str
    outcome_because: str
    captions: tuple[Caption, ...]
    warnings: tuple[Warned, ...]
    notes: tuple[Note, ...]
    ended: bool


def view(script: Script, state: CallState) -> View:
    """The frame that shows `state`: what is still being said counts, provisionally."""
    belief = state.shown
    step = script.outline.steps[belief.current]
    following = next_due(script, belief)
    outcome = script.outline.outcomes.get(belief.verdict.outcome)
    return View(
        t=belief.t,
        step=step.id,
        title=step.title,
        line=script.lines[step.id],
        read=belief.read,
        short=step.cue,
        delivery=step.delivery,
        next_title=script.outline.steps[following].title if following else "",
        next_line=script.lines[following] if following else "",
        steps=tuple(_row(script, belief, each) for each in _shown(script, belief)),
        outcome=belief.verdict.outcome,
        outcome_title=outcome.title if outcome else "",
        outcome_because=belief.decided_by,
        captions=captions(state),
        warnings=belief.warnings,
        notes=belief.notes,
        ended=belief.ended,
    )


def _shown(script: Script, belief: Belief) -> list[str]:
    """The steps worth a row: those of the path before and after the outcome, and whatever was done besides."""
    touched = [step for step in script.ids if belief.steps[step].status is not StepStatus.AHEAD]
    wanted = {*belief.path, *touched, belief.current}
    return [step for step in script.ids if step in wanted]


def _row(script: Script, belief: Belief, step: str) -> StepLine:
    state, of = belief.steps[step], script.outline.steps[step]
    because = state.because if state.status is StepStatus.DONE else ""
    return StepLine(step, of.title, state.status, because, of.required)


def captions(state: CallState) -> tuple[Caption, ...]:
    """The latest words of each speaker; those still being said in place of those that stand."""
    saying = {partial.speaker: Caption(partial.speaker, partial.text, provisional=True) for partial in state.partials}
    return tuple(saying.get(caption.speaker, caption) for caption in state.kept.captions) + tuple(
        caption for speaker, caption in saying.items() if speaker not in {one.speaker for one in state.kept.captions}
    )
