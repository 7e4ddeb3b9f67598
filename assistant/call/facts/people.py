"""Names people give on the telephone: "my name is Dana", "ask for Jordan Lee", "speak to Maria".

A recogniser writes no capitals, so a name is whatever follows such words and is not a word of another kind. The list
of those is long on purpose: a name missed can be written down, a name invented cannot be taken back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.call.facts.date_words import MONTHS, SURE_MONTHS, WEEKDAYS, split

TITLES = {"mister": "Mr.", "mr": "Mr.", "missus": "Mrs.", "mrs": "Mrs.", "miss": "Miss", "ms": "Ms.", "doctor": "Dr.",
          "dr": "Dr.", "professor": "Prof."}  # fmt: skip
INTRODUCTIONS = [
    tuple(split(text))
    for text in (
        "my name is", "my name's", "the name is", "his name is", "her name is", "their name is", "name is spelled",
        "ask for", "speak to", "speak with", "you're speaking to", "you're speaking with", "you are speaking to",
        "you are speaking with", "talk to", "talk with", "report to", "contact", "get in touch with", "reach out to",
        "meet with",
    )
]  # fmt: skip
SPEAKING = [tuple(split("this is")), tuple(split("it's"))]  # names only with "speaking" or "from" after them
NOT_NAMES = (
    frozenset(
        split(
            "difficult difficulty interest truth ease care spelled spelt pronounced "
            "a an the this that these those my your his her its our their me you him us them it i we "
            "he she they who whom what which one someone somebody anyone anybody everyone everybody no "
            "nobody nothing something anything some any each every all both few more most many much "
            "other others another such to in on at by for with about from of off over under into onto "
            "through after before until since as and or but so because if when where while how why not "
            "never always also just only still already again once now then here there today tomorrow "
            "tonight yesterday soon later directly really very too quite rather well please thanks "
            "thank yes no okay ok right good great fine sorry sure hello hi hey bye be is are was were "
            "am been being do does did have has had will would shall should can could may might must "
            "let get got go going come see look know think say said tell told ask call called calling "
            "speak talk write send give take make help wait hold need want like feedback references "
            "reference details information help advice time minute moment second candidates candidate "
            "people team management manager managers director boss supervisor department hr human "
            "resources legal finance accounting payroll security reception recruiting recruiter "
            "recruiters hiring personnel staff colleagues client clients customers customer services "
            "support sales marketing engineering applicants interviewers interviewer office anything "
            "leadership headquarters permission patience understanding salary money training "
            "clarification directions references extension voicemail mailbox unavailable available "
            "busy out away back first last next new old early late long short mister missus uh um er "
            "ah hm oh whoever whomever either neither several two three four five six seven eight nine "
            "ten"
        )
    )
    | WEEKDAYS.keys()
    | SURE_MONTHS
)
AFTER_NAME = NOT_NAMES | MONTHS.keys() | TITLES.keys() | {"speaking", "spelled"}
NOT_SURNAMES = re.compile(r".*(?:ly|ing)$")
NAME = re.compile(r"[a-z][a-z'’-]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A name; `start` and `end` are indices of words, `end` after the last; the introduction is before `start`."""

    value: str
    start: int
    end: int


def find_people(tokens: Sequence[str], words: Sequence[str]) -> list[Person]:
    """The names in `tokens`, which are `words` in lower case and without punctuation.

    Where `words` have capitals at all, as in an imported transcript, a name must have them.
    """
    capitals = any(word[:1].isupper() for word in words[1:])
    found: list[Person] = []
    for start in range(len(tokens)):
        for lead in INTRODUCTIONS + SPEAKING:
            if tuple(tokens[start : start + len(lead)]) != lead or (found and start < found[-1].end):
                continue
            person = _person(tokens, start + len(lead))
            if person and lead in SPEAKING and tokens[person.end : person.end + 1] not in (["speaking"], ["from"]):
                continue
            if person and (not capitals or words[person.start][:1].isupper()):
                found.append(person)
    return found


def _person(tokens: Sequence[str], start: int) -> Person | None:
    end = start
    title = TITLES.get(tokens[end], "") if end < len(tokens) else ""
    end += bool(title)
    first = end
    if end >= len(tokens) or not _is_name(tokens[end], NOT_NAMES):
        return None
    end += 1
    ends = end + 1 >= len(tokens) or tokens[end + 1] in AFTER_NAME
    if end < len(tokens) and ends and _is_name(tokens[end], AFTER_NAME) and not NOT_SURNAMES.match(tokens[end]):
        end += 1
    name = " ".join("-".join(part.capitalize() for part in token.split("-")) for token in tokens[first:end])
    return Person(f"{title} {name}".strip(), start, end)


def _is_name(token: str, known: frozenset[str] | set[str]) -> bool:
    return NAME.fullmatch(token) is not None and token not in known and "'" not in token
