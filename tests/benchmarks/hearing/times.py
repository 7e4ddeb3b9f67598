"""When each word of a rendered sentence is said: flite tells its phones with their times."""

import re
import subprocess
from collections.abc import Sequence

from assistant.call.lexicon import tokens
from assistant.pronunciations import lexicon
from tests.benchmarks.follow.learn import align

_PHONES = {"ax": "AH", "axr": "ER", "ix": "IH", "en": "N", "el": "L", "em": "M", "hv": "HH", "dx": "D"}


def word_times(text: str, voice: str) -> list[tuple[str, float, float]]:
    """The words of `text` with the start and the end of each in what `rendered` gives, in seconds.

    A word of which no phone was found is left out, and so are its neighbours' times that touch it.
    """
    said = subprocess.run(
        ["flite", "-voice", voice, "--setf", "duration_stretch=1.0", "-psdur", "-t", text, "-o", "/dev/null"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    spans: list[tuple[str, float, float]] = []
    before = 0.0
    for name, end in re.findall(r"([a-z]+):([0-9.]+)", said):
        if name != "pau":
            spans.append((_PHONES.get(name, name.upper()), before, float(end)))
        before = float(end)
    words = tokens(text)
    phones = [(phone, at) for at, word in enumerate(words) for phone in lexicon().phones(word)]
    found: dict[int, list[int]] = {}
    for one, two in align([phone for phone, _ in phones], [phone for phone, _, _ in spans]):
        if one is not None and two is not None:
            found.setdefault(phones[one][1], []).append(two)
    return _whole(words, found, [phone for phone, _ in phones], phones, spans)


def _whole(
    words: Sequence[str],
    found: dict[int, list[int]],
    names: Sequence[str],
    phones: Sequence[tuple[str, int]],
    spans: Sequence[tuple[str, float, float]],
) -> list[tuple[str, float, float]]:
    """The words of which every phone was found."""
    lengths = [sum(at == word for _, at in phones) for word in range(len(words))]
    return [
        (words[at], spans[places[0]][1], spans[places[-1]][2])
        for at, places in sorted(found.items())
        if len(places) == lengths[at]
    ]
