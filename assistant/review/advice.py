"""What to practise after a call: the few things that would change most, each with the moment that shows it.

In order: what the other side could be put off by (manner), what was left out (steps), then how it sounded (numbers
out of their bands). Three at most; somebody who is told ten things changes none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import StepStatus, Warned
from assistant.review.metrics import Metric

MOST = 3
LEFT_OUT = "Do not leave out: "  # begins the title of a step that was missed


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing to practise: what, why, how; `t` is the moment that shows it, None for the whole call."""

    title: str
    why: str
    how: str
    t: float | None = None


MANNER = {
    "phone-mismatch": (
        "Say your own number right",
        "The number heard was not the one in your profile{quote}.",
        "Read it from the screen, group by group, then say it once more.",
    ),
    "blame": (
        "Ask without blaming",
        "{quote} can sound as if they were late.",
        "Say what you look forward to instead: where are you in the process?",
    ),
    "arguing": (
        "Let a refusal stand",
        "{quote} argues with a decision that is made.",
        "Thank them, then ask one open question about what you could do better.",
    ),
    "disappointment": (
        "Take a refusal with grace",
        "{quote} shows disappointment; how you take it is what they remember.",
        "Thank them for their time, say that you still like the company, ask to be kept in mind.",
    ),
    "pleading": ("Do not plead", "{quote} puts pressure on them.", "Ask once, plainly, and accept the answer."),
    "talking-into-silence": (
        "Ask, then be silent",
        "You went on before they had answered{quote}.",
        "After the question count to five in silence. The longer it is, the more they tell.",
    ),
    "hurried-number": (
        "Slow the number down",
        "Your number went by too fast to be written down{quote}.",
        "Three digits, a breath, three digits, a breath, four. Then say it again.",
    ),
    "rambling": (
        "Get to the point",
        "You spoke for long without a question{quote}.",
        "Say who you are, which interview, and what you want to know, in three sentences.",
    ),
    "informal": (
        "Keep it professional",
        "{quote} is more familiar than they may like.",
        "Greet and thank them as you would in a letter.",
    ),
}
NUMBERS = {
    ("number_pace", "above"): (
        "Slow the number down",
        "You read {value} digits a second; two or so can be written down.",
        "Three digits, a breath, three digits, a breath, four.",
    ),
    ("into_silence", "above"): (
        "Ask, then be silent",
        "After {value} of your questions you spoke on before they answered.",
        "Count to five in silence after a question.",
    ),
    ("longest_turn", "above"): (
        "Shorter turns",
        "Your longest turn took {value} seconds.",
        "Two or three sentences, then let them speak.",
    ),
    ("words_per_minute", "above"): (
        "Speak more slowly",
        "{value} words a minute is fast on a telephone.",
        "Breathe out before each sentence, and end it before the next begins.",
    ),
    ("words_per_minute", "below"): (
        "Speak a little faster",
        "{value} words a minute is slow; it can sound unsure.",
        "Know your first two sentences by heart.",
    ),
    ("fillers", "above"): (
        "Fewer fillers",
        "{value} of 100 words were um, uh and the like.",
        "Let a pause be a pause; it sounds surer than any word.",
    ),
    ("hedges", "above"): (
        "Say it plainly",
        "{value} of 100 words were maybe, I think and the like.",
        "Take one out of each sentence and hear how it sounds.",
    ),
    ("interruptions", "above"): (
        "Let them finish",
        "You cut in {value} times.",
        "Wait for a full breath after they stop.",
    ),
    ("pitch_variation", "below"): (
        "More life in your voice",
        "Your pitch moved by {value} semitones only, which sounds flat.",
        "Stand up and smile while you speak; both can be heard.",
    ),
    ("time_to_purpose", "above"): (
        "Your purpose sooner",
        "It took {value} seconds until you said why you called.",
        "Name, interview, question: in the first half minute.",
    ),
    ("response_time", "above"): (
        "Answer sooner",
        "You took {value} seconds to answer.",
        "Begin with a short yes or I see while you think.",
    ),
}


def advice(
    warnings: Sequence[Warned], missed: Sequence[tuple[str, str]], metrics: Sequence[Metric]
) -> tuple[Practice, ...]:
    """The MOST things to practise. `missed` are the title and the cue of each required step that was left out."""
    found: dict[str, Practice] = {}
    for practice in (*_manner(warnings), *_missed(missed), *_numbers(metrics)):
        found.setdefault(practice.title, practice)
    return tuple(found.values())[:MOST]


def _manner(warnings: Sequence[Warned]) -> Iterator[Practice]:
    first: Mapping[str, Warned] = {warning.kind: warning for warning in reversed(warnings)}
    for kind, (title, why, how) in MANNER.items():
        if kind in first:
            because = first[kind].because
            opens = why.startswith("{quote}")
            quote = f"“{because}”" if opens else f": “{because}”" if because else ""
            yield Practice(title, why.format(quote=quote or "This"), how, first[kind].t)


def _missed(missed: Sequence[tuple[str, str]]) -> Iterator[Practice]:
    for title, cue in missed:
        yield Practice(f"{LEFT_OUT}{title.lower()}", "It belongs to this call, and was not heard.", cue)


def _numbers(metrics: Sequence[Metric]) -> Iterator[Practice]:
    for (id_, verdict), (title, why, how) in NUMBERS.items():
        for metric in metrics:
            if metric.definition.id == id_ and metric.verdict == verdict:
                value = f"{metric.value:.{metric.definition.digits}f}"
                yield Practice(title, why.format(value=value), how)


def achieved(statuses: Mapping[str, StepStatus], required: Sequence[str]) -> tuple[int, int]:
    """How many steps of the call were done, and how many of them and the required ones there were."""
    done = {step for step, status in statuses.items() if status is StepStatus.DONE}
    asked = done | {step for step in required if statuses.get(step) in {StepStatus.DONE, StepStatus.MISSED}}
    return len(done), len(asked)
