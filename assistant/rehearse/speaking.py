"""A reply that is being said: its words on the call's clock, and what plays it."""

from assistant.audio import SAMPLE_RATE, Samples
from assistant.audio.intake import level
from assistant.counterpart.conversation import Reply
from assistant.events import Word
from assistant.rehearse.their_voice import Playing
from assistant.voices.playing import LATENCY

METERED = SAMPLE_RATE // 10  # samples over which its loudness is taken


class Speaking:
    """`samples` are played by `playing`; it was begun at `began`, in seconds of the call, and takes `seconds`."""

    def __init__(self, reply: Reply, samples: Samples, playing: Playing, seconds: float, began: float) -> None:
        self.reply, self.playing, self.samples = reply, playing, samples
        self.began, self.seconds = began, seconds
        self.told = 0  # words that were shown
        self.words = _timed(reply.text, began + LATENCY, seconds)

    @property
    def over(self) -> bool:
        """Whether all of it was said."""
        return not self.playing.playing

    def said(self, now: float) -> tuple[Word, ...]:
        """The words that were begun by `now`."""
        return tuple(word for word in self.words if word.start < now)

    def level(self, now: float) -> float:
        """How loud it is now, 0..1."""
        at = max(0, int((now - self.began - LATENCY) * SAMPLE_RATE))
        return level(self.samples[max(0, at - METERED) : at + 1]) if at < len(self.samples) else 0.0


def _timed(text: str, start: float, seconds: float) -> tuple[Word, ...]:
    """The words of `text`, spoken from `start`, each as long as its share of the letters."""
    texts = text.split()
    each = seconds / max(1, sum(len(word) + 1 for word in texts))
    words, at = [], start
    for word in texts:
        words.append(Word(word, round(at, 3), round(at + each * (len(word) + 1), 3)))
        at += each * (len(word) + 1)
    return tuple(words)
