"""The sound of a call made small for a report: Opus in WebM, written by PyAV. Both sides keep their channels."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from assistant.audio import SAMPLE_RATE, AudioChunk, Samples
from assistant.events import Speaker

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import OutputContainer

TYPE = "audio/webm"
OPTIONS = {"application": "voip", "compression_level": "5"}  # speech; 10 takes a third longer and sounds alike
BITS = {1: 24_000, 2: 32_000}  # a second, by channels: an hour of two is 14 MB, 19 MB as text inside a page


def small(chunks: Iterable[AudioChunk], speakers: Sequence[Speaker | None]) -> bytes:
    """The sound of `chunks` as a WebM file; memory grows with the file alone."""
    import av

    written = io.BytesIO()
    with av.open(written, "w", format="webm") as container:
        layout = "stereo" if len(speakers) == 2 else "mono"
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout=layout, options=OPTIONS)
        stream.bit_rate = BITS[len(speakers)]
        done = 0
        for samples in _columns(chunks, speakers):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), "s16", layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE, done
            done += samples.shape[1]
            _put(container, stream, frame)
        _put(container, stream, None)
    return written.getvalue()


def _put(container: "OutputContainer", stream: "AudioStream", frame: object) -> None:
    for packet in stream.encode(frame):  # type: ignore[arg-type]  # None flushes, which the stub does not say
        container.mux(packet)


def _columns(chunks: Iterable[AudioChunk], speakers: Sequence[Speaker | None]) -> Iterator[Samples]:
    """The sound of all speakers at each time, a row for each; the louder side does not drown the other out."""
    for _, group in groupby(chunks, key=lambda chunk: chunk.start):
        by_speaker = {chunk.speaker: chunk.samples for chunk in group}
        yield np.stack([by_speaker[speaker] for speaker in speakers])
