"""What the other side says next, and when: a pure state machine. Its clock is the caller's turns.

In:  PickedUp, StepReached, TurnEnded, Silent       Out: Replies, in the order in which they are said.

The rules: a step that is reached is remembered until the caller's turn ends; then the line that is furthest along in
the file among those that fit is said. A line that interrupts does not wait for that. Where nothing fits, a TURN line
is said if there is one left, else they listen. A silence as long as their `patience` brings a SILENCE line on; after
HANGS_UP of them in a row they hang up. What varies (which words, how long before the answer) is drawn from the seed and
the number of the reply alone, so that a seed repeats a session exactly.
"""

import random
from dataclasses import dataclass, field, replace

from assistant.counterpart.scenario import SILENCE, START, TURN, Scenario, TheirLine
from assistant.profile import Profile, fill

# s: the least, the most, and the one that is drawn most; long gaps between turns are rare
DELAY = (0.4, 1.2, 0.5)  # between the end of the caller's turn and an answer, as people on a telephone take
AT_ONCE = (0.2, 0.5, 0.3)  # between two lines of one turn of theirs
PATIENCE = {1: 8.0, 2: 6.0, 3: 5.0}  # s of the caller's silence by difficulty, after which they ask
HANGS_UP = 4  # silences in a row that are enough


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The call is answered."""


@dataclass(frozen=True, slots=True)
class StepReached:
    """The caller did a step of the outline."""

    step: str


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The caller has stopped speaking, and waits."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody has said anything for `patience` seconds."""


CallerDid = PickedUp | StepReached | TurnEnded | Silent


@dataclass(frozen=True, slots=True)
class Reply:
    """What they say: `delay` seconds after what brought it on, or after the reply before it. `text` may be "".

    `sound` is "beep" or "hold", heard after the words; `ends`: they hang up after it.
    """

    line: str
    text: str
    delay: float
    sound: str = ""
    interrupts: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """How far it has come. `part` counts those who went on; `fresh` are the steps of the caller's present turn."""

    scenario: Scenario
    profile: Profile
    difficulty: int = 1
    seed: int = 0
    part: int = 0
    said: dict[tuple[int, str], int] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    replies: int = 0
    silences: int = 0
    cut: bool = False  # they have spoken into the caller's present turn
    over: bool = False

    @property
    def patience(self) -> float:
        """Seconds of silence before they say something."""
        return PATIENCE[self.difficulty]

    @property
    def now(self) -> Scenario:
        """The scenario of whoever is on the line."""
        scenario = self.scenario
        for _ in range(self.part):
            scenario = scenario.goes_on or scenario
        return scenario


def react(talk: Conversation, did: CallerDid) -> tuple[Conversation, tuple[Reply, ...]]:
    """Take what the caller did; return what it comes to, and what they say."""
    if talk.over:
        return talk, ()
    if isinstance(did, StepReached):
        talk = replace(talk, reached=talk.reached | {did.step}, fresh=talk.fresh | {did.step}, silences=0)
        cutting = [line for line in _fitting(talk, {did.step}) if line.interrupts]
        return _say(replace(talk, fresh=frozenset(), cut=True), cutting[-1], set()) if cutting else (talk, ())
    if isinstance(did, PickedUp):
        return _first(talk, {START})
    if isinstance(did, TurnEnded):
        fresh, answered = set(talk.fresh), talk.cut
        talk = replace(talk, fresh=frozenset(), silences=0, cut=False)
        return _first(talk, fresh) if answered else _first(talk, fresh, {TURN})
    talk = replace(talk, silences=talk.silences + 1)
    if talk.silences >= HANGS_UP:
        return replace(talk, over=True), (Reply("", "", 0.0, ends=True),)
    return _first(talk, {SILENCE})


def _first(talk: Conversation, *triggers: set[str]) -> tuple[Conversation, tuple[Reply, ...]]:
    """Say the line that is furthest along for the first of `triggers` that brings one on."""
    for each in triggers:
        fitting = _fitting(talk, each)
        if fitting:
            return _say(talk, fitting[-1], each)
    return talk, ()


def _fitting(talk: Conversation, triggers: set[str]) -> list[TheirLine]:
    return [line for line in talk.now.lines.values() if triggers & set(line.when) and _may(talk, line)]


def _may(talk: Conversation, line: TheirLine) -> bool:
    known = talk.reached | {name for part, name in talk.said if part == talk.part}
    fits = line.level <= talk.difficulty and set(line.after) <= known
    return fits and talk.said.get((talk.part, line.id), 0) < line.times


def _say(talk: Conversation, line: TheirLine, fresh: set[str]) -> tuple[Conversation, tuple[Reply, ...]]:
    """Say `line` and what follows it at once: its `then`, or what the next part has to say to `fresh`."""
    replies: list[Reply] = []
    following: TheirLine | None = line
    while following is not None:
        line = following
        replies.append(_reply(talk, line, AT_ONCE if replies else DELAY))
        count = talk.said.get((talk.part, line.id), 0) + 1
        talk = replace(talk, said={**talk.said, (talk.part, line.id): count}, replies=talk.replies + 1)
        following = talk.now.lines.get(line.then)
        if line.hands_over:
            talk = replace(talk, part=talk.part + 1)
            begins = _fitting(talk, {START} if line.hands_over == "new" else fresh - {START, TURN, SILENCE})
            following = begins[-1] if begins else None
        if following is not None and not _may(talk, following):
            following = None
    return replace(talk, over=line.ends), tuple(replies)


def _reply(talk: Conversation, line: TheirLine, delay: tuple[float, float, float]) -> Reply:
    chance = random.Random(f"{talk.seed} {talk.replies}")  # noqa: S311 - practice, not secrets
    ways = [text for text in (fill(each, talk.profile) for each in line.say) if text]
    text = chance.choice(ways) if ways else ""
    wait = 0.0 if line.interrupts else round(chance.triangular(*delay), 2)
    return Reply(line.id, text, wait + line.pause, line.sound, line.interrupts, line.ends)
