"""The search graph, in the two halves that Vosk composes as it listens, so that a grammar may be given at run time.

HCLr.fst: transition ids to words, made of the lexicon (L), the left-context classes (C) and the one-state phones (H).
Gr.fst: the language model in the word ids that the look-ahead of HCLr.fst wants. Silence may stand between words.
Words that sound alike are told apart by a disambiguation symbol after the last phone; G has plain epsilon back-off.
"""

import math
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import kaldifst

from . import lexicon, phones
from .openfst import Arc, Fst

_HALF = -math.log(0.5)  # silence after a word: as likely as not
_PLUGINS = "/usr/lib/x86_64-linux-gnu/fst/22"  # where Debian's libfst22-plugins-base puts the look-ahead
Ids = Mapping[str, int]


def sounds(words: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Each word with each of its pronunciations in Kaldi phones, sorted."""
    ways = ((word, phones.in_word(bases)) for word in words for bases in lexicon.dictionary()[word])
    return sorted(set(ways))


def lexicon_fst(entries: Sequence[tuple[str, tuple[int, ...]]], ids: Ids) -> tuple[Fst, int]:
    """L with disambiguation symbols (phones.PHONES + k), and how many of those there are."""
    fst = Fst([[], [], [], []], {1: 0.0})
    start, loop, silence, after = range(4)
    symbols = 1  # the first one follows silence
    fst.arcs[start] += [(0, 0, _HALF, loop), (0, 0, _HALF, silence)]
    fst.arcs[silence].append((phones.kaldi_phone(phones.SILENCE, "S"), 0, 0.0, after))
    fst.arcs[after].append((phones.PHONES + 1, 0, 0.0, loop))
    alike, used = Counter(said for _, said in entries), Counter[tuple[int, ...]]()
    for word, said in entries:
        chain = list(said)
        if alike[said] > 1:
            used[said] += 1
            symbols = max(symbols, 1 + used[said])
            chain.append(phones.PHONES + 1 + used[said])
        state, label = loop, ids[word]
        for symbol in chain[:-1]:
            fst.arcs.append([])
            fst.arcs[state].append((symbol, label, 0.0, len(fst.arcs) - 1))
            state, label = len(fst.arcs) - 1, 0
        fst.arcs[state] += [(chain[-1], label, _HALF, loop), (chain[-1], label, _HALF, silence)]
    return fst, symbols


def in_context(fst: Fst) -> Fst:
    """L with phones replaced by entering transition ids, which depend on the class of the phone before."""
    number, queue = {(0, fst.start): 0}, [(0, fst.start)]
    made = Fst([])
    for left, state in queue:
        here = number[left, state]
        made.arcs.append([])
        if state in fst.final:
            made.final[here] = fst.final[state]
        for symbol, word, weight, to in fst.arcs[state]:
            then, label = left, 0
            if symbol > phones.PHONES:
                label = phones.TRANSITIONS + symbol - phones.PHONES
            elif symbol:
                then, label = phones.CLASS_OF[phones.base_of(symbol)], phones.entering(left, symbol)
            if (then, to) not in number:
                number[then, to] = len(queue)
                queue.append((then, to))
            made.arcs[here].append((label, word, weight, number[then, to]))
    return made


def with_loops(fst: Fst) -> Fst:
    """Add the transitions that stay: a state entered by one transition alone gets its loop; others are split."""
    entered: list[set[int]] = [set() for _ in fst.arcs]
    entered[fst.start].add(0)
    for row in fst.arcs:
        for label, _, _, to in row:
            entered[to].add(label if 0 < label <= phones.TRANSITIONS else 0)
    arcs: list[list[Arc]] = [list(row) for row in fst.arcs]
    split: dict[tuple[int, int], int] = {}
    for row in arcs[: len(fst.arcs)]:
        for j, (label, word, weight, to) in enumerate(row):
            if 0 < label <= phones.TRANSITIONS and len(entered[to]) > 1:
                if (to, label) not in split:
                    split[to, label] = len(arcs)
                    arcs.append([(0, 0, 0.0, to), (label - 1, 0, 0.0, len(arcs))])
                row[j] = (label, word, weight, split[to, label])
    for state, labels in enumerate(entered):
        if len(labels) == 1 and (label := next(iter(labels))):
            arcs[state].append((label - 1, 0, 0.0, state))
    return Fst(arcs, fst.final, fst.start)


def _through(fst: Fst, work: Path, change: Callable[[kaldifst.StdVectorFst], object]) -> Fst:
    """`fst` after one of kaldifst's operations, which work in place."""
    fst.write(work)
    loaded = kaldifst.StdVectorFst.read(str(work))
    change(loaded)
    loaded.write(str(work))
    return Fst.read(work)


def _minimize(loaded: kaldifst.StdVectorFst) -> None:
    kaldifst.minimize_encoded(loaded)
    kaldifst.connect(loaded)


def _convert(*arguments: str) -> None:
    paths = os.pathsep.join(filter(None, [_PLUGINS, os.environ.get("LD_LIBRARY_PATH")]))
    environment = {**os.environ, "LD_LIBRARY_PATH": paths}
    subprocess.run(["fstconvert", *arguments], env=environment, check=True, capture_output=True)


def write_search(words: Sequence[str], folder: Path, work: Path) -> dict[str, int]:
    """Write everything but the language model into `folder`; returns the word ids that the model must use."""
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    listed = [*sorted(words), lexicon.UNKNOWN]
    ids = {word: i for i, word in enumerate(["<eps>", *listed])}
    fst, symbols = lexicon_fst(sounds(listed), ids)
    fst = in_context(_through(fst, work / "L.fst", kaldifst.determinize_star))
    fst = with_loops(_through(fst, work / "HC.fst", _minimize))
    for row in fst.arcs:
        row.sort(key=lambda arc: (arc[1], arc[0]))
    fst.write(work / "HCL.fst")
    pairs = work / "relabel"
    _convert(
        "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}", str(work / "HCL.fst"),
        str(folder / "HCLr.fst"),
    )  # fmt: skip
    new = {int(old): int(label) for old, label in map(str.split, pairs.read_text().splitlines())}
    unused = max(new.values()) + 1
    final = {word: new.get(i, unused) if i else 0 for word, i in ids.items()}
    if len(set(final.values())) != len(final):
        raise AssertionError("two words share an id: some are in no path of the lexicon")
    ordered = sorted(final.items(), key=lambda pair: pair[1])
    (folder / "words.txt").write_text("".join(f"{word} {i}\n" for word, i in ordered), encoding="utf-8")
    (folder / "phones" / "word_boundary.int").write_text(phones.word_boundaries(), encoding="ascii")
    ends = range(phones.TRANSITIONS + 1, phones.TRANSITIONS + symbols + 1)
    (folder / "disambig_tid.int").write_text("".join(f"{i}\n" for i in ends), encoding="ascii")
    return final


def write_language(fst: Fst, folder: Path, work: Path) -> None:
    """Write the language model, an acceptor in the ids of `write_search`, sorted by label."""
    fst.write(work / "G.fst")
    _convert("--fst_type=const", str(work / "G.fst"), str(folder / "Gr.fst"))
