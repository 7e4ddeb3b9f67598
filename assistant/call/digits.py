"""Spoken digits: the runs of digits in a sentence, as a recogniser writes it.

A recogniser gives words, not digits: "six one seven five fifty five oh one forty two". Three passes turn them
into runs of digits, each with the words it came from:

1. Atoms. Words that can only be digits (`six`, `double five`, `eight hundred`, `617-555-0142`) become digits
   at once. Words that sound like a digit but mostly are something else (`for`, `to`, `ate`) become digits
   only between digits of a long run, or where they are just what a telephone number lacks.
2. Runs. Atoms that follow each other, with no more than a few fillers between them, are one run; "again"
   after a whole number begins a new one.
3. Corrections. "no, sorry, four three" replaces as many digits as give a whole number again; where no reading
   gives one, both runs are left as they were said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DIGITS = _words("oh one two three four five six seven eight nine")
UNITS = {word: str(digit) for digit, word in enumerate(DIGITS)}
UNITS |= {"o": "0", "zero": "0", "nought": "0", "naught": "0", "niner": "9"}
TEENS = {
    word: str(number)
    for number, word in enumerate(
        _words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"), start=10
    )
}
TENS = {
    word: str(number)
    for number, word in enumerate(_words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
} | {"fourty": "4"}
ZEROS = {"hundred": "00", "thousand": "000"}
TIMES = {"double": 2, "triple": 3, "treble": 3}

# What recognisers write for a digit that they misheard, or heard rightly and spelt as the more usual word.
HOMOPHONES = {
    "for": "4", "fore": "4", "to": "2", "too": "2", "tu": "2", "won": "1", "wan": "1", "ate": "8", "sex": "6",
    "sics": "6", "sicks": "6", "sick": "6", "tree": "3", "free": "3", "fife": "5", "fine": "5", "owe": "0",
    "ought": "0", "aught": "0", "nein": "9", "nigh": "9", "mine": "9", "heaven": "7",
}  # fmt: skip
EXCLAIMED = {"o", "oh"}  # a digit and an exclamation: it counts beside other digits only

FILLERS = frozenset(
    _words(
        "uh um er erm ah eh hm hmm mm dash hyphen space dot and then so that's that is it's its plus area "
        "code okay ok yes yeah right number the my it let's see like well you know"
    )
)
AFRESH = frozenset(_words("again repeat repeating once more that's so twice"))
CORRECTIONS = frozenset(_words("no sorry wait oops correction rather mean actually scratch nope"))
STRONG = frozenset(_words("no oops correction rather mean scratch nope"))
GOING = frozenset(_words("thank thanks again bye goodbye okay ok please and so that's"))  # after a number's end
GAP = 4  # words without a digit that a run survives: "and then that's uh"
LONG = 5  # digits that make a run clear enough for homophones; "from nine to five thirty" has four
WHOLE = (10, 11, 7)  # digits of a North American number: national, with the country's code, local
NUMERAL = re.compile(r"[+(]?\d[\d().+-]*")


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said in one go: `start` is the index of the first word, `end` that after the last one.

    `said` holds each digit's word index, as many as there are `digits`: one word may give several.
    """

    digits: str
    start: int
    end: int
    said: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Atom:
    digits: str
    start: int
    end: int
    sure: bool = True


def digits_in(words: Sequence[str], least: int = 1) -> list[DigitRun]:
    """The runs of at least `least` digits in `words`, in order, with corrections applied."""
    tokens = [_token(word) for word in words]
    runs: list[DigitRun] = []
    for cluster in _clusters(_atoms(tokens), tokens):
        runs += _runs(cluster, tokens)
    return [run for run in _corrected(runs, tokens) if len(run.digits) >= least]


def _token(word: str) -> str:
    return word.lower().replace("’", "'").strip(" .,;:!?\"'…")


def _atoms(tokens: Sequence[str]) -> list[_Atom]:
    atoms: list[_Atom] = []
    at = 0
    while at < len(tokens):
        atom = _atom(tokens, at)
        if atom is None:
            at += 1
        else:
            atoms.append(atom)
            at = atom.end
    return atoms


def _atom(tokens: Sequence[str], at: int) -> _Atom | None:
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token in TIMES:
        digit = UNITS.get(after, "") or HOMOPHONES.get(after, "")
        return _Atom(digit * TIMES[token], at, at + 2) if digit else None
    if NUMERAL.fullmatch(token):
        return _Atom(re.sub(r"\D", "", token), at, at + 1)
    if token in TENS and after in UNITS and UNITS[after] != "0":
        return _Atom(TENS[token] + UNITS[after], at, at + 2)
    number = UNITS.get(token) or TEENS.get(token) or (TENS[token] + "0" if token in TENS else "")
    if number and after in ZEROS and number != "0":
        return _Atom(number + ZEROS[after], at, at + 2)
    if number:
        return _Atom(number, at, at + 1, sure=token not in EXCLAIMED)
    if token in HOMOPHONES:
        return _Atom(HOMOPHONES[token], at, at + 1, sure=False)
    return None


def _clusters(atoms: Sequence[_Atom], tokens: Sequence[str]) -> Iterator[list[_Atom]]:
    """Yield the atoms that belong together: only fillers between them, no "again" after a whole number."""
    cluster: list[_Atom] = []
    for atom in atoms:
        if cluster:
            between = tokens[cluster[-1].end : atom.start]
            sure = sum(len(one.digits) for one in cluster if one.sure or one.digits == "0")
            afresh = sure >= min(WHOLE) and any(token in AFRESH for token in between)
            if afresh or len(between) > GAP or any(token not in FILLERS | AFRESH for token in between):
                yield cluster
                cluster = []
        cluster.append(atom)
    if cluster:
        yield cluster


