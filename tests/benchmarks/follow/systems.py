"""What is compared: the published rules, literal keywords, the follower, and the follower with one part left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from types import MappingProxyType
from typing import Protocol

from assistant.call.follower import advance, begin
from assistant.call.lexicon import Lexicon, Phones
from assistant.call.matching import Spotter
from assistant.call.script import LINE, STEP, Script
from assistant.call.verdict import UNKNOWN
from assistant.call.view import view
from assistant.events import Partial, Speaker, Utterance
from assistant.profile import slots
from assistant.pronunciations import lexicon
from tests.benchmarks.follow.calls import Matter
from tests.benchmarks.follow.rules import RULES, Keywords, Rule

SECONDS_A_WORD = 0.35
TAIL = 14  # words in which keywords are looked for

Shown = tuple[str, int]  # the step, and the written word of the whole text (from 1; 0: none), as Said has them


class System(Protocol):
    """Something that follows one call."""

    def hear(self, word: str) -> Shown:
        """The next word of the caller, in an utterance that is still growing."""

    def pause(self, speaker: Speaker, words: Sequence[str]) -> Shown:
        """An utterance is final; of the other side's only this is told."""

    def outcome(self) -> str | None:
        """What the other side decided; None where that is not looked for."""


class Ruled:
    """A published rule."""

    def __init__(self, matter: Matter, rule: type[Rule], mono: bool) -> None:
        self.text, self.mono = matter.text, mono
        self.rule = rule(matter.text.words)  # type: ignore[call-arg]

    def _shown(self) -> Shown:
        at = self.rule.position
        return (self.text.step[max(0, at)], self.text.place[at] if at >= 0 else 0)

    def hear(self, word: str) -> Shown:
        """See System."""
        self.rule.hear(word)
        return self._shown()

    def pause(self, speaker: Speaker, words: Sequence[str]) -> Shown:
        """See System. One microphone hears the other side's words, too."""
        if speaker is Speaker.THEM and not self.mono:
            return self._shown()
        if speaker is Speaker.THEM:
            for word in words:
                self.rule.hear(word)
        self.rule.pause()
        return self._shown()

    def outcome(self) -> str | None:
        """See System."""
        return None


class Worded:
    """Literal keywords."""

    def __init__(self, matter: Matter, mono: bool) -> None:
        self.words, self.mono = _keywords(matter.name, matter.script), mono
        self.step = matter.script.outline.path[0]
        self.decided = UNKNOWN
        self.tail: list[str] = []

    def hear(self, word: str) -> Shown:
        """See System."""
        self.tail = [*self.tail, word][-TAIL:]
        self.step = self.words.step(self.tail, self.step)
        return self.step, 0

    def pause(self, speaker: Speaker, words: Sequence[str]) -> Shown:
        """See System."""
        self.tail = []
        if speaker is Speaker.THEM or self.mono:
            self.decided = self.words.outcome(words, self.decided)
        return self.step, 0

    def outcome(self) -> str | None:
        """See System."""
        return self.decided


_KEYWORDS: dict[str, Keywords] = {}


def _keywords(name: str, script: Script) -> Keywords:
    return _KEYWORDS.setdefault(name, Keywords(script))


class Ours:
    """The follower. `partials`: it is told of words before the utterance ends; `them`: of the other side's words."""

    def __init__(self, matter: Matter, script: Script, mono: bool, *, partials: bool = True, them: bool = True) -> None:
        self.script, self.mono, self.partials, self.them = script, mono, partials, them
        self.starts = matter.text.starts
        self.state, _ = begin(script)
        self.t = 0.0
        self.said: list[str] = []

    def _shown(self) -> Shown:
        frame = view(self.script, self.state)
        return frame.step, self.starts.get(frame.step, 0) + frame.read

    def hear(self, word: str) -> Shown:
        """See System."""
        self.t += SECONDS_A_WORD
        self.said.append(word)
        if self.partials:
            speaker = None if self.mono else Speaker.ME
            self.state, _ = advance(self.script, self.state, Partial(self.t, speaker, " ".join(self.said)))
        return self._shown()

    def pause(self, speaker: Speaker, words: Sequence[str]) -> Shown:
        """See System."""
        self.said = []
        if speaker is Speaker.THEM:
            self.t += SECONDS_A_WORD * len(words)
        if words and (self.them or speaker is Speaker.ME):
            event = Utterance(self.t, None if self.mono else speaker, " ".join(words))
            self.state, _ = advance(self.script, self.state, event)
        return self._shown()

    def outcome(self) -> str | None:
        """See System."""
        return self.state.kept.verdict.outcome if self.them else None


class Letters(Mapping[str, Phones]):
    """A pronouncing dictionary in which every letter is a sound of its own, for comparing words as they are spelt."""

    SOUNDS = MappingProxyType(
        dict(
            zip(
                "bcdfghjklmnpqrstvwxzaeiouy",
                "B CH D F G HH JH K L M N P NG R S T V W ZH Z AE EH IY AO UW Y".split(),
                strict=True,
            )
        )
    )

    def __getitem__(self, word: str) -> Phones:
        if not set(word) & set(ascii_lowercase) or "(" in word:
            raise KeyError(word)
        return tuple(self.SOUNDS[letter] for letter in word if letter in self.SOUNDS)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _altered(part: str, script: Script) -> Script:
    rows, said = script.me.lattice.rows, slots(script.profile)
    if part == "spelling":
        spelt = Lexicon(Letters())
        them = Spotter(script.them.lattice.rows, said, spelt)
        return replace(script, me=Spotter(rows, said, spelt), them=them)
    if part == "weights":
        even = Spotter(script.them.lattice.rows, said, lexicon(), _even)
        return replace(script, me=Spotter(rows, said, lexicon(), _even), them=even)
    kept = [row for row in rows if row.key.startswith(LINE if part == "phrases" else STEP)]
    return replace(script, me=Spotter(kept, said, lexicon()))


def _even(word: str, keys: float) -> float:
    return 0.7


_SCRIPTS: dict[tuple[str, str], Script] = {}


def altered(matter: Matter, part: str) -> Script:
    """The script without `part`: "spelling" instead of sound, "weights" of words, "phrases", or "lines"."""
    if (matter.name, part) not in _SCRIPTS:
        _SCRIPTS[matter.name, part] = _altered(part, matter.script)
    return _SCRIPTS[matter.name, part]


ABLATIONS = {
    "no sound": "words are compared as they are spelt, not as they sound",
    "no weights": "every word tells as much as every other",
    "no phrases": "only the lines are listened for",
    "no lines": "only the phrases are listened for",
    "no other side": "the other side's words are not told",
    "no partials": "words are told when the utterance has ended",
}
SYSTEMS = ("keywords", *RULES, "ours")


def start(name: str, matter: Matter, mono: bool) -> System:
    """A system at the beginning of a call."""
    if name == "keywords":
        return Worded(matter, mono)
    if name in RULES:
        return Ruled(matter, RULES[name], mono)
    if name == "no other side":
        return Ours(matter, matter.script, mono, them=False)
    if name == "no partials":
        return Ours(matter, matter.script, mono, partials=False)
    part = {"no sound": "spelling", "no weights": "weights", "no phrases": "phrases", "no lines": "lines"}.get(name)
    return Ours(matter, altered(matter, part) if part else matter.script, mono)
