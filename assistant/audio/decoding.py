"""Any recording to 16 kHz sound, by PyAV (the libraries of FFmpeg, inside its wheel).

A Decoder reads one file once, piece by piece, and holds no more than a piece of it. It keeps the clock:
where the file lacks sound (a lost or damaged piece, a pause that was not recorded) it gives as much silence,
and it counts what it had to skip. One or two channels come out, always as many as `width` says: of more than
two, the first two are the front left and front right of every common layout (3.0, quad, 5.1, 7.1); the
others are left out.

A file's header is a claim. What the clock needs of it (rate, channels) must lie in sane bounds, formats that
name other files or addresses (playlists) are not read, and its length is only compared with what really
came.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, Samples
from assistant.errors import AudioError

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

Piece = NDArray[np.float32]  # (width, n) at the file's own rate, full scale 1.0

FORMATS = "wav w64 flac mp3 aac mov mp4 ogg matroska webm aiff caf au amr asf avi mpeg mpegts"
READABLE = "wav, flac, mp3, m4a, ogg, webm or mp4"  # those that messages name
RATES = (4_000, 768_000)  # Hz; beyond, the resampler's filter or its output would grow without bound
MAX_CHANNELS = 64
PLANES = 8  # FFmpeg's AV_NUM_DATA_POINTERS: PyAV reads beyond its memory where a channel each has a plane of its own
GAP_SECONDS = 0.1  # shorter ones are rounding in a container's time stamps, not lost sound
MAX_SILENCE = 600.0  # seconds put in for gaps, all together: a damaged time stamp must not make hours of nothing
MAX_READ_ERRORS = 20  # in a row; a container that gives nothing after these is taken to have ended
# 128 taps: flat within 0.1 dB to 7.5 kHz, and what would alias (8.3 kHz on) is more than 85 dB down; FFmpeg's
# default of 32 leaves 8.3 kHz at -19 dB and takes 3 dB from 7.5 kHz. Measured with tones at 8 to 96 kHz.
RESAMPLER = f"{SAMPLE_RATE}:filter_size=128:cutoff=0.97"


@dataclass(slots=True)
class Damage:
    """What a Decoder met: pieces skipped, seconds of silence put in, whether reading stopped at an error."""

    skipped: int = 0
    silence: float = 0.0
    broken: bool = False


class Decoder:
    """One pass through one recording. A context manager; raises AudioError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        from av.audio.stream import AudioStream

        self.path = path
        self.damage = Damage()
        self.container = _open(path)
        stream = self.container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            self.container.close()
            raise AudioError(f"{path}: there is no sound in this file: choose a recording with an audio track")
        if stream.codec_context is None:  # PyAV's type does not say so: its header names no codec that there is
            self.container.close()
            raise AudioError(f"{path}: what its sound is encoded with is not known: copy or export it again")
        self.stream = stream
        # As found when the file was opened, by reading ahead: one damaged frame at the start does not decide.
        self.width = min(2, max(1, stream.codec_context.channels))
        self._packer: tuple[tuple[str, str], av.AudioResampler] | None = None
        self._frames = self._sane()
        try:
            self._first = [next(self._frames)]
        except StopIteration:
            self.container.close()
            raise AudioError(
                f"{path}: there is no sound in this file: it may be cut off; record or export it again"
            ) from None
        except AudioError:
            self.container.close()
            raise

    def __enter__(self) -> "Decoder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.container.close()

    @property
    def seconds(self) -> float | None:
        """How long the file says that its sound is; an estimate in mp3 and aac files without a table."""
        if self.stream.duration is not None and self.stream.time_base is not None:
            return float(self.stream.duration * self.stream.time_base)
        if self.container.duration is not None:
            return self.container.duration / 1_000_000  # FFmpeg's AV_TIME_BASE: microseconds
        return None

    def sound(self) -> Iterator[Samples]:
        """Yield (width, n) int16 at 16 kHz from the beginning, once; n differs from piece to piece."""
        for rate, pieces in groupby(self._pieces(), key=lambda piece: piece[0]):
            resampler = _Resampler(rate, self.width)
            for joined in _joined((piece for _, piece in pieces), rate // 4):
                yield from resampler.accept(joined)
            yield from resampler.flush()

    def _pieces(self) -> Iterator[tuple[int, Piece]]:
        """The sound at its own rate, with silence where the time stamps tell that some is missing."""
        clock: float | None = None  # where, by the file's time stamps, the next frame is expected
        for frame in self._frames_from_first():
            rate, stamp = frame.sample_rate, frame.time
            if clock is not None and stamp is not None:
                gap = stamp - clock
                if GAP_SECONDS < gap <= MAX_SILENCE - self.damage.silence:
                    self.damage.silence += gap
                    yield from ((rate, silence) for silence in _silence(gap, rate, self.width))
                    clock = stamp
            elif stamp is not None:
                clock = stamp
            piece = self._piece(frame)
            if not piece.size:
                continue
            if clock is not None:
                clock += piece.shape[1] / rate
            yield rate, piece

    def _frames_from_first(self) -> Iterator["av.AudioFrame"]:
        yield from self._first
        self._first.clear()
        yield from self._frames

    def _decoded(self) -> Iterator["av.AudioFrame"]:
        """The frames of every packet that can be decoded; the others are counted."""
        import av

        errors = 0
        while errors < MAX_READ_ERRORS:
            try:
                for packet in self.container.demux(self.stream):
                    try:
                        frames = packet.decode()
                    except av.FFmpegError:
                        self.damage.skipped += 1
                        continue
                    errors = 0
                    for frame in frames:
                        if isinstance(frame, av.AudioFrame) and frame.samples:
                            yield frame
                return
            except av.FFmpegError:  # of the container, not of one packet: reading on often finds the next good one
                errors += 1
        self.damage.broken = True

    def _sane(self) -> Iterator["av.AudioFrame"]:
        """The frames that can be sound; AudioError where already the first cannot."""
        begun = False
        for frame in self._decoded():
            fault = _fault(frame)
            if fault and not begun:
                raise AudioError(f"{self.path}: {fault}: record or export it again")
            if fault:
                self.damage.skipped += 1
            else:
                begun = True
                yield frame

    def _piece(self, frame: "av.AudioFrame") -> Piece:
        """The frame's channels as (width, n), full scale 1.0, whatever its format."""
        import av

        count = frame.layout.nb_channels
        if frame.format.is_planar and count == PLANES:
            # PyAV looks for one plane after these and crashes; packed, there is only one.
            key = (frame.format.name, frame.layout.name)
            if self._packer is None or self._packer[0] != key:
                self._packer = (key, av.AudioResampler(frame.format.packed, frame.layout, frame.sample_rate))
            frame.pts = None
            pieces = [_channels(part, self.width) for part in self._packer[1].resample(frame)]
            return np.concatenate(pieces, axis=1) if pieces else np.zeros((self.width, 0), np.float32)
        return _channels(frame, self.width)


class _Resampler:
    """Pieces of one rate to 16 kHz int16, without delay: sample n stands for the second n / 16000."""

    def __init__(self, rate: int, width: int) -> None:
        import av

        self.rate, self.layout = rate, "stereo" if width == 2 else "mono"
        self.graph = av.filter.Graph()
        source = self.graph.add_abuffer(sample_rate=rate, format="flt", layout=self.layout, time_base=Fraction(1, rate))
        form = f"sample_fmts=s16:sample_rates={SAMPLE_RATE}:channel_layouts={self.layout}"
        nodes = [source, self.graph.add("aresample", RESAMPLER), self.graph.add("aformat", form)]
        nodes.append(self.graph.add("abuffersink"))
        self.graph.link_nodes(*nodes).configure()
        self.width, self.taken, self.given = width, 0, 0

    def accept(self, piece: Piece) -> Iterator[Samples]:
        """Take (width, n) float32 at the rate; yield (width, m) int16 at 16 kHz."""
        import av

        packed = np.nan_to_num(np.ascontiguousarray(piece.T), copy=False, posinf=1.0, neginf=-1.0).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self.layout)
        frame.sample_rate, frame.pts, frame.time_base = self.rate, self.taken, Fraction(1, self.rate)
        self.taken += piece.shape[1]
        self.graph.push(frame)
        yield from self._drain()

    def flush(self) -> Iterator[Samples]:
        """Yield what the filter still holds: in all, as many samples as the time that was taken.

        Silence pushes them out: FFmpeg itself drops sound that is shorter than its filter.
        """
        left = round(self.taken * SAMPLE_RATE / self.rate) - self.given
        for samples in self.accept(np.zeros((self.width, self.rate // 20), np.float32)):
            yield samples[:, : max(0, left)]
            left -= samples.shape[1]

    def _drain(self) -> Iterator[Samples]:
        import av

        while True:
            try:
                frame = self.graph.pull()
            except (BlockingIOError, EOFError):  # wants more; has no more
                return
            if isinstance(frame, av.AudioFrame):
                samples = np.asarray(frame.to_ndarray(), np.int16).reshape(-1, self.width).T
                self.given += samples.shape[1]
                yield samples


def _open(path: Path) -> "InputContainer":
    import av

    try:
        if not path.is_file():  # a device or a pipe would be read for ever
            path.stat()
            what = "a folder" if path.is_dir() else "not a file"
            raise AudioError(f"{path}: this is {what}: give one recording")
        with path.open("rb") as file:
            head = file.read(12)
    except FileNotFoundError:
        raise AudioError(f"{path}: there is no such file: check the name") from None
    except OSError as error:
        raise AudioError(f"{path}: it cannot be read: {error.strerror}") from None
    if not head:
        raise AudioError(f"{path}: the file is empty: record or copy it again")
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS.replace(" ", ",")}
    try:
        # The whole path: FFmpeg takes a name like "tcp:x" for an address. Titles may be in any encoding.
        return av.open(str(path.resolve()), options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError):
        if head[4:8] == b"ftyp":  # an mp4 or m4a, whose table of contents is often written last
            raise AudioError(f"{path}: the recording is cut off or damaged: copy or export it again") from None
        raise AudioError(f"{path}: this is no recording that can be read: give {READABLE}") from None


def _fault(frame: "av.AudioFrame") -> str | None:
    """What is wrong with a frame that claims what no recording has."""
    channels, rate = frame.layout.nb_channels, frame.sample_rate
    most = PLANES if frame.format.is_planar else MAX_CHANNELS
    if not 1 <= channels <= most:
        return f"it claims {channels} channels, and at most {most} can be read"
    if not RATES[0] <= rate <= RATES[1]:
        return f"it claims {rate} samples a second, and {RATES[0]} to {RATES[1]} can be read"
    return None


def _channels(frame: "av.AudioFrame", width: int) -> Piece:
    """The frame's first channels as (width, n)."""
    samples = np.asarray(frame.to_ndarray())
    if frame.format.is_packed:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    if width == 1:
        samples = samples[:1] if len(samples) == 1 else samples[:2].mean(axis=0, keepdims=True)
    elif len(samples) == 1:  # an aac stream may change between one and two channels
        samples = np.repeat(samples, 2, axis=0)
    piece: Piece = samples[:width].astype(np.float32)
    name = frame.format.packed.name
    if name == "u8":
        return (piece - np.float32(128)) / np.float32(128)
    if name.startswith("s"):
        return piece / np.float32(2 ** (8 * frame.format.bytes - 1))
    return piece


def _joined(pieces: Iterable[Piece], least: int) -> Iterator[Piece]:
    """The same sound in pieces of `least` samples at least, but for the last: frames are as short as 2.5 ms."""
    waiting: list[Piece] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += piece.shape[1]
        if length >= least:
            yield np.concatenate(waiting, axis=1)
            waiting, length = [], 0
    if waiting:
        yield np.concatenate(waiting, axis=1)


def _silence(seconds: float, rate: int, width: int) -> Iterator[Piece]:
    """Zeros, a second at a time at most."""
    left = round(seconds * rate)
    while left > 0:
        yield np.zeros((width, min(left, rate)), np.float32)
        left -= rate
