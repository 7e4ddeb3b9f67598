"""Whether a day is named only to say that it is not the one: "Friday does not work", "closed on Friday".

There is no parser. Before the date, a denial counts that no new clause and no helping verb parts from it; behind it,
one that follows at once. A wish in the form of a denial ("why don't you call on Monday"), a condition ("if you have not
heard by Friday") and a reassurance ("do not worry") deny nothing.
"""

import re

from assistant.call.facts.date_words import WEEKDAYS, any_of, split
from assistant.call.telling import HIDDEN

DENYING = frozenset(split("not never cannot unlikely doubt"))
CLAUSE = frozenset(
    split(
        "and but so because which then yet maybe perhaps probably hopefully otherwise will would should shall can "
        "could may might am are is i'll we'll you'll he'll she'll they'll it'll that'll i'm we're you're he's she's "
        "they're"
    )
) | {HIDDEN}  # nothing is denied across words that were not kept
HARMLESS = re.compile(r"(?<!\S)(?:if|unless|why|whether|worry|hesitate|forget|wait|problem)(?!\S)")
OPINION = re.compile(r"(?<!\S)(?:not|cannot|\w+n't) (?:think|believe|expect|imagine)(?!\S)")
ABSENT = re.compile(r"(?<!\S)(?:closed|off|out|away|busy|booked|unavailable|not)(?: on)?$")
OTHER_DAYS = re.compile(rf"(?: ?{any_of(WEEKDAYS)} (?:and|or|nor)(?: on)?)+$")
DENIED_AFTER = re.compile(
    r" (?:(?:is|are|looks|seems|will be|is going to be)(?: \w+)? (?:not|out|off|full|booked|busy|bad|tough|tight|taken|"
    r"closed|difficult|impossible|no good|a holiday)|(?:does|do|will|is|would|can) (?:not|never)|cannot|"
    r"(?:does|do|wo|is|would|ca)n't)(?!\S)(?! (?:be )?(?:a|too|any)? ?(?:problem|late|trouble|bad))"
)
NOTHING = re.compile(
    r"(?<!\S)(?:nothing|nobody|no one|none|no (?!one|we|i|you|they|he|she|it|that|but|problem|worries)\S+)"
    r"(?: (?!(?:but|and|so|yet|we|i|you|they|he|she)(?!\S))\S+){0,4} ?$"
)
DENIAL = re.compile(rf"(?<!\S)(?:{any_of(DENYING)}|\w+n't|nothing|nobody|no one|none|no)(?: \S+){{0,4}} ?$")
BACK = 9  # words of a clause that are looked at
OPEN = frozenset({"until", "till", "until after", "not until", "not before", "no earlier than", "after", "from"})


def is_denied(clause: str) -> bool:
    """Whether what is said in `clause`, the words before a date and its preposition, is denied."""
    words = clause.split()[-BACK:]
    for index in reversed(range(len(words))):
        word = words[index]
        if word in DENYING or word.endswith("n't"):
            return not HARMLESS.search(" ".join(words))
        if word in CLAUSE:
            return bool(OPINION.search(" ".join(words[:index])))
    return False


def is_nothing(clause: str) -> bool:
    """Whether `clause` ends by saying that nothing will be: "there will be no decision", before a date."""
    return NOTHING.search(clause) is not None


def denial_of(clause: str, otherwise: int) -> int:
    """Where in `clause` its denial begins; `otherwise` where it is too far back to be quoted with the date."""
    found = DENIAL.search(clause)
    return found.start() if found else otherwise


def is_refused(clause: str, word: str, after: str) -> bool:
    """Whether a date between `clause`, its preposition `word` ("" for none) and `after` is one that is turned down."""
    if word in OPEN:  # "not until Friday" promises
        return False
    if DENIED_AFTER.match(after):
        return True
    clause = OTHER_DAYS.sub("", clause.rstrip())
    return bool(word in {"", "on"} and ABSENT.search(clause)) or (word != "before" and is_denied(clause))
