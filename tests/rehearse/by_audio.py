"""A whole spoken rehearsal on the clock of its audio, without waiting: real recogniser, real voices, no sound card.

The caller's voice is flite's, with the pauses that people make: a breath at a comma, a thought after "and", the rests
within a number. What the loudspeaker plays can be mixed into the microphone, softer and later, as in a room.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples
from assistant.call.outline import Delivery
from assistant.call.phrases import expand
from assistant.call.script import Script
from assistant.counterpart.conversation import Conversation
from assistant.counterpart.scenario import load
from assistant.events import End, Heard, Partial
from assistant.profile import slots
from assistant.recognizers import Recognizer
from assistant.rehearse.caller_voice import CallerVoice, Unechoed
from assistant.rehearse.other_side import OtherSide
from assistant.rehearse.speaking import LATENCY
from assistant.rehearse.spoken import spoken_steps
from assistant.session import Session
from tests.rendered import rendered, silence

TICK = SAMPLE_RATE // 50  # samples of 20 ms
BLOCK = SAMPLE_RATE // 10  # what the recogniser is given at once
OPEN_WORDS = ("the", "a", "and", "to", "of", "for", "with", "that", "my")
AUDIBLE = 100  # of int16: the last sample above it is where a turn really ends
LONGEST = 240.0  # s of a rehearsal


@dataclass
class AudioClock:
    """Seconds of audio so far."""

    t: float = 0.0


@dataclass
class Played:
    """A reply that is being played on the audio clock."""

    clock: AudioClock
    began: float
    samples: Samples
    seconds: float
    stopped: float | None = None

    @property
    def playing(self) -> bool:
        return self.stopped is None and self.clock.t < self.began + self.seconds

    def stop(self) -> float:
        if self.playing:
            self.stopped = self.clock.t
        return self.clock.t - self.began

    def at(self, first: int, count: int) -> Samples:
        """What sounds from sample `first` of the call on."""
        out = np.zeros(count, np.int16)
        start = round((self.began + LATENCY) * SAMPLE_RATE)
        end = start + len(self.samples) if self.stopped is None else round((self.stopped + 0.02) * SAMPLE_RATE)
        low, high = max(first, start), min(first + count, start + len(self.samples), end)
        if low < high:
            out[low - first : high - first] = self.samples[low - start : high - start]
        return out


class ClockVoice:
    """Their voice on the audio clock: `speak` renders it."""

    def __init__(self, clock: AudioClock, speak: Callable[[str], Samples]) -> None:
        self.trouble, self.mute = "", False
        self.clock, self.speak = clock, speak
        self.played: list[Played] = []

    def words(self, text: str) -> Samples:
        return self.speak(text) if text else np.zeros(0, np.int16)

    def begin(self, samples: Samples, text: str = "") -> tuple[Played, float]:
        del text
        seconds = len(samples) / SAMPLE_RATE
        self.played.append(Played(self.clock, self.clock.t, samples, seconds))
        return self.played[-1], seconds


class ByAudio(OtherSide):
    """The other side, looked at every 20 ms of audio."""

    clock: AudioClock

    @property
    def seconds(self) -> float:
        return self.clock.t


@dataclass
class Turn:
    """What the caller said, from when until when it sounded, and its inner pauses."""

    text: str
    began: float
    ended: float
    pauses: list[float]
    cuts_in: float | None = None  # into a reply that began then


@dataclass
class Simulated:
    """A rehearsal by audio; `run` it to its end."""

    script: Script
    scenario: str
    difficulty: int
    seed: int
    recognizer: Recognizer
    speak: Callable[[str], Samples]
    paraphrases: bool = False
    interrupts: bool = False
    echo: float = 0.0  # of the loudspeaker in the microphone
    room: float = 0.12  # s by which it comes back late
    voice: str = "slt"
    turns: list[Turn] = field(default_factory=list)
    reactions: list[float] = field(default_factory=list)  # s from an interruption's first sound to their last
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock, self.chance = AudioClock(), random.Random(f"{self.scenario} {self.seed}")
        self.session = Session(self.script)
        self.caller = CallerVoice()
        talk = Conversation(load(self.scenario, self.script.outline), self.script.profile, self.difficulty, self.seed)
        self.their = ClockVoice(self.clock, self.speak)
        self.other = ByAudio(talk, self.their, spoken_steps(self.script), self.caller)  # type: ignore[arg-type]
        self.other.clock = self.clock
        self.other.mouth.tell = self._told
        self.over = False
        self.other.hang_up = lambda: setattr(self, "over", True)
        self._ears = Unechoed(self.recognizer, self.caller)
        self._inbox: list[Heard] = []
        self._signals = 0
        self._saying: tuple[int, Samples] | None = None  # its first sample, the samples
        self._block: list[Samples] = []
        self._tried: set[int] = set()

    def run(self) -> "Simulated":
        """Ring, talk, until somebody hangs up."""
        noise = np.random.default_rng(self.seed)
        from assistant.counterpart.conversation import PickedUp
        from assistant.voices.telephone import ring

        self.caller.plays(ring(), 0.0)
        self.their.begin(ring(), "")
        n = 0
        while not self.over and self.clock.t < LONGEST:
            if n == round(2.2 * SAMPLE_RATE) // TICK * TICK:
                self.other._react(PickedUp(), self.clock.t)
            mine = self._mine(n) + noise.normal(0, 6, TICK)
            back = sum(
                each.at(n - round(self.room * SAMPLE_RATE), TICK).astype(float) for each in self.their.played[-3:]
            )
            sound = np.clip(mine + self.echo * back, -32768, 32767).astype(np.int16)
            self.caller.accept(sound, n / SAMPLE_RATE)
            self._block.append(sound)
            n += TICK
            self.clock.t = n / SAMPLE_RATE
            if n % BLOCK == 0:
                for heard in self._ears.accept(np.concatenate(self._block)):
                    self.heard.append(heard)
                    self.other.hear(heard)
                    self._inbox.append(heard)
                self._block = []
            self._follow()
            if self.clock.t > 2.2:
                self.other._look(self.clock.t)
            self._maybe_speak(n)
        self.session.take(End(self.clock.t))
        return self

    def _told(self, heard: Heard) -> None:
        self._inbox.append(heard)

    def _follow(self) -> None:
        for heard in self._inbox:
            self.session.take(heard)
            if isinstance(heard, Partial):
                self.session.events.pop()
        if self._inbox or not self._signals:
            self._inbox = []
            signals = self.session.signals
            self.other.follow(self.session.view, signals[self._signals :])
            self._signals = len(signals)

    # The caller

    def _mine(self, n: int) -> Samples:
        out = np.zeros(TICK)
        if self._saying is not None:
            start, samples = self._saying
            part = samples[max(0, n - start) : max(0, n - start) + TICK]
            out[: len(part)] = part
            if n - start >= len(samples):
                self._saying = None
        return out

    def _maybe_speak(self, n: int) -> None:
        if self._saying is not None:
            return
        now, speaking = self.clock.t, self.other.mouth.saying
        if speaking is not None:
            self._maybe_cut_in(n, now)
            return
        quiet = now - max((each.stopped or each.began + each.seconds for each in self.their.played), default=0.0)
        answered = any(each.began > self.turns[-1].began for each in self.their.played) if self.turns else now > 3.5
        if quiet < 0.8 or not (answered or (self.turns and now - self.turns[-1].ended > 5.0)):
            return
        text = self._line()
        if text:
            samples, pauses = breathing(text, self.voice, self.chance)
            self._say(n, text, samples, pauses)

    def _say(self, n: int, text: str, samples: Samples, pauses: list[float], cuts_in: float | None = None) -> None:
        loud = np.flatnonzero(np.abs(samples.astype(int)) > AUDIBLE)
        at = n / SAMPLE_RATE
        self._saying = (n, samples)
        self.turns.append(Turn(text, at + loud[0] / SAMPLE_RATE, at + loud[-1] / SAMPLE_RATE, pauses, cuts_in))

    def _maybe_cut_in(self, n: int, now: float) -> None:
        """Once into each longer reply, a second after it began."""
        speaking = self.other.mouth.saying
        if not self.interrupts or speaking is None or speaking.reply.interrupts or speaking.reply.sound:
            return
        key = round(speaking.began * 100)
        if speaking.seconds < 2.2 or now < speaking.began + 1.0 or key in self._tried or len(self._tried) > 3:
            return
        self._tried.add(key)
        samples = trimmed(rendered("Excuse me, may I just say something?", self.voice))
        self._say(n, "(cuts in)", samples, [], speaking.began)
        self._time_it(self.turns[-1].began)

    def _time_it(self, began: float) -> None:
        played = self.their.played[-1]
        before = played.stop

        def stop() -> float:
            if played.playing:
                self.reactions.append(self.clock.t - began)
            return before()

        played.stop = stop  # type: ignore[method-assign]

    def _line(self) -> str:
        view = self.session.view
        step = self.script.outline.steps[view.step]
        statuses = {row.id: str(row.status) for row in view.steps}
        if step.delivery is Delivery.SILENT or view.ended or (step.id == "close" and statuses["close"] == "done"):
            return ""
        if statuses[step.id] == "done":  # they have said it: on to the next
            after = list(statuses)[list(statuses).index(step.id) + 1 :]
            step = self.script.outline.steps[next((each for each in after if statuses[each] == "ahead"), step.id)]
        if step.delivery is Delivery.SLOW:
            return f"My number is {self.script.profile.phone}. That is {self.script.profile.phone}."
        if not self.paraphrases:
            return self.script.lines[step.id]
        said = slots(self.script.profile)
        whole = [phrase for phrase in step.heard if phrase.weight == 1]
        ways = [way for phrase in whole for way in expand(phrase.template, said)]
        return " ".join(self.chance.choice(ways)) if ways else self.script.lines[step.id]


def breathing(text: str, voice: str, chance: random.Random) -> tuple[Samples, list[float]]:
    """`text` with pauses: at commas and full stops, now and then after a little word, between groups of digits."""
    pieces: list[tuple[str, float]] = []
    digits = re.search(r"\d{3}-\d{3}-\d{4}", text) is not None
    text = re.sub(r"(\d{3})-(\d{3})-(\d{4})", lambda m: ", ".join(" ".join(part) for part in m.groups()), text)
    for part in re.split(r"(?<=[,.:;?!])\s+", text):
        words = part.split()
        cut = next((at for at, word in enumerate(words[1:-1], 1) if word.lower() in OPEN_WORDS), None)
        rest = chance.uniform(0.5, 0.8) if digits else chance.uniform(0.3, 0.6)
        if cut is not None and not digits and chance.random() < 0.25:
            pieces.append((" ".join(words[: cut + 1]), chance.uniform(0.5, 1.0)))
            words = words[cut + 1 :]
        pieces.append((" ".join(words), chance.uniform(1.0, 1.5) if digits and part.endswith(".") else rest))
    sounds: list[Samples] = []
    for at, (piece, rest) in enumerate(pieces):
        sounds.append(trimmed(rendered(piece, voice)))
        if at < len(pieces) - 1:
            sounds.append(silence(rest))
    return np.concatenate(sounds), [rest for _, rest in pieces[:-1]]


def trimmed(samples: Samples) -> Samples:
    """Without the silence around it."""
    loud = np.flatnonzero(np.abs(samples.astype(int)) > AUDIBLE)
    return samples[max(0, loud[0] - 160) : loud[-1] + 160] if len(loud) else samples
