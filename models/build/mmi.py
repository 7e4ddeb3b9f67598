"""Lattice-free MMI: make the phones of the transcript more likely than all others together.

Per utterance, with E = exp(scores): the numerator sums over all ways to speak the transcript (silence between words
or not), the denominator over all ways to speak anything, by a phone trigram. The gradient is the difference of the
two posteriors. No alignments are needed. Both sums are forward-backward passes in the probability domain, scaled a
frame at a time; the chance to stay in a phone or leave it is 1/2 throughout, as in the exported graph.

The denominator's state is (class of the left neighbour, phone), so that it is one dense matrix of 410 x 410.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from . import lexicon
from .phones import BASE, CLASS_OF, CLASSES, SILENCE, first_pdf

BASES = len(BASE)
STATES = CLASSES * BASES
STAY = 0.5
_FIRST = np.array([[first_pdf(left, base) for base in range(BASES)] for left in range(CLASSES)])
_LEAK = 1e-5  # a little chance to be anywhere keeps the denominator alive on impossible sound
_SMOOTHING = 20  # counts given to the shorter history
_CLAMP = 25.0  # exp of this still fits when a frame's states are summed


def phone_trigram(texts: Sequence[str], dice: random.Random, silence: float = 0.25) -> NDArray[np.float64]:
    """P(c | a, b) over base phones, shape (BASES,) * 3, smoothed, from transcripts."""
    counts = np.zeros((BASES, BASES, BASES))
    for text in texts:
        said = [SILENCE]
        for sounds in lexicon.pronounce(text.split(), dice):
            said += sounds
            if dice.random() < silence:
                said.append(SILENCE)
        if said[-1] != SILENCE:
            said.append(SILENCE)
        said = [SILENCE, *said]
        np.add.at(counts, (said[:-2], said[1:-1], said[2:]), 1)
    pairs = counts.sum(0)
    single = (pairs.sum(0) + 1) / (pairs.sum() + BASES)
    two = (pairs + _SMOOTHING * single) / (pairs.sum(1, keepdims=True) + _SMOOTHING)
    three = (counts + _SMOOTHING * two) / (counts.sum(2, keepdims=True) + _SMOOTHING)
    three[:, SILENCE, SILENCE] = 0
    return np.asarray(three / three.sum(2, keepdims=True))


class Denominator:
    """All that could be said."""

    def __init__(self, trigram: NDArray[np.float64]) -> None:
        history = np.full((BASES, BASES), 1 / BASES**2)
        for _ in range(60):  # the share of each history in the long run
            history = np.einsum("ab,abc->bc", history, trigram)
            history /= history.sum()
        classed = np.zeros((CLASSES, BASES, BASES))
        for base in range(BASES):
            classed[CLASS_OF[base]] += trigram[base] * history[base][:, None]
        classed /= classed.sum(2, keepdims=True).clip(1e-12)
        moves = np.zeros((CLASSES, BASES, CLASSES, BASES), np.float32)
        for base in range(BASES):
            moves[:, base, CLASS_OF[base], :] = classed[:, base, :] * (1 - STAY)
        self._moves = torch.tensor(moves.reshape(STATES, STATES))
        self._back = self._moves.t().contiguous()
        self._first = torch.tensor(_FIRST.reshape(-1))

    def __call__(self, chances: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Log of the sum, (batch,), and the outputs' posteriors, like `chances` (batch, frames, PDFS)."""
        batch, frames, pdfs = chances.shape
        enter = chances[:, :, self._first].transpose(0, 1).contiguous()
        stay = (chances[:, :, self._first + 1] * STAY).transpose(0, 1).contiguous()
        active, shortest = torch.arange(frames)[:, None] < lengths[None], int(lengths.min())
        alpha = torch.zeros(frames + 1, batch, STATES)
        alpha[0, :, SILENCE] = 1
        moved, scale = torch.empty(frames, batch, STATES), torch.zeros(frames, batch)
        for t in range(frames):
            moved[t] = torch.mm(alpha[t], self._moves)
            new = (moved[t] * enter[t]).addcmul_(alpha[t], stay[t])
            total = new.sum(1, keepdim=True)
            new.div_(total).mul_(1 - _LEAK).add_(_LEAK / STATES)
            scale[t] = total[:, 0]
            alpha[t + 1] = new if t < shortest else torch.where(active[t][:, None], new, alpha[t])
        entered, stayed = torch.empty(frames, batch, STATES), torch.empty(frames, batch, STATES)
        beta = torch.ones(batch, STATES)
        for t in range(frames - 1, -1, -1):
            through, remain = enter[t] * beta, stay[t] * beta
            torch.mul(moved[t], through, out=entered[t])
            torch.mul(alpha[t], remain, out=stayed[t])
            new = torch.mm(through, self._back).add_(remain)
            new.div_(new.amax(1, keepdim=True).clamp_min(1e-30))
            beta = new if t < shortest else torch.where(active[t][:, None], new, beta)
        weight = (active / (entered.sum(2) + stayed.sum(2)).clamp_min(1e-30)).unsqueeze(2)
        posterior = torch.zeros(frames * batch, pdfs)
        posterior.index_add_(1, self._first, (entered * weight).view(frames * batch, STATES))
        posterior.index_add_(1, self._first + 1, (stayed * weight).view(frames * batch, STATES))
        log_sum = (torch.log(scale.clamp_min(1e-35)) * active).sum(0)
        return log_sum, posterior.view(frames, batch, pdfs).transpose(0, 1)


