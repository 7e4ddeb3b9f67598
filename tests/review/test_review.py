"""A Review of a call: everything a report shows, worked out from what was heard and followed."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.events import Note, OutcomeChange, Speaker, StepChange, StepStatus, Utterance, Warned, Word
from assistant.review.advice import advice
from assistant.review.definitions import DEFINITIONS
from assistant.review.metrics import Metric
from assistant.review.number import number_read
from assistant.review.review import Call, StepPart, build_review
from assistant.review.sound import measured
from assistant.review.words import spoken

ME, THEM = Speaker.ME, Speaker.THEM
SUNDAY = date(2026, 11, 22)


def say(speaker: Speaker, start: float, text: str, pace: float = 0.3) -> Utterance:
    """`text` said from `start` on, a word each `pace` seconds."""
    words = tuple(Word(word, start + pace * at, start + pace * (at + 0.9), 0.9) for at, word in enumerate(text.split()))
    return Utterance(words[-1].end, speaker, text, words)


PARTS = (
    StepPart("greet", "Say who you are", "Name, company", required=True),
    StepPart("ask-status", "Ask for the status", "Where is it?", required=True),
    StepPart("next-steps", "Ask what comes next", "When may I expect to hear?", required=True),
    StepPart("accept", "Accept the offer", "Thank them"),
)
PENDING = Call(
    title="Harbor Lights Media: junior data analyst",
    date=SUNDAY,
    recognizer="vosk:test",
    utterances=(
        say(ME, 1.0, "hello jordan this is priya raman"),
        say(ME, 4.0, "um i haven't heard from you could you tell me where you are in the process"),
        say(THEM, 10.0, "we will have decided by next friday please write to jordan dot lee at harbor lights dot com"),
        say(ME, 17.0, "my number is six one seven five five five oh one four two", 0.5),
    ),
    signals=(
        StepChange(2.8, "greet", StepStatus.DONE, "this is priya raman", 0.9),
        Warned(6.0, "blame", "i haven't heard from you"),
        StepChange(9.0, "ask-status", StepStatus.DONE, "where you are in the process", 0.9),
        OutcomeChange(12.0, "pending", "we will have decided by next friday", 0.8),
        Note(12.0, "date", "by next friday", "2026-11-27"),
        StepChange(24.0, "next-steps", StepStatus.MISSED, "the call ended", 0.0),
    ),
    summary={
        "outline": "follow-up",
        "outcome": "pending",
        "steps": {"greet": "done", "ask-status": "done", "next-steps": "missed", "accept": "ahead"},
        "warnings": ["blame"],
        "phone": {"said": "6175550142", "matches": True},
        "seconds": 24.0,
    },
    steps=PARTS,
    outcomes={"pending": "No decision yet"},
    phone="+1 617 555 0142",
)


def test_the_outcome_comes_with_the_words_that_told_it() -> None:
    """Outcome, its title, the words and the moment."""
    review = build_review(PENDING)
    assert (review.outcome, review.outcome_title) == ("pending", "No decision yet")
    assert (review.outcome_because, review.outcome_t) == ("we will have decided by next friday", 12.0)


def test_steps_are_told_with_their_reasons() -> None:
    """Done and missed steps have their words; two of the three that the call asked for were done."""
    review = build_review(PENDING)
    assert [(row.part.id, row.status, row.t) for row in review.steps] == [
        ("greet", "done", 2.8),
        ("ask-status", "done", 9.0),
        ("next-steps", "missed", 24.0),
        ("accept", "ahead", None),
    ]
    assert (review.done, review.asked) == (2, 3)


def test_facts_lie_on_their_words() -> None:
    """A fact points at the words that gave it; the caller's own words give none."""
    review = build_review(PENDING)
    found = {fact.kind: fact for fact in review.facts}
    assert found["date"].value == "2026-11-27"
    assert found["email"].value == "jordan.lee@harborlights.com"
    assert "phone" not in found
    date_words = review.words[found["date"].first : found["date"].last]
    assert [word.text for word in date_words] == ["by", "next", "friday"]
    assert [fact.value for fact in review.promised()] == ["2026-11-27"]


def test_practice_names_the_worst_first() -> None:
    """Blame comes before a missed step; there are three things at most, each with its reason."""
    review = build_review(PENDING)
    assert [practice.title for practice in review.practice[:2]] == [
        "Ask without blaming",
        "Do not leave out: ask what comes next",
    ]
    assert review.practice[0].why == "“i haven't heard from you” can sound as if they were late."
    assert review.practice[0].t == 6.0
    assert len(review.practice) <= 3


def test_the_number_is_shown_digit_by_digit() -> None:
    """Ten digits, each with its time; two a second; the profile's digit beside it."""
    number = build_review(PENDING).number
    assert number is not None
    assert "".join(digit.digit for digit in number.digits) == "6175550142"
    assert number.matches
    assert number.pace == pytest.approx(10 / 4.95, rel=0.001)
    assert number.groups == ("617", "555", "0142")
    assert all(digit.digit == digit.expected for digit in number.digits)


