"""Files that the program writes for the user: whole, or not at all."""

import os
import tempfile
from pathlib import Path

from assistant.errors import StoreError


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into `path` in one step: killed in the middle, the old file is still there. Raises StoreError."""
    half: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            half = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(half).replace(path)
    except OSError as error:
        if half:
            Path(half).unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written ({error.strerror}): name a file in a folder of yours") from error
