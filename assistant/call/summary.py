"""What a call came to, in one object that is the same everywhere it is shown."""

from typing import Any

from assistant.call.follower import CallState
from assistant.call.manner.ear import standing
from assistant.call.script import Script


def summary(script: Script, state: CallState) -> dict[str, Any]:
    """The summary: outline, outcome, each step's status, warnings by kind, the phone number, seconds of the call."""
    belief = state.kept
    phone = belief.phone
    return {
        "outline": script.outline.id,
        "outcome": belief.verdict.outcome,
        "steps": {step: str(belief.steps[step].status) for step in script.ids},
        "warnings": list(standing(list(dict.fromkeys(warning.kind for warning in belief.warnings)), phone)),
        "phone": None if phone is None else {"said": phone.said, "matches": phone.matches},
        "seconds": round(belief.t, 2),
    }