def test_a_wrong_digit_is_seen_beside_the_right_one() -> None:
    """The digit that differs from the profile's has both."""
    words = spoken([say(ME, 0, "six one seven five five five oh one three two")])
    number = number_read(words, "+1 617 555 0142")
    assert number is not None
    assert not number.matches
    assert [(digit.digit, digit.expected) for digit in number.digits if digit.digit != digit.expected] == [("3", "4")]


def test_a_country_code_is_not_among_the_digits() -> None:
    """Said with its country's code, the number is still compared digit by digit."""
    words = spoken([say(ME, 0, "one six one seven five five five oh one four two")])
    number = number_read(words, "+1 617 555 0142")
    assert number is not None
    assert [digit.digit for digit in number.digits] == list("6175550142")


def test_the_json_is_the_contracts() -> None:
    """Five keys, and words with their five."""
    data = json.loads(json.dumps(build_review(PENDING).to_json()))
    assert set(data) == {"summary", "words", "metrics", "events", "recognizer"}
    assert data["words"][0] == {"word": "hello", "start": 1.0, "end": 1.27, "confidence": 0.9, "speaker": "me"}
    assert data["summary"] == PENDING.summary
    assert data["events"][1]["kind"] == "blame"
    assert all(isinstance(value, float) for value in data["metrics"].values())


def test_a_mailbox_does_not_converse() -> None:
    """On a voicemail there is no share, no answering, no cutting in."""
    voicemail = replace(PENDING, summary={**PENDING.summary, "outcome": "voicemail"})
    assert "talk_share" in {metric.definition.id for metric in build_review(PENDING).metrics}
    assert "talk_share" not in {metric.definition.id for metric in build_review(voicemail).metrics}


def test_a_transcript_without_times_gives_no_pace() -> None:
    """Where times are made up nothing is computed from them; words and facts are there all the same."""
    review = build_review(replace(PENDING, timed=False))
    assert {metric.definition.id for metric in review.metrics} <= {"fillers", "hedges"}
    assert review.turns == ()
    assert review.pace == ()
    assert len(review.facts) >= 2


def test_an_empty_call_is_a_review_too() -> None:
    """Nothing heard: nothing told, and no error."""
    summary = {**PENDING.summary, "outcome": "unknown", "phone": None, "seconds": 0.0, "steps": {}}
    review = build_review(replace(PENDING, utterances=(), signals=(), summary=summary))
    assert (review.words, review.facts, review.number, review.metrics) == ((), (), None, ())


def test_a_voiced_sound_without_a_word_is_told() -> None:
    """A hum of 0.4 s between two recognised words, and only that, is a sound without words."""
    rate = 16_000
    t = np.arange(6 * rate) / rate
    tone = sum(np.sin(2 * np.pi * 120 * n * t + n) / n for n in range(1, 9)) * 0.2
    speaks = ((t >= 1) & (t < 2)) | ((t >= 2.6) & (t < 3.0)) | ((t >= 3.6) & (t < 4.6))
    sound = measured((tone * speaks * 20_000).astype(np.int16))
    words = (Word("hello", 1.0, 2.0), Word("there", 3.6, 4.6))
    call = replace(PENDING, utterances=(Utterance(4.6, ME, "hello there", words),), sounds={ME: sound})
    (hum,) = build_review(call).unheard
    assert (hum.start, hum.end) == pytest.approx((2.6, 3.0), abs=0.021)


def test_lanes_are_the_callers_first() -> None:
    """The caller's lane is above the other side's, with its own envelope and stretches."""
    quiet = measured(np.zeros(16_000, np.int16))
    lanes = build_review(replace(PENDING, sounds={THEM: quiet, ME: quiet})).lanes
    assert [lane.speaker for lane in lanes] == [ME, THEM]


@pytest.mark.parametrize("id_", list(DEFINITIONS))
def test_every_number_says_what_it_is(id_: str) -> None:
    """A definition, and for each band whose it is."""
    definition = DEFINITIONS[id_]
    assert definition.text.endswith(".")
    if definition.reference is not None:
        assert definition.reference.source
        assert (definition.reference.low, definition.reference.high) != (None, None)


def test_a_number_within_its_band_is_nothing_to_practise() -> None:
    """Advice comes only from outside a band."""
    fine = [Metric(DEFINITIONS["words_per_minute"], 140.0), Metric(DEFINITIONS["fillers"], 1.0)]
    assert advice((), (), fine) == ()
    fast = [Metric(DEFINITIONS["words_per_minute"], 214.6)]
    assert advice((), (), fast)[0].why == "215 words a minute is fast on a telephone."
