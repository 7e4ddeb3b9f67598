"""A recording that is small already goes into its report as it is."""

import io
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.audio.recording import open_recording
from assistant.past.recordings import Metered
from assistant.report import sound
from assistant.report.sound import passed_on, type_of
from assistant.report.write import Hear, Kind, write_report
from assistant.review.review import build_review
from tests.made_call import RATE, buzz, made_call

SECONDS = 12.0
CALL = np.stack(
    [buzz([(1.0, 4.0), (8.0, 10.0)], 120.0, SECONDS), buzz([(4.5, 7.5), (10.2, 11.5)], 200.0, SECONDS)], axis=1
)


def recorded(path: Path, codec: str, bits: int, lost: range = range(0)) -> Path:
    """The call as others' programs keep it, the packets whose numbers are in `lost` left out."""
    with av.open(path, "w") as file:
        file.metadata["title"] = "Where I live"
        stream = file.add_stream(codec, rate=RATE, layout="stereo")
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(CALL).reshape(1, -1), "s16", "stereo")
        frame.sample_rate, frame.pts = RATE, 0
        frames = av.AudioResampler(stream.codec_context.format, "stereo", RATE).resample(frame)
        packets = [packet for each in (*frames, None) for packet in stream.encode(each)]
        for number, packet in enumerate(packets):
            if number not in lost:
                file.mux(packet)
    return path


def packets(source: Path | io.BytesIO) -> list[bytes]:
    """What is in a file, encoded as it is."""
    with av.open(source) as file:
        return [bytes(packet) for packet in file.demux(audio=0) if packet.size]


def sides(path: Path) -> NDArray[np.float64]:
    """The decoded sound, a row for each side."""
    chunks = list(open_recording(path).chunks())
    of = dict.fromkeys(chunk.speaker for chunk in chunks)
    return np.stack([np.concatenate([c.samples for c in chunks if c.speaker is one]) for one in of]).astype(float)


@pytest.mark.parametrize(
    ("name", "codec", "media"),
    [
        ("call.ogg", "libopus", "audio/webm"),
        ("call.webm", "libopus", "audio/webm"),
        ("call.m4a", "aac", "audio/mp4"),
        ("call.aac", "aac", "audio/mp4"),
        ("call.mkv", "aac", "audio/mp4"),
    ],
)
def test_what_is_small_is_passed_on_as_it_is(tmp_path: Path, name: str, codec: str, media: str) -> None:
    """Not one packet is another, it sounds at the same moments, and nothing else of the file goes along."""
    given = recorded(tmp_path / name, codec, 40_000)
    passed = passed_on(given)
    assert type_of(passed) == media
    assert b"Where I live" in given.read_bytes() or name == "call.aac"
    assert b"Where I live" not in passed
    again = tmp_path / "passed"
    again.write_bytes(passed)
    own = packets(given)
    assert packets(again) == ([one[7:] for one in own] if name == "call.aac" else own)  # 7: the header of each in ADTS
    before, after = sides(given), sides(again)
    length = min(before.shape[1], after.shape[1])
    assert abs(before.shape[1] - after.shape[1]) < 0.1 * RATE
    assert np.array_equal(before[:, :length], after[:, :length])


def test_what_no_browser_plays_is_made_small(tmp_path: Path) -> None:
    """Nothing is passed on of another codec's file, or of none."""
    assert passed_on(recorded(tmp_path / "call.mp3", "mp3", 32_000)) == b""
    with wave.open(str(tmp_path / "call.wav"), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(CALL.astype("<i2").tobytes())
    assert passed_on(tmp_path / "call.wav") == b""
    (tmp_path / "broken.ogg").write_bytes(b"OggS no more")
    assert passed_on(tmp_path / "broken.ogg") == b""


@pytest.mark.parametrize(("name", "limit"), [("PASSED_BITS", 4_000), ("PASSED_BYTES", 10_000)])
def test_what_is_big_is_made_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    """Neither many bits a second go into a page, nor a long recording that would make it too big."""
    given = recorded(tmp_path / "call.m4a", "aac", 40_000)
    assert passed_on(given)
    monkeypatch.setattr(sound, name, limit)
    assert passed_on(given) == b""


@pytest.mark.parametrize("lost", [range(0), range(150, 250)])
def test_where_sound_is_missing_it_is_encoded_with_its_silence(tmp_path: Path, lost: range) -> None:
    """A player would go on with what comes after the gap, and words would light up too late."""
    given = recorded(tmp_path / "call.webm", "libopus", 40_000, lost)
    source = Metered(open_recording(given), heard=True)
    list(source.chunks())
    again = tmp_path / "small.webm"
    again.write_bytes(source.small)
    assert (packets(again) == packets(given)) is not bool(lost)
    assert sides(again).shape[1] / RATE == pytest.approx(SECONDS, abs=0.1)


def test_the_file_beside_a_page_is_named_by_what_it_is(tmp_path: Path) -> None:
    """A browser asks the name; the page names the same file."""
    passed = passed_on(recorded(tmp_path / "given.m4a", "aac", 40_000))
    written = write_report(build_review(made_call()), tmp_path, (Kind.HTML,), passed, Hear.BESIDE)
    assert (tmp_path / "call.m4a").read_bytes() == passed
    page = written[Kind.HTML].read_text("utf-8")
    assert '"sound":"call.m4a"' in page
    assert '"type":"audio/mp4"' in page
