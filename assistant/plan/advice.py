"""What a plan says: one advice for each policy, and what is due besides. `decide` makes it."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from assistant.plan.job import ContactKind


class AdviceKind(StrEnum):
    """What to do. WAIT: not before `day`; WRITE: as CALL, in writing, because they asked for it."""

    CALL = "call"
    WAIT = "wait"
    WRITE = "write"
    MOVE_ON = "move-on"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Advice:
    """What one policy says. `day` is the first one of the advised contact and `latest` the last, None where
    no rule names one or it has passed; `window` is the time of that day in the employer's zone. `reasons`
    are whole sentences."""

    policy: str
    advice: AdviceKind
    day: date
    latest: date | None
    window: tuple[time, time]
    rule: str
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in one line."""
        return " ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to do besides, up to the end of the day `by`."""

    kind: ContactKind
    by: date
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a job: the chosen policy's advice, what the others say, and what is due besides."""

    today: date
    advice: Advice
    others: tuple[Advice, ...]
    due: tuple[Due, ...]


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as `callprompter plan --json` prints it."""
    advice = plan.advice
    return {
        "advice": advice.advice.value,
        "date": advice.day.isoformat(),
        "latest": advice.latest.isoformat() if advice.latest else None,
        "window": [f"{clock:%H:%M}" for clock in advice.window],
        "rule": advice.rule,
        "why": advice.why,
        "due": [each.kind.value for each in plan.due],
        "others": [
            {
                "policy": each.policy,
                "advice": each.advice.value,
                "date": each.day.isoformat(),
                "rule": each.rule,
            }
            for each in plan.others
        ],
    }
