"""Training, in two stages that resume where they were stopped.

1. `align`: cross entropy on the flite clips, whose phone times are known. A cold start with MMI stands still for hours.
2. `mmi`: lattice-free MMI on everything, rendered and real.

How far it is, is counted in hours of sound heard, so that the same seed takes the same way on a slow machine and a
fast one. Several processes share a batch's work and average their gradients; each has one thread (two threads on two
busy cores wait for each other most of the time). Sums are done in bfloat16 where the processor has it.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from numpy.typing import NDArray
from torch import Tensor, nn

from . import features, lexicon, mmi
from .features import DIMENSIONS, Example
from .network import CONTEXT, STRIDE, Network
from .phones import CLASS_OF, first_pdf

FRAMES_AN_HOUR = 360_000
SHORTEST, LONGEST = 30, 1900  # frames
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: `hours` of sound in all, the rate falling from `first_rate` to `last_rate`."""

    stage: str
    hours: float
    first_rate: float
    last_rate: float
    checkpoint: Path
    start: Path | None = None
    width: int = 384
    waist: int = 128
    batch_frames: int = 10_000
    processes: int = 1
    seed: int = 1
    save_seconds: float = 60.0
    unknown: float = 0.04  # of the words are trained on as [unk]


def targets(example: Example, offset: int) -> NDArray[np.int64]:
    """The output that is right for each answer of an aligned example whose first `offset` frames are left out."""
    segments, bases = example.segments[offset::STRIDE], example.bases[offset::STRIDE]
    right = np.zeros(len(segments), np.int64)
    left, previous, previous_base = 0, -1, 0
    for i, (segment, base) in enumerate(zip(segments.tolist(), bases.tolist(), strict=True)):
        new = segment != previous and not (base == previous_base == 0)
        if new:
            left = CLASS_OF[previous_base] if i else 0
        right[i] = first_pdf(left, base) + (not new)
        previous, previous_base = segment, base
    return right


def batches(examples: Sequence[Example], frames: int, dice: random.Random) -> list[list[int]]:
    """All examples once, in random order, alike in length within a batch of about `frames` frames."""
    order = list(range(len(examples)))
    dice.shuffle(order)
    made: list[list[int]] = []
    for at in range(0, len(order), 2000):
        current: list[int] = []
        for i in sorted(order[at : at + 2000], key=lambda i: len(examples[i].features)):
            if current and (len(current) + 1) * len(examples[i].features) > frames:
                made.append(current)
                current = []
            current.append(i)
        made.append(current)
    dice.shuffle(made)
    return made


