"""The score of a rehearsal, out of 100, and why: each part with its points and the moment that cost some.

Parts that the call did not come to (a number to leave, a question to be silent after) are left out, and the rest is
counted out of 100. The weights say what decides such a call: that the required steps were taken, and that nothing was
said which puts the other side off; how it sounded comes after that. They are ours; no article gives numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.events import StepStatus, Warned
from assistant.review.review import Review, StepRow

STEPS, ORDER, OUTCOME, MANNER, NUMBER, PACE, SILENCE, FILLERS = 40, 10, 15, 15, 10, 5, 10, 5
EACH_WARNING = 5  # points of manner
SILENCE_KINDS = ("talking-into-silence",)
NUMBER_KINDS = ("hurried-number", "phone-mismatch")
NUMBER_STEP = "voicemail-number"


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a part has not all its points; `t` is the moment in seconds, None for the whole call."""

    why: str
    t: float | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part: `points` out of `most`."""

    id: str
    title: str
    points: int
    most: int
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is out of 100; `steps` says of every step of the call whether it was done."""

    total: int
    parts: tuple[ScorePart, ...]
    steps: tuple[tuple[str, bool], ...]


def score(review: Review, expected: str) -> Score:
    """The score of a rehearsal whose other side decided on the outcome `expected`."""
    parts = tuple(_parts(review, expected))
    total = round(100 * sum(part.points for part in parts) / max(1, sum(part.most for part in parts)))
    tried = (StepStatus.DONE, StepStatus.MISSED)
    steps = tuple((row.part.id, row.status is StepStatus.DONE) for row in review.steps if row.status in tried)
    return Score(total, parts, steps)


def explained(found: Score) -> str:
    """The score as plain lines: each part, and why it has not all its points, with the moment."""
    lines = [f"Score: {found.total} of 100"]
    for part in found.parts:
        lines.append(f"{part.points}/{part.most} {part.title}")
        lines += [f"    {_moment(lost.t)}{lost.why}" for lost in part.lost]
    return "\n".join(lines)


def _moment(t: float | None) -> str:
    return "" if t is None else f"{int(t) // 60}:{int(t) % 60:02} "


def _parts(review: Review, expected: str) -> Iterator[ScorePart]:
    yield _steps(review)
    yield _order(review)
    yield _outcome(review, expected)
    other = [w for w in review.warnings if w.kind not in (*SILENCE_KINDS, *NUMBER_KINDS)]
    yield _warned("manner", "Manner", MANNER, other)
    if review.call.phone and any(row.part.id == NUMBER_STEP and row.status in _COUNTED for row in review.steps):
        yield _number(review)
    pace = _metric(review, "words_per_minute", "Pace", PACE)
    if pace is not None:
        yield pace
    yield _warned("silence", "Silence kept", SILENCE, [w for w in review.warnings if w.kind in SILENCE_KINDS])
    fillers = _metric(review, "fillers", "Fillers", FILLERS)
    if fillers is not None:
        yield fillers


_COUNTED = (StepStatus.DONE, StepStatus.MISSED)


def _steps(review: Review) -> ScorePart:
    required = [row for row in review.steps if row.part.required and row.status in _COUNTED]
    missed = [row for row in required if row.status is StepStatus.MISSED]
    points = round(STEPS * (len(required) - len(missed)) / len(required)) if required else 0
    lost = [Lost(f"left out: {row.part.title}") for row in missed]
    return ScorePart("steps", "Required steps", points, STEPS, tuple(lost))


def _order(review: Review) -> ScorePart:
    """Half of the points for each pair of steps that came the other way round."""
    done = sorted((row for row in _taken(review)), key=lambda row: row.t or 0.0)
    places = {row.part.id: place for place, row in enumerate(review.steps)}
    turned = [
        Lost(f"“{second.part.title}” came after “{first.part.title}”", second.t)
        for first, second in pairwise(done)
        if places[second.part.id] < places[first.part.id]
        and first.part.required and second.part.required and (first.t or 0.0) < (second.t or 0.0)
    ]  # fmt: skip
    return ScorePart("order", "Order", max(0, ORDER - len(turned) * ORDER // 2), ORDER, tuple(turned))


def _taken(review: Review) -> list[StepRow]:
    return [row for row in review.steps if row.status is StepStatus.DONE and row.t is not None]


def _outcome(review: Review, expected: str) -> ScorePart:
    """Whether the call was followed to what they decided."""
    lost: tuple[Lost, ...] = ()
    if review.outcome != expected:
        titles = dict(review.call.outcomes)
        lost = (Lost(f"you did not get them to tell you: {titles.get(expected, expected)}", review.outcome_t),)
    return ScorePart("outcome", "What they decided, heard", 0 if lost else OUTCOME, OUTCOME, lost)


def _warned(id_: str, title: str, most: int, warnings: list[Warned]) -> ScorePart:
    lost = tuple(Lost(f"{warning.kind.replace('-', ' ')}: “{warning.because}”", warning.t) for warning in warnings)
    return ScorePart(id_, title, max(0, most - EACH_WARNING * len(lost)), most, lost)


def _number(review: Review) -> ScorePart:
    phone = review.call.summary.get("phone")
    lost: list[Lost] = []
    if not phone:
        lost.append(Lost("your number was not said"))
    elif not phone["matches"]:
        lost.append(Lost(f"your number was not said right: {phone['said']}"))
    points = NUMBER if not lost else 0
    for warning in review.warnings:
        if warning.kind == "hurried-number":
            lost.append(Lost("your number went by too fast", warning.t))
            points = min(points, NUMBER // 2)
    return ScorePart("number", "Your number", points, NUMBER, tuple(lost))


def _metric(review: Review, id_: str, title: str, most: int) -> ScorePart | None:
    """A number of the review that has a band: all points within it, none outside; None where it was not measured."""
    found = next((metric for metric in review.metrics if metric.definition.id == id_), None)
    if found is None or (not review.call.timed and id_ == "words_per_minute"):
        return None
    good = found.verdict not in ("above", "below")
    lost = (
        () if good else (Lost(f"{title.lower()} {found.verdict} the usual: {found.value:.{found.definition.digits}f}"),)
    )
    return ScorePart(id_, title, most if good else 0, most, lost)
