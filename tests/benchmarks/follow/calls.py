"""What is said in the benchmark's calls: three outlines with their callers, and the talk of talk.yaml.

`follow-up` is the outline that the follower was developed with; `flat` and `clinic` are of other walks of life, written
for this benchmark, and no parameter was chosen on them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from assistant.call.lexicon import tokens
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.opening import open_script
from tests.golden import PROFILE

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 18)
NAMES = ("follow-up", "flat", "clinic")
HELD = ("flat", "clinic")  # outlines that no parameter was chosen on
MAILBOX = ("voicemail", "mailbox")


@dataclass(frozen=True, slots=True)
class Text:
    """All lines of an outline one after another, as a plain prompter has them: opening, then branch after branch.

    `words[n]` is token n, `step[n]` its step, `place[n]` the number (from 1) of the line's written word that it is of,
    counted through the whole text; `starts` the written words before each step's line; `sentence[n]` numbers sentences.
    """

    words: tuple[str, ...]
    step: tuple[str, ...]
    place: tuple[int, ...]
    sentence: tuple[int, ...]
    starts: dict[str, int]

    def of(self, step: str) -> list[int]:
        """The numbers of a step's tokens."""
        return [n for n, each in enumerate(self.step) if each == step]


@dataclass(frozen=True)
class Matter:
    """An outline in its caller's words and what else is said in its calls."""

    name: str
    script: Script
    talk: dict[str, Any]

    @cached_property
    def text(self) -> Text:
        """The lines that are read aloud."""
        words: list[str] = []
        steps: list[str] = []
        places: list[int] = []
        sentences: list[int] = []
        starts: dict[str, int] = {}
        written = sentence = 0
        for step in self._order():
            if self.script.outline.steps[step].delivery is Delivery.SILENT:
                continue
            starts[step] = written
            sentence += 1
            for word in self.script.lines[step].split():
                written += 1
                for token in tokens(word):
                    words.append(token)
                    steps.append(step)
                    places.append(written)
                    sentences.append(sentence)
                sentence += word.endswith((".", "?", "!"))
        return Text(tuple(words), tuple(steps), tuple(places), tuple(sentences), starts)

    def _order(self) -> Iterable[str]:
        outline = self.script.outline
        paths = [step for outcome in outline.outcomes.values() for step in outcome.path]
        return dict.fromkeys([*outline.path[:-1], *paths, *outline.path, *outline.steps])

    def straight(self) -> Iterator[str]:
        """What may be said in a straight call."""
        yield from (self.script.lines[step] for step in self.text.starts)
        yield from self.talk["hello"]
        for ways in self.talk["answers"].values():
            yield from ways

    def sentences(self) -> Iterator[str]:
        """Everything that may be said, once."""
        yield from (self.script.lines[step] for step in self.text.starts)
        for key in ("hello", "reception", "through", "again", "mailbox", "small", "adlibs"):
            yield from self.talk[key]
        for ways in (*self.talk["answers"].values(), *self.talk["paraphrases"].values()):
            yield from ways


@cache
def matter(name: str) -> Matter:
    """The outline `name` and its talk."""
    if name in HELD:
        folder = FOLDER / "outlines"
        script = open_script(str(folder / f"{name}.yaml"), folder / f"{name}.toml", DAY)
    else:
        script = open_script(name, PROFILE, DAY)
    talk = yaml.safe_load((FOLDER / "talk.yaml").read_text(encoding="utf-8"))
    return Matter(name, script, talk["common"] | talk[name])
