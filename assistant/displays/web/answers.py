"""Questions of the page and what answers them: facts as JSON, and what is wrong as a line under "trouble"."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.displays.web.limits import LONGEST
from assistant.errors import CallPrompterError, RefusedError

Facts = Mapping[str, Any]
Answer = Callable[[Request], Awaitable[Response]]


def told(tell: Callable[..., Facts], *parameters: str) -> Answer:
    """Answers a GET with what `tell` gives for these parameters of the address, empty where one is not there."""

    async def answer(request: Request) -> Response:
        given = [request.query_params.get(name, "") for name in parameters]
        try:
            return _json(await run_in_threadpool(tell, *given))
        except CallPrompterError as error:
            return JSONResponse({"trouble": str(error)})

    return answer


def done(do: Callable[[Facts], Facts | None]) -> Answer:
    """Answers a POST of one JSON object with what `do` makes of it; "refused" tells that the user may insist."""

    async def answer(request: Request) -> Response:
        body = await request.body()
        try:
            data = json.loads(body) if len(body) <= LONGEST else None
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            return PlainTextResponse("That was no question of this page.", 400)
        try:
            made = await run_in_threadpool(do, data)
            return _json(made or {})
        except CallPrompterError as error:
            return JSONResponse({"trouble": str(error), "refused": isinstance(error, RefusedError)})

    return answer


def _json(facts: Facts) -> Response:
    return Response(json.dumps(facts, default=str, ensure_ascii=False), media_type="application/json")
