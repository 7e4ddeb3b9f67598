"""The words of a call in the order of their time, and what can be seen in them: fillers, hedges, questions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.events import Speaker, Utterance

SECONDS_A_WORD = 0.35  # about 170 words a minute, where an utterance has no times for its words


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word and who said it: times in seconds, confidence in 0..1; `turn` is the index of its utterance."""

    text: str
    start: float
    end: float
    confidence: float
    speaker: Speaker | None
    turn: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something seen in the words from index `first` to before `last`: `kind` is filler, hedge or question."""

    kind: str
    text: str
    first: int
    last: int
    t: float


FILLERS = (
    "uh", "um", "er", "erm", "ah", "hm", "hmm", "mm", "you know", "i mean", "basically", "literally", "like i said",
    "sort of like", "and stuff", "or whatever", "okay so", "so yeah",
)  # fmt: skip
HEDGES = (
    "maybe", "perhaps", "probably", "possibly", "i think", "i guess", "i suppose", "kind of", "sort of", "a little bit",
    "just wanted to", "just wondering", "was wondering", "not sure if", "if that's okay", "if that's all right",
    "if you don't mind", "sorry to bother", "sorry for bothering", "hopefully", "i don't know if", "more or less",
)  # fmt: skip
ASKING = re.compile(
    r"(?<!\S)(?:(?:could|can|would|will|may|might|do|does|did|have|has|are|is|should) (?:you|i|we|there|it|that|they|he"
    r"|she|the|any|this)|when|what|what's|how|how's|who|which|why|whether|calling to (?:ask|find out|check|see|hear"
    r"|learn)|where (?:you|we|things|the)|wanted to (?:ask|check|find out|see)|the status)(?!\S)"
)
QUESTION_WORDS = 14  # last words of a turn that make it a question, if any do
_SIGNS = ' .,;:!?"…()'


def spoken(utterances: Iterable[Utterance]) -> tuple[SpokenWord, ...]:
    """The words of `utterances` in the order of their time; without times, spread over their utterance."""
    words: list[SpokenWord] = []
    ends: dict[Speaker | None, float] = {}
    for turn, utterance in enumerate(utterances):
        if utterance.words:
            words += [
                SpokenWord(word.text, word.start, word.end, word.confidence, utterance.speaker, turn)
                for word in utterance.words
            ]
        else:
            texts = utterance.text.split()
            begin = max(ends.get(utterance.speaker, 0.0), utterance.t - SECONDS_A_WORD * len(texts))
            step = max(0.0, utterance.t - begin) / max(1, len(texts))
            words += [
                SpokenWord(text, begin + step * at, begin + step * (at + 1), 1.0, utterance.speaker, turn)
                for at, text in enumerate(texts)
            ]
        ends[utterance.speaker] = utterance.t
    return tuple(sorted(words, key=lambda word: (word.start, word.turn)))


def marks(words: Sequence[SpokenWord], speaker: Speaker) -> tuple[Mark, ...]:
    """The fillers and hedges in what `speaker` said; the longest that fits counts once."""
    own = [index for index, word in enumerate(words) if word.speaker is speaker]
    tokens = [words[index].text.lower().replace("’", "'").strip(_SIGNS) for index in own]
    phrases = sorted(
        [(tuple(text.split()), kind) for kind, texts in (("filler", FILLERS), ("hedge", HEDGES)) for text in texts],
        key=lambda each: -len(each[0]),
    )
    found: list[Mark] = []
    at = 0
    while at < len(own):
        for phrase, kind in phrases:
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                first, last = own[at], own[at + len(phrase) - 1] + 1
                found.append(Mark(kind, " ".join(phrase), first, last, words[first].start))
                at += len(phrase) - 1
                break
        at += 1
    return tuple(found)


def asks(text: str) -> bool:
    """Whether a turn ends by asking something: its last words hold a question, written with its sign or not."""
    words = text.lower().replace("’", "'").split()[-QUESTION_WORDS:]
    return text.rstrip().endswith("?") or ASKING.search(" ".join(word.strip(_SIGNS) for word in words)) is not None
