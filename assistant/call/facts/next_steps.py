"""What the other side says will happen next, each under a stable name: contract, training, call-back and so on.

A pattern counts only as something still to come: not where it is denied ("there is no test") or lies in the past
("we checked your references").
"""

import re
from dataclasses import dataclass

from assistant.call.facts.date_words import split

SEND = r"(?:send|sending|mail|mailing|email|emailing|get|forward|give|prepare|draw up|draft|issue|sign|receive)"
GO = r"(?:will|\S+'ll|going to|gonna|should|would|can|shall|let me|\S+'d like to|want to|plan to|be)"
TRAINING = r"(?:training|orientation|onboarding)"
TEST = r"(?:tests?|assessments?|exams?)"
AGAIN = r"(?:second|another|next|final|third|panel|follow up)"
MAIL = r"(?:email|e-mail|e mail)"
STEPS: dict[str, tuple[str, ...]] = {
    "contract": (
        rf"{SEND} (?:\S+ ){{0,4}}?(?:contract|agreement)",
        r"(?:the|your|a) contract (?:is|will|should|comes|goes|arrives)",
    ),
    "offer-letter": (
        r"offer letter",
        r"(?:written|formal|official) offer",
        rf"{SEND} (?:\S+ ){{0,3}}?offer(?! on)",
    ),
    "start-date": (
        r"start(?:ing)? date",
        r"your first day",
        r"first day (?:will|would|is|of work)",
        r"(?:you(?:'d|'ll)?|you would|you will|can you) start(?! (?:by|with|to))",
    ),
    "training": (
        rf"{TRAINING} (?:starts|begins|is on|will|would|takes|runs|lasts|days?|week|sessions?|course)",
        rf"(?:for|attend|do|have|start|begin|of|through) (?:the |your |our |some |a )?{TRAINING}",
    ),
    "test": (
        rf"(?:skills?|typing|aptitude|personality|written|technical|drug|medical|online|short|coding) {TEST}",
        rf"(?:take|do|complete|pass|send you|have) (?:\S+ ){{0,2}}?{TEST}(?! (?:drive|kitchen))",
        rf"{TEST} (?:is on|will be)",
    ),
    "second-interview": (
        rf"(?:for|to|have|do|schedule|arrange|get|is|be) (?:\S+ ){{0,2}}?{AGAIN} (?:interview|round)",
        rf"{AGAIN} (?:interview|round) (?:is|will|would)",
        r"(?:have|get|bring|invite) you (?:back|in)(?: in| again)?",
        r"come (?:back )?in (?:again|for (?:an|another|a second))",
        r"meet (?:with )?(?:the rest of )?the (?:team|director|board|rest)",
    ),
    "reference-check": (
        r"(?:check|call|contact|checking|calling|contacting|talk to|speak (?:to|with)) (?:\S+ ){0,3}?references?",
        r"references? checks?",
        r"(?:need|send (?:me|us)|give (?:me|us)) (?:\S+ ){0,4}?references",
    ),
    "background-check": (r"background (?:checks?|screening|investigation)",),
    "paperwork": (
        r"paperwork",
        r"(?:fill (?:out|in)|sign) (?:\S+ ){0,3}?(?:forms?|papers?|documents?)",
        r"(?:forms|documents) to (?:sign|fill)",
    ),
    "call-back": (
        rf"{GO} (?:\S+ ){{0,2}}?call(?:ing)? you(?: back)?",
        rf"{GO} (?:\S+ ){{0,2}}?give you a (?:call|ring|buzz)",
        rf"{GO} (?:\S+ ){{0,2}}?(?:reach out to|ring|phone) you",
        r"(?:get|getting) back to you",
        r"(?:be|get) in touch(?! with (?:him|her|them|us|me))",
        r"you(?:'ll| will) (?:hear|get a call) (?:back )?from \S+",
        r"call you (?:back|with|when|as soon|on|by|next|tomorrow)",
        r"have \S+ (?:call|ring|phone) you(?: back)?",
    ),
    "email": (
        rf"(?:send|sending|drop|write|shoot) you (?:\S+ ){{0,2}}?(?:{MAIL}|note)",
        rf"{GO} (?:\S+ )?{MAIL} (?:you|it to you|them to you)",
    ),
}
DENIED = frozenset(split("no not won't don't doesn't didn't isn't aren't without never can't cannot wouldn't couldn't"))
PASSED = frozenset(
    split("checked called contacted sent already did had emailed took passed finished completed got signed was were")
)
SUBJECTS = frozenset(split("i we you they he she it"))
BREAKS = frozenset(split("and but so yet then because"))
BEFORE = 4  # words in which a denial or a past form counts
_PATTERNS = [
    (slug, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")) for slug, patterns in STEPS.items() for pattern in patterns
]


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A next step in a text: `start` and `end` are offsets of characters, `value` is its name."""

    start: int
    end: int
    value: str


def _clause(before: list[str], found: str) -> list[str]:
    """The words `before` what was found that belong to its clause: a subject begins one."""
    if found.split()[0].split("'")[0] in SUBJECTS:
        return []
    starts = [at for at, word in enumerate(before) if word in SUBJECTS or word in BREAKS]
    return before[starts[-1] :] if starts else before


def find_next_steps(text: str) -> list[FoundStep]:
    """The next steps in `text` (lower case, single spaces), each name once, in order."""
    found: dict[str, FoundStep] = {}
    for slug, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            before = _clause(text[: match.start()].split()[-BEFORE:], match[0])
            words = before + match[0].split()
            if DENIED.intersection(before) or PASSED.intersection(words):
                continue
            step = FoundStep(match.start(), match.end(), slug)
            if slug not in found or step.start < found[slug].start:
                found[slug] = step
    return sorted(found.values(), key=lambda step: step.start)
