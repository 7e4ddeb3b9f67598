"""The bench of reviews: what everything is held beside is there."""

import pytest

from assistant.audio import SAMPLE_RATE
from assistant.recognizers import Engine
from assistant.recognizers.models import choose_engine
from assistant.recognizers.sphinx import SphinxEngine
from assistant.store.models import own_folder
from tests.benchmarks.review_bench import OWN, fed


@pytest.mark.parametrize("engine", [SphinxEngine(""), choose_engine(own_folder() / OWN, None, "vosk")])
def test_the_bare_recogniser_takes_sound_to_its_end(engine: Engine) -> None:
    """A foreign recogniser, without what is made of it here."""
    feed = fed(engine)
    feed(bytes(SAMPLE_RATE))
    feed(b"")
