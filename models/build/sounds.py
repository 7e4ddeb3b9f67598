"""Means and variances for a telephone, from the frames that `stereo` has made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.recognizers.telephone import FEATURES, PACKED, Numbers, pack

from .shards import save
from .stereo import CEPSTRA, CODEBOOKS, DENSITIES, STREAMS, WHEEL, Floats, Ints, feature_settings, streams

LEAST_VARIANCE = 1e-4  # PocketSphinx's own floor
PASSES = 3  # of `refined`; one changes nothing, three take a fifth of the errors away
FEW = 20.0  # frames that what is known beforehand counts for
ENOUGH = 2000.0  # frames; a Gaussian of more does not count more where a line is drawn through all
_LINE = 400.0  # frames that the line of a whole stream counts for in that of one codebook
_SPARSE = 100.0  # frames; a codebook of fewer is given the variances of all
_NARROWEST = 0.2  # of its codebook's mean variance: what a Gaussian without frames has at the least
_SHAPE = (CODEBOOKS, STREAMS, DENSITIES, CEPSTRA)
_WEIGHT_STEP = 1024 * np.log(1.0001)  # what a step of `sendump` means, as a logarithm


@dataclass(frozen=True, slots=True)
class Sounds:
    """A model's Gaussians: means and variances, each (CODEBOOKS, STREAMS, DENSITIES, CEPSTRA)."""

    means: Floats
    variances: Floats


@dataclass(frozen=True, slots=True)
class Counts:
    """What each Gaussian has seen: frames (C, S, D), and sums over them (C, S, D, CEPSTRA) of what the microphone gave,
    of what the telephones gave, and of its square. `times`: how many telephones heard each frame."""

    frames: Floats
    heard: Floats
    received: Floats
    squares: Floats
    times: int


def wheels() -> Sounds:
    """The wheel's own."""
    return Sounds(_read(WHEEL / "means"), np.maximum(_read(WHEEL / "variances"), LEAST_VARIANCE))


def _read(path: Path) -> Numbers:
    data = path.read_bytes()
    begin = data.index(b"endhdr\n") + len(b"endhdr\n") + 4 * (1 + 3 + STREAMS + 1)
    return np.frombuffer(data, "<f4", int(np.prod(_SHAPE)), begin).reshape(_SHAPE)


def weights() -> Floats:
    """The logarithm of each Gaussian's weight in each senone, shape (STREAMS, DENSITIES, senones)."""
    data = (WHEEL / "sendump").read_bytes()
    at = 0
    while length := int.from_bytes(data[at : at + 4], "little"):  # what the file says of itself
        at += 4 + length
    senones = int.from_bytes(data[at + 8 : at + 12], "little")
    steps = np.frombuffer(data, np.uint8, STREAMS * DENSITIES * senones, at + 12)
    return -_WEIGHT_STEP * steps.reshape(STREAMS, DENSITIES, senones).astype(np.float32)


