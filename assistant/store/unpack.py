"""Unpacking a ZIP file that somebody else made: nothing outside its folder, no more than it says, whole or not at all.

Refused: names that lead out of the folder, links, devices, passwords, archives that swell beyond reason, names that
meet on a system which takes A for a. The folder appears under its name only when all of it is there.
"""

import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from assistant.errors import StoreError

MOST_FILES = 2_000  # Vosk's models have some thirty
MOST_SWELLING = 30  # a model unpacks to about twice its download; a bomb to a thousand times
_ALWAYS_FINE = 20_000_000  # bytes; small archives may swell more: a file of zeros is no bomb yet
_BLOCK = 1 << 20
_SPARE = 50_000_000  # bytes that stay free on the disk


def unpack(archive: Path, target: Path, complaint: Callable[[Path], str]) -> None:
    """Unpack `archive` as the folder `target`; a single folder that holds everything else is left out of the paths.

    complaint: what is wrong with the unpacked folder, "" for nothing. Raises StoreError where it cannot be done.
    """
    making = target.with_name(f".{target.name}.{os.getpid()}.unpacking")
    shutil.rmtree(making, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _members(opened, archive)
            _check_room(members, target.parent, archive)
            making.mkdir(parents=True)
            for info, path in members:
                _write(opened, info, making.joinpath(*path.parts))
        fault = complaint(making)
        if fault:
            raise StoreError(f"{archive.name}: {fault.replace(str(making), target.name)}: get it again")
        making.rename(target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise StoreError(f"{archive.name}: is damaged, or no ZIP file: get it again") from error
    except OSError as error:
        raise StoreError(f"{target}: cannot be unpacked ({error.strerror}): free some space and try again") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _members(opened: zipfile.ZipFile, archive: Path) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """The files to write and where, all of them checked."""
    files = [(info, _safe_path(info, archive)) for info in opened.infolist() if not _is_folder(info)]
    if not files or len(files) > MOST_FILES:
        raise StoreError(f"{archive.name}: has {len(files)} files: this is no model")
    swollen = sum(info.file_size for info, _ in files)
    if swollen > max(_ALWAYS_FINE, MOST_SWELLING * archive.stat().st_size):
        raise StoreError(f"{archive.name}: would swell to {swollen // 1_000_000:,} MB: this is no model")
    tops = {path.parts[0] for _, path in files}
    if len(tops) == 1 and all(len(path.parts) > 1 for _, path in files):
        files = [(info, PurePosixPath(*path.parts[1:])) for info, path in files]
    folded = {str(path).casefold() for _, path in files}
    if len(folded) != len(files):
        raise StoreError(f"{archive.name}: has two files of one name: this is no model")
    return files


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """ZipInfo.is_dir fails on an empty name."""
    return info.filename.endswith("/")


def _safe_path(info: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    name = info.orig_filename.rstrip("\0") if "\0" not in info.filename else info.filename
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    leads_out = path.is_absolute() or windows.drive or windows.root or ".." in windows.parts or not path.parts
    if leads_out or "\\" in name or ":" in name or "\0" in name:
        raise StoreError(f"{archive.name}: a file in it leads out of its folder ({name!r}): not unpacked")
    if kind not in (0, stat.S_IFREG) or info.flag_bits & 0x1:
        raise StoreError(f"{archive.name}: {name!r} in it is a link, a device or locked: not unpacked")
    return path


def _check_room(members: list[tuple[zipfile.ZipInfo, PurePosixPath]], folder: Path, archive: Path) -> None:
    needed, free = sum(info.file_size for info, _ in members), shutil.disk_usage(folder).free - _SPARE
    if needed > free:
        has = f"{needed // 1_000_000 + 1} MB are needed and {max(0, free) // 1_000_000} MB are free"
        raise StoreError(f"{archive.name}: cannot be unpacked in {folder}: {has}: free some space")


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    """Write one file, and no more than its entry promised: headers lie."""
    path.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with opened.open(info) as source, path.open("xb") as file:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile("longer than it says")
            file.write(block)
    if left:
        raise zipfile.BadZipFile("shorter than it says")
