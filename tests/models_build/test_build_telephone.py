"""The recipe of a telephone's sounds: which Gaussian a frame belongs to, and where the Gaussians go."""

from pathlib import Path

import numpy as np
import pytest

from assistant.recognizers.telephone import acoustics
from models.build import sounds, stereo
from models.build.sounds import CEPSTRA, CODEBOOKS, DENSITIES, STREAMS, Counts, Frames, Sounds

SHAPE = (CODEBOOKS, STREAMS, DENSITIES, CEPSTRA)


def test_the_wheels_numbers_are_read_whole() -> None:
    """Weights of a senone sum to one; variances are above PocketSphinx's floor."""
    model, weight = sounds.wheels(), sounds.weights()
    assert np.exp(weight).sum(axis=1).mean() == pytest.approx(1.0, abs=0.1)  # they are stored as bytes
    assert model.variances.min() >= sounds.LEAST_VARIANCE
    assert np.isfinite(model.means).all()
    assert len(stereo.phones()) == CODEBOOKS and {"SIL", "AA", "ZH"} <= set(stereo.phones())


def test_a_frame_belongs_to_the_gaussian_that_it_lies_in() -> None:
    """Shares of a frame sum to one; a frame at a mean is nearly all that Gaussian's."""
    dice = np.random.default_rng(1)
    means = dice.normal(0, 20, (DENSITIES, CEPSTRA))
    found = sounds.shares(means[:5], np.zeros(5, int), means, np.ones_like(means), np.zeros((DENSITIES, 1)))
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert np.diag(found[:, :5]) == pytest.approx(1.0, abs=1e-3)


def test_slopes_are_those_of_pocketsphinx() -> None:
    """A straight line has its mean taken away, a slope of four steps, and none of that slope, but at its ends."""
    line = np.arange(20.0)[:, None].repeat(CEPSTRA, 1)
    centred, slope, bend = sounds.streams(line).transpose(1, 0, 2)
    assert centred.mean() == pytest.approx(0.0)
    assert (slope[2:-2] == 4).all()
    assert (bend[3:-3] == 0).all()


def seen(line: np.ndarray, frames: float) -> tuple[Sounds, Counts]:
    """A model, and counts of telephones that give `line` of what the microphone gave, in one codebook of each two."""
    dice = np.random.default_rng(2)
    model = Sounds(dice.normal(0, 5, SHAPE), np.ones(SHAPE))
    count = np.full(SHAPE[:3], frames)
    count[1::2] = 0.0
    heard = model.means
    received = np.concatenate([heard, np.ones((*SHAPE[:3], 1))], axis=3) @ line
    each = count[..., None]
    return model, Counts(count, each * heard, 2 * each * received, 2 * each * (received**2 + 4.0), 2)


def test_gaussians_without_frames_go_where_the_others_of_the_stream_went() -> None:
    """Along the same line, and as wide as they."""
    line = np.concatenate([0.5 * np.eye(CEPSTRA), np.full((1, CEPSTRA), 3.0)])
    model, counts = seen(line, 5000.0)
    found = sounds.moved(model, counts)
    assert np.abs(found.means - (0.5 * model.means + 3.0)).max() < 0.2
    assert found.variances == pytest.approx(4.0, rel=0.05)


def test_few_frames_move_a_gaussian_little_and_many_far() -> None:
    """The line is that of most; one codebook's Gaussian whose frames say another thing follows as they are many."""
    line = np.concatenate([np.eye(CEPSTRA), np.zeros((1, CEPSTRA))])
    model, counts = seen(line, 2000.0)
    for frames, least, most in ((2.0, 0.0, 2.0), (5000.0, 8.0, 10.5)):
        at = (0, 0, 7)
        counts.frames[at] = frames
        counts.heard[at], counts.received[at] = frames * model.means[at], 2 * frames * (model.means[at] + 10)
        shift = (sounds.moved(model, counts).means[at] - model.means[at]).mean()
        assert least <= shift <= most, frames


def test_a_refined_gaussian_lies_where_its_frames_are() -> None:
    """Frames around one mean draw it to them; codebooks without frames stay."""
    dice = np.random.default_rng(3)
    model = Sounds(dice.normal(0, 50, SHAPE), np.ones(SHAPE))
    around = model.means[4, :, 9] + 1.0
    frames = np.repeat(around[None], 4000, 0) + dice.normal(0, 1, (4000, STREAMS, CEPSTRA))
    some = Frames(frames, (frames,), np.zeros(4000, np.int32), np.full(4000, 4, np.int32))
    found = sounds.refined(model, some)
    assert np.abs(found.means[4, :, 9] - around).max() < 0.2
    assert (found.means[5] == model.means[5]).all()


def test_what_is_written_is_what_pocketsphinx_is_given(tmp_path: Path) -> None:
    """As the program unpacks it: within a byte's step; the features' settings name the telephone's filters."""
    model = sounds.wheels()
    sounds.write(model, np.arange(13.0), tmp_path / "packed")
    settings = acoustics(tmp_path / "packed", tmp_path / "made")
    written = np.frombuffer(Path(settings["mean"]).read_bytes()[-4 * model.means.size :], "<f4").reshape(SHAPE)
    spread = model.means.max(axis=2) - model.means.min(axis=2)
    assert (np.abs(written - model.means).max(axis=2) <= spread / 255).all()
    assert "-upperf 3500\n" in Path(settings["featparams"]).read_text(encoding="utf-8")
