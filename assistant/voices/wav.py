"""Samples as a WAV file."""

import io
import wave
from pathlib import Path

from assistant.audio import SAMPLE_RATE, Samples
from assistant.files import write_whole


def write_wav(path: Path, samples: Samples) -> None:
    """Write `samples` (int16 at SAMPLE_RATE, one channel) to `path`, whole or not at all. Raises StoreError."""
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    write_whole(path, data.getvalue())
