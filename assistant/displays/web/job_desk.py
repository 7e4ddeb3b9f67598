"""Jobs and their plan on the page: what it can see and ask for, and the routes to it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.displays.web.answers import Facts, done, told
from assistant.errors import CallPrompterError

# A preparation sheet is one file with its own style: it may run nothing and reach nothing.
SHEET_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class JobDesk(Protocol):
    """The program behind Today, Plan and Jobs. Each method may raise CallPrompterError: its line is shown."""

    def home(self) -> Facts:
        """Today's one thing to do for the active job, its three weeks, and what the other jobs want."""

    def plan(self) -> Facts:
        """What the active job's policy advises, the others beside it, and its log."""

    def jobs(self) -> Facts:
        """Every job, the removed ones too."""

    def job(self, number: str) -> Facts:
        """A job's facts as a form shows them; those of a new one where `number` is empty."""

    def places(self, country: str, zone: str) -> Facts:
        """Countries, and the regions and time zones of one: of `country`, or of the browser's own `zone`."""

    def keep(self, asked: Facts) -> Facts:
        """Keep the facts of a job, a new one where none is numbered."""

    def change(self, asked: Facts) -> None:
        """Use, remove or undo a job, or plan it by another policy."""

    def log(self, asked: Facts) -> None:
        """Log a contact of the active job, or take the last one back."""

    def weigh(self, asked: Facts) -> Facts:
        """Call or write, from the answers to the four questions."""

    def sheet(self) -> str:
        """The preparation sheet, a page of HTML to print."""

    def calendar(self) -> bytes:
        """The plan as calendar events (RFC 5545)."""


def routes(desk: JobDesk) -> list[Route]:
    """The routes to a JobDesk."""
    return [
        Route("/api/home", told(desk.home)),
        Route("/api/plan", told(desk.plan)),
        Route("/api/jobs", told(desk.jobs)),
        Route("/api/job", told(desk.job, "number")),
        Route("/api/places", told(desk.places, "country", "zone")),
        Route("/api/keep", done(desk.keep), methods=["POST"]),
        Route("/api/change", done(desk.change), methods=["POST"]),
        Route("/api/log", done(desk.log), methods=["POST"]),
        Route("/api/weigh", done(desk.weigh), methods=["POST"]),
        Route("/prepare", _file(lambda: _sheet(desk))),
        Route("/plan.ics", _file(lambda: _calendar(desk))),
    ]


def _file(make: Callable[[], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:  # noqa: ARG001
        try:
            return await run_in_threadpool(make)
        except CallPrompterError as error:
            return PlainTextResponse(str(error), 409)

    return answer


def _sheet(desk: JobDesk) -> Response:
    return HTMLResponse(desk.sheet(), headers={"Content-Security-Policy": SHEET_POLICY})


def _calendar(desk: JobDesk) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="follow-up-call.ics"'}
    return Response(desk.calendar(), media_type="text/calendar", headers=headers)
