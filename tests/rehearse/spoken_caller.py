"""An automated caller who speaks: another synthetic voice, through a sound card of wires, to a rehearsal that listens.

It hears the other side by ear, waits for its turn as people do, and says what the prompter shows, word for word or in
other words. `Ears` keep both sides' loudness with its time, from which the turn-taking is measured.
"""

import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.audio import Samples
from assistant.audio.devices import Device, Kind
from assistant.audio.pulse import PulseCapture
from assistant.call.outline import Delivery
from assistant.call.phrases import expand
from assistant.events import Speaker
from assistant.profile import slots
from assistant.rehearse.spoken import SpokenRehearsal
from tests.live.live_sound import Wires, wav
from tests.rehearse.by_audio import trimmed
from tests.rendered import rendered

LOUD = 100  # of int16, RMS over 10 ms (-50 dB below full scale): softer than any speech sound but the end of a breath
STEP = 160  # samples


class Ears:
    """What goes over both wires: for every 10 ms of "mic" and "speaker", when it was and whether it was loud."""

    def __init__(self) -> None:
        self.sounds: dict[str, list[tuple[float, bool]]] = {"mic": [], "speaker": []}
        self._rest = {"mic": np.zeros(0, np.int16), "speaker": np.zeros(0, np.int16)}
        self._open = [
            PulseCapture(
                Device(f"{sink}.monitor", sink, Kind.LOOPBACK, "pulse"), lambda s, sink=sink: self._put(sink, s)
            )
            for sink in self.sounds
        ]

    def _put(self, sink: str, samples: Samples) -> None:
        now = time.monotonic()
        joined = np.concatenate([self._rest[sink], samples])
        whole = len(joined) // STEP
        self._rest[sink] = joined[whole * STEP :]
        loud = np.sqrt((joined[: whole * STEP].reshape(-1, STEP).astype(float) ** 2).mean(axis=1)) > LOUD
        for at, each in enumerate(loud):
            self.sounds[sink].append((now - (whole - at - 1) * STEP / 16_000, bool(each)))

    def quiet(self, sink: str) -> float:
        """Seconds since anything was heard there."""
        last = next((t for t, loud in reversed(self.sounds[sink]) if loud), None)
        return 1e9 if last is None else time.monotonic() - last

    def stretches(self, sink: str, gap: float = 0.35) -> list[tuple[float, float]]:
        """When somebody spoke there: from, to; gaps shorter than `gap` are joined."""
        found: list[tuple[float, float]] = []
        for t, loud in self.sounds[sink]:
            if loud and found and t - found[-1][1] < gap:
                found[-1] = (found[-1][0], t)
            elif loud:
                found.append((t - STEP / 16_000, t))
        return [(a, b) for a, b in found if b - a > 0.05]

    def close(self) -> None:
        for each in self._open:
            each.close()


@dataclass
class Turn:
    """One turn of the caller: what was said, from when until when it really sounded (monotonic seconds)."""

    text: str
    began: float
    ended: float = 0.0
    cut: float | None = None  # it was said into a reply that began then


@dataclass
class SpokenCaller:
    """Speaks in a rehearsal that runs on another thread, until it is over."""

    call: SpokenRehearsal
    card: Wires
    ears: Ears
    folder: Path
    voice: str = "slt"
    paraphrases: bool = False
    cuts_in: bool = False  # into each reply of some length, once
    seed: int = 1
    turns: list[Turn] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    wait: float = 0.7  # s after they have stopped, before it is its turn
    patience: float = 4.0  # s in which an answer must begin, or it goes on by itself

    def run(self) -> None:
        """Wait for the other one to stop, speak, wait for an answer."""
        chance = random.Random(self.seed)
        while not self.over.wait(0.02):
            if self.cuts_in and self._cut():
                continue
            since = time.monotonic() - (self.turns[-1].ended if self.turns else 0.0)
            answered = not self.turns or self._heard_since(self.turns[-1].ended)
            if self.ears.quiet("speaker") < self.wait or not (answered or since > self.patience):
                continue
            if not self.turns and len(self.ears.stretches("speaker", 0.6)) < 2:
                continue  # it rings
            text = self._line(chance)
            if text:
                self.say(text)

    def say(self, text: str, samples: Samples | None = None) -> Turn:
        """Say it through the wire; returns when it was said."""
        path = wav(
            trimmed(rendered(text, self.voice)) if samples is None else samples, self.folder / f"{len(self.turns)}.wav"
        )
        before = len(self.ears.sounds["mic"])
        player = self.card.play(path, "mic")
        while player.poll() is None and not self.over.wait(0.01):
            pass
        if player.poll() is None:
            player.terminate()
        player.wait()
        time.sleep(0.05)
        loud = [t for t, each in self.ears.sounds["mic"][before:] if each]
        now = time.monotonic()
        self.turns.append(Turn(text, loud[0] if loud else now, loud[-1] if loud else now))
        return self.turns[-1]

    def _cut(self) -> bool:
        """Say something into a reply that has been going on for a second."""
        speaking = self.call.other.mouth.saying
        origin = self.call.live._origin
        if speaking is None or speaking.seconds < 2.2 or speaking.reply.sound or speaking.reply.interrupts:
            return False
        began = origin + speaking.began
        if time.monotonic() < began + 1.0 or any(turn.cut and abs(turn.cut - began) < 0.1 for turn in self.turns):
            return False
        if sum(turn.cut is not None for turn in self.turns) >= 3:
            return False
        self.say("Excuse me, may I just say something?").cut = began
        return True

    def _heard_since(self, t: float) -> bool:
        return any(loud and at > t for at, loud in self.ears.sounds["speaker"])

    def _line(self, chance: random.Random) -> str:
        session = self.call.session
        view = session.view
        step = session.script.outline.steps[view.step]
        done = {row.id for row in view.steps if str(row.status) == "done"}
        if step.delivery is Delivery.SILENT or view.ended or (step.id in done and step.id == "close"):
            return ""
        if step.delivery is Delivery.SLOW:
            digits = " , ".join(" ".join(part) for part in session.script.profile.phone.split("-"))
            return f"My number is {digits} . That is {digits} ."
        if not self.paraphrases or step.by is Speaker.THEM:
            return session.script.lines[step.id]
        said = slots(session.script.profile)
        ways = [way for phrase in step.heard if phrase.weight == 1 for way in expand(phrase.template, said)]
        return " ".join(chance.choice(ways)) if ways else session.script.lines[step.id]