@dataclass(frozen=True, slots=True)
class Paths:
    """All ways to speak one transcript: each state's first pdf and predecessors (-1: the start); the last states."""

    first: tuple[int, ...]
    before: tuple[tuple[int, ...], ...]
    last: tuple[int, ...]


def paths(words: Sequence[str], dice: random.Random) -> Paths:
    """The ways to speak `words`, one pronunciation each, with or without silence around every word."""
    first: list[int] = []
    before: list[tuple[int, ...]] = []

    def add(left: int, base: int, predecessors: Sequence[int]) -> int:
        first.append(int(_FIRST[CLASS_OF[left], base]))
        before.append(tuple(predecessors))
        return len(first) - 1

    ends = [(-1, SILENCE), (add(SILENCE, SILENCE, [-1]), SILENCE)]
    for sounds in lexicon.pronounce(words, dice):
        entries: dict[int, list[int]] = {}
        for state, base in ends:
            entries.setdefault(CLASS_OF[base], []).append(state)
        lefts = {CLASS_OF[base]: base for _, base in ends}
        current = [add(lefts[kind], sounds[0], states) for kind, states in entries.items()]
        for left, base in pairwise(sounds):
            current = [add(left, base, current)]
        silence = add(sounds[-1], SILENCE, current)
        ends = [*((state, sounds[-1]) for state in current), (silence, SILENCE)]
    return Paths(tuple(first), tuple(before), tuple(state for state, _ in ends if state >= 0))


_MOST_NEIGHBOURS = 4


class _Packed:
    """A batch of Paths as index tensors; slot `states` is the start, slot `states + 1` is nowhere."""

    def __init__(self, batch: Sequence[Paths]) -> None:
        self.states = max(len(p.first) for p in batch)
        size, nowhere = len(batch), self.states + 1
        first = np.zeros((size, self.states), np.int64)
        before = np.full((size, self.states, _MOST_NEIGHBOURS), nowhere)
        after = np.full((size, self.states + 1, _MOST_NEIGHBOURS), nowhere)
        last, used = np.zeros((size, self.states)), np.zeros((size, self.states))
        for b, p in enumerate(batch):
            first[b, : len(p.first)] = p.first
            used[b, : len(p.first)] = 1
            last[b, list(p.last)] = 1
            filled = [0] * (self.states + 1)
            for state, predecessors in enumerate(p.before):
                for j, predecessor in enumerate(predecessors):
                    origin = self.states if predecessor < 0 else predecessor
                    before[b, state, j] = origin
                    after[b, origin, filled[origin]] = state
                    filled[origin] += 1
        self.first, self.last, self.used = map(torch.tensor, (first, last, used))
        self.before = torch.tensor(before).view(size, -1)
        self.after = torch.tensor(after).view(size, -1)