def shares(seen: Floats, senones: Ints, means: Floats, variances: Floats, weight: Floats) -> Floats:
    """How much each Gaussian of a codebook's stream had to do with each frame: (frames, DENSITIES), rows sum to 1.

    seen: (frames, CEPSTRA); means, variances: (DENSITIES, CEPSTRA); weight: (DENSITIES, senones), logarithms.
    """
    inverse = 1 / variances
    constant = (means**2 * inverse + np.log(variances)).sum(axis=1)
    fit = seen @ (means * inverse).T - 0.5 * (seen**2 @ inverse.T + constant) + weight[:, senones].T
    likely = np.exp(fit - fit.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Frames:
    """What `stereo` has made: streams (frames, STREAMS, CEPSTRA) of the microphone and of each telephone, and each
    frame's senone and codebook."""

    heard: Floats
    lines: tuple[Floats, ...]
    senones: Ints
    codebooks: Ints


def frames_of(paths: Sequence[Path]) -> Frames:
    """The frames of all shards."""
    shards = [dict(np.load(path)) for path in paths]
    columns = []
    for name in ("heard", "plain", "noisy"):
        parts = [part for one in shards for part in np.split(one[name], np.cumsum(one["lengths"])[:-1])]
        columns.append(np.concatenate([streams(part).astype(np.float32) for part in parts]))
    labels = (np.concatenate([one[name] for one in shards]) for name in ("senones", "codebooks"))
    return Frames(columns[0], tuple(columns[1:]), *labels)


def counted(frames: Frames, model: Sounds) -> Counts:
    """What the wheel's Gaussians have seen: the microphone's frames tell how much each had to do with one."""
    weight, found = weights(), [np.zeros(_SHAPE) for _ in range(3)]
    seen = np.zeros(_SHAPE[:3])
    for at, here in _places(frames):
        clean = frames.heard[here, at[1]]
        share = shares(clean, frames.senones[here], model.means[at], model.variances[at], weight[at[1]])
        seen[at] = share.sum(axis=0)
        found[0][at] = share.T @ clean
        for line in frames.lines:
            found[1][at] += share.T @ line[here, at[1]]
            found[2][at] += share.T @ line[here, at[1]] ** 2
    return Counts(seen, *found, len(frames.lines))


def _places(frames: Frames) -> Iterator[tuple[tuple[int, int], Ints]]:
    """Every codebook and stream with the frames of that codebook, where there are any."""
    for codebook in range(CODEBOOKS):
        here = np.flatnonzero(frames.codebooks == codebook)
        yield from (((codebook, stream), here) for stream in range(STREAMS if len(here) else 0))


def refined(sounds: Sounds, frames: Frames) -> Sounds:
    """One step of expectation and maximisation on what the telephones gave, held near `sounds` by FEW frames."""
    weight, means, variances = weights(), sounds.means.copy(), sounds.variances.copy()
    for at, here in _places(frames):
        old, spread = sounds.means[at], sounds.variances[at]
        count, total, square = np.full((DENSITIES, 1), FEW), FEW * old, FEW * (spread + old**2)
        for line in frames.lines:
            seen = line[here, at[1]]
            share = shares(seen, frames.senones[here], old, spread, weight[at[1]])
            count, total, square = (
                count + share.sum(axis=0)[:, None],
                total + share.T @ seen,
                square + share.T @ seen**2,
            )
        means[at] = total / count
        found = square / count - means[at] ** 2
        variances[at] = np.maximum(found, np.maximum(0.05 * _mean(found, count[:, 0]), LEAST_VARIANCE))
    return Sounds(means, variances)


def moved(model: Sounds, counts: Counts) -> Sounds:
    """The Gaussians as a telephone gives them.

    Where a codebook's Gaussians go is a line (least squares over all of them, itself held near the line of the whole
    stream); from there each one goes as far as its own frames did, the farther the more they are.
    """
    frames = np.maximum(counts.frames, 1e-6)[..., None]
    before, after = counts.heard / frames, counts.received / (counts.times * frames)
    spread = np.maximum(counts.squares / (counts.times * frames) - after**2, LEAST_VARIANCE)
    means, variances = np.zeros(_SHAPE), np.zeros(_SHAPE)
    for stream in range(STREAMS):
        count = np.minimum(counts.frames[:, stream], ENOUGH)
        pooled = [part[:, stream].reshape(-1, CEPSTRA) for part in (before, after)]
        shared = _line(*pooled, count.reshape(-1), np.zeros((CEPSTRA + 1, CEPSTRA)), 1e-3 * count.sum())
        whole = _mean(spread[:, stream], count), _mean(model.variances[:, stream], count)
        for codebook in range(CODEBOOKS):
            at, trust = (codebook, stream), counts.frames[codebook, stream][:, None]
            line = _line(before[at], after[at], count[codebook], shared, _LINE)
            share = trust / (trust + FEW)
            means[at] = _along(line, model.means[at]) + share * (after[at] - _along(line, before[at]))
            wide, was = whole
            if count[codebook].sum() >= _SPARSE:
                wide, was = _mean(spread[at], count[codebook]), _mean(model.variances[at], count[codebook])
            expected = np.maximum(model.variances[at] * wide / was, _NARROWEST * wide)
            variances[at] = share * spread[at] + (1 - share) * expected
    return Sounds(means, np.maximum(variances, LEAST_VARIANCE))


def _mean(values: Floats, count: Floats) -> Floats:
    """The mean over all but the last axis, each row counting `count` times."""
    return np.asarray((values * count[..., None]).reshape(-1, CEPSTRA).sum(axis=0) / count.sum())


def _line(before: Floats, after: Floats, count: Floats, held: Floats, strength: float) -> Floats:
    """The line, shape (CEPSTRA + 1, CEPSTRA), that leads from `before` to `after`, held near `held`."""
    points = _with_one(before)
    pull = strength * np.eye(CEPSTRA + 1)
    normal = (points * count[:, None]).T @ points + pull
    return np.linalg.solve(normal, (points * count[:, None]).T @ after + pull @ held)


def _along(line: Floats, points: Floats) -> Floats:
    return np.asarray(_with_one(points) @ line)


def _with_one(points: Floats) -> Floats:
    return np.concatenate([points, np.ones((len(points), 1))], axis=1)


def write(sounds: Sounds, mean: Floats, folder: Path) -> None:
    """The packed sounds and their features' settings; `mean`, of the telephone's cepstra, is where a call begins."""
    packed = {"mean": pack(sounds.means.astype(np.float32)), "var": pack(np.log(sounds.variances).astype(np.float32))}
    folder.mkdir(parents=True, exist_ok=True)
    save(
        folder / PACKED,
        **{f"{name}_{part}": values for name, parts in packed.items() for part, values in parts.items()},
    )
    (folder / FEATURES).write_text(feature_settings(mean.tolist()), encoding="utf-8")


def first_mean(paths: Sequence[Path]) -> Floats:
    """The mean cepstrum of what the undisturbed telephone gives, shape (CEPSTRA,)."""
    return np.asarray(np.concatenate([_plain(path) for path in paths]).mean(axis=0))


def _plain(path: Path) -> Floats:
    with np.load(path) as stored:
        return np.asarray(stored["plain"])
