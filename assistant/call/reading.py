"""How far the caller has read the line on the screen: for the eye, which wants to find its place again.

The latest words heard are aligned with the line's words, locally: words may be left out, put in, or misheard on either
side. A place counts where the alignment ends in the newest words and is worth more than a chance hit.
"""

from collections.abc import Sequence

from assistant.call.lexicon import tokens

NEWEST = 3  # words of which one must be in the line, or the caller is elsewhere
REACH = 30  # of the latest words that are looked at: a long line
MATCH, ALIKE, SKIP = 2.0, 1.0, -0.7  # of two words that are equal, begin alike, or of one without a partner
LEAST = 3.5  # two words in a row, or more with gaps


def read_words(line: str, heard: Sequence[str]) -> int:
    """How many of the line's words (as `line.split()` counts them) were read; 0 where it was not begun.

    heard: the caller's latest words, as `tokens` writes them.
    """
    words = [(token, number) for number, word in enumerate(line.split(), start=1) for token in tokens(word)]
    latest = heard[-REACH:]
    best, place = LEAST, 0
    row = [0.0] * (len(words) + 1)
    for back, word in zip(range(len(latest) - 1, -1, -1), latest, strict=True):
        above, row = row, [0.0] * (len(words) + 1)
        for at, (token, number) in enumerate(words, start=1):
            fits = MATCH if word == token else ALIKE if _alike(word, token) else -1.0
            row[at] = max(0.0, above[at - 1] + fits, above[at] + SKIP, row[at - 1] + SKIP)
            if fits > 0 and back < NEWEST and row[at] > best:
                best, place = row[at], number
    return place


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike: a recogniser's usual mistake is an ending."""
    return len(one) > 3 and len(other) > 3 and one[:3] == other[:3]
