"""How much the page's server takes: of messages, of their size, of connections; so that no page can starve the call.

`Limits` stands behind the Guard, which already refused strangers; what it refuses is a page that runs wild. `Hasty`
stands before it: a connection that does not ask for anything in time is closed, so that strangers cannot hold them all.
"""

import time
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST = 100_000  # bytes of a question: the longest are the notes of a call
HEADERS = 16_384  # bytes of a request's first lines
CONNECTIONS = 100  # open at once; a browser has six, and a socket for each page
SOCKETS = 12  # pages that show the call at once
RATE, BURST = 100.0, 300.0  # messages a second, and at once: a page tells of each of its ten frames a second
FIRST_SECONDS = 10.0  # for a connection's first whole request


class Bucket:
    """Takes RATE a second on average, BURST at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left, self._at = BURST, clock()

    def takes(self) -> bool:
        """Whether one more is within the rate."""
        now = self._clock()
        self._left, self._at = min(BURST, self._left + (now - self._at) * RATE), now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


class Limits:
    """The ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._requests = Bucket()
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._requests.takes():
            await PlainTextResponse("Too many questions at once.", 429)(scope, receive, send)
            return
        asks = scope["method"] not in ("GET", "HEAD")
        body, more = b"", asks
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return  # half a question is none
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LONGEST:
                await PlainTextResponse("That is too long for a question of this page.", 413)(scope, receive, send)
                return
        given = iter(({"type": "http.request", "body": body, "more_body": False},))

        async def whole() -> Message:
            return next(given, None) or await receive()

        await self.app(scope, whole if asks else receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._sockets >= SOCKETS:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many pages"})
            return
        bucket = Bucket()

        async def heard() -> Message:
            """The next message; one that is no text, or too many of them, end the connection."""
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            text = message.get("text")
            if text is not None and len(text) <= LONGEST and bucket.takes():
                return message
            await send({"type": "websocket.close", "code": 1008, "reason": "not a message of this page"})
            return {"type": "websocket.disconnect", "code": 1008}

        self._sockets += 1
        try:
            await self.app(scope, heard, send)
        finally:
            self._sockets -= 1


class Hasty(H11Protocol):
    """uvicorn's own protocol, but for connections that are opened and left."""

    def connection_made(self, transport) -> None:  # type: ignore[no-untyped-def]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self.loop.call_later(FIRST_SECONDS, self._close_idle)

    def _close_idle(self) -> None:
        mine = self.transport.get_protocol() is self  # else it has become a WebSocket
        if mine and self.cycle is None and not self.transport.is_closing():
            self.transport.close()
