"""What the words tell of the steps: how much of a step must have been heard, and which step the latest words are of.

A step is done when enough of one of its phrases, or of its line, was heard. How much is enough depends on where the
call is: little for what is due, much for what belongs to another branch.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from assistant.call import course
from assistant.call import verdict as verdicts
from assistant.call.belief import Belief, Side
from assistant.call.gist import plain
from assistant.call.lattice import LINE, STEP, Floats
from assistant.call.matching import Hit
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.events import Speaker, StepStatus

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
BRIEF = 0.85  # the least share of a short phrase, or of one or two words heard: a mishearing is soon made of those
SHORT = 1.8  # content words below which a phrase is short
WHOLE = 0.9  # score of a phrase that was heard whole, or nearly
REQUEST = (0.75, 1.6)  # the same, of a phrase by which the other side asks for a step
BONUS: dict[Tier, float] = {DUE: 0.5, SOON: 0.4, ON_PATH: 0.2, ELSEWHERE: -0.6, OTHER_BRANCH: -1.5}

# How likely all the words of a turn must make a step of each tier; BESIDE: one more step of the same turn.
BESIDE = 0.7
LIKELY: dict[Tier, float] = {DUE: 0.2, SOON: 0.25, ON_PATH: 0.4, ELSEWHERE: 0.65, OTHER_BRANCH: 0.8}


def tier(script: Script, belief: Belief, step: str) -> Tier:
    """How much of `step` must be heard, by where the call is (rule 2)."""
    return tiers(script, belief)[script.number[step]]


def tiers(script: Script, belief: Belief) -> tuple[Tier, ...]:
    """The tier of every step; kept until the call moves."""
    if belief.tiers is None:
        later = _after_question(script, belief)
        soon = {belief.current, *course.due_steps(script, belief)[:AHEAD_SEEN]} - later
        other = ELSEWHERE if belief.verdict.outcome == verdicts.UNKNOWN else OTHER_BRANCH
        near = {*belief.path, *script.outline.path, *script.unbranched} - {belief.path[-1]} - later  # no early goodbye
        belief.tiers = tuple(
            DUE if step == belief.due else SOON if step in soon else ON_PATH if step in near else other
            for step in script.ids
        )
    return belief.tiers


def _after_question(script: Script, belief: Belief) -> set[str]:
    """The steps that answer what they will say, as long as the question before the silence was not asked."""
    for before, step in pairwise(belief.path):
        silent = script.outline.steps[step].delivery is Delivery.SILENT
        if silent and belief.steps[before].status is not StepStatus.DONE:
            return set(belief.path[belief.path.index(step) + 1 :])
    return set()


@cache
def _bonus(tiers: tuple[Tier, ...]) -> Floats:
    return np.array([BONUS[tier] for tier in tiers])


def _enough(script: Script, belief: Belief, hit: Hit) -> bool:
    """Whether so much of the phrase was heard that its step is done."""
    return _passes(hit, tier(script, belief, what(hit)))


def _passes(hit: Hit, tier: Tier) -> bool:
    share = max(tier[0], BRIEF) if hit.heard < 3 or hit.whole < SHORT else tier[0]
    return hit.score >= share and hit.told * hit.row.weight >= tier[1]


def heard_steps(script: Script, belief: Belief, hits: Sequence[Hit]) -> None:
    """Of the caller's phrases that end here, the one that explains most counts, with an eye on what is due.

    A whole phrase of a step that is not to be expected now still keeps a lesser one from counting. A phrase in words
    that are the current line's own waits: see `turn_ended`.
    """
    ranked = sorted(
        (hit for hit in hits if hit.row.key.startswith((STEP, LINE))),
        key=lambda hit: hit.told * hit.row.weight + BONUS[tier(script, belief, what(hit))],
        reverse=True,
    )
    for hit in ranked:
        if _enough(script, belief, hit):
            if _of_the_line(script, belief, hit):
                belief.waiting = (*belief.waiting, (belief.current, hit))
            else:
                heard_step(script, belief, hit, belief.me)
            return
        if what(hit) == belief.path[-1] and _passes(hit, ON_PATH):
            belief.parting = (belief.t, belief.me.span(hit.first, hit.last), hit.score)
        if hit.score >= WHOLE:
            return


def _of_the_line(script: Script, belief: Belief, hit: Hit) -> bool:
    """Whether the current step's line, read up to this word, has all the words of another step's phrase in it."""
    reading, now, before = script.readings.get(belief.current), belief.me.trace.accounts, belief.me.trace.previous
    if reading is None or what(hit) == belief.current:
        return False
    here = reading.positions[now.score[reading.positions] != before.score[reading.positions]]
    return bool(np.any((now.first[here] <= hit.first) & (now.heard[here] >= hit.heard)))


def turn_ended(script: Script, belief: Belief) -> None:
    """The caller's turn ended: phrases that were taken for a line's own words count if that line was not read on."""
    waiting, belief.waiting = belief.waiting, ()
    for line, hit in waiting:
        if belief.steps[line].status is not StepStatus.DONE:
            heard_step(script, belief, hit, belief.me)


def whole_turn(script: Script, belief: Belief, words: Sequence[str], done: int) -> None:
    """The caller's turn ended: steps that all its words together tell, though none of their phrases was heard.

    `done` is how often a step had been done before the turn: one that was done in it leaves less to be told.
    """
    learnt = script.gists.get(Speaker.ME)
    if learnt is None:
        return
    said = plain(words, script.names)
    likely = learnt.of(said)
    for n in np.argsort(-likely):
        step = learnt.labels[n]
        if step not in script.number or belief.steps[step].status is StepStatus.DONE:
            continue
        least = LIKELY[tier(script, belief, step)]
        if likely[n] >= (max(least, BESIDE) if belief.done > done else least):
            course.done(script, belief, step, learnt.reason(said, step), float(likely[n]))


def understood(script: Script, belief: Belief, words: Sequence[str]) -> None:
    """The other side's turn ended: what all its words together decide."""
    learnt = script.gists.get(Speaker.THEM)
    if learnt is None:
        return
    said = plain(words, script.names)
    likely = dict(zip(learnt.labels, learnt.of(said).tolist(), strict=True))
    likely = {outcome: chance for outcome, chance in likely.items() if outcome in script.outline.outcomes}
    count = belief.them.trace.count
    belief.verdict, piece = verdicts.understood(belief.verdict, likely, count - len(words), count - 1)
    if piece is not None:
        course.decide(script, belief, learnt.reason(said, piece.outcome), piece.strength)


