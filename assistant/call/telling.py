"""What a word tells of the phrase that it stands in: "the" next to nothing, "coordinator" much, "not" the contrary."""

import math

# The words of English that tell next to nothing about which step of a call one is on.
FUNCTION_WORDS = frozenset(
    """a about after all also am an and any are as at be because been being but by can could did do does doing
    for from get go going got had has have having he her him his how i i'd i'll i'm i've if in into is it it's
    its just know like me might more much my now of oh ok okay on one or our out over really right said say see she
    should so some such that that's the their them then there there's these they they're they've this those to too
    uh um up us very was we we'd we'll we're we've well were what what's when where which who will with would yeah
    yes you you'd you'll you're you've your""".split()
)
PRONOUNS = frozenset("i i'm i've we we're we've you you're you've he he's she she's they they're".split())
NEGATORS = frozenset(
    """not no never none nobody nothing without cannot can't couldn't didn't doesn't don't hadn't hasn't haven't
    ain't isn't wasn't weren't won't wouldn't aren't neither nor""".split()
)
HIDDEN = "xx"  # stands for a word that is not kept: no phrase of any outline sounds like it
FUNCTION_WEIGHT = 0.2
CONTENT_WEIGHT = 1.25  # of a word that only one key's phrases have; less with every doubling of their number
COMMON = 0.36
LEAST_CONTENT_WEIGHT = 0.4
PRONOUN_WEIGHT = 0.35
NEGATOR_WEIGHT = 0.5


def word_weight(word: str, keys: float) -> float:
    """What hearing `word` tells, in content words, where the phrases of `keys` different keys have it."""
    if word in NEGATORS:
        return NEGATOR_WEIGHT
    if word in FUNCTION_WORDS:
        return PRONOUN_WEIGHT if word in PRONOUNS else FUNCTION_WEIGHT
    return max(LEAST_CONTENT_WEIGHT, CONTENT_WEIGHT - COMMON * math.log2(keys))
