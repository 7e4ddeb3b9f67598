"""Follows calls and counts: the step right, the word within three, wandering, words to recover, outcomes wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from assistant.events import Speaker
from tests.benchmarks.follow.calls import Matter
from tests.benchmarks.follow.noise import Heard, really_heard, spoil
from tests.benchmarks.follow.scenarios import Call, make_call, words
from tests.benchmarks.follow.systems import Shown, System, start

NEAR = 3  # words
LOST = 60  # words after which nobody waits for it to recover


@dataclass
class Tally:
    """Counts over calls; `recovered` are the words that each jump took.

    `lines` has for each turn of the caller its step, what was heard, the step shown after it, its words, and at how
    many of them the step was right; `mistaken` the outcomes that were wrong, with the other side's longest turn.
    """

    words: int = 0
    right: int = 0
    read: int = 0
    near: int = 0
    chat: int = 0
    wandered: int = 0
    strayed: int = 0
    recovered: list[int] = field(default_factory=list)
    calls: int = 0
    wrong: int = 0
    lines: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count `other`, too."""
        for name in ("words", "right", "read", "near", "chat", "wandered", "strayed", "calls", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.recovered += other.recovered
        self.lines += other.lines
        self.mistaken += other.mistaken

    @property
    def step(self) -> float:
        """Share of the words at which the step was right."""
        return self.right / max(1, self.words)

    @property
    def word(self) -> float:
        """Share of the words read at which the word shown was within NEAR."""
        return self.near / max(1, self.read)

    @property
    def wander(self) -> float:
        """Share of the words of talk at which the place shown was NEAR words away from where it belongs."""
        return self.wandered / max(1, self.chat)

    @property
    def stray(self) -> float:
        """Share of the words of talk at which another step was shown than those before and after it."""
        return self.strayed / max(1, self.chat)

    @property
    def recovery(self) -> int:
        """Words to recover after a jump, the 90th percentile."""
        return sorted(self.recovered)[max(0, -(-9 * len(self.recovered) // 10) - 1)] if self.recovered else 0


class _Watch:
    """One call being followed."""

    def __init__(self, system: System) -> None:
        self.system, self.tally = system, Tally(calls=1)
        self.shown: Shown = ("", 0)
        self.places: list[int] = [0]  # where the reader has stopped: what is shown while they chat is one of these
        self.steps = {""}
        self.jumped: int | None = None

    def turn(self, turn: "TurnHeard") -> None:
        """The caller says one turn, word for word."""
        if turn.jump:
            self.jumped = 0
        before = (self.tally.words, self.tally.right)
        chatting = False
        for said, heard in zip(turn.words, turn.heard, strict=True):
            if not said.step and not chatting:
                self.places = [*self.places[-1:], self.shown[1]]
                self.steps = {self.tally.lines[-1][0] if self.tally.lines else "", self.shown[0]}
            chatting = not said.step
            for word in heard:
                self.shown = self.system.hear(word)
            self._judge(said.step, said.place)
        self.shown = self.system.pause(Speaker.ME, [word for heard in turn.heard for word in heard])
        text = " ".join(word for heard in turn.heard for word in heard)
        step = turn.words[-1].step
        self.tally.lines.append((step, text, self.shown[0], self.tally.words - before[0], self.tally.right - before[1]))

    def _judge(self, step: str, place: int) -> None:
        tally = self.tally
        if not step:
            tally.chat += 1
            tally.strayed += self.shown[0] not in self.steps
            tally.wandered += min(abs(self.shown[1] - place) for place in self.places) > NEAR
            return
        tally.words += 1
        tally.right += self.shown[0] == step
        if not place:
            return
        near = abs(self.shown[1] - place) <= NEAR
        tally.read += 1
        tally.near += near
        self.places = [place]
        if self.jumped is not None:
            self.jumped += 1
            if (near and self.shown[0] == step) or self.jumped >= LOST:
                tally.recovered.append(self.jumped)
                self.jumped = None


@dataclass(frozen=True, slots=True)
class TurnHeard:
    """A turn of the caller as it was said and as it was heard."""

    words: tuple  # type: ignore[type-arg]
    heard: list[list[str]]
    jump: bool


def follow(system: str, matter: Matter, call: Call, heard: Heard) -> Tally:
    """Follow one call."""
    watch = _Watch(start(system, matter, call.mono))
    for turn, each in zip(call.turns, heard, strict=True):
        if turn.speaker is Speaker.ME:
            watch.turn(TurnHeard(turn.words, each, turn.jump))
        else:
            watch.shown = watch.system.pause(Speaker.THEM, [word for one in each for word in one])
    if watch.jumped is not None:
        watch.tally.recovered.append(LOST)
    outcome = watch.system.outcome()
    if outcome is not None and outcome != call.outcome:
        watch.tally.wrong = 1
        theirs = (each for turn, each in zip(call.turns, heard, strict=True) if turn.speaker is Speaker.THEM)
        longest = max((" ".join(word for one in each for word in one) for each in theirs), key=len, default="")
        watch.tally.mistaken.append(f"{call.outcome} taken for {outcome}: “{longest}”")
    return watch.tally


def row(systems: Iterable[str], matter: Matter, name: str, rate: float, seeds: Iterable[int]) -> dict[str, Tally]:
    """Follow one row's calls by every system, the same errors for each."""
    tallies = {system: Tally() for system in systems}
    for seed in seeds:
        draw = Random(f"{matter.name} {name} {rate} {seed}")
        call = make_call(name, matter, draw)
        heard = spoil(words(call.turns), rate, draw)
        for system, tally in tallies.items():
            tally.add(follow(system, matter, call, heard))
    return tallies


def recognized(system: str, matter: Matter, sound: str, seeds: Iterable[int]) -> tuple[Tally, float]:
    """Straight calls with the words that PocketSphinx made of the rendered lines; and the share of errors in them."""
    from tests.benchmarks.follow.learn import align

    tally, wrong, total = Tally(), 0, 0
    table = really_heard(matter.name, sound)
    for seed in seeds:
        call = make_call("straight", matter, Random(f"{matter.name} heard {seed}"))
        heard: Heard = []
        for said in words(call.turns):
            other = table.get(said, said)
            places: list[list[str]] = [[] for _ in said]
            at = 0
            for one, two in align(said, other):
                at = one if one is not None else at
                places[at] += [other[two]] if two is not None else []
                wrong += one is None or two is None or said[one] != other[two]
            heard.append(places)
            total += len(said)
        tally.add(follow(system, matter, call, heard))
    return tally, wrong / max(1, total)
