"""The caller's number on a mailbox: which of its digits were heard, in order, and at what pace to read it.

Digits are ticked left to right by a strict comparison: repeats ("five five five") would defeat any looser one. A number
that was read whole and is begun again starts over.
"""

from assistant.call.numbers import digits_in, groups
from assistant.call.outline import Delivery
from assistant.moment import NumberReading
from assistant.session import Session

DIGIT_SECONDS = 0.55  # a digit: 110 a minute, at which people write along
PAUSE_SECONDS = 0.8  # more after a group: to write it down


def number_reading(session: Session) -> NumberReading | None:
    """How far the number has been read; None where no number is to be read now."""
    state, script = session.state.shown, session.script
    step = script.outline.steps[state.current]
    parts = groups(script.profile.phone)
    if step.delivery is not Delivery.SLOW or not parts or state.ended:
        return None
    heard, wrong, times = ticked("".join(parts), state.me.tail)
    return NumberReading(parts, DIGIT_SECONDS, PAUSE_SECONDS, heard, wrong, times)


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
