"""The sound of a call made small for a report: Opus in WebM, written by PyAV. Both sides keep their channels."""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.audio import SAMPLE_RATE, AudioChunk, Samples
from assistant.events import Speaker

if TYPE_CHECKING:
    from av import AudioFrame

TYPE = "audio/webm"
# Of speech: with more effort (compression_level 10) it takes three times as long and sounds alike; longer frames
# (60 ms) need less room.
OPTIONS = {"application": "voip", "compression_level": "1", "frame_duration": "60"}
BITS = {1: 24_000, 2: 32_000}  # a second, by channels: an hour of two is 14 MB, 19 MB as text inside a page


class Small:
    """Takes a call's sound as it goes by, and has it as a WebM file in the end; memory grows with the file alone."""

    def __init__(self, speakers: Sequence[Speaker | None]) -> None:
        import av

        self._speakers = tuple(speakers)
        self._layout = "stereo" if len(self._speakers) == 2 else "mono"
        self._written = io.BytesIO()
        self._container = av.open(self._written, "w", format="webm")
        self._stream = self._container.add_stream("libopus", rate=SAMPLE_RATE, layout=self._layout, options=OPTIONS)
        self._stream.bit_rate = BITS[len(self._speakers)]
        self._now: dict[Speaker | None, Samples] = {}
        self._done = 0  # samples of each side

    def accept(self, chunk: AudioChunk) -> None:
        """The next chunk: at each time one of every speaker, in any order."""
        import av

        self._now[chunk.speaker] = chunk.samples
        if len(self._now) < len(self._speakers):
            return
        columns = np.stack([self._now[speaker] for speaker in self._speakers], axis=1)
        self._now.clear()
        frame = av.AudioFrame.from_ndarray(columns.reshape(1, -1), "s16", self._layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._done
        self._done += len(columns)
        self._put(frame)

    def finish(self) -> bytes:
        """The sound has ended: the file."""
        self._put(None)
        self._container.close()
        return self._written.getvalue()

    def _put(self, frame: "AudioFrame | None") -> None:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


def small(chunks: Iterable[AudioChunk], speakers: Sequence[Speaker | None]) -> bytes:
    """The sound of `chunks` as a WebM file."""
    made = Small(speakers)
    for chunk in chunks:
        made.accept(chunk)
    return made.finish()
