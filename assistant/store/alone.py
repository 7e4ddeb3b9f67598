"""Something that only one program may do at a time: who does it holds a lock that ends with the program, however."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import StoreError
from assistant.settings import data_folder, private_folder


@contextmanager
def alone(name: str, otherwise: str) -> Iterator[None]:
    """Hold the lock `name`. Raises StoreError with the message `otherwise` where another program holds it.

    It is SQLite's own lock of an empty database: the same on every system, and gone when the program is killed.
    """
    path = private_folder(data_folder()) / f"{name}.lock"
    connection = sqlite3.connect(path, timeout=0.0, isolation_level=None, check_same_thread=False)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreError(otherwise) from error
            raise StoreError(f"{path}: cannot be used ({error}): check the folder and its space") from error
        yield
    finally:
        connection.close()