def heard_step(script: Script, belief: Belief, hit: Hit, side: Side) -> None:
    step = what(hit)
    if not _enough(script, belief, hit) or belief.steps[step].status is StepStatus.DONE:
        return
    course.done(script, belief, step, side.span(hit.first, hit.last), hit.score)


def drive(script: Script, belief: Belief, seen: str) -> None:
    """Follow the caller's words to the step that they are of (rule 3)."""
    pull = np.zeros(len(script.ids))
    of = script.step_of_key
    np.maximum.at(pull, of[of >= 0], belief.me.trace.pull[of >= 0])
    belief.drive = FADING * belief.drive + (1 - FADING) * pull
    if belief.t < belief.held:
        return
    lead = belief.drive + _bonus(tiers(script, belief))
    if seen:
        lead[script.number[seen]] += SEEN
    best, here = int(lead.argmax()), script.number[belief.current]
    back = BACK if belief.steps[script.ids[best]].status is StepStatus.DONE else 0.0
    if best != here and belief.drive[best] >= LEAST_DRIVE + back and lead[best] >= lead[here] + MARGIN + back:
        due = belief.due
        course.go(script, belief, script.ids[best], " ".join(belief.me.tail[-4:]))
        belief.due = due  # until it is done, what is due is what the path says


def mark_read(script: Script, belief: Belief) -> None:
    """Mark how much of the current line has been read, where the latest word belongs to it."""
    reading = script.readings.get(belief.current)
    if reading is None or belief.me.trace.pull[reading.key] < LEAST_DRIVE:
        return
    last = int(belief.me.trace.accounts.score[reading.positions].argmax())
    if last < len(reading.of_word):
        belief.read = reading.of_word[last] + 1


def asked(script: Script, belief: Belief, hit: Hit) -> None:
    """The other side's words ask for a step: it is due now; again, too, if the call has moved on since it was done."""
    step, (share, told) = what(hit), REQUEST
    state = belief.steps[step]
    stale = state.status is StepStatus.DONE and belief.done == state.nth and hit.row.weight < 1
    if hit.score < share or hit.told < told or stale or step == belief.current or belief.t < belief.held:
        return
    course.go(script, belief, step, belief.them.span(hit.first, hit.last), again=True)


def answered(script: Script, belief: Belief, words: Sequence[str]) -> None:
    """The silence after the question has done its work when the other side has said something."""
    step = script.outline.steps[belief.current]
    if len(words) >= ANSWER:
        belief.question = None
    if step.delivery is Delivery.SILENT and len(words) >= ANSWER:
        if belief.steps[step.id].status is not StepStatus.DONE:
            course.done(script, belief, step.id, " ".join(words[-8:]), 1.0)
        if belief.verdict.outcome != verdicts.UNKNOWN:
            course.go_on(script, belief, " ".join(words[-8:]))


def what(hit: Hit) -> str:
    return hit.row.key.partition(":")[2]
