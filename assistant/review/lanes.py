"""What a timeline draws along the call: each side's sound, and the caller's pace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import Speaker
from assistant.review.sound import Sound, Stretch, envelope, joined
from assistant.review.words import SpokenWord

POINTS = 1600  # of each lane's envelope: one for every pixel of a wide screen
WINDOW, STEP = 10.0, 2.0  # seconds over which the pace along the call is taken, and between its points
RUN = 0.7  # seconds; a longer pause is no part of speaking


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's sound for drawing: `levels` are 0 to 99, evenly over the call; `speech` is when they spoke."""

    speaker: Speaker | None
    levels: tuple[int, ...]
    speech: tuple[Stretch, ...]


def lanes(sounds: Mapping[Speaker | None, Sound], speech: Mapping[Speaker, Sequence[Stretch]]) -> tuple[Lane, ...]:
    """A lane for each side, the caller's first; without sound one for each that spoke."""
    sides: Sequence[Speaker | None] = list(sounds) if sounds else list(speech)
    ordered = sorted(sides, key=lambda side: (side is None, side is Speaker.THEM))
    return tuple(
        Lane(
            side,
            tuple(envelope(sounds[side], POINTS)) if side in sounds else (),
            tuple(speech.get(side, ())) if side else (),
        )
        for side in ordered
    )


def pace(words: Sequence[SpokenWord], seconds: float) -> Iterator[tuple[float, float]]:
    """The caller's words a minute of speaking around each moment at which they speak enough to tell."""
    own = [word for word in words if word.speaker is Speaker.ME]
    t = 0.0
    first = 0
    while t <= seconds:
        while first < len(own) and own[first].end < t - WINDOW / 2:
            first += 1
        near = []
        for word in own[first:]:
            if word.start > t + WINDOW / 2:
                break
            near.append(word)
        spoke = sum(part.seconds for part in joined([Stretch(word.start, word.end) for word in near], RUN))
        if len(near) >= 5 and spoke > 1:
            yield round(t, 1), round(60 * len(near) / spoke, 1)
        t += STEP