def numerator(chances: Tensor, lengths: Tensor, batch: Sequence[Paths]) -> tuple[Tensor, Tensor, Tensor]:
    """Log of the sum and posteriors as the Denominator gives them, and which utterances can be spoken at all."""
    packed = _Packed(batch)
    size, frames, pdfs = chances.shape
    states, double = packed.states, torch.double

    def emitted(pdf: Tensor) -> Tensor:
        picked = torch.gather(chances, 2, pdf[:, None, :].expand(size, frames, states)).to(double)
        return (picked * packed.used[:, None] * STAY).transpose(0, 1).contiguous()

    enter, stay = emitted(packed.first), emitted(packed.first + 1)
    active, shortest = torch.arange(frames)[:, None] < lengths[None], int(lengths.min())
    alpha = torch.zeros(frames + 1, size, states + 2, dtype=double)
    alpha[0, :, states] = 1
    scale, moved = torch.ones(frames, size, dtype=double), torch.empty(frames, size, states, dtype=double)
    for t in range(frames):
        moved[t] = torch.gather(alpha[t], 1, packed.before).view(size, states, -1).sum(2)
        new = (moved[t] * enter[t]).addcmul_(alpha[t, :, :states], stay[t])
        total = new.sum(1, keepdim=True).clamp_min(1e-300)
        new /= total
        scale[t] = total[:, 0]
        alpha[t + 1, :, :states] = new if t < shortest else torch.where(active[t][:, None], new, alpha[t, :, :states])
    ending = (alpha[frames, :, :states] * packed.last).sum(1)
    log_sum = (torch.log(scale) * active).sum(0) + torch.log(ending.clamp_min(1e-300))
    entered = torch.empty(frames, size, states, dtype=double)
    stayed = torch.empty(frames, size, states, dtype=double)
    beta, padded = packed.last.clone(), torch.zeros(size, states + 2, dtype=double)
    for t in range(frames - 1, -1, -1):
        torch.mul(enter[t], beta, out=padded[:, :states])
        remain = stay[t] * beta
        torch.mul(moved[t], padded[:, :states], out=entered[t])
        torch.mul(alpha[t, :, :states], remain, out=stayed[t])
        new = torch.gather(padded, 1, packed.after).view(size, states + 1, -1).sum(2)[:, :states] + remain
        new /= new.amax(1, keepdim=True).clamp_min(1e-300)
        beta = new if t < shortest else torch.where(active[t][:, None], new, beta)
    weight = (active / (entered.sum(2) + stayed.sum(2)).clamp_min(1e-300)).unsqueeze(2)
    posterior = torch.zeros(frames, size, pdfs)
    where = packed.first[None].expand(frames, size, states)
    posterior.scatter_add_(2, where, (entered * weight).float())
    posterior.scatter_add_(2, where + 1, (stayed * weight).float())
    return log_sum.float(), posterior.transpose(0, 1), ending > 1e-200


_SHRINK = 5e-4  # l2 on the scores, as in Kaldi's chain recipes


class Loss(torch.autograd.Function):
    """Mean over frames of log(denominator) - log(numerator); `apply(scores, lengths, paths, denominator)`."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, lengths: Tensor, batch: Sequence[Paths], den: Denominator) -> Tensor:
        clamped = scores.clamp(-_CLAMP, _CLAMP)
        chances = torch.exp(clamped)
        den_log, den_posterior = den(chances, lengths)
        num_log, num_posterior, possible = numerator(chances, lengths, batch)
        good = possible & torch.isfinite(den_log) & torch.isfinite(num_log)
        counted = (torch.arange(scores.shape[1])[None] < lengths[:, None]) & good[:, None]
        frames = counted.sum().clamp_min(1)
        gradient = den_posterior - num_posterior + _SHRINK * scores + 0.1 * (scores - clamped)
        ctx.save_for_backward(gradient * counted[:, :, None] / frames)
        return torch.where(good, den_log - num_log, 0).sum() / frames

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor, None, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient * outer[0], None, None, None
