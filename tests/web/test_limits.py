"""What the server takes has an end: messages, their size and rate, connections; its own page is served all the same."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Iterator

import httpx2
import pytest
import websockets
from websockets.sync.client import ClientConnection, connect

from assistant.desk import LiveDesk
from assistant.displays.web import limits
from assistant.displays.web.server import Server
from assistant.live.setup import Setup


class Friend:
    """A browser that came by the link, without being one."""

    def __init__(self, server: Server) -> None:
        self.port = server.guard.port
        self.origin = f"http://127.0.0.1:{self.port}"
        self.http = httpx2.Client(base_url=self.origin, headers={"origin": self.origin})
        self.http.get(server.link().removeprefix(self.origin))
        self.cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def socket(self) -> ClientConnection:
        """Its WebSocket."""
        headers = {"Cookie": self.cookies}
        return connect(f"ws://127.0.0.1:{self.port}/ws", origin=self.origin, additional_headers=headers)  # type: ignore[arg-type]

    def closed(self, connection: ClientConnection) -> int:
        """The code with which the server closes it."""
        with pytest.raises(websockets.ConnectionClosed) as ended:
            while True:
                connection.recv(10)
        return ended.value.rcvd.code if ended.value.rcvd else 0


@pytest.fixture
def server() -> Iterator[Server]:
    """A real one, over nothing that goes on."""
    with Server(LiveDesk(Setup())) as serving:
        yield serving


@pytest.fixture
def friend(server: Server) -> Iterator[Friend]:
    """With its cookie; at the end the server must still answer it."""
    made = Friend(server)
    yield made
    assert made.http.get("/live").status_code == 200
    made.http.close()


def test_a_question_that_is_too_long_is_refused_before_it_fills_the_memory(friend: Friend) -> None:
    """Whatever length it says it has; just within the limit it is answered."""
    fits = json.dumps({"name": "x" * (limits.LONGEST - 100)})
    assert friend.http.post("/api/after", content=fits).status_code == 200
    assert friend.http.post("/api/after", content="x" * (limits.LONGEST + 1)).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(2000):
            yield b"x" * 10_000

    with contextlib.suppress(httpx2.TransportError):  # it is answered and closed while it is still being sent
        assert friend.http.post("/api/after", content=endless()).status_code == 413


@pytest.mark.parametrize("body", ["", "[]", "null", "[" * 9000, '{"a": NaN', "\udcff".encode("utf-8", "surrogatepass")])
def test_what_is_no_question_is_refused(friend: Friend, body: str | bytes) -> None:
    """400, and no traceback."""
    assert friend.http.post("/api/begin", content=body).status_code == 400


def test_too_many_questions_are_refused_until_they_stop(friend: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 429, and afterwards all is well again."""
    monkeypatch.setattr(limits, "RATE", 0.1)
    monkeypatch.setattr(limits, "BURST", 20.0)
    answers = [friend.http.get("/static/page.js").status_code for _ in range(40)]
    assert 429 in answers
    assert set(answers) == {200, 429}
    monkeypatch.setattr(limits, "RATE", 1e6)
    assert friend.http.get("/static/page.js").status_code == 200


def test_a_socket_that_floods_or_sends_what_is_no_text_is_closed(friend: Friend) -> None:
    """A binary message, one too long, too many: 1008 or 1009; the server goes on."""
    with friend.socket() as binary:
        binary.send(b"\x00\xff")
        assert friend.closed(binary) == 1008
    with friend.socket() as long:
        long.send("x" * (limits.LONGEST + 1))
        assert friend.closed(long) == 1009
    with friend.socket() as flooding:
        try:
            for _ in range(20_000):
                flooding.send('{"painted": 1}')
        except websockets.ConnectionClosed:
            pass
        assert friend.closed(flooding) == 1008


@pytest.mark.parametrize(
    "text", ["{}", "[]", "{", "[" * 9000, '{"ask": 3}', '{"ask": "jump", "target": {}}', '{"painted": true}', '"x"']
)
def test_what_is_no_message_of_the_page_is_left_alone(friend: Friend, text: str) -> None:
    """The connection stays open."""
    with friend.socket() as open_one:
        open_one.send(text)
        open_one.send('{"ask": "next"}')
        assert json.loads(open_one.recv(10)) == {"guest": False, "press": True}
        assert json.loads(open_one.recv(10))["idle"] is True


def test_more_pages_than_anybody_has_are_refused(friend: Friend) -> None:
    """Twelve sockets at once; one that closes makes room."""
    with contextlib.ExitStack() as stack:
        first = friend.socket()
        with first:
            for _ in range(limits.SOCKETS - 1):
                stack.enter_context(friend.socket())
            with pytest.raises(websockets.InvalidStatus), friend.socket():
                pass
        until = time.monotonic() + 10
        while not opens(friend):
            assert time.monotonic() < until
            time.sleep(0.05)


def opens(friend: Friend) -> bool:
    """Whether one more socket opens."""
    try:
        with friend.socket():
            return True
    except websockets.InvalidStatus:
        return False


def test_a_connection_that_asks_for_nothing_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a stranger cannot hold all that there are; one byte of a request is none."""
    monkeypatch.setattr(limits, "FIRST_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", server.guard.port)) as idle:
        idle.settimeout(10)
        idle.sendall(b"G")
        assert idle.recv(100) == b""


def test_endless_headers_are_refused(server: Server) -> None:
    """Before they fill the memory."""
    with socket.create_connection(("127.0.0.1", server.guard.port)) as endless:
        endless.settimeout(10)
        try:
            for _ in range(100):
                endless.sendall(b"GET / HTTP/1.1\r\n" if _ == 0 else b"X-Y: " + b"z" * 1000 + b"\r\n")
            answer = endless.recv(1000)
        except OSError:
            return  # closed while they were being sent
        assert answer.startswith(b"HTTP/1.1 400") or answer == b""


def test_a_page_that_never_paints_fills_no_memory() -> None:
    """A tab in the background is sent views and acknowledges none: of those sent, the latest hundred are remembered."""
    from assistant.displays.web import app
    from assistant.live.call import LiveCall
    from assistant.live.moment import Asked, Moment
    from assistant.opening import open_script
    from assistant.session import Session
    from tests.conftest import ROOT

    script = open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", __import__("datetime").date.today())
    call, shown = LiveCall(Session(script), lambda _: [], kept=False), list[Moment]()
    call.ask(Asked("next"))
    call.ask(Asked("stop"))
    call.run(shown.append)
    sent: dict[int, float] = {}

    class Swallowing:
        async def send_text(self, text: str) -> None:
            pass

    async def feed() -> None:
        latest: list[tuple[Moment | None, str]] = []
        fresh = asyncio.Event()
        sending = asyncio.create_task(app._send(Swallowing(), latest, fresh, sent, app.Guests()))  # type: ignore[arg-type]
        for n in range(1000):
            latest[:] = [(shown[n % 2], "")]
            fresh.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        sending.cancel()

    asyncio.run(feed())
    assert 50 < len(sent) <= app.UNSEEN
