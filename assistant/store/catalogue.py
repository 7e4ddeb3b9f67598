"""The catalogue of recognition models: what there is, where it is, how well it is said to hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import assistant
from assistant.errors import StoreError
from assistant.forms import meant

_KEYS = {"name", "engine", "language", "megabytes", "licence", "address", "errors", "good-for"}
_OPTIONAL = {"sha256", "source"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. `errors` are word error rates in per cent by test set, as published at `source` ("": Vosk's own list).

    `engine` is vosk or sphinx; `megabytes` is the size of the download, or on the disk where there is none; an
    `address` of "" means: nothing to download; `sha256` is "" where not known.
    """

    name: str
    engine: str
    language: str
    megabytes: int
    licence: str
    address: str
    errors: dict[str, float]
    good_for: str
    sha256: str = ""
    source: str = ""


def shipped_folder() -> Path:
    """Where the program's own models and the catalogue lie: in a package beside the code, else at the top."""
    package = Path(assistant.__file__).parent
    inside = package / "data" / "models"
    return inside if inside.is_dir() else package.parent / "models"


def catalogue(path: Path | None = None) -> dict[str, Entry]:
    """The models by name, in the order of the file. Raises StoreError where the file is not what it should be."""
    path = path or shipped_folder() / "catalogue.yaml"
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - strings only
    except (OSError, yaml.YAMLError) as error:
        raise StoreError(f"{path}: the catalogue of models cannot be read: install the program again") from error
    if not isinstance(rows, list):
        raise StoreError(f"{path}: is no list of models: install the program again")
    entries = [_entry(row, path) for row in rows]
    return {entry.name: entry for entry in entries}


def meant_model(name: str, known: Iterable[str]) -> str:
    """The end of a line about a name that no model has: what was meant, or where the names are."""
    return meant(name, known, otherwise=": `callprompter models list` shows what there is")


def _entry(row: Any, path: Path) -> Entry:
    name = row.get("name", "?") if isinstance(row, dict) else "?"
    keys = set(row) if isinstance(row, dict) else set()
    wrong = (_KEYS - keys) | (keys - _KEYS - _OPTIONAL)
    if wrong:
        raise StoreError(f"{path}: the model {name} has too much or too little: {', '.join(sorted(wrong))}")
    try:
        errors = {test: float(rate) for test, rate in row["errors"].items()}
        megabytes = int(row["megabytes"])
    except (ValueError, AttributeError) as error:
        raise StoreError(f"{path}: the model {name} has a number that is none") from error
    return Entry(
        name, row["engine"], row["language"], megabytes, row["licence"], row["address"], errors, row["good-for"],
        row.get("sha256", ""), row.get("source", ""),
    )  # fmt: skip
