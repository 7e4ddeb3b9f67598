"""The coach's ear: what the caller says is held against the manner rules, one finished utterance at a time.

Phrases are heard by a Spotter of their own, in which persons and denials weigh as much as anything ("you said you would
call" is blame, "I said I would call" is not); short forms are written out first, so that "you've" and "you have" are
the same. What an `unless` phrase covers tells nothing. Four kinds are heard by how the call goes
(see `manner_course`):

    hurried-number        the digits of a telephone number come faster than they can be written down
    phone-mismatch        a whole telephone number, neither the caller's own nor one that the other side gave
    talking-into-silence  after the question the caller says something new before the other side has answered
    rambling              a turn much longer than what it gets done

A kind is told again only for other words, and not within AGAIN seconds: the caller needs that long to read the warning
and to change, and a coach who repeats himself at every sentence is switched off. The ear is a value: `listen` and
`heard_them` make a new state from an old one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.call import phrases
from assistant.call.lattice import Row
from assistant.call.lexicon import Lexicon, tokens
from assistant.call.manner import HEARD, MISMATCH, RAMBLING, REFUSED, UNLESS, Manner
from assistant.call.manner.course import VOID, into_silence, number, rambling
from assistant.call.manner.state import TAIL, Context, MannerState, Offence, Spoken, Told, span
from assistant.call.matching import Hit, Spotter
from assistant.call.numbers import PhoneSaid
from assistant.call.phrases import Group, Template
from assistant.call.telling import NEGATORS
from assistant.events import Utterance, Warned
from assistant.profile import Profile, slots

__all__ = ["Context", "Ear", "MannerState", "heard_them", "listen", "standing"]

AGAIN = 10.0  # s
LEAST = 0.79  # share of a phrase's weight: about one word of five may be lost or misheard
ALONE = 1.4  # content words: below it a phrase is a single telling word
WELL = 0.9  # share of a phrase's weight from which its sound is enough
DENSE = 0.36  # content words that each word from a phrase's first to its last must tell, on average
CLEARLY = 0.1  # by which one kind's phrase fits the same words better than another's
MUTTER = frozenset("mm hm hmm mhm uh huh um oh okay ok yeah yes right sure alright all i see aha ah".split())
ASKING = frozenset("what how why which who".split())  # alone; or one of those below before "you"
ASKING_YOU = frozenset("can could would will do did have are were".split())


def weight(word: str, keys: float) -> float:  # noqa: ARG001 - the Spotter tells how many keys have the word
    """What `word` tells of manner, in content words: who and not as much as anything, small words little."""
    if word in NEGATORS:
        return 1.5
    if word in _PERSONS:
        return 0.9
    if word in _TENSES:
        return 0.55
    return 0.3 if word in _SMALL else 1.0


_PERSONS = frozenset("i you me my your mine yours us we".split())
_TENSES = frozenset("am is are was were have has had will would".split())  # "i was sure" regrets, "i am sure" does not
_SMALL = frozenset(
    """a an the to of for at in on by be been it that this there do does
    so really very and or as with from well all any some can could get got""".split()
)


class Ear:
    """Manner rules put into sounds, for one caller. Made once before the call."""

    def __init__(self, manner: Manner, profile: Profile, lexicon: Lexicon) -> None:
        self.manner = manner
        self.profile = profile
        self.spotter = Spotter(list(_rows(manner)), slots(profile), lexicon, weight)

    def begin(self) -> MannerState:
        """The call before its first word."""
        return MannerState(self.spotter.begin)


def _rows(manner: Manner) -> Iterator[Row]:
    for kind in manner.kinds.values():
        for key, heard in ((HEARD, kind.heard), (REFUSED, kind.refused), (UNLESS, kind.unless)):
            for phrase in heard:
                yield Row(f"{key}:{kind.id}", phrases.read(written_out(phrase.template)), phrase.weight)


_SHORT = {
    "n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am",
}  # fmt: skip
_IS = re.compile(r"\b(it|that|this|what|there|here|who|how|where|he|she|let|why|when)'s\b")


def written_out(text: str) -> str:
    """`text` without short forms: "i haven't", "it's" are "i have not", "it is". "let's" is "let us"."""
    text = text.replace("\u2019", "'").replace("let's", "let us")
    text = re.sub(r"\bcan't\b|\bcannot\b", "can not", text).replace("won't", "will not")
    text = re.sub(r"(?<=[a-z])((?<!ai)n't|'re|'ve|'ll|'d|'m)\b", lambda found: _SHORT[found[1]], text)
    return _IS.sub(r"\1 is", text)


def listen(
    ear: Ear, state: MannerState, utterance: Utterance, words: Sequence[str], context: Context
) -> tuple[MannerState, tuple[Warned, ...]]:
    """Take a finished utterance of the caller's, `words` its tokens; return what is to be told, a kind at most once."""
    if not words:
        return state, ()
    first = state.count
    spoken = _timed(utterance, words)
    state = replace(
        state,
        tail=(*state.tail, *spoken)[-max(TAIL, len(words)) :],
        count=first + len(words),
        turn=state.turn + len(words),
        done=state.done + len(context.steps),
    )
    state, hits = _spot(ear, state, words, first)
    offences = [
        *_said(ear, state, hits, context),
        *number(state, hits, first, ear.profile.phone),
        *into_silence(state, hits, first, utterance.t, context),
        *rambling(state, first),
    ]
    return _tell(ear, state, offences, utterance.t)


