"""How much the prompter shows in a rehearsal, and by which earlier scores that is less. Pure.

Practice should make the prompter unnecessary: FADING shows less the better the earlier rehearsals went.
"""

from collections.abc import Sequence
from enum import StrEnum

GOOD = 80  # out of 100: a rehearsal that went well
EACH = 2  # rehearsals in a row that must have gone well for the next level


class Level(StrEnum):
    """The full line, a short cue, or nothing until the caller is stuck. FADING chooses by the earlier scores."""

    LINE = "line"
    CUE = "cue"
    NOTHING = "nothing"
    FADING = "fading"


LEVELS = (Level.LINE, Level.CUE, Level.NOTHING)


def fading(scores: Sequence[int]) -> Level:
    """The level for somebody with these scores, the oldest first: EACH good ones in a row hide a little more."""
    row = 0
    for points in reversed(scores):
        if points < GOOD:
            break
        row += 1
    return LEVELS[min(row // EACH, len(LEVELS) - 1)]
