"""The benchmark's calls: who says which word when, and for each word of the caller where in the outline it is.

A call is made from an outline's lines and talk.yaml with a seeded die; its row says what happens in it. Where no
jump is meant the call takes the first outcome's path, whose lines follow those of the opening.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from assistant.call.lexicon import tokens
from assistant.call.outline import Delivery
from assistant.events import Speaker
from tests.benchmarks.follow.calls import MAILBOX, Matter


@dataclass(frozen=True, slots=True)
class Said:
    """A word; `step` "" where it is of none; `place` its written word in the whole text (from 1), 0 where not read."""

    word: str
    step: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words until they fall silent; `jump`: the caller has just gone somewhere out of turn."""

    speaker: Speaker
    words: tuple[Said, ...]
    jump: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one row; `mono`: who speaks is not known; `outcome` what the other side decided."""

    row: str
    turns: tuple[Turn, ...]
    outcome: str
    mono: bool = False


class Maker:
    """Makes the turns of one call."""

    def __init__(self, matter: Matter, draw: Random) -> None:
        self.matter, self.draw = matter, draw
        self.outline = matter.script.outline
        self.branches = [name for name in self.outline.outcomes if name in matter.talk["answers"]]

    def them(self, key: str) -> Turn:
        """The other side says one of talk.yaml's sentences."""
        return self._them(self.draw.choice(self.matter.talk[key]))

    def answer(self, outcome: str) -> Turn:
        """The other side tells what was decided."""
        return self._them(self.draw.choice(self.matter.talk["answers"][outcome]))

    def _them(self, text: str) -> Turn:
        return Turn(Speaker.THEM, tuple(Said(word) for word in tokens(text)))

    def read(self, step: str, jump: bool = False) -> Turn:
        """The caller reads a step's line."""
        text = self.matter.text
        return Turn(Speaker.ME, tuple(Said(text.words[n], step, text.place[n]) for n in text.of(step)), jump)

    def other_words(self, step: str) -> Turn:
        """The caller says a step in other words."""
        text = self.draw.choice(self.matter.talk["paraphrases"][step])
        return Turn(Speaker.ME, tuple(Said(word, step) for word in tokens(text)))

    def chat(self) -> Turn:
        """The caller says what has nothing to do with the outline."""
        return Turn(Speaker.ME, tuple(Said(word) for word in tokens(self.draw.choice(self.matter.talk["adlibs"]))))

    def opening(self) -> list[str]:
        """The steps read until the other side answers."""
        path = list(self.outline.path)
        silent = next(n for n, step in enumerate(path) if self.outline.steps[step].delivery is Delivery.SILENT)
        return path[:silent]

    def straight(self, say: Callable[[str], Iterable[Turn]], branch: str) -> list[Turn]:
        """The whole way: `say` makes the turns of one step."""
        turns = [self.them("hello")]
        for step in self.opening():
            turns += [*say(step), self.them("small")]
        turns[-1] = self.answer(branch)
        for step in self.outline.outcomes[branch].path:
            turns += [*say(step), self.them("small")]
        return turns

    def without(self, turn: Turn, sentence: int) -> Turn:
        """A line without one of its sentences."""
        of = dict(zip(self.matter.text.place, self.matter.text.sentence, strict=True))
        return Turn(turn.speaker, tuple(said for said in turn.words if of[said.place] != sentence), turn.jump)

    def sentences(self, step: str) -> list[int]:
        """The numbers of a step's sentences."""
        text = self.matter.text
        return list(dict.fromkeys(text.sentence[n] for n in text.of(step)))


def _straight(make: Maker, branch: str) -> list[Turn]:
    return make.straight(lambda step: [make.read(step)], branch)


def _left_out(make: Maker, branch: str) -> list[Turn]:
    """A quarter of the sentences are left out."""

    def say(step: str) -> list[Turn]:
        turn = make.read(step)
        for sentence in make.sentences(step):
            if make.draw.random() < 0.25:
                turn = make.without(turn, sentence)
        return [turn] if turn.words else []

    return make.straight(say, branch)


