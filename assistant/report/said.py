"""What one speaker said in one go, as a transcript from elsewhere has it."""

from dataclasses import dataclass

from assistant.events import Word

HOW = "give a .vtt, .srt or .json transcript, or a text whose lines begin with me: or them:"


@dataclass(frozen=True, slots=True)
class Said:
    """`name` is empty where the transcript does not say who; times in seconds; `words` where each has its own."""

    name: str
    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()
