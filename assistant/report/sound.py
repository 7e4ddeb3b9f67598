"""The sound of a call made small for a report: Opus in WebM, written by PyAV. Both sides keep their channels.

A recording that is small already (Opus, AAC) is not encoded again: `passed_on` puts it into a new file as it is, which
costs nothing and loses nothing. What else its file says (a title, a place) stays behind.
"""

import contextlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.audio import SAMPLE_RATE, AudioChunk, Samples
from assistant.events import Speaker

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream

TYPE = "audio/webm"
MP4 = "audio/mp4"
CONTAINERS = {"opus": "webm", "aac": "mp4"}  # by codec, as browsers play them
# Of speech: with more effort (compression_level 10) it takes three times as long and sounds alike; longer frames
# (60 ms) need less room.
OPTIONS = {"application": "voip", "compression_level": "1", "frame_duration": "60"}
BITS = {1: 24_000, 2: 32_000}  # a second, by channels: an hour of two is 14 MB, 19 MB as text inside a page

PASSED_BITS = 2 * BITS[2]  # a second: a recording of more is made smaller, phones' and meetings' own are not
PASSED_BYTES = 16_000_000  # as text inside a page 21 MB
LATE = 0.1  # seconds at which its sound may begin by the file's own clock
TOGETHER = 10  # chunks that are encoded at once, 1 s, which costs a sixth less


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
        self._waiting: dict[Speaker | None, list[Samples]] = {speaker: [] for speaker in self._speakers}
        self._done = 0  # samples of each side

    def accept(self, chunk: AudioChunk) -> None:
        """The next chunk: at each time one of every speaker, in any order."""
        self._waiting[chunk.speaker].append(chunk.samples)
        if all(len(some) >= TOGETHER for some in self._waiting.values()):
            self._encode()

    def finish(self) -> bytes:
        """The sound has ended: the file."""
        if all(self._waiting.values()):
            self._encode()
        self._put(None)
        self._container.close()
        return self._written.getvalue()

    def _encode(self) -> None:
        import av

        columns = np.stack([np.concatenate(self._waiting[speaker]) for speaker in self._speakers], axis=1)
        self._waiting = {speaker: [] for speaker in self._speakers}
        frame = av.AudioFrame.from_ndarray(columns.reshape(1, -1), "s16", self._layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._done
        self._done += len(columns)
        self._put(frame)

    def _put(self, frame: "AudioFrame | None") -> None:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


def small(chunks: Iterable[AudioChunk], speakers: Sequence[Speaker | None]) -> bytes:
    """The sound of `chunks` as a WebM file."""
    made = Small(speakers)
    for chunk in chunks:
        made.accept(chunk)
    return made.finish()


def passed_on(path: Path) -> bytes:
    """The recording's own sound in a file of its own (see `type_of`); empty where it is to be made small."""
    import av

    written = io.BytesIO()
    with contextlib.suppress(av.FFmpegError, OSError, ValueError), av.open(path) as given:
        stream = given.streams.best("audio")
        if not isinstance(stream, av.AudioStream) or not _is_small(path, given.duration, stream):
            return b""
        with av.open(written, "w", format=CONTAINERS[stream.codec_context.name]) as container:
            same = container.add_stream_from_template(stream)
            for packet in given.demux(stream):
                if packet.dts is not None:  # the last one only says that there are no more
                    packet.stream = same
                    container.mux(packet)
        return written.getvalue()
    return b""


def _is_small(path: Path, duration: int | None, stream: "AudioStream") -> bool:
    """Whether the file is no bigger than what would be made of it, and a browser plays what is in it."""
    size, known = path.stat().st_size, stream.codec_context.name in CONTAINERS
    seconds = (duration or 0) / 1_000_000  # FFmpeg's AV_TIME_BASE: microseconds
    begins = float((stream.start_time or 0) * stream.time_base) if stream.time_base else 0.0
    return known and size <= PASSED_BYTES and 8 * size <= PASSED_BITS * seconds and abs(begins) <= LATE


def type_of(sound: bytes) -> str:
    """The media type of a sound that was made here."""
    return MP4 if sound[4:8] == b"ftyp" else TYPE
