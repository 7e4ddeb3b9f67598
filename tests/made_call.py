"""A call made up for the tests of reviews and reports: short, with a little of everything that a report shows."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.events import Cue, OutcomeChange, Speaker, StepChange, StepStatus, Utterance, Warned, Word
from assistant.review.review import Call, StepPart
from assistant.review.sound import measured

ME, THEM = Speaker.ME, Speaker.THEM
RATE = 16_000
SECONDS = 40.0


def say(speaker: Speaker | None, start: float, text: str, pace: float = 0.3, confidence: float = 0.9) -> Utterance:
    """`text` said from `start` on, a word each `pace` seconds."""
    words = tuple(
        Word(word, start + pace * at, start + pace * (at + 0.9), confidence) for at, word in enumerate(text.split())
    )
    return Utterance(words[-1].end, speaker, text, words)


LINES = (
    say(THEM, 0.5, "harbor lights media this is jordan lee"),
    say(ME, 3.0, "hello jordan um this is priya raman"),
    say(ME, 6.0, "i haven't heard from you could you tell me where you are in the process"),
    say(THEM, 12.5, "we have not made a decision yet you will hear from us by friday noon", confidence=0.5),
    say(THEM, 18.0, "please write to jordan dot lee at harbor lights dot com"),
    say(ME, 24.0, "my number is six one seven five five five oh one four three", 0.5),
    say(ME, 33.0, "thank you so much for your time <b>bye</b>"),
    say(THEM, 37.0, "goodbye priya"),
)


def buzz(parts: list[tuple[float, float]], pitch: float, seconds: float = SECONDS) -> NDArray[np.int16]:
    """A voice-like sound from each start to each end, silence elsewhere."""
    t = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros_like(t)
    for start, end in parts:
        inside = (t >= start) & (t < end)
        swing = 1 + 0.15 * np.sin(2 * np.pi * 0.8 * t)
        sound += inside * sum(np.sin(2 * np.pi * pitch * swing * n * t) / n for n in (1, 2, 3, 4))
    return (sound * 6000).astype(np.int16)


def samples(speaker: Speaker) -> NDArray[np.int16]:
    """The sound of one side."""
    said = [(line.words[0].start, line.words[-1].end) for line in LINES if line.speaker is speaker]
    return buzz(said, 180.0 if speaker is ME else 110.0)


def made_call(*, sound: bool = True) -> Call:
    """The call, still pending, with blame, a wrong number and a step left out."""
    return Call(
        title="Harbor Lights Media: junior <data> analyst",
        date=date(2026, 11, 22),
        recognizer="vosk:test",
        utterances=LINES,
        signals=(
            Cue(0.0, "greet", "Hello, this is Priya.", "Name", ""),
            StepChange(4.8, "greet", StepStatus.DONE, "this is priya raman", 0.95),
            Cue(4.8, "ask-status", "May I ask where things stand?", "Status", "this is priya raman"),
            Warned(7.5, "blame", "i haven't heard from you"),
            StepChange(10.5, "ask-status", StepStatus.DONE, "where you are in the process", 0.9),
            OutcomeChange(14.6, "pending", "we have not made a decision yet", 0.9),
            StepChange(33.0, "voicemail-number", StepStatus.DONE, "my number is", 0.8),
            Warned(30.0, "phone-mismatch", "six one seven five five five oh one four three"),
            StepChange(35.0, "close", StepStatus.DONE, "thank you so much for your time", 0.9),
            StepChange(40.0, "next-steps", StepStatus.MISSED, "the call ended", 0.0),
            StepChange(40.0, "strengths", StepStatus.SKIPPED, "the call ended", 0.0),
        ),
        summary={
            "outline": "follow-up",
            "outcome": "pending",
            "steps": {
                "greet": "done",
                "ask-status": "done",
                "strengths": "skipped",
                "next-steps": "missed",
                "accept": "ahead",
                "voicemail-number": "done",
                "close": "done",
            },
            "warnings": ["blame", "phone-mismatch"],
            "phone": {"said": "6175550143", "matches": False},
            "seconds": SECONDS,
        },
        steps=(
            StepPart("greet", "Say who you are", "Name, company", required=True),
            StepPart("ask-status", "Ask where it stands", "Where is it?", required=True),
            StepPart("strengths", "Your strengths", "Two of them"),
            StepPart("next-steps", "What comes next", "When may I hear?", required=True),
            StepPart("accept", "Accept the offer", "Thank them"),
            StepPart("voicemail-number", "Your number", "Slowly"),
            StepPart("close", "Thank them", "Good wish", required=True),
        ),
        outcomes={"pending": "No decision yet"},
        phone="+1 617 555 0142",
        sounds={speaker: measured(samples(speaker)) for speaker in Speaker} if sound else {},
        source="made.wav",
        notes="Ask about the team & the </textarea> tools",
    )
