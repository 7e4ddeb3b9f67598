"""A recogniser made of a decoder: sound in fixed blocks, turns begun and ended, partials when they change.

What is heard depends on the samples alone: they are cut anew into blocks of 0.1 s before anything looks at them. Word
times count from the first sample ever given. Words without evidence in the sound (a tone, a hiss, one "word" of many
seconds) are dropped.
"""

from collections import deque
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, Samples
from assistant.events import Heard, Partial, Speaker, Utterance, Word
from assistant.recognizers.endpointing import BLOCK, WINDOW, Activity, Levels, Patience, levels, steady

_LEAD = 5  # blocks before the first sign of speech that belong to the turn: soft beginnings are in them
_PAUSES = (0.25, 0.45)  # seconds of silence that are told: after a sentence, and soon before a turn ends
_LONGEST_WORD = 2.5  # seconds; the longest that anybody draws a word out on a telephone


class Decoder(Protocol):
    """One turn after another through a foreign recogniser. Word times are seconds from the turn's first sample."""

    def start(self) -> None:
        """A turn begins."""

    def feed(self, samples: Samples) -> None:
        """The turn's next samples."""

    def heard(self) -> Sequence[Word]:
        """The turn's words so far; may change."""

    def finish(self) -> Sequence[Word]:
        """The turn has ended: its words."""


class TurnRecognizer:
    """A Recognizer over a Decoder."""

    def __init__(self, decoder: Decoder, speaker: Speaker | None, patience: Patience | None = None) -> None:
        self._decoder = decoder
        self._speaker = speaker
        self._patience = patience or Patience()
        self._activity = Activity()
        self._rest: Samples = np.zeros(0, np.int16)
        self._clock = 0  # samples that went by
        self._lead: deque[tuple[Samples, Levels, NDArray[np.bool_]]] = deque(maxlen=_LEAD)
        self._start: int | None = None  # the open turn's first sample
        self._levels: list[Levels] = []  # of the open turn
        self._active: list[NDArray[np.bool_]] = []  # the windows of it in which something moved
        self._quiet = 0.0  # seconds since something moved in the open turn
        self._text = ""
        self._paused = 0  # how many of the pauses were told of the silence that goes on
        self._closing = False  # the turn is over, and that was told: its last words come with the next block

    def accept(self, samples: Samples) -> Sequence[Heard]:
        """Take the next samples, shape (n,), int16 at 16 kHz; return what was newly heard, in order."""
        joined = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(joined) - len(joined) % BLOCK
        self._rest = joined[whole:].copy()
        return [event for at in range(0, whole, BLOCK) for event in self._block(joined[at : at + BLOCK])]

    def flush(self) -> Sequence[Heard]:
        """The sound has ended: return the rest."""
        events = list(self._block(self._rest)) if len(self._rest) else []
        self._rest, self._closing = self._rest[:0], False
        if self._start is not None:
            events += self._close()
        return events

    def _block(self, block: Samples) -> Sequence[Heard]:
        if self._closing:
            self._closing = False
            return [*self._close(), *self._block(block)]
        self._clock += len(block)
        found = levels(block)
        active = self._activity.accept(found)
        if self._start is None:
            self._lead.append((block, found, active))
            if not active.any():
                return ()
            self._open()
        else:
            self._levels.append(found)
            self._active.append(active)
            self._decoder.feed(block)
        self._quiet = 0.0 if active.any() else self._quiet + len(block) / SAMPLE_RATE
        self._paused = self._paused if self._quiet else 0
        return self._progress()

    def _open(self) -> None:
        self._start = self._clock - sum(len(block) for block, _, _ in self._lead)
        self._quiet, self._text = 0.0, ""
        self._decoder.start()
        for block, found, active in self._lead:
            self._decoder.feed(block)
            self._levels.append(found)
            self._active.append(active)
        self._lead.clear()

    def _progress(self) -> Sequence[Heard]:
        """A partial where the words changed; the utterance where the turn is over."""
        assert self._start is not None  # noqa: S101 - only called within a turn
        words = [word for word in self._decoder.heard() if word.end - word.start <= _LONGEST_WORD]
        now = (self._clock - self._start) / SAMPLE_RATE
        since = now - words[-1].end if words else now
        pause = self._patience.after(words, now)
        over = self._quiet >= pause or now >= self._patience.longest
        # A recogniser may tell a digit a second late: a number in groups is not over because it is slow.
        unheard = max(2 * pause, self._patience.unheard) if words else self._patience.wordless
        over = over or since >= unheard
        pauses = sum(self._quiet >= pause for pause in _PAUSES)
        partial = self._partial(words, tell=pauses > self._paused or over)
        if over and partial and pauses:
            self._closing = True
            return partial
        if over:
            return self._close()
        self._paused = pauses
        return partial

    def _partial(self, words: Sequence[Word], tell: bool) -> Sequence[Heard]:
        """The words so far, where they changed; with `tell` also where they did not."""
        text = " ".join(word.text for word in words)
        if not text or (text == self._text and not tell):
            return ()
        placed = self._placed(self._evident(words))
        if not placed:
            return ()
        self._text = text
        silence = round(self._quiet, 1) if self._quiet >= _PAUSES[0] else 0.0
        return [Partial(placed[-1].end, self._speaker, " ".join(word.text for word in placed), placed, silence)]

    def _close(self) -> Sequence[Heard]:
        heard = self._decoder.finish()
        words = () if self._tone() else self._placed(self._evident(heard))
        self._start = None
        self._levels.clear()
        self._active.clear()
        if words:
            return [Utterance(words[-1].end, self._speaker, " ".join(word.text for word in words), words)]
        if self._text:  # what was on the screen is taken back
            return [Partial(self._clock / SAMPLE_RATE, self._speaker, "")]
        return ()

    def _placed(self, words: Sequence[Word]) -> tuple[Word, ...]:
        offset = (self._start or 0) / SAMPLE_RATE
        return tuple(
            Word(word.text, round(word.start + offset, 3), round(word.end + offset, 3), round(word.confidence, 3))
            for word in words
        )

    def _tone(self) -> bool:
        """Whether all that moved in the turn is one steady sound, its ends left out."""
        moved = np.flatnonzero(np.concatenate(self._active))
        return len(moved) > 0 and steady(np.concatenate(self._levels)[moved[0] + 2 : moved[-1] - 2])

    def _evident(self, words: Sequence[Word]) -> list[Word]:
        """Those of `words` that the sound may well hold."""
        found = np.concatenate(self._levels)

        def moves(word: Word) -> bool:
            first, last = (round(t * SAMPLE_RATE / WINDOW) for t in (word.start, word.end))
            return not steady(found[first:last])

        return [word for word in words if word.end - word.start <= _LONGEST_WORD and moves(word)]
