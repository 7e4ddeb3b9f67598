"""What comes back of what is played: its delay and its loudness are learnt, whoever talks meanwhile."""

from itertools import pairwise

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE, Samples
from assistant.recognizers.endpointing import WINDOW, WINDOW_SECONDS, Levels, levels
from assistant.rehearse.coming_back import BANDS, ComingBack
from assistant.voices.telephone import banded
from tests.rehearse.test_other_side import voice


def excess(played: Samples, microphone: Samples) -> Levels:
    """By how many dB each window was louder than expected, shape (windows, bands); -inf where nothing was known."""
    back = ComingBack()
    back.plays(played, 0.0)
    found = levels(microphone, BANDS)
    expected = [back.hear((at + 1) * WINDOW_SECONDS, level) for at, level in enumerate(found)]
    return np.array([level - (np.inf if e is None else e) for level, e in zip(found, expected, strict=True)])


def returned(played: Samples, gain: float, delay: float) -> Samples:
    """`played` as a microphone hears it, in a room that is not quite silent."""
    late = round(delay * SAMPLE_RATE)
    heard = np.random.default_rng(5).normal(0, 6, len(played))
    heard[late:] += gain * played[: len(played) - late]
    return heard.astype(np.int16)


@pytest.mark.parametrize("gain", [0.1, 0.4])
@pytest.mark.parametrize("delay", [0.04, 0.3])
def test_what_comes_back_is_expected(gain: float, delay: float) -> None:
    """After some seconds nothing of it is six dB louder in two bands, and no band is thought far louder than it is."""
    played = banded(voice(12.0))
    late = excess(played, returned(played, gain, delay))[300:]
    loud = np.partition(late, -2, axis=1)[:, -2]
    assert loud.max() < 6.0
    assert np.median(late[:, 1:8]) > -12.0


def test_a_caller_who_talks_meanwhile_is_neither_learnt_nor_hidden() -> None:
    """Talking in a third of the time, they stand out at the end as at the beginning."""
    played = banded(voice(15.0))
    heard = returned(played, 0.2, 0.1)
    mine = voice(1.0, 2000.0, seed=8)
    starts = range(4 * SAMPLE_RATE, 15 * SAMPLE_RATE, 3 * SAMPLE_RATE)
    for start in starts:
        heard[start : start + len(mine)] = np.clip(heard[start : start + len(mine)].astype(int) + mine, -32768, 32767)
    found = excess(played, heard)
    shares = [float((np.sort(found[s // WINDOW : s // WINDOW + 50], axis=1)[:, -2] > 6.0).mean()) for s in starts]
    assert min(shares) > 0.9, shares
    assert all(after > before - 0.1 for before, after in pairwise(shares))


def test_before_the_room_is_known_nobody_is_heard_and_after_it_is_over_nothing_is_expected() -> None:
    """A second of it is not enough to tell the caller from it."""
    played = banded(voice(0.5))
    heard = returned(np.concatenate([played, np.zeros(3 * SAMPLE_RATE, np.int16)]), 0.2, 0.1)
    back = ComingBack()
    back.plays(played, 0.0)
    first = back.hear(WINDOW_SECONDS, levels(heard[:WINDOW], BANDS)[0])
    assert first is not None and np.isinf(first).all()
    assert back.hear(3.0, levels(heard[-WINDOW:], BANDS)[0]) is None


def test_a_sound_that_was_taken_for_the_caller_makes_it_more_careful_but_not_deaf() -> None:
    """Three dB each time, nine at most."""
    played = banded(voice(3.0))
    heard = levels(returned(played, 0.2, 0.1), BANDS)
    careful = []
    for times in (0, 1, 20):
        back = ComingBack()
        back.plays(played, 0.0)
        for _ in range(times):
            back.mistaken()
        last = [back.hear((at + 1) * WINDOW_SECONDS, level) for at, level in enumerate(heard)][-1]
        assert last is not None
        careful.append(last[2])
    assert careful[1] - careful[0] == pytest.approx(3.0)
    assert careful[2] - careful[0] == pytest.approx(9.0)