def heard_them(state: MannerState, t: float, words: Sequence[str]) -> MannerState:
    """Take a finished utterance of the other side's; a mere "mm-hm" is no turn of theirs."""
    if set(words) <= MUTTER:
        return state
    theirs = (*state.theirs, *words)[-TAIL:]
    pairs = set(pairwise(words))
    asked = bool(ASKING & set(words)) or ("tell", "me") in pairs or any((one, "you") in pairs for one in ASKING_YOU)
    return replace(state, theirs=theirs, asked=asked, answered=t, turn=0, done=0)


def standing(kinds: Sequence[str], phone: PhoneSaid | None) -> tuple[str, ...]:
    """The kinds that stand at the end of the call, each once: a number that was put right is no mismatch any more."""
    right = phone is not None and phone.matches
    return tuple(kind for kind in dict.fromkeys(kinds) if not (right and kind == MISMATCH))


def _tell(
    ear: Ear, state: MannerState, offences: Sequence[Offence], t: float
) -> tuple[MannerState, tuple[Warned, ...]]:
    """Tell each kind's clearest offence, unless it was told for these words, or just now."""
    told, warned = dict(state.told), []
    for kind in ear.manner.kinds:
        fresh = [each for each in offences if each.kind == kind and _fresh(told.get(kind), each, t)]
        if fresh:
            best = max(fresh, key=lambda each: each.told)
            warned.append(Warned(t, kind, best.because))
            told[kind] = Told(t, max(each.last for each in fresh))
    if any(each.kind == RAMBLING for each in warned):
        state = replace(state, turn=0, done=0)  # going on is the same offence until it has grown as long again
    return replace(state, told=tuple(told.items())), tuple(warned)


def _fresh(before: Told | None, offence: Offence, t: float) -> bool:
    return before is None or (offence.first > before.word and t - before.t >= AGAIN)


def _timed(utterance: Utterance, words: Sequence[str]) -> list[Spoken]:
    """The words with their times, where the recogniser gave them and they are the same words."""
    timed = [Spoken(token, word.start, word.end) for word in utterance.words for token in tokens(word.text)]
    return timed if [each.text for each in timed] == list(words) else [Spoken(word) for word in words]


def _spot(ear: Ear, state: MannerState, words: Sequence[str], first: int) -> tuple[MannerState, list[Hit]]:
    """Hear the words; the hits count the caller's words as they were said, not as they are written out."""
    trace, fed = state.trace, list(state.fed)
    found: list[Hit] = []
    for at, word in enumerate(words, start=first):
        for piece in written_out(word).split():
            trace, hits = ear.spotter.accept(trace, piece)
            fed.append(at)
            found += hits
    offset = trace.count - len(fed)
    trace, _ = ear.spotter.pause(trace)
    said = [replace(hit, first=fed[max(0, hit.first - offset)], last=fed[max(0, hit.last - offset)]) for hit in found]
    return replace(state, trace=trace, fed=tuple(fed[-TAIL:])), said


def _said(ear: Ear, state: MannerState, hits: Sequence[Hit], context: Context) -> Iterator[Offence]:
    """The phrases that were heard and that no `unless` voids."""
    refused = context.outcome in ear.manner.refusals
    excuses = [hit for hit in hits if hit.row.key.startswith(UNLESS) and hit.score >= VOID]
    clear: list[tuple[str, Hit]] = []
    for hit in hits:
        way, _, kind = hit.row.key.partition(":")
        if way == UNLESS or hit.score * hit.row.weight < LEAST or (way == REFUSED and not refused):
            continue
        excused = any(_voids(other, hit) for other in excuses if other.row.key == f"{UNLESS}:{kind}")
        if not excused and _firm(state, hit):
            clear.append((kind, hit))
    for kind, hit in clear:
        if not any(other != kind and _outdoes(rival, hit) for other, rival in clear):
            yield Offence(kind, hit.first, hit.last, span(state, hit.first, hit.last), hit.told)


def _firm(state: MannerState, hit: Hit) -> bool:
    """Whether a hit is no chance likeness of sound.

    One telling word alone counts only as it is written ("city" is no swear word), and so does one of several where the
    phrase was not heard very well; words strewn over a long sentence make no phrase.
    """
    said = written_out(span(state, hit.first, hit.last)).split()
    own = _spellings(hit.row.tree)
    if hit.told < ALONE:
        return set(said) <= own
    telling = {word for word in own.intersection(said) if weight(word, 1) >= 1}
    return (hit.score >= WELL or bool(telling)) and hit.told >= DENSE * len(said)


def _spellings(tree: Template) -> set[str]:
    """Every word of a phrase."""
    found: set[str] = set()
    for part in tree:
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, Group):
            found |= {word for alternative in part.alternatives for word in _spellings(alternative)}
    return found


def _outdoes(rival: Hit, hit: Hit) -> bool:
    """Whether the same words are heard clearly as a phrase of another kind, and as `hit` only with a stretch."""
    common = min(rival.last, hit.last) - max(rival.first, hit.first) + 1
    return common > 0 and rival.score - hit.score >= CLEARLY


def _voids(unless: Hit, hit: Hit) -> bool:
    """Whether an unless phrase explains the same words, half of the shorter at least, as well or better."""
    common = min(unless.last, hit.last) - max(unless.first, hit.first) + 1
    shorter = min(unless.last - unless.first, hit.last - hit.first) + 1
    return 2 * common >= shorter and unless.told >= hit.told
