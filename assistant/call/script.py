"""A Script: an outline in the caller's own words, ready to be heard. Made once before the call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from assistant.call.gist import Gist, names_of
from assistant.call.lattice import ASKED, LINE, OUTCOME, STEP, Ints, Row
from assistant.call.lexicon import Lexicon, tokens
from assistant.call.manner import Manner
from assistant.call.manner.ear import Ear
from assistant.call.matching import Spotter
from assistant.call.outline import Outline, Phrase, Step
from assistant.call.phrases import FEW, Template, Words, expand, expand_tree, read, with_words
from assistant.events import Speaker
from assistant.profile import Profile, fill, slots


@dataclass(frozen=True, slots=True)
class Reading:
    """A line being read: its key's number among the spotter's keys, its positions, and the line's word at each."""

    key: int
    positions: Ints
    of_word: tuple[int, ...]


@dataclass(frozen=True)
class Script:
    """`lines` are the lines to say by step, `me` and `them` the phrases to hear, `ear` the coach's, `day` the date.

    `gists` tell what a whole turn of either side does, where that was learnt.
    """

    outline: Outline
    profile: Profile
    day: date
    lines: dict[str, str]
    me: Spotter
    them: Spotter
    ear: Ear
    gists: dict[Speaker, Gist]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The steps' ids, in the outline's order: the order of every array over steps."""
        return tuple(self.outline.steps)

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each step in `ids`."""
        return {step: n for n, step in enumerate(self.ids)}

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Where each step's line lies among the caller's phrases."""
        found = {}
        for key, row in ((row.key, number) for number, row in enumerate(self.me.lattice.rows)):
            kind, _, step = key.partition(":")
            if kind == LINE:
                positions = np.flatnonzero(self.me.lattice.row == row)
                of_word = [n for n, word in enumerate(self.lines[step].split()) for _ in tokens(word)]
                found[step] = Reading(self.me.keys.index(key), positions, tuple(of_word))
        return found

    @cached_property
    def unbranched(self) -> frozenset[str]:
        """The steps that lie on no outcome's path."""
        branches = {step for outcome in self.outline.outcomes.values() for step in outcome.path}
        return frozenset(self.ids) - branches

    @cached_property
    def reveals(self) -> dict[str, str]:
        """The steps of one outcome's path alone, with it: a caller who does them has heard that outcome."""
        paths = {outcome.id: outcome.path for outcome in self.outline.outcomes.values()}
        of = {step: [one for one, path in paths.items() if step in path] for step in self.ids}
        return {step: one[0] for step, one in of.items() if len(one) == 1 and step not in self.outline.path}

    @cached_property
    def names(self) -> dict[str, str]:
        """The words of the profile's names, each with the field that it names."""
        return names_of(slots(self.profile))

    @cached_property
    def step_of_key(self) -> Ints:
        """For each key of `me` the number of its step, or -1."""
        kinds = (key.partition(":") for key in self.me.keys)
        return np.array([self.number[what] if kind in (STEP, LINE) else -1 for kind, _, what in kinds], np.int64)


def write(
    outline: Outline,
    manner: Manner,
    profile: Profile,
    lexicon: Lexicon,
    day: date,
    gists: dict[Speaker, Gist] | None = None,
) -> Script:
    """Put the profile's words into the outline, and the phrases of both sides and of the coach into their sounds."""
    lines = {step.id: _line(step, profile) for step in outline.steps.values()}
    said = slots(profile)
    return Script(
        outline,
        profile,
        day,
        lines,
        Spotter(list(_mine(outline, lines)), said, lexicon),
        Spotter(list(_theirs(outline)), said, lexicon),
        Ear(manner, profile, lexicon),
        gists or {},
    )


def _line(step: Step, profile: Profile) -> str:
    """The first line whose fields the profile knows; else the cue, which needs none."""
    known = (fill(line, profile) for line in step.say)
    return next((line for line in known if line is not None), step.cue)


def _mine(outline: Outline, lines: dict[str, str]) -> Iterator[Row]:
    for step in outline.steps.values():
        if step.by is Speaker.ME:
            for phrase in step.heard:
                yield Row(f"{STEP}:{step.id}", _tree(outline, phrase), phrase.weight)
            if step.heard and tokens(lines[step.id]):
                yield Row(f"{LINE}:{step.id}", tokens(lines[step.id]))


def _theirs(outline: Outline) -> Iterator[Row]:
    for outcome in outline.outcomes.values():
        for phrase in outcome.heard:
            yield Row(f"{OUTCOME}:{outcome.id}", _tree(outline, phrase), phrase.weight)
    for step in outline.steps.values():
        for phrase in step.asked:
            yield Row(f"{ASKED}:{step.id}", _tree(outline, phrase), phrase.weight)
        if step.by is Speaker.THEM:
            for phrase in step.heard:
                yield Row(f"{STEP}:{step.id}", _tree(outline, phrase), phrase.weight)


def _tree(outline: Outline, phrase: Phrase) -> Template:
    return with_words(read(phrase.template), outline.words)


def ways(script: Script) -> dict[str, tuple[str, ...]]:
    """How each name that may stand in a phrase is said: the profile's fields, and FEW words of each list."""
    lists = {
        name: tuple(" ".join(way) for each in group.alternatives for way in expand_tree(each))
        for name, group in script.outline.words.items()
    }
    return {name: words[:FEW] for name, words in lists.items()} | slots(script.profile)


def sentences(script: Script, most: int = 12) -> Iterator[Words]:
    """What either side is likely to say: the lines, and of each phrase `most` of the ways to say it, evenly picked."""
    said = ways(script)
    for step in script.outline.steps.values():
        yield tokens(script.lines[step.id])
    for group in script.outline.words.values():
        for each in group.alternatives:
            yield from expand_tree(each)
    phrases = [phrase for step in script.outline.steps.values() for phrase in (*step.heard, *step.asked)]
    phrases += [phrase for outcome in script.outline.outcomes.values() for phrase in outcome.heard]
    for phrase in phrases:
        found = expand(phrase.template, said)
        yield from found[:: max(1, len(found) // most)]
