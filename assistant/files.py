"""Files that the program writes for the user: whole, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from assistant.errors import StoreError


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into `path` in one step: killed in the middle, the old file is still there. Raises StoreError."""
    with writing_whole(path) as file:
        file.write(data)


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """As `write_whole`, for what is too large to be held at once: what is written takes `path`'s place at the end."""
    half: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            half = file.name
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(half).replace(path)
        half = None
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}): name a file in a folder of yours") from error
    finally:
        if half:
            Path(half).unlink(missing_ok=True)
