"""Offences that are heard by how the call goes: a number too fast or wrong, talking into the silence, rambling.

`number`, `into_silence` and `rambling` look at the caller's latest utterance, whose first word is number `first`; of
`hits`, the phrases that were heard in it, only those that excuse (`unless`) count here.
"""

from collections.abc import Iterator, Sequence

from assistant.call.digits import CORRECTIONS, FILLERS, DigitRun, digits_in
from assistant.call.manner import HURRIED, MISMATCH, RAMBLING, SILENCE, UNLESS
from assistant.call.manner.state import Context, MannerState, Offence, Spoken, span
from assistant.call.matching import Hit
from assistant.call.numbers import phone_said
from assistant.call.verdict import UNKNOWN
from assistant.profile import digits

VOID = 0.8  # share of an unless phrase's weight that excuses
SHOWN = 12  # words of a long offence that are told

# Conversation runs at 150 words a minute. The "traffic light rule" of conversation (M. Nemko; M. Goulston, "How to Know
# If You Talk Too Much", Harvard Business Review, 2015) has green for the first 20 s of a turn, red from 40 s on. Each
# step that is done in the turn has 10 s: the longest line of the outline. Words, not seconds: who speaks slowly, or
# reads a number slowly, does not ramble.
GREEN, RED, A_STEP = 50, 100, 25

# Digits are written by hand at about two a second, and spoken at three to four where nobody takes care. Silence of
# less than 0.2 s is not heard as a pause: stops (p, t, k) have as much.
FAST, FASTEST = 2.2, 2.8  # words of a number a second: without a pause between its groups; with pauses
BREATH = 0.2  # s
SOME = 7  # digits: a number that somebody must write down

NEW = 6  # words that make a statement
CONTINUES = frozenset("of for about at with from on in regarding concerning that which".split())  # the same sentence
NEAR = 6  # words before a number that say whose it is


def number(state: MannerState, hits: Sequence[Hit], first: int, phone: str) -> Iterator[Offence]:
    """A number of the caller's own that ended in this utterance: too fast, or not the one in the profile."""
    offset = state.count - len(state.tail)
    said = [each.text for each in state.tail]
    theirs = [run.digits for run in digits_in(state.theirs, least=SOME)]
    for run in digits_in(said, least=SOME):
        number = range(run.start + offset, run.end + offset)
        if number.stop <= first or any(run.digits in other or other in run.digits for other in theirs):
            continue
        if any(_speaks_of(hit, number) for hit in hits if hit.row.key == f"{UNLESS}:{MISMATCH}"):
            continue
        because = span(state, number.start, number.stop - 1)
        if _hurried(state.tail[run.start : run.end]):
            yield Offence(HURRIED, number.start, number.stop - 1, because)
        if _wrong(run, said, phone):
            yield Offence(MISMATCH, number.start, number.stop - 1, because)


def _speaks_of(hit: Hit, number: range) -> bool:
    return hit.score >= VOID and number.start - NEAR <= hit.last < number.stop and hit.first < number.stop


def _hurried(number: Sequence[Spoken]) -> bool:
    """Whether it goes too fast to be written down; not where the words' times are not known."""
    times = [(each.start, each.end) for each in number if each.text not in FILLERS]
    starts = [start for start, _ in times if start is not None]
    ends = [end for _, end in times if end is not None]
    if len(starts) < len(times) or len(ends) < len(times) or len(times) < 2 or starts[-1] <= starts[0]:
        return False
    pace = (len(times) - 1) / (starts[-1] - starts[0])
    pauses = any(start - end >= BREATH for end, start in zip(ends, starts[1:], strict=False))
    return pace > (FASTEST if pauses else FAST)


def _wrong(run: DigitRun, said: Sequence[str], phone: str) -> bool:
    """Whether `run` is a whole number other than `phone`.

    Fewer digits than a whole number may be its beginning, or the recogniser has lost some: nothing is said of those. A
    local number is whole, and is right where it is the end of `phone`. Who goes on with "no, sorry" puts it
    right.
    """
    heard = phone_said([run], phone)
    if heard is None or heard.matches or any(word in CORRECTIONS for word in said[run.end : run.end + NEAR]):
        return False
    own = digits(phone)
    if len(heard.said) >= len(own):
        return True
    return len(heard.said) == SOME and not own.endswith(heard.said) and not own.startswith(heard.said)


def into_silence(state: MannerState, hits: Sequence[Hit], first: int, t: float, context: Context) -> Iterator[Offence]:
    """A new statement after the question; rounding it off ("thank you", "of the analyst position") is none."""
    asked = context.question
    if asked is None or t <= asked or state.answered >= asked or context.outcome != UNKNOWN:
        return
    covered = {
        number
        for hit in hits
        if hit.row.key == f"{UNLESS}:{SILENCE}" and hit.score >= VOID
        for number in range(hit.first, hit.last + 1)
    }
    said = [each.text for each in state.tail][-(state.count - first) :]
    new = [word for number, word in enumerate(said, start=first) if number not in covered]
    if len(new) >= NEW and said[0] not in CONTINUES:
        yield Offence(SILENCE, first, state.count - 1, " ".join(new[:SHOWN]))


def rambling(state: MannerState, first: int) -> Iterator[Offence]:
    """A turn with many more words than its steps need; an answer to a question has more room."""
    room = (RED if state.asked else GREEN) + A_STEP * state.done
    if state.turn > room:
        yield Offence(RAMBLING, first, state.count - 1, span(state, state.count - SHOWN, state.count - 1))