def _repeated(make: Maker, branch: str) -> list[Turn]:
    """A third of the lines are said again from their beginning, half of those after five words."""

    def say(step: str) -> list[Turn]:
        turn, die = make.read(step), make.draw.random()
        if die < 0.17:
            return [turn, make.them("small"), turn]
        return [Turn(turn.speaker, turn.words[:5] + turn.words)] if die < 0.34 else [turn]

    return make.straight(say, branch)


def _ad_libs(make: Maker, branch: str) -> list[Turn]:
    """After every second line comes some talk, in the same breath or after a pause."""

    def say(step: str) -> list[Turn]:
        turn, die = make.read(step), make.draw.random()
        if die < 0.25:
            return [Turn(turn.speaker, turn.words + make.chat().words)]
        return [turn, make.chat()] if die < 0.5 else [turn]

    return make.straight(say, branch)


def _announced(make: Maker, branch: str) -> list[Turn]:
    """In the middle of the opening the other side tells what was decided."""
    opening = make.opening()
    stop = make.draw.randrange(1, len(opening))
    turns = [make.them("hello")]
    for step in opening[:stop]:
        turns += [make.read(step), make.them("small")]
    half = make.read(opening[stop])
    turns[-1:] = [Turn(half.speaker, half.words[: make.draw.randint(3, 7)]), make.answer(branch)]
    for n, step in enumerate(make.outline.outcomes[branch].path):
        turns += [make.read(step, jump=n == 0), make.them("small")]
    return turns


def _unannounced(make: Maker, branch: str) -> list[Turn]:
    """The caller leaves a line in the middle and reads on in another branch, of which nobody has spoken."""
    opening = make.opening()
    stop = make.draw.randrange(1, len(opening))
    turns = [turn for step in opening[:stop] for turn in (make.read(step), make.them("small"))]
    path = [step for step in make.outline.outcomes[branch].path if step not in make.outline.path]
    half = make.read(opening[stop])
    first = make.read(path[0], jump=True)
    turns += [Turn(half.speaker, half.words[: make.draw.randint(3, 7)]), first]
    return turns + [turn for step in path[1:] for turn in (make.read(step), make.them("small"))]


def _voicemail(make: Maker, branch: str) -> list[Turn]:
    path = make.outline.outcomes[branch].path
    return [make.them("mailbox"), *(make.read(step) for step in path)]


def _transferred(make: Maker, branch: str) -> list[Turn]:
    """A receptionist answers, and puts the call through: the caller greets again."""
    first = ["ask-for"] if "ask-for" in make.outline.steps else make.opening()[:2]
    begin = [make.them("reception"), *(make.read(step) for step in first), make.them("through"), make.them("again")]
    rest = _straight(make, branch)[1:]
    again = Turn(rest[0].speaker, rest[0].words, jump=True)
    return [*begin, again, *rest[1:]]


def _paraphrase(make: Maker, branch: str) -> list[Turn]:
    return make.straight(lambda step: [make.other_words(step)], branch)


ROWS: dict[str, Callable[[Maker, str], list[Turn]]] = {
    "straight": _straight,
    "sentence left out": _left_out,
    "repeated": _repeated,
    "ad-libs": _ad_libs,
    "jump to a branch": _announced,
    "jump, unannounced": _unannounced,
    "straight to voicemail": _voicemail,
    "transferred": _transferred,
    "paraphrase": _paraphrase,
    "mono": _straight,
}


def make_call(row: str, matter: Matter, draw: Random) -> Call:
    """One call of `row`."""
    make = Maker(matter, draw)
    voicemail = row == "straight to voicemail"
    branch = next(name for name in make.outline.outcomes if name in MAILBOX) if voicemail else ""
    if not branch:
        branch = draw.choice(make.branches[1:]) if row.startswith("jump") else make.branches[0]
    return Call(row, tuple(ROWS[row](make, branch)), branch, mono=row == "mono")


def words(turns: Sequence[Turn]) -> list[tuple[str, ...]]:
    """What is said, turn by turn."""
    return [tuple(said.word for said in turn.words) for turn in turns]
