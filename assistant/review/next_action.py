"""What to do after the call, from how it ended and what was promised. S0 to S4 are the articles whose rule it is."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plan.days import spoken


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next thing to do; `day` is when, None where nobody can say; `source` whose rule it is."""

    text: str
    source: str
    day: datetime.date | None = None


def next_action(outcome: str, promised: Sequence[datetime.date], today: datetime.date, *, written: bool) -> NextAction:
    """The next action after `outcome`; `promised` are the dates they named, `written` whether they send something."""
    day = max((date for date in promised if date >= today), default=None)
    if outcome == "pending":
        if day is None:
            return NextAction("They named no date. Ask the plan when to try again: one to two weeks is usual.", "S1 S4")
        return NextAction(f"Wait until {spoken(day)} is over. If nothing came, contact them once more.", "S1 S4", day)
    if outcome == "voicemail":
        return NextAction("One message is enough. Try once more, by phone or e-mail, in a few days.", "S0 S4", day)
    if outcome == "unavailable":
        when = f"on {spoken(day)}" if day else "when you were told to, or else at another time of day"
        return NextAction(f"Call again {when}.", "S0", day)
    if outcome == "filled":
        return NextAction("Send two lines of thanks and ask to be kept in mind; chosen candidates do leave.", "S2 S3")
    if outcome == "offered":
        text = "Watch for what they send, and answer it soon." if written else "Ask for the offer in writing."
        return NextAction(f"{text} Keep your other applications going until you have signed.", "S2 S4", day)
    return NextAction("Read what they said, and note what came of the call.", "S0", day)
