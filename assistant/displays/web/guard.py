"""Who may use the page: a browser on this machine that was given the link, and no page but our own.

The link holds a random token, exchanged for a cookie (HttpOnly, SameSite=Strict). Host must be this server's own
address (against names that are rebound to it), and so must Origin be wherever a browser sends one. Nothing may be
loaded from elsewhere, and no script may stand in a page.

Each address the server listens at is a Door with a token of its own. The one on this machine opens everything; one that
is shared with other devices opens the live call alone, and which door a request came through is told by the socket it
came in by, never by what it says of itself.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# A report is one file with its own script: it may run it, and reach nothing, not even this server. The Review view
# shows it in a frame, and takes its notes as a message.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; media-src blob:; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-scripts allow-downloads allow-modals"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGES = ("/", "/live", "/plan", "/jobs", "/job", "/review", "/rehearse")
REFUSED = "Open the page by the link that `callprompter` prints: this address alone opens nothing."


LOCAL = "127.0.0.1"
GUESTS = ("/live", "/ws")  # what a shared door opens, beside the page's files
ALONE = "This device is shown the live call, and nothing else."


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Door:
    """An address the server listens at, the token of its link, and the cookie's value that the token is changed for."""

    address: str
    token: str = field(default_factory=_secret, repr=False)
    key: str = field(default_factory=_secret, repr=False)

    @property
    def shared(self) -> bool:
        """Whether other devices come through it."""
        return self.address != LOCAL

    def opens(self, path: str) -> bool:
        """Whether it opens that path at all."""
        return not self.shared or path in GUESTS or path.startswith("/static/")


class Guard:
    """The ASGI middleware; `port` is set once the server has one. Behind it `scope["guest"]` tells who is one."""

    def __init__(self, app: ASGIApp, shared: Sequence[str] = (), guests: ASGIApp | None = None) -> None:
        """`shared` are the addresses of this machine at which other devices may come in, `guests` what they come to:
        the same app within limits of its own, so that they cannot use up the caller's."""
        self.app, self.guests = app, guests or app
        self.port = 0
        self.local = Door(LOCAL)
        self.doors = {door.address: door for door in (self.local, *map(Door, shared))}

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers share cookies between the ports of a host."""
        return f"callprompter_{self.port}"

    def link(self, to: str = "/", address: str = LOCAL) -> str:
        """The address that lets a browser in; `address` is the door's."""
        return f"http://{address}:{self.port}/enter?token={self.doors[address].token}&to={to}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        door = self.doors.get((scope.get("server") or ("",))[0])
        answer = self._answer(request, door)
        if door is not None and answer is None:
            app = self.guests if door.shared else self.app
            await app({**scope, "guest": door.shared}, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not allowed"})
        elif answer is not None:
            await answer(scope, receive, _with_headers(send))

    def _answer(self, request: HTTPConnection, door: Door | None) -> Response | None:
        """What a request is answered here; None where it may go on through `door`."""
        if door is None:
            return PlainTextResponse("This server answers to its own address only.", 400)
        refusal = self._refusal(request, door)
        if refusal is not None:
            return refusal
        if request.url.path == "/enter":
            return self._enter(request, door)
        if not self._known(request.headers, door):
            return PlainTextResponse(REFUSED, 403)
        return None if door.opens(request.url.path) else PlainTextResponse(ALONE, 403)

    def _refusal(self, request: HTTPConnection, door: Door) -> Response | None:
        """Why a request is not ours, whoever sends it."""
        hosts = {f"{name}:{self.port}" for name in ((door.address,) if door.shared else (LOCAL, "localhost"))}
        if request.headers.get("host") not in hosts:
            return PlainTextResponse("This server answers to its own address only.", 400)
        origin = request.headers.get("origin")
        changes = request.scope["type"] == "websocket" or request.scope.get("method") not in ("GET", "HEAD")
        if (origin is None and changes) or (origin is not None and origin.removeprefix("http://") not in hosts):
            return PlainTextResponse("Another page may not use this one.", 403)
        return None

    def _enter(self, request: HTTPConnection, door: Door) -> Response:
        """Exchange the link's token for the cookie; a browser that has it may use the link again."""
        right = hmac.compare_digest(request.query_params.get("token", "").encode(), door.token.encode())
        if not right:
            return PlainTextResponse(REFUSED, 403)
        to = request.query_params.get("to", "/")
        home = "/live" if door.shared else "/"
        answer = RedirectResponse(to if to in PAGES and door.opens(to) else home, 303)
        answer.set_cookie(self.cookie, door.key, httponly=True, samesite="strict", path="/")
        return answer

    def _known(self, headers: Headers, door: Door) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        given = cookies[self.cookie].value if self.cookie in cookies else ""
        return hmac.compare_digest(given.encode(), door.key.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {"Content-Security-Policy": POLICY, **HEADERS}.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
