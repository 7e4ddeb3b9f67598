"""Whether a clause speaks of what was or of what will be: past dates are not promises.

There is no parser: the marker nearest before the date decides, and where none stands before it, the first after it.
"""

import re

from assistant.call.facts.date_words import WEEKDAYS, split

PAST = frozenset(
    split(
        "was were wasn't weren't did didn't had hadn't been met came went spoke talked sent called filled made took "
        "interviewed received got saw chose said told gave heard left started ended finished began posted hired "
        "found wrote left closed reviewed decided happened did worked"
    )
)
FUTURE = frozenset(
    split(
        "will i'll we'll you'll he'll she'll they'll it'll that'll there'll won't going gonna should would could can "
        "may might shall expect expects expecting expected plan plans planning planned hope hopes hoping aim aiming "
        "want wants need needs let try call know is are am i'm we're you're he's she's they're decide meet meets make "
        "start starts begin begins hear scheduled due until till by before within supposed"
    )
)
UNDERTAKEN = frozenset(split("will i'll we'll you'll he'll she'll they'll it'll that'll going gonna should"))
BREAKS = frozenset(split("and but so because which"))
ONE_OF_DAYS = [[day] for day in WEEKDAYS]
BACK, AHEAD = 9, 5  # words of a clause that are looked at


def is_past(before: str, after: str) -> bool:
    """Whether the clause around a date, given as the words `before` and `after` it, speaks of the past."""
    words = before.split()[-BACK:]
    for index in reversed(range(len(words))):
        word = words[index]
        if word in FUTURE or (index and words[index - 1] == "be"):  # "should be settled"
            return False
        if word in PAST or _regular(word):
            return True
        if word in BREAKS and words[index - 1 : index] not in ONE_OF_DAYS:  # "out monday and tuesday" is one clause
            break
    for word in after.split()[:AHEAD]:
        if word in FUTURE or word in BREAKS:
            return False
        if word in PAST or _regular(word):
            return True
    return False


def is_undertaken(before: str, after: str) -> bool:
    """Whether the clause says that something will be done."""
    words = before.split()[-BACK:] + after.split()[:AHEAD]
    return any(word in UNDERTAKEN for word in words)


def _regular(word: str) -> bool:
    """Whether `word` looks like a regular past form; those that mostly are adjectives say nothing."""
    return re.fullmatch(r"\w{3,}ed", word) is not None and word not in _ADJECTIVES


_ADJECTIVES = frozenset(
    split("need speed indeed excited interested pleased finished closed delayed pushed moved postponed required feed")
)
