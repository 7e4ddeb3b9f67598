"""Fetching a big file over a line that may break: it goes on where it stopped, today or tomorrow.

What has come lies in `NAME.part`, and beside it `NAME.part.json` says which version of which file it is the beginning
of (the server's ETag or date). A server that has another version by now, or cannot send a part, starts again at the
first byte. A line that breaks is tried again as long as something comes.
"""

import hashlib
import http.client
import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant import __version__
from assistant.errors import StoreError

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all where the server tells

_BLOCK = 1 << 16
_SPARE = 50_000_000  # bytes that stay free on the disk


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the next bytes (seconds), how often to try without any, and the pause before (seconds)."""

    silence: float = 30.0
    tries: int = 4
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the part file is a part of."""

    address: str
    version: str  # ETag or Last-Modified; "" where the server tells neither: then nothing can be gone on with

    @classmethod
    def read(cls, path: Path) -> "_Begun":
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(str(found["address"]), str(found["version"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls("", "")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from a secured address to an open one, nor to anything but the web."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.type == "https" and scheme == "http"):
            raise StoreError(f"{req.full_url}: leads to {newurl}, which is not secured: not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _BrokenOffError(Exception):
    """The line broke; more may come when it is tried again."""


class _LostError(Exception):
    """What has come so far is of no use: it must begin again."""


def fetch(
    address: str,
    target: Path,
    progress: Progress | None = None,
    patience: Patience = Patience(),
) -> str:
    """Download `address` to `target`, whole or not at all; returns its SHA-256.

    Raises StoreError: no connection, not there, the disk is full. What had come by then is gone on with next time.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise StoreError(f"{address}: not a web address: it begins with https://")
    part = target.with_name(target.name + ".part")
    note = part.with_name(part.name + ".json")
    failures, reason = 0, ""
    while failures < patience.tries:
        if failures:
            time.sleep(patience.pause)
        before = _size(part)
        try:
            _continue(address, part, note, progress, patience)
            break
        except _LostError:
            part.unlink(missing_ok=True)
            failures += 1
        except _BrokenOffError as broken:
            reason = str(broken)
            failures = 1 if _size(part) > before else failures + 1
    else:
        kept = _size(part) // 1_000_000
        again = f"; {kept} MB have come: run the command again to go on" if kept else ""
        raise StoreError(f"{urlsplit(address).hostname}: {reason or 'sends no whole file'}{again}")
    digest = sha256_of(part)
    part.replace(target)
    note.unlink(missing_ok=True)
    return digest


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _continue(address: str, part: Path, note: Path, progress: Progress | None, patience: Patience) -> None:
    """Ask for the rest of the file and write it, to the end."""
    begun, have = _Begun.read(note), _size(part)
    headers = {"User-Agent": f"callprompter/{__version__}", "Accept-Encoding": "identity"}
    if have and begun.address == address and begun.version:
        headers |= {"Range": f"bytes={have}-", "If-Range": begun.version}
    else:
        have = 0
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the scheme was checked
    opener = urllib.request.build_opener(_Redirects())
    try:
        with opener.open(request, timeout=patience.silence) as answer:
            if answer.status == 206:
                _check_range(answer.headers, have)
            else:
                have = 0
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            version = "" if version.startswith("W/") else version
            note.write_text(json.dumps({"address": address, "version": version}), encoding="utf-8")
            _take(answer, part, have, progress)
    except urllib.error.HTTPError as error:
        with error:
            _refused(error, address)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise _BrokenOffError(_why(error)) from error
    except OSError as error:
        raise StoreError(f"{part}: cannot be written ({error.strerror}): free some space and run it again") from error


def _check_range(headers: Mapping[str, str], have: int) -> None:
    """A part must begin where ours ends; some servers send another."""
    if not headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        raise _LostError


def _take(answer: http.client.HTTPResponse, part: Path, have: int, progress: Progress | None) -> None:
    length = answer.headers.get("Content-Length")
    total = have + int(length) if length and length.isdigit() else None
    room = shutil.disk_usage(part.parent).free - _SPARE
    if total is not None and total - have > room:
        needed, free = (total - have) // 1_000_000 + 1, max(0, room) // 1_000_000
        raise StoreError(f"{part.parent}: {needed} MB are needed and {free} MB are free: free some space")
    with part.open("ab" if have else "wb") as file:
        while block := answer.read1(_BLOCK):
            file.write(block)
            have += len(block)
            if progress:
                progress(have, total)
    if total is not None and have != total:
        raise _BrokenOffError("the line broke")


def _refused(error: urllib.error.HTTPError, address: str) -> None:
    if error.code == 416:  # the part is as long as the file, or longer: it cannot be trusted
        raise _LostError from error
    if error.code in (408, 425, 429) or error.code >= 500:
        raise _BrokenOffError(f"the server cannot answer now ({error.code})") from error
    if error.code in (404, 410):
        raise StoreError(f"{address}: is not there any more: choose another with `callprompter models list`") from error
    raise StoreError(f"{address}: the server refuses ({error.code} {error.reason}): try again later") from error


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "nothing comes any more"
    if isinstance(reason, (ConnectionError, http.client.HTTPException)):
        return "the line broke"
    if type(reason).__name__ == "gaierror":
        return "cannot be found: is this computer online? Recognition itself needs no network, getting a model does"
    if type(reason).__name__.startswith("SSL"):
        return f"cannot be trusted ({getattr(reason, 'reason', reason)})"
    return f"cannot be reached ({getattr(reason, 'strerror', None) or reason}): is this computer online?"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
