"""When the caller's turn is over: by their silence, and by what they said before it. Pure; times in seconds.

A pause is the end of a turn or a breath in it, and its length alone does not tell: people breathe for 0.3 to 0.5 s
within a sentence, think for a second after "and", and answer each other after a quarter of one. What was said tells
more. So each kind of ending has its own patience, longest where a number is being read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.call.spelling import DIGITS

ANSWERED = 0.5  # s: a step was done and nothing is open: they know what to say
SAID = 0.85  # words, but no step: the rest may be still to come
NOT_SURE = 2.0  # words that the recogniser may still change, and no step: it may yet find one
UNHEARD = 1.6  # a voice without words: the recogniser may be late
OPEN = 1.3  # the sentence is not over
HESITATING = 1.8  # "um": they are looking for words
DIGITS_WAIT = 2.2  # a number is read in groups, and twice, with up to 1.6 s between the readings (voices.paced)
LEAST_VOICE = 0.25  # s of voice without words that are somebody speaking, not a cough
LEFT_LINE = 2  # words that are none of the line, after which the caller has left it
OF_LINE = 3  # words of the line that must have been said, for the caller to be reading it

HESITATIONS = frozenset("um uh er erm hm hmm uhm well so".split())
# Words that no sentence ends on, as recognisers write them.
UNENDING = frozenset(
    "a an the my your our their his this these and or but because if when while since although that which who whose "
    "to of for with from in at by into i'm i've i'd i'll i we they is am was were are be been have has had "
    "would could should can will may might do does did not very really also just on as than".split()
)
ENDINGS = ("thank you", "is that you", "what that is", "how you are", "where you are", "i am", "it is", "they are")
BACKCHANNELS = frozenset("mm hm mhm hmm uh huh yes yeah yep okay ok right sure i see all good great oh ah".split())
_DIGITS = frozenset(DIGITS) | {"oh", "o", "double", "triple", "zero"}


@dataclass(frozen=True, slots=True)
class Said:
    """What was heard of a turn so far.

    `words` as a recogniser writes them; `sure` that it will not change them; `step`: a step of the call was done by
    them; `lines` are those that were prompted meanwhile, as words.
    """

    words: tuple[str, ...] = ()
    sure: bool = True
    step: bool = False
    lines: tuple[tuple[str, ...], ...] = ()


def patience(said: Said) -> float:
    """Seconds of silence by which the turn is over."""
    words = said.words
    if not words:
        return UNHEARD
    if reading_number(words):
        return DIGITS_WAIT
    if words[-1] in HESITATIONS:
        return HESITATING
    if any(left_of(line, words) > 1 for line in said.lines) or (
        words[-1] in UNENDING and not " ".join(words).endswith(ENDINGS)
    ):
        return OPEN
    if said.step:
        return ANSWERED
    return SAID if said.sure else NOT_SURE


def reading_number(words: Sequence[str]) -> bool:
    """Whether the turn stands in or at the end of a number: two digits of the last three words, the last one too."""
    digits = [word in _DIGITS for word in words[-3:]]
    return len(digits) > 1 and digits[-1] and any(digits[:-1])


def left_of(line: Sequence[str], words: Sequence[str]) -> int:
    """How many words of `line` are left, where `words` end within it; 0 where they end with it, or elsewhere."""
    latest = words[-2 * len(line) :]
    blocks = SequenceMatcher(None, line, latest, autojunk=False).get_matching_blocks()[:-1]
    while len(blocks) > 1 and blocks[-1].size == 1 and blocks[-1].a - blocks[-2].a - blocks[-2].size > LEFT_LINE:
        blocks.pop()  # the same little word elsewhere in the line
    if not blocks or sum(block.size for block in blocks) < OF_LINE:
        return 0
    last = blocks[-1]
    since = len(latest) - last.b - last.size
    return max(0, len(line) - last.a - last.size - since) if since <= LEFT_LINE else 0


def backchannel(words: Sequence[str]) -> bool:
    """Whether these are sounds of listening ("mm-hm, I see"), by which nobody takes the floor."""
    return len(words) <= 3 and all(word in BACKCHANNELS for word in words)
