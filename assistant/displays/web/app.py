"""The app: pages and their files, a few questions as JSON, and a WebSocket that shows the live call.

A guest (see `guard`) is shown the call; what a guest presses counts only where the user allowed it.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.displays.web import job_desk
from assistant.displays.web.answers import done, told
from assistant.displays.web.desk import Desk, Mirror, Watched
from assistant.displays.web.frames import sound_frame, view_frame
from assistant.displays.web.guard import PAGES, REPORT_POLICY
from assistant.displays.web.limits import LONGEST
from assistant.errors import CallPrompterError
from assistant.live.moment import Asked, Moment

STATIC = Path(__file__).parent / "static"
UNSEEN = 100  # views sent that a browser has not said it painted: one in the background never does
SOUND_SECONDS = 0.1  # between two frames of meters

Shown = Callable[[float, float], None]


@dataclass(slots=True)
class Guests:
    """The other devices that are shown the call: whether they may press keys, and how many look now."""

    press: bool = False
    looking: int = 0


def build(
    desk: Desk | Mirror,
    shown: Shown | None = None,
    guests_press: bool = False,
    share: Callable[[], Mapping[str, Any]] = dict,
) -> Starlette:
    """The app over `desk`; over a Mirror it is the live call alone.

    `shown(sent, painted)` is told on the monotonic clock when a browser painted a view; `share` says what is shared
    with other devices, empty where nothing is.
    """
    guests = Guests(guests_press)
    routes = [
        Route("/live", _page("live")),
        Mount("/static", StaticFiles(directory=STATIC)),
        WebSocketRoute("/ws", _live(desk, shown or (lambda sent, painted: None), guests)),  # noqa: ARG005
        *(() if isinstance(desk, Mirror) else _all_else(desk, share)),
    ]
    return Starlette(routes=routes)


def _all_else(desk: Desk, share: Callable[[], Mapping[str, Any]]) -> Sequence[Route]:
    """What is for the caller alone."""
    return [
        *(Route(path, _page("index" if path == "/" else path[1:])) for path in PAGES),
        *job_desk.routes(desk.jobs),
        Route("/api/sessions", told(desk.sessions)),
        Route("/api/devices", told(desk.devices)),
        Route("/api/share", told(share)),
        Route("/api/levels", done(desk.levels), methods=["POST"]),
        Route("/api/begin", done(desk.begin), methods=["POST"]),
        Route("/api/rehearsals", told(desk.rehearsals)),
        Route("/api/rehearse", done(desk.rehearse), methods=["POST"]),
        Route("/api/after", done(desk.after), methods=["POST"]),
        Route("/api/search", done(desk.search), methods=["POST"]),
        Route("/api/note", done(desk.note), methods=["POST"]),
        Route("/report/{session}", _report(desk)),
    ]


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:  # noqa: ARG001
        return FileResponse(STATIC / f"{name}.html")

    return page


def _report(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def report(request: Request) -> Response:
        try:
            path = await run_in_threadpool(desk.report, request.path_params["session"])
        except CallPrompterError as error:
            return PlainTextResponse(str(error), 409)
        if path is None:
            return PlainTextResponse("There is no such session.", 404)
        return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": REPORT_POLICY})

    return report


def _live(desk: Watched, shown: Shown, guests: Guests) -> Callable[[WebSocket], Awaitable[None]]:
    """Show the live call to one browser, and take its keys; a browser that is slow leaves frames out."""

    async def live(socket: WebSocket) -> None:
        await socket.accept()
        guest = bool(socket.scope.get("guest"))
        press = guests.press or not guest
        loop = asyncio.get_running_loop()
        latest: list[tuple[Moment | None, str]] = []
        fresh = asyncio.Event()
        sent: dict[int, float] = {}

        def take(moment: Moment | None, trouble: str) -> None:
            latest[:] = [(moment, trouble)]
            fresh.set()

        def show(moment: Moment | None, trouble: str) -> None:
            loop.call_soon_threadsafe(take, moment, trouble)

        await socket.send_text(json.dumps({"guest": guest, "press": press}))
        guests.looking += guest
        stop = desk.watch(show)
        sending = asyncio.create_task(_send(socket, latest, fresh, sent, guests))
        try:
            while True:
                _taken(desk if press else None, shown, sent, await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            stop()
            guests.looking -= guest
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    return live


async def _send(
    socket: WebSocket,
    latest: list[tuple[Moment | None, str]],
    fresh: asyncio.Event,
    sent: dict[int, float],
    guests: Guests,
) -> None:
    """Send what is new: a view when it changes, the sound at most every SOUND_SECONDS."""
    view: dict[str, Any] | None = None
    sound_at, number = 0.0, 0
    while True:
        await fresh.wait()
        fresh.clear()
        moment, trouble = latest[0]
        if moment is None:
            view = None
            await socket.send_text(json.dumps({"idle": True, "trouble": trouble}))
            continue
        now_view, now = view_frame(moment), time.monotonic()
        sound = {**sound_frame(moment), "guests": guests.looking}
        if now_view != view:
            view, number = now_view, number + 1
            sent[number] = now
            sent.pop(number - UNSEEN, None)
            await socket.send_text(json.dumps({"n": number, **now_view, "sound": sound}))
            sound_at = now
        elif now - sound_at >= SOUND_SECONDS:
            sound_at = now
            await socket.send_text(json.dumps({"sound": sound}))


def _taken(desk: Watched | None, shown: Shown, sent: dict[int, float], text: str) -> None:
    """One message of the browser: a key, or that a view was painted. Anything else is left alone.

    Without a desk the keys are left alone, too.
    """
    try:
        message = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return
    if not isinstance(message, dict):
        return
    if isinstance(number := message.get("painted"), int) and number in sent:
        shown(sent.pop(number), time.monotonic())
    elif desk is not None and isinstance(what := message.get("ask"), str):
        desk.ask(Asked(what, str(message.get("target", ""))))
