"""Who may use the page: a browser on this machine that was given the link, and no page but our own.

The link holds a random token, exchanged once for a cookie (HttpOnly, SameSite=Strict). Host must be this server's own
address (against names that are rebound to it), and so must Origin be wherever a browser sends one. Nothing may be
loaded from elsewhere, and no script may stand in a page.
"""

import hmac
import secrets
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


class Guard:
    """The ASGI middleware; `port` is set once the server has one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.port = 0
        self.token = secrets.token_urlsafe(32)  # of the link: good until it was used
        self._key = secrets.token_urlsafe(32)  # of the cookie

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers share cookies between the ports of a host."""
        return f"callprompter_{self.port}"

    def link(self, to: str = "/") -> str:
        """The address that lets a browser in."""
        return f"http://127.0.0.1:{self.port}/enter?token={self.token}&to={to}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        answer = self._refusal(request)
        if answer is None and request.url.path == "/enter":
            answer = self._enter(request)
        elif answer is None and not self._known(request.headers):
            answer = PlainTextResponse(REFUSED, 403)
        if answer is None:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not allowed"})
        else:
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, request: HTTPConnection) -> Response | None:
        """Why a request is not ours, whoever sends it."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if request.headers.get("host") not in hosts:
            return PlainTextResponse("This server answers to its own address only.", 400)
        origin = request.headers.get("origin")
        changes = request.scope["type"] == "websocket" or request.scope.get("method") not in ("GET", "HEAD")
        if (origin is None and changes) or (origin is not None and origin.removeprefix("http://") not in hosts):
            return PlainTextResponse("Another page may not use this one.", 403)
        return None

    def _enter(self, request: HTTPConnection) -> Response:
        """Exchange the link's token for the cookie; a browser that has it may use the link again."""
        right = hmac.compare_digest(request.query_params.get("token", "").encode(), self.token.encode())
        if not right:
            return PlainTextResponse(REFUSED, 403)
        to = request.query_params.get("to", "/")
        answer = RedirectResponse(to if to in PAGES else "/", 303)
        answer.set_cookie(self.cookie, self._key, httponly=True, samesite="strict", path="/")
        return answer

    def _known(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        given = cookies[self.cookie].value if self.cookie in cookies else ""
        return hmac.compare_digest(given.encode(), self._key.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {"Content-Security-Policy": POLICY, **HEADERS}.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
