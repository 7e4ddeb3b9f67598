"""The caller's sounds for which no word was recognised: mostly an um that the recogniser left out."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from assistant.events import Speaker
from assistant.review.metrics import speaking_steps
from assistant.review.sound import STEP, Sound, Stretch
from assistant.review.words import SpokenWord

SECONDS = (0.2, 1.5)  # that a filler without a word lasts
VOICED = 0.6  # of it that must have a pitch
EDGE = 0.05  # seconds by which a word may be longer than it was told


def unheard_sounds(
    words: Sequence[SpokenWord], sides: Mapping[Speaker, Sound], speech: Mapping[Speaker, Sequence[Stretch]]
) -> Iterator[Stretch]:
    """The caller's voiced sounds for which no word was recognised, between two words of theirs."""
    sound = sides.get(Speaker.ME)
    own = [word for word in words if word.speaker is Speaker.ME]
    if sound is None or not own:
        return
    speaks = speaking_steps(sound, speech.get(Speaker.ME, ()))
    for word in own:
        speaks[max(0, round((word.start - EDGE) / STEP)) : round((word.end + EDGE) / STEP)] = False
    edges = (speaks[1:] != speaks[:-1]).nonzero()[0] + 1
    for start, end in pairwise(edges):
        length = float(end - start) * STEP
        if speaks[start] and SECONDS[0] <= length <= SECONDS[1] and (sound.pitch[start:end] > 0).mean() >= VOICED:
            yield Stretch(float(start) * STEP, float(end) * STEP)