def _runs(cluster: Sequence[_Atom], tokens: Sequence[str]) -> list[DigitRun]:
    """The runs of a cluster, its doubtful atoms taken or left.

    Within sure digits they count where the whole is long; at the edges only where they complete a number.
    """
    atoms = _exclaimed(cluster, tokens)
    sure = [index for index, atom in enumerate(atoms) if atom.sure]
    if not sure:
        return []
    inner = atoms[sure[0] : sure[-1] + 1]
    if sum(len(atom.digits) for atom in inner if atom.sure) >= LONG:
        return [_run(_completed(atoms, sure[0], sure[-1] + 1, tokens))]
    runs: list[list[_Atom]] = [[]]
    for atom in inner:
        if atom.sure:
            runs[-1].append(atom)
        elif runs[-1]:
            runs.append([])
    return [_run(run) for run in runs]


def _exclaimed(cluster: Sequence[_Atom], tokens: Sequence[str]) -> list[_Atom]:
    """The atoms of a cluster, an "oh" that is a digit made sure, one that is an exclamation left out."""
    atoms = list(cluster)
    for order in (range(len(atoms)), range(len(atoms) - 1, -1, -1)):
        known = None
        for index in order:
            atom = atoms[index]
            if not atom.sure and tokens[atom.start] in EXCLAIMED and known is not None:
                atom = atoms[index] = replace(atom, sure=atom.start == known.end or atom.end == known.start)
            known = atom if atom.sure else None
    atoms = [atom for atom in atoms if atom.sure or tokens[atom.start] not in EXCLAIMED]
    size = sum(len(atom.digits) for atom in atoms if atom.sure)
    if atoms and tokens[atoms[-1].start] in EXCLAIMED and size - 1 in WHOLE[:2]:
        atoms.pop()  # "... one four two. Oh, and ..."
    if atoms and tokens[atoms[0].start] in EXCLAIMED and size <= 2:
        atoms.pop(0)  # "oh, one moment"
    return atoms


def _completed(atoms: Sequence[_Atom], first: int, last: int, tokens: Sequence[str]) -> Sequence[_Atom]:
    """`atoms[first:last]` with as many doubtful ones at its edges as make it whole, else as it is."""
    size = sum(len(atom.digits) for atom in atoms[first:last])
    if size in WHOLE[:2]:
        return atoms[first:last]
    for whole in WHOLE:
        for lead in range(first + 1):
            for end in range(last, len(atoms) + 1):
                taken = atoms[first - lead : end]
                digits = "".join(atom.digits for atom in taken)
                whole_again = len(digits) == whole and (whole != 11 or digits[0] == "1")
                if whole_again and len(taken) > last - first and _gapless(taken):
                    ends = end == last or taken[-1].end == len(tokens) or tokens[taken[-1].end] in GOING
                    if ends:
                        return taken
    return atoms[first:last]


def _gapless(taken: Sequence[_Atom]) -> bool:
    """Whether the doubtful atoms touch their neighbours."""
    pairs = pairwise(taken)
    return all(one.end == other.start for one, other in pairs if not (one.sure and other.sure))


def _run(atoms: Sequence[_Atom]) -> DigitRun:
    said = tuple(atom.start for atom in atoms for _ in atom.digits)
    return DigitRun("".join(atom.digits for atom in atoms), atoms[0].start, atoms[-1].end, said)


def _corrected(runs: Sequence[DigitRun], tokens: Sequence[str]) -> list[DigitRun]:
    corrected: list[DigitRun] = []
    for run in runs:
        merged = None
        if corrected:
            between = tokens[corrected[-1].end : run.start]
            marked = [token for token in between if token in CORRECTIONS]
            plain = all(token in CORRECTIONS | FILLERS | {"i", "make", "it's"} for token in between)
            if marked and plain and len(between) <= GAP + 2:
                merged = _merged(corrected[-1], run, strong=any(token in STRONG for token in marked))
        if merged is None:
            corrected.append(run)
        else:
            corrected[-1] = merged
    return corrected


def _merged(old: DigitRun, new: DigitRun, *, strong: bool) -> DigitRun | None:
    """`old` with its last digits replaced by `new`, where that gives a whole number; else None."""
    replaced = _replaced(old.digits, new.digits, strong=strong)
    if replaced is None:
        return None
    kept = len(old.digits) - replaced
    digits = old.digits[:kept] + new.digits
    return DigitRun(digits, old.start, new.end, old.said[:kept] + new.said)


def _replaced(old: str, new: str, *, strong: bool) -> int | None:
    """How many of `old`'s last digits the correction `new` stands for; None where no reading is a number."""
    if len(old) + len(new) < min(WHOLE) or _whole(new, 10):
        return None
    same = sum(a == b for a, b in zip(old[-len(new) :], new, strict=False))
    fits = len(new) <= len(old)
    if fits and (_whole(old, 10) or (len(old) == 7 and (same * 2 >= len(new) or len(new) <= 2))):
        return len(new)
    for total in WHOLE:
        count = len(old) + len(new) - total
        least = 1 if strong else 0
        if least <= count <= min(len(old), len(new)) and (total != 11 or old[0] == "1"):
            return count
    return None


def _whole(digits: str, size: int) -> bool:
    return len(digits) == size or (len(digits) == size + 1 and digits[0] in "01")