class Trainer:
    """One process's part of a training."""

    def __init__(self, plan: Plan, examples: Sequence[Example], rank: int) -> None:
        self.plan, self.examples, self.rank = plan, examples, rank
        torch.manual_seed(plan.seed)
        self.dice = random.Random(plan.seed * 1000 + rank)
        self.net = Network(plan.width, plan.waist)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=plan.first_rate, betas=(0.9, 0.98))
        self.hours, self.step, self.round = 0.0, 0, 0
        self.mean, self.trigram = self._begin()
        self.denominator = mmi.Denominator(self.trigram) if plan.stage == "mmi" else None

    def _begin(self) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        plan = self.plan
        if plan.checkpoint.exists():
            state = torch.load(plan.checkpoint, weights_only=False)
            self.net.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.hours, self.step, self.round = state["hours"], state["step"], state["round"] + 1
        elif plan.start:
            state = torch.load(plan.start, weights_only=False)
            self.net.load_state_dict(state["network"])
        else:
            some = self.examples[:: max(1, len(self.examples) // 3000)]
            total = sum(len(example.features) for example in some)
            mean = sum(example.features.sum(0, dtype=np.float64) for example in some) / total
            texts = [example.text for example in self.examples]
            return np.asarray(mean, np.float32), mmi.phone_trigram(texts, random.Random(plan.seed))
        trigram = state["trigram"]
        if plan.stage == "mmi" and not plan.checkpoint.exists():
            texts = [self._with_unknown(example.text) for example in self.examples]
            trigram = mmi.phone_trigram([" ".join(words) for words in texts], random.Random(plan.seed))
        return state["mean"], trigram

    def _with_unknown(self, text: str) -> list[str]:
        chance, word = self.plan.unknown, lexicon.UNKNOWN
        return [word if self.dice.random() < chance else said for said in text.split()]

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        part = self.plan.checkpoint.with_suffix(".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        torch.save(
            {
                "network": self.net.state_dict(), "optimizer": self.optimizer.state_dict(), "hours": self.hours,
                "step": self.step, "round": self.round, "mean": self.mean, "trigram": self.trigram,
                "width": self.plan.width, "waist": self.plan.waist,
            },
            part,
        )  # fmt: skip
        part.replace(self.plan.checkpoint)

    def inputs(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor, list[int]]:
        """Padded features, the number of answers of each, and how many frames were left out at each start."""
        made, offsets = [], []
        for i in chosen:
            sound = self.examples[i].features.astype(np.float32) - self.mean
            if self.dice.random() < 0.5:  # gaps in time: the line drops, and the neighbours must do
                for _ in range(self.dice.randint(1, 2)):
                    gap = self.dice.randrange(len(sound))
                    sound[gap : gap + self.dice.randint(1, 12)] = 0
            offsets.append(self.dice.randrange(STRIDE))
            made.append(sound[offsets[-1] :])
        answers = [-(-len(sound) // STRIDE) for sound in made]
        padded = np.zeros((len(made), max(answers) * STRIDE + 2 * CONTEXT, DIMENSIONS), np.float32)
        for row, sound in zip(padded, made, strict=True):
            row[:CONTEXT], row[CONTEXT : CONTEXT + len(sound)] = sound[0], sound
            row[CONTEXT + len(sound) :] = sound[-1]
        return torch.tensor(padded), torch.tensor(answers), offsets

    def loss(self, chosen: Sequence[int], shake: float) -> Tensor:
        """The stage's loss on a batch."""
        padded, lengths, offsets = self.inputs(chosen)
        with torch.autocast("cpu", torch.bfloat16):
            scores = self.net(padded, shake)
        scores = scores.float()[:, : int(lengths.max())]
        if self.denominator is None:
            right = torch.full(scores.shape[:2], _IGNORED)
            for row, i, offset in zip(right, chosen, offsets, strict=True):
                known = targets(self.examples[i], offset)
                row[: len(known)] = torch.tensor(known)
            return nn.functional.cross_entropy(scores.flatten(0, 1), right.flatten(), ignore_index=_IGNORED)
        ways = [mmi.paths(self._with_unknown(self.examples[i].text), self.dice) for i in chosen]
        return mmi.Loss.apply(scores, lengths, ways, self.denominator)  # type: ignore[no-any-return,no-untyped-call]

    def _share(self, heard: float) -> float:
        """Average the gradients of all processes; returns the frames that all of them heard."""
        if self.plan.processes == 1:
            return heard
        gradients = [p.grad for p in self.net.parameters() if p.grad is not None]
        flat = torch.cat([g.view(-1) for g in gradients] + [torch.tensor([heard])])
        dist.all_reduce(flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient) / self.plan.processes)
            at += gradient.numel()
        return float(flat[-1])

    def steps(self) -> Iterator[float]:
        """Train a step at a time, yielding its loss, until the planned hours have been heard."""
        plan = self.plan
        self.net.train()
        while self.hours < plan.hours:
            rounds = batches(self.examples, plan.batch_frames, random.Random(plan.seed * 77 + self.round))
            even = len(rounds) // plan.processes * plan.processes
            for chosen in rounds[self.rank : even : plan.processes]:
                share = min(1.0, self.hours / plan.hours)
                rate = plan.first_rate * (plan.last_rate / plan.first_rate) ** share
                for group in self.optimizer.param_groups:
                    group["lr"] = rate * min(1.0, (self.step + 1) / 100)
                loss = self.loss(chosen, 0.1 * min(1.0, 3 * share) * (1 - share))
                self.optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                frames = sum(len(self.examples[i].features) for i in chosen)
                self.hours += self._share(frames) / FRAMES_AN_HOUR
                if torch.isfinite(nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)):
                    self.optimizer.step()
                self.step += 1
                yield loss.item()
                if self.hours >= plan.hours:
                    break
            self.round += 1


def usable(example: Example) -> bool:
    """Whether it is of a length that trains well, and can be spoken at all in that time."""
    frames = len(example.features)
    sounds = sum(len(lexicon.dictionary()[word][0]) for word in example.text.split() if word in lexicon.dictionary())
    return SHORTEST < frames < LONGEST and sounds * STRIDE < frames and lexicon.known(example.text.split())


def _work(rank: int, plan: Plan, shards: Sequence[Path], meeting: str) -> None:
    torch.set_num_threads(1)
    if plan.processes > 1:
        dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=plan.processes)
    examples = [example for path in shards for example in features.load(path) if usable(example)]
    if plan.stage == "align":
        examples = [example for example in examples if len(example.segments)]
    trainer = Trainer(plan, examples, rank)
    total = sum(len(example.features) for example in examples) / FRAMES_AN_HOUR
    if rank == 0:
        size = sum(p.numel() for p in trainer.net.parameters())
        print(f"{plan.stage}: {len(examples)} clips, {total:.1f} h, {size / 1e6:.2f} M parameters", flush=True)
    began, saved, first, recent = time.monotonic(), time.monotonic(), trainer.hours, []
    for loss in trainer.steps():
        recent.append(loss)
        if rank == 0 and trainer.step % 25 == 0:
            speed = (trainer.hours - first) * 3600 / (time.monotonic() - began)
            mean = sum(recent) / len(recent)
            where = f"{trainer.hours:.2f}/{plan.hours:g} h"
            print(f"{plan.stage}: {where}, loss {mean:.4f}, {speed:.0f} x real time", flush=True)
            recent.clear()
            if time.monotonic() - saved > plan.save_seconds:
                trainer.save()
                saved = time.monotonic()
    if rank == 0:
        trainer.save()
    if plan.processes > 1:
        dist.destroy_process_group()


def train(plan: Plan, shards: Sequence[Path]) -> None:
    """Carry `plan` out on the feature `shards`, going on from its checkpoint where there is one."""
    if plan.processes == 1:
        _work(0, plan, shards, "")
        return
    meeting = plan.checkpoint.with_suffix(".meeting")
    meeting.parent.mkdir(parents=True, exist_ok=True)
    meeting.unlink(missing_ok=True)
    arguments: Any = (plan, shards, f"file://{meeting.absolute()}")
    torch.multiprocessing.spawn(_work, arguments, nprocs=plan.processes)  # type: ignore[no-untyped-call]
