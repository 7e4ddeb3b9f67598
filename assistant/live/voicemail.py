"""A mailbox: when to speak, and which digits of the caller's number were heard, in order.

To speak is after the beep, or, where a greeting ends without one, after GREETING_OVER seconds of silence.

Digits are ticked left to right by a strict comparison: repeats ("five five five") would defeat any looser one. A number
that was read whole and is begun again starts over.
"""

from assistant.call.numbers import digits_in, groups
from assistant.call.outline import Delivery
from assistant.live.moment import NumberReading
from assistant.session import Session
from assistant.voices.paced import USUAL, Pace

OUTCOME = "voicemail"
GREETING_OVER = 2.0  # s of silence by which a greeting has ended
SPEAK_SECONDS = 6.0  # for which "Speak now" stays, if the caller does not
MESSAGE_SECONDS = 45.0  # for a message: the outline's lines for a mailbox, the number read twice, and five to breathe


class SpeakNow:
    """Whether it is the moment to speak, from what is seen of the call as it goes on."""

    def __init__(self) -> None:
        self._beeped = self._since = -SPEAK_SECONDS
        self._done = False

    def beeped(self, now: float) -> None:
        """The other side's line has just beeped."""
        self._beeped = now

    def look(self, now: float, outcome: str, theirs: float, mine: float) -> bool:
        """Whether to say so at `now`: `theirs` and `mine` are the seconds since either side made a sound."""
        if outcome != OUTCOME:
            self._done = False
            return False
        if not self._done and (now - self._beeped < 0.5 or theirs >= GREETING_OVER):
            self._done, self._since = True, now
        speaking = mine < now - self._since
        return self._done and now - self._since < SPEAK_SECONDS and not speaking

    def left(self, now: float) -> float | None:
        """The seconds left for the message; None where it has not begun."""
        return max(0.0, self._since + MESSAGE_SECONDS - now) if self._done else None


def number_reading(session: Session) -> NumberReading | None:
    """How far the number has been read; None where no number is to be read now."""
    state, script = session.state.shown, session.script
    step = script.outline.steps[state.current]
    if step.delivery is not Delivery.SLOW or state.ended:
        return None
    return reading_of(script.profile.phone, state.me.tail)


def reading_of(phone: str, words: tuple[str, ...], pace: Pace = USUAL) -> NumberReading | None:
    """How far `words` have read `phone`, which is to be read at `pace`; None where it has no digits."""
    parts = groups(phone)
    if not parts:
        return None
    return NumberReading(parts, pace.digit, pace.rest, *ticked("".join(parts), words))


def ticked(number: str, words: tuple[str, ...]) -> tuple[str, bool, int]:
    """The digits of `number` heard so far in the latest reading, whether a wrong one came after them, and how often
    the whole number was read."""
    heard, wrong, times = "", False, 0
    for run in digits_in(words):
        for digit in run.digits:
            if wrong or heard == number:
                heard, wrong = "", False
            if digit == number[len(heard)]:
                heard += digit
            elif digit == number[0] and not heard:
                heard = digit
            else:
                wrong = bool(heard)
            times += heard == number
    return heard, wrong, times
