"""Getting a file from a server that behaves as servers do on bad days."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.store.download import Patience, fetch

BODY = bytes(range(256)) * 2_000
SHA = hashlib.sha256(BODY).hexdigest()
QUICK = Patience(silence=0.5, tries=3, pause=0.01)


class Server:
    """A web server with `BODY` at every path, and the faults that a test asks for."""

    def __init__(self) -> None:
        self.ranges: list[str | None] = []  # of each request
        self.cut: list[int] = []  # after how many bytes each answer breaks off
        self.ranged = True
        self.etag: str | None = '"one"'
        self.wrong_range = False
        self.body = BODY
        self.answer: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/model.zip"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        self.ranges.append(handler.headers.get("Range"))
        if self.answer(handler):
            return
        begin, asked = 0, handler.headers.get("Range")
        if self.ranged and asked and handler.headers.get("If-Range") == self.etag:
            begin = int(asked.removeprefix("bytes=").rstrip("-"))
            if begin >= len(self.body):
                handler.send_error(416)
                return
            handler.send_response(206)
            shown = 0 if self.wrong_range else begin
            handler.send_header("Content-Range", f"bytes {shown}-{len(self.body) - 1}/{len(self.body)}")
        else:
            handler.send_response(200)
        if self.etag:
            handler.send_header("ETag", self.etag)
        rest = self.body[begin:]
        handler.send_header("Content-Length", str(len(rest)))
        handler.end_headers()
        handler.wfile.write(rest[: self.cut.pop(0)] if self.cut else rest)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_a_file_comes_whole_and_its_progress_is_told(server: Server, tmp_path: Path) -> None:
    """The SHA-256 of what came; the progress ends with everything; nothing else is left lying about."""
    seen: list[tuple[int, int | None]] = []

    assert fetch(server.address, tmp_path / "m.zip", lambda *told: seen.append(told), QUICK) == SHA

    assert (tmp_path / "m.zip").read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))
    assert [path.name for path in tmp_path.iterdir()] == ["m.zip"]


def test_a_broken_line_is_gone_on_with_where_it_broke(server: Server, tmp_path: Path) -> None:
    """Three answers, each for the rest of the file."""
    server.cut = [100_000, 150_000]

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA

    assert server.ranges == [None, "bytes=100000-", "bytes=250000-"]


def test_tomorrow_it_goes_on_where_it_stopped_today(server: Server, tmp_path: Path) -> None:
    """The line says how much has come; the next run asks for the rest only."""
    server.body = BODY * 6
    server.cut = [3_000_000, 0, 0, 0]
    with pytest.raises(
        StoreError, match=r"127\.0\.0\.1: the line broke; 3 MB have come: run the command again to go on"
    ):
        fetch(server.address, tmp_path / "m.zip", None, QUICK)
    assert not (tmp_path / "m.zip").exists()

    fetch(server.address, tmp_path / "m.zip", None, QUICK)

    assert server.ranges[-1] == "bytes=3000000-"
    assert (tmp_path / "m.zip").read_bytes() == server.body


def test_a_server_without_ranges_begins_again(server: Server, tmp_path: Path) -> None:
    """What had come is thrown away, not added to."""
    server.ranged, server.cut = False, [100_000]

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA


def test_a_file_that_changed_meanwhile_begins_again(server: Server, tmp_path: Path) -> None:
    """Two halves of two versions make no model."""
    server.cut = [100_000, 0, 0, 0]
    with pytest.raises(StoreError):
        fetch(server.address, tmp_path / "m.zip", None, QUICK)
    server.etag, server.body = '"two"', BODY[::-1]

    fetch(server.address, tmp_path / "m.zip", None, QUICK)

    assert (tmp_path / "m.zip").read_bytes() == BODY[::-1]


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_a_file_without_a_version_begins_again(server: Server, tmp_path: Path, etag: str | None) -> None:
    """Nobody could tell whether the rest belongs to it."""
    server.etag, server.cut = etag, [100_000]

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA

    assert server.ranges == [None, None]


def test_a_part_from_the_wrong_place_is_not_taken(server: Server, tmp_path: Path) -> None:
    """A server that says it sends the rest from elsewhere is asked for everything."""
    server.cut, server.wrong_range = [100_000], True

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA

    assert server.ranges == [None, "bytes=100000-", None]


def test_a_part_longer_than_the_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    """416: what lies there cannot be its beginning."""
    (tmp_path / "m.zip.part").write_bytes(BODY + b"more")
    (tmp_path / "m.zip.part.json").write_text(f'{{"address": "{server.address}", "version": "\\"one\\""}}')

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA


def test_a_server_that_falls_silent_is_given_up_in_the_end(server: Server, tmp_path: Path) -> None:
    """After its patience, not for ever."""

    def silent(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x" * 10)
        handler.wfile.flush()
        time.sleep(0.6)
        return True

    server.answer = silent
    with pytest.raises(StoreError, match=r"nothing comes any more"):
        fetch(server.address, tmp_path / "m.zip", None, Patience(0.1, 2, 0.01))


def test_a_slow_line_is_fine_as_long_as_something_comes(server: Server, tmp_path: Path) -> None:
    """Slower in all than the patience for one silence."""

    def slow(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", "60")
        handler.end_headers()
        for _ in range(6):
            handler.wfile.write(b"0123456789")
            handler.wfile.flush()
            time.sleep(0.1)
        return True

    server.answer = slow
    fetch(server.address, tmp_path / "m.zip", None, Patience(0.4, 1, 0.01))

    assert (tmp_path / "m.zip").read_bytes() == b"0123456789" * 6


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    """Mirrors redirect."""

    def moved(handler: BaseHTTPRequestHandler) -> bool:
        if handler.path != "/model.zip":
            return False
        handler.send_response(302)
        handler.send_header("Location", "/elsewhere.zip")
        handler.end_headers()
        return True

    server.answer = moved
    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_something_else_is_not_followed(server: Server, tmp_path: Path, to: str) -> None:
    """Only the web, and never one's own files."""

    def moved(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.end_headers()
        return True

    server.answer = moved
    with pytest.raises(StoreError):
        fetch(server.address, tmp_path / "m.zip", None, QUICK)
    assert not (tmp_path / "m.zip").exists()


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, "is not there any more: choose another with `callprompter models list`"),
        (403, "the server refuses (403 Forbidden): try again later"),
        (503, "127.0.0.1: the server cannot answer now (503)"),
    ],
)
def test_what_the_server_says_is_said_in_plain_words(server: Server, tmp_path: Path, status: int, told: str) -> None:
    """One line that says what to do."""

    def refuse(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_error(status)
        return True

    server.answer = refuse
    with pytest.raises(StoreError) as error:
        fetch(server.address, tmp_path / "m.zip", None, QUICK)
    assert told in str(error.value)


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    """A name that cannot be found, and a port where nobody listens."""
    with pytest.raises(StoreError, match="is this computer online"):
        fetch("http://nowhere.invalid/m.zip", tmp_path / "m.zip", None, QUICK)
    with pytest.raises(StoreError, match=r"the line broke|cannot be reached"):
        fetch("http://127.0.0.1:9/m.zip", tmp_path / "m.zip", None, QUICK)


def test_only_the_web_is_an_address(tmp_path: Path) -> None:
    """`file:` would copy one's own files."""
    with pytest.raises(StoreError, match="not a web address"):
        fetch("file:///etc/passwd", tmp_path / "m.zip", None, QUICK)


def test_more_than_the_disk_has_is_refused_before_anything_comes(server: Server, tmp_path: Path) -> None:
    """A petabyte fits nowhere."""

    def huge(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**15))
        handler.end_headers()
        return True

    server.answer = huge
    with pytest.raises(StoreError, match=r"1000000001 MB are needed and \d+ MB are free: free some space"):
        fetch(server.address, tmp_path / "m.zip", None, QUICK)


def test_a_disk_that_fills_up_keeps_what_has_come(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit on a file's size stands for the full disk; with space again, it goes on."""
    resource = pytest.importorskip("resource")
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        with pytest.raises(StoreError, match="free some space and run it again"):
            fetch(server.address, tmp_path / "m.zip", None, QUICK)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert fetch(server.address, tmp_path / "m.zip", None, QUICK) == SHA
    assert server.ranges[-1] is not None
