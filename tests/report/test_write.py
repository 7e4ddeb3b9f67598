"""Reports on disk, and their sound."""

import io
import json
from pathlib import Path

import av
import numpy as np
import pytest

from assistant.audio import CHUNK_SAMPLES, AudioChunk
from assistant.errors import StoreError
from assistant.events import Speaker
from assistant.report.sound import small
from assistant.report.write import Hear, Kind, write_report
from assistant.review.review import build_review
from tests.made_call import RATE, SECONDS, buzz, made_call, samples


def chunks() -> list[AudioChunk]:
    """The made-up call's sound as it comes from a recording."""
    sides = {speaker: samples(speaker) for speaker in Speaker}
    return [
        AudioChunk(at / RATE, speaker, sides[speaker][at : at + CHUNK_SAMPLES])
        for at in range(0, len(sides[Speaker.ME]), CHUNK_SAMPLES)
        for speaker in Speaker
    ]


def test_all_kinds_are_written(tmp_path: Path) -> None:
    """HTML with its sound inside, Markdown, JSON, calendar."""
    sound = small(chunks(), tuple(Speaker))
    written = write_report(build_review(made_call()), tmp_path / "new" / "folder", sound=sound)
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        "report.html", "report.ics", "report.json", "report.md",
    ]  # fmt: skip
    assert 'id="sound"' in written[Kind.HTML].read_text("utf-8")
    assert json.loads(written[Kind.JSON].read_text("utf-8"))["recognizer"] == "vosk:test"


def test_the_sound_may_lie_beside(tmp_path: Path) -> None:
    """Then the page names the file."""
    written = write_report(build_review(made_call()), tmp_path, (Kind.HTML,), b"sound", Hear.BESIDE)
    assert (tmp_path / "call.webm").read_bytes() == b"sound"
    assert '"sound":"call.webm"' in written[Kind.HTML].read_text("utf-8")


def test_no_sound_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    """Nothing of it in the page, nothing beside it."""
    written = write_report(build_review(made_call()), tmp_path, (Kind.HTML,), b"sound", Hear.NOWHERE)
    assert list(tmp_path.iterdir()) == [written[Kind.HTML]]
    assert '"sound":""' in written[Kind.HTML].read_text("utf-8")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """In one line; nothing is left behind."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        write_report(build_review(made_call()), tmp_path / "file" / "folder")


def test_the_small_sound_is_the_call() -> None:
    """Opus in WebM, both sides in their channels, as long as the call, under 40 kbit a second."""
    data = small(chunks(), tuple(Speaker))
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.layout.name) == ("opus", "stereo")
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(stream)], axis=1)
        rate = stream.rate
    assert sound.shape[1] / rate == pytest.approx(SECONDS, abs=0.1)
    assert len(data) * 8 / SECONDS < 40_000
    own = sound[:, round(3.5 * rate) : round(5 * rate)].std(axis=1)
    assert own[0] > 20 * own[1]


def test_one_channel_stays_one() -> None:
    """A call on one microphone is mono."""
    sound = buzz([(0.0, 1.0)], 120.0, 1.0)
    mono = [AudioChunk(at / RATE, None, sound[at : at + CHUNK_SAMPLES]) for at in range(0, len(sound), CHUNK_SAMPLES)]
    with av.open(io.BytesIO(small(mono, (None,)))) as container:
        assert container.streams.audio[0].codec_context.layout.name == "mono"
