"""Where in the transcript the words are that caused a step, a warning or the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.review.words import SpokenWord

NEAR = 20.0  # seconds between a signal and the words that caused it, at most
_SIGNS = ' .,;:!?"…()“”'


def locate(words: Sequence[SpokenWord], text: str, t: float) -> tuple[int, int] | None:
    """The range of indices in `words` that holds `text`, said by one side and ending nearest to `t`; None if none does.

    The words of one side need not be neighbours in `words` where both speak at once: the range covers them.
    """
    wanted = [token for token in map(_token, text.split()) if token]
    if not wanted:
        return None
    best: tuple[float, int, int] | None = None
    for side in {word.speaker for word in words}:
        near = [
            index
            for index, word in enumerate(words)
            if word.speaker is side and t - NEAR <= word.end <= t + NEAR and _token(word.text)
        ]
        tokens = [_token(words[index].text) for index in near]
        for at in range(len(tokens) - len(wanted) + 1):
            if tokens[at : at + len(wanted)] == wanted:
                first, last = near[at], near[at + len(wanted) - 1]
                distance = abs(words[last].end - t)
                if best is None or distance < best[0]:
                    best = (distance, first, last + 1)
    return best and best[1:]


def _token(word: str) -> str:
    return word.lower().replace("’", "'").strip(_SIGNS)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a transcript with what was said around them by the same side."""

    before: str
    text: str
    after: str


def quoted(words: Sequence[SpokenWord], text: str, t: float, around: int = 9) -> Quote:
    """`text`, said about `t`, within up to `around` words on each side; alone where it cannot be found."""
    found = locate(words, text, t)
    if found is None:
        return Quote("", text, "")
    first, last = found
    side = words[first].speaker
    own = [index for index, word in enumerate(words) if word.speaker is side]
    at, end = own.index(first), own.index(last - 1)
    before = [words[index].text for index in own[max(0, at - around) : at] if words[index].turn == words[first].turn]
    after = [
        words[index].text for index in own[end + 1 : end + 1 + around] if words[index].turn == words[last - 1].turn
    ]
    return Quote(" ".join(before), " ".join(words[index].text for index in own[at : end + 1]), " ".join(after))
