"""What a recording's header promises, so that one which ends early can be told from one which is short.

FFmpeg makes the best of a cut file and often reports the length that is left; the promise is then only in the
header itself.
"""

from pathlib import Path

from assistant.audio.decoding import Decoder


def promised(decoder: Decoder) -> float | None:
    """Seconds that the file's header promises; None where it says nothing, or no more than an estimate."""
    form = decoder.container.format.name
    if form == "wav":
        return _promised_by_wav(decoder.path) or decoder.seconds
    if form == "aac" or (form == "mp3" and not _counts_its_frames(decoder.path)):
        return None
    if decoder.container.streams.video and decoder.stream.duration is None:
        return None  # the length of the picture
    return decoder.seconds


def lacks_its_end(decoder: Decoder) -> bool:
    """Whether it is an Ogg file whose last page is not marked as the last, as after a cut or a crash."""
    if decoder.container.format.name != "ogg":
        return False
    with decoder.path.open("rb") as file:
        file.seek(max(0, decoder.path.stat().st_size - 2 * 65_307))  # the largest page, twice
        tail = file.read()
    page = tail.rfind(b"OggS")
    return page < 0 or len(tail) < page + 6 or not tail[page + 5] & 4


def _promised_by_wav(path: Path) -> float | None:
    """Seconds by the sizes in a RIFF header: FFmpeg takes the file's own length where that is shorter."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return None
        file.seek(12)
        bytes_per_second = 0
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            if head[:4] == b"fmt ":
                bytes_per_second = int.from_bytes(file.read(12)[8:], "little")
                size -= 12
            elif head[:4] == b"data":
                endless = size in (0, 0xFFFFFFFF) or bytes_per_second == 0  # written to a pipe: the size was not known
                return None if endless else size / bytes_per_second
            file.seek(max(0, size) + size % 2, 1)
    return None


def _counts_its_frames(path: Path) -> bool:
    """Whether an mp3 file begins with a table (Xing, Info, VBRI): without it FFmpeg estimates its length."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":
            file.seek(10 + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)))
        else:
            file.seek(0)
        table = file.read(4_096)
    return any(name in table for name in (b"Xing", b"Info", b"VBRI"))
