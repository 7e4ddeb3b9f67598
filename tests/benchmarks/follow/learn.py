"""Learns what a real recogniser takes words for: everything said in the benchmark's calls, rendered and recognised.

    nice python -m tests.benchmarks.follow.learn confusions   writes data/confusions.tsv
    nice python -m tests.benchmarks.follow.learn heard        writes data/heard.tsv

The voices are flite's. `confusions` are the stretches of one to three words that were heard as something else (or as
nothing), with how often: PocketSphinx as it comes, without biasing, the voices slt and awb as they are and rms through
a telephone, which it mishears in 11 to 31 of 100 words; where it mishears nearly all, nothing is learnt of words.
`heard` are whole sentences as the program hears them, biased to the call: the voice rms as it is, and through a
telephone with white noise 15 dB below it.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.call.lexicon import tokens
from assistant.events import Speaker, Utterance
from assistant.past.recordings import biasing
from assistant.recognizers import Engine
from assistant.recognizers.models import choose_engine
from tests.benchmarks.follow.calls import NAMES, matter
from tests.rendered import rendered, silence, telephone, with_noise

DATA = Path(__file__).parent / "data"
LONGEST = 3  # words of a stretch that is heard as something else

Pair = tuple[int | None, int | None]


def align(said: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """Pairs of word numbers, by the fewest errors; None where a word has no partner."""
    cost = np.zeros((len(said) + 1, len(heard) + 1), np.int64)
    cost[:, 0], cost[0] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, word in enumerate(said, 1):
        for j, other in enumerate(heard, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + (word != other), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    i, j = len(said), len(heard)
    pairs: list[Pair] = []
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def stretches(said: Sequence[str], heard: Sequence[str]) -> list[tuple[str, str]]:
    """The errors of one sentence: neighbours that were misheard together, as what was said and what was heard."""
    found: list[tuple[list[str], list[str]]] = []
    before = True  # whether the pair before was right
    for i, j in align(said, heard):
        right = i is not None and j is not None and said[i] == heard[j]
        if not right:
            if before or len(found[-1][0]) == LONGEST:
                found.append(([], []))
            found[-1][0].extend([said[i]] if i is not None else [])
            found[-1][1].extend([heard[j]] if j is not None else [])
        before = right
    return [(" ".join(one), " ".join(other)) for one, other in found]


def hear(engine: Engine, text: str, voice: str, condition: str) -> str:
    """What the recogniser makes of `text`."""
    sound = np.concatenate([silence(0.4), rendered(text, voice), silence(0.9)])
    if condition != "clean":
        sound = telephone(sound)
    if condition == "noise":
        sound = with_noise(sound, 15.0)
    recognizer = engine.open(Speaker.ME)
    events = [*recognizer.accept(sound), *recognizer.flush()]
    return " ".join(event.text for event in events if isinstance(event, Utterance))


def everything() -> list[str]:
    """Every sentence of every call, once."""
    return list(dict.fromkeys(sentence for name in NAMES for sentence in matter(name).sentences()))


def learn_confusions() -> None:
    """Write the table anew after each voice, so that a run that is cut short has taught something."""
    engine = choose_engine(recognizer="sphinx")
    wrong: Counter[tuple[str, str]] = Counter()
    times: Counter[str] = Counter()
    learnt = ""
    for voice, condition in (("slt", "clean"), ("rms", "telephone"), ("awb", "clean")):
        learnt += f"; {voice}, {condition}"
        for text in everything():
            said = tokens(text)
            times.update(said)
            wrong.update(stretches(said, tokens(hear(engine, text, voice, condition))))
        rows = [f"{one}\t{other}\t{count}" for (one, other), count in sorted(wrong.items())]
        rows += [f"{word}\t=\t{count}" for word, count in sorted(times.items())]
        _write("confusions.tsv", f"# said, heard, times; = : how often a word was said in all{learnt}", rows)


def learn_heard() -> None:
    """Write what is said in a straight call as it was heard."""
    rows = []
    engines = {name: choose_engine(biasing=biasing(matter(name).script), recognizer="sphinx") for name in NAMES}
    for condition in ("clean", "noise"):
        for name, engine in engines.items():
            for text in matter(name).straight():
                said, heard = tokens(text), tokens(hear(engine, text, "rms", condition))
                rows.append(f"{name} {condition}\t{' '.join(said)}\t{' '.join(heard)}")
            _write("heard.tsv", "# outline and sound, said, heard", rows)


def _write(name: str, head: str, rows: Sequence[str]) -> None:
    (DATA / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    {"confusions": learn_confusions, "heard": learn_heard}[sys.argv[1]]()
