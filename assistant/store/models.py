"""Installed recognition models: where they are, getting one, which is in use, taking one away.

They lie in the data folder, each in a folder of its name. `checksums.json` beside them holds the SHA-256 that a
download had when it was first made on this machine; the choice is one line in the configuration folder.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import StoreError
from assistant.settings import config_folder, data_folder, private_folder
from assistant.store.catalogue import Entry, catalogue, meant_model, shipped_folder
from assistant.store.download import Progress, fetch, sha256_of
from assistant.store.unpack import unpack

POCKETSPHINX = "pocketsphinx"  # the model of its wheel: nothing to install or remove


def models_folder() -> Path:
    """Where downloaded models are."""
    return data_folder() / "models"


def _write(path: Path, text: str) -> None:
    private_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written ({error.strerror}): check the folder's permissions") from error


# Which one is in use


def _choice_file() -> Path:
    return config_folder() / "model"


def used_name() -> str:
    """The name, or the folder, that the user chose with `models use`; "" where none was chosen."""
    try:
        return _choice_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def used_model() -> Path | None:
    """The folder of the Vosk model that the user chose; None where none was, or PocketSphinx (see `used_name`).

    The folder may be gone by now: whoever loads it says so.
    """
    name = used_name()
    if not name or name == POCKETSPHINX:
        return None
    return find(name) or models_folder() / name


def use(name: str) -> None:
    """Choose an installed model by name, a model's folder by path, or `pocketsphinx`; "" forgets the choice."""
    if not name:
        _choice_file().unlink(missing_ok=True)
        return
    if name != POCKETSPHINX:
        folder = find(name)
        if folder is None:
            raise not_installed(name)
        name = folder.name if folder.parent in _places() else str(folder.resolve())
    _write(_choice_file(), name + "\n")


# What is there


def not_installed(name: str) -> StoreError:
    """The error for a model that is not on this machine: how to get it, or what was meant."""
    known = catalogue()
    if name in known:
        return StoreError(f"{name}: is not installed: get it with `callprompter models get {name}`")
    return StoreError(f"{name}: is not installed and not in the catalogue{meant_model(name, [*known, *installed()])}")


def own_folder() -> Path:
    """Where the project's own models are: a folder deeper, where nobody takes one for a model that the user got."""
    return shipped_folder() / "own"


def _places() -> tuple[Path, ...]:
    return (models_folder(), own_folder(), shipped_folder())


def _is_name(name: str) -> bool:
    """Whether it is a plain name, that cannot lead anywhere."""
    return Path(name).name == name and name not in ("", ".", "..")


def find(name: str) -> Path | None:
    """The folder of a model by its name or path; None where there is none."""
    if _is_name(name):
        found = [place / name for place in _places() if (place / name / "conf").is_dir()]
        if found:
            return found[0]
    path = Path(name)
    return path if name and (path / "conf").is_dir() else None


def installed() -> dict[str, Path]:
    """The models that were downloaded or came with the program, by name."""
    found: dict[str, Path] = {}
    for place in reversed(_places()):
        if place.is_dir():
            found |= {path.name: path for path in sorted(place.iterdir()) if (path / "conf").is_dir()}
    return {name: path for name, path in found.items() if not name.startswith(".")}


# Getting one, and taking it away


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that was just installed. `first_use`: its checksum was not known and is now recorded."""

    folder: Path
    sha256: str
    first_use: bool


def get(entry: Entry, complaint: Callable[[Path], str], progress: Progress | None = None) -> Installed:
    """Download, check and unpack a model of the catalogue.

    complaint: what is wrong with a model's folder, "" for nothing. Raises StoreError.
    """
    if not entry.address:
        raise StoreError(f"{entry.name}: is already there: nothing to get")
    _refuse_installed(entry.name)
    archive = private_folder(models_folder()) / f"{entry.name}.zip"
    digest = sha256_of(archive) if archive.exists() else fetch(entry.address, archive, progress)
    return _install(archive, entry.name, entry.sha256, digest, complaint)


def get_file(archive: Path, complaint: Callable[[Path], str]) -> Installed:
    """Install a model from a ZIP file that was brought here by other means; the file stays where it is."""
    name = archive.name.removesuffix(".zip")
    if not archive.exists():
        raise StoreError(f"{archive}: there is no such file")
    if not archive.is_file() or name == archive.name or name.startswith("."):
        raise StoreError(f"{archive}: is no ZIP file of a model: download one from https://alphacephei.com/vosk/models")
    _refuse_installed(name)
    private_folder(models_folder())
    listed = catalogue().get(name)
    return _install(archive, name, listed.sha256 if listed else "", sha256_of(archive), complaint)


def _refuse_installed(name: str) -> None:
    if find(name) is not None:
        raise StoreError(f"{name}: is already installed: `callprompter models use {name}`, or remove it first")


def _checksums() -> dict[str, str]:
    try:
        found = json.loads((models_folder() / "checksums.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _install(archive: Path, name: str, published: str, digest: str, complaint: Callable[[Path], str]) -> Installed:
    recorded = _checksums()
    expected = published or recorded.get(name, "")
    ours = archive.parent == models_folder()
    if expected and digest != expected:
        if ours:
            archive.unlink()
        whose = "the catalogue's" if published else "the one recorded when it was first got here"
        raise StoreError(
            f"{name}: the download's checksum is not {whose}: it was damaged or changed on the way; get it again, "
            f"and if it stays so, do not trust it ({digest[:16]}... is not {expected[:16]}...)"
        )
    try:
        unpack(archive, models_folder() / name, complaint)
    except StoreError as error:
        if ours and "free some space" not in str(error):  # a bad download is of no use; a good one is kept
            archive.unlink()
        raise
    if ours:
        archive.unlink()
    if not expected:
        _write(models_folder() / "checksums.json", json.dumps({**recorded, name: digest}, indent=1) + "\n")
    return Installed(models_folder() / name, digest, not expected)


def remove(name: str) -> Path:
    """Take a downloaded model away, and what is left of a download that broke off. Raises StoreError."""
    if name == POCKETSPHINX or (_is_name(name) and any((place / name / "conf").is_dir() for place in _places()[1:])):
        raise StoreError(f"{name}: came with the program and stays: use another with `callprompter models use NAME`")
    folder = models_folder() / name
    rests = [models_folder() / f"{name}.zip{end}" for end in ("", ".part", ".part.json")]
    if not _is_name(name) or not (folder.is_dir() or any(path.exists() for path in rests)):
        raise StoreError(f"{name}: is not installed{_there()}")
    for rest in rests:
        rest.unlink(missing_ok=True)
    if folder.is_dir():
        trash = folder.with_name(f".{name}.{os.getpid()}.removed")
        try:
            folder.rename(trash)  # it is gone at once, even if what follows is interrupted
            shutil.rmtree(trash)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be removed ({error.strerror}): is it in use?") from error
    if used_name() == name:
        use("")
    return folder


def _there() -> str:
    names = sorted(path.name for path in models_folder().iterdir()) if models_folder().is_dir() else []
    names = [name for name in names if (models_folder() / name).is_dir() and not name.startswith(".")]
    return f" (installed: {', '.join(names)})" if names else ": no model was downloaded yet"


def better_model_hint() -> str:
    """One line, the first time it is asked for and never again: a better model can be had. "" from then on."""
    told = data_folder() / "told-of-models"
    if told.exists() or used_name() or (models_folder().is_dir() and any(models_folder().glob("*/conf"))):
        return ""
    _write(told, "")
    return "a better recognition model can be had: `callprompter models list` (said once)"
