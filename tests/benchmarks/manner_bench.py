"""How well the manner of a caller is heard: precision, recall and F1 of each kind over tests/data/manner.tsv.

    python -m tests.benchmarks.manner_bench [--errors]

Rows are judged one by one: a warning of a kind that the row names is right, any other is wrong. "kept" is the half that
was not looked at while the phrases were written. With 20 % of the words taken for others that sound alike (seed fixed),
the same again. `--errors` lists what went wrong in the half that may be looked at.
"""

import csv
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.call.digits import AFRESH, digits_in
from assistant.call.lexicon import similarity, tokens
from assistant.call.manner import parse
from assistant.call.manner.ear import Context, Ear, heard_them, listen
from assistant.events import Speaker, Utterance, Word
from assistant.profile import parse as parse_profile
from assistant.pronunciations import lexicon

ROOT = Path(__file__).parents[2]
KINDS = (
    "blame",
    "disappointment",
    "arguing",
    "informal",
    "pleading",
    "hurried-number",
    "phone-mismatch",
    "talking-into-silence",
    "rambling",
)
WORDS_A_SECOND = 2.5
SEED = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled utterance."""

    said: str
    kinds: frozenset[str]
    context: dict[str, str]

    @property
    def kept(self) -> bool:
        """Whether it is of the half that is kept back: by its hash, so that nobody chooses."""
        return int(hashlib.sha256(self.said.encode()).hexdigest(), 16) % 2 == 1


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind: heard rightly, heard wrongly, not heard."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def rows() -> list[Row]:
    """Every labelled utterance."""
    with (ROOT / "tests" / "data" / "manner.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return [
            Row(line["said"], frozenset(line["kinds"].split(",")) - {"-"}, _context(line["context"])) for line in lines
        ]


def _context(text: str) -> dict[str, str]:
    return {part.partition("=")[0]: part.partition("=")[2] for part in text.split(";") if part}


@cache
def ear() -> Ear:
    """The shipped rules, for the caller of the golden calls."""
    manner = parse((ROOT / "prompts" / "manner.yaml").read_text(encoding="utf-8"), "prompts/manner.yaml")
    profile = parse_profile((ROOT / "tests" / "golden" / "priya.toml").read_text(encoding="utf-8"), "priya.toml")
    return Ear(manner, profile, lexicon())


def heard(row: Row, words: Sequence[str]) -> list[tuple[str, str]]:
    """The kinds that are told of `words` in the row's context, each with its words."""
    state = ear().begin()
    asked = 20.0 if "asked" in row.context else None
    if row.context.get("them"):
        state = heard_them(state, 21.0, tokens(row.context["them"]))
    timed = (
        _timed(words, float(row.context["pace"]), float(row.context.get("groups", 0))) if "pace" in row.context else ()
    )
    t = timed[-1].end if timed else 22.0 + len(words) / WORDS_A_SECOND
    steps = tuple(filter(None, row.context.get("steps", "").split(",")))
    context = Context(row.context.get("outcome", "unknown"), asked, steps)
    _, told = listen(ear(), state, Utterance(t, Speaker.ME, " ".join(words), timed), words, context)
    return [(each.kind, each.because) for each in told]


def _timed(words: Sequence[str], pace: float, groups: float) -> tuple[Word, ...]:
    """`words` so many seconds apart; `groups` more before the fourth and the seventh digit of a run."""
    breaks = {run.said[at] for run in digits_in(words) for at in (3, 6) if len(run.said) > at}
    timed, t = [], 10.0
    for number, word in enumerate(words):
        t += groups if number in breaks or (number and word in AFRESH) else 0.0
        timed.append(Word(word, t, t + pace))
        t += pace
    return tuple(timed)


def score(table: Iterable[tuple[frozenset[str], set[str]]]) -> dict[str, Score]:
    """Each kind's score, and that of all together, from (what is meant, what was heard)."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for meant, found in table:
        right.update(meant & found)
        wrong.update(found - meant)
        missed.update(meant - found)
    scores = {kind: Score(right[kind], wrong[kind], missed[kind]) for kind in KINDS}
    return scores | {"all": Score(right.total(), wrong.total(), missed.total())}


class Mishearing:
    """Words taken for others that sound alike, out of the words of the rows with nothing to warn of.

    A recogniser's language model, too, mistakes rare words for ordinary ones rather than the other way about.
    """

    def __init__(self, every: Sequence[Row]) -> None:
        self._words = sorted({word for row in every if not row.kinds for word in tokens(row.said)})
        self._near: dict[str, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """The five words that sound most like `word`."""
        if word not in self._near:
            sound = lexicon().phones(word)
            others = [(similarity(sound, lexicon().phones(other)), other) for other in self._words if other != word]
            self._near[word] = [other for _, other in sorted(others, reverse=True)[:5]]
        return self._near[word]

    def mishear(self, words: Sequence[str], rate: float, chance: random.Random) -> list[str]:
        """`words` with a share of `rate` of them misheard."""
        return [chance.choice(self.near(word)) if chance.random() < rate else word for word in words]


def judge(chosen: Sequence[Row], rate: float = 0.0, mishearing: Mishearing | None = None) -> dict[str, Score]:
    """The scores over `chosen`, with a share of `rate` of the words misheard; numbers stay."""
    chance = random.Random(SEED)
    table = []
    for row in chosen:
        words: Sequence[str] = tokens(row.said)
        if mishearing is not None and not row.kinds & {"hurried-number", "phone-mismatch"}:
            runs = digits_in(words, least=7)
            misheard = mishearing.mishear(words, rate, chance)
            words = words if runs else misheard
        table.append((row.kinds, {kind for kind, _ in heard(row, words)}))
    return score(table)


def main() -> None:
    """Print the table."""
    every = rows()
    halves = {"dev": [row for row in every if not row.kept], "kept": [row for row in every if row.kept]}
    negative = sum(not row.kinds for row in every)
    print(f"{len(every)} utterances, {negative} of them with nothing to warn of; {len(halves['kept'])} kept back\n")
    mishearing = Mishearing(every)
    columns = [(f"{name}, {rate:.0%} misheard", half, rate) for rate in (0.0, 0.2) for name, half in halves.items()]
    tables = [judge(half, rate, mishearing if rate else None) for _, half, rate in columns]
    print(f"{'F1 (precision recall)':24}" + "".join(f"{name:>24}" for name, _, _ in columns))
    for kind in (*KINDS, "all"):
        cells = [f"{s[kind].f1:.2f} ({s[kind].precision:.2f} {s[kind].recall:.2f})" for s in tables]
        print(f"{kind:24}" + "".join(f"{cell:>24}" for cell in cells))
    if "--errors" in sys.argv:
        for row in halves["dev"]:
            told = heard(row, tokens(row.said))
            if {kind for kind, _ in told} != row.kinds:
                print(f"{row.said} | {','.join(sorted(row.kinds)) or '-'} | heard {told}")


if __name__ == "__main__":
    main()
