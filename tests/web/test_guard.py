"""The page is for the browser that was given the link, and for nobody else."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.displays.web.guard import POLICY, Guard


async def hello(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture
def guard() -> Guard:
    """Over a server that says hello."""
    routes = [Route("/", hello, methods=["GET", "POST"]), Route("/live", hello), WebSocketRoute("/ws", talk)]
    made = Guard(Starlette(routes=routes))
    made.port = 4321
    return made


@pytest.fixture
def stranger(guard: Guard) -> Iterator[TestClient]:
    """A client without the cookie."""
    with TestClient(guard, base_url="http://127.0.0.1:4321", follow_redirects=False) as client:
        yield client


@pytest.fixture
def friend(guard: Guard, stranger: TestClient) -> TestClient:
    """A client that came by the link."""
    assert stranger.get(guard.link()).status_code == 303
    return stranger


def test_the_address_alone_opens_nothing(stranger: TestClient) -> None:
    """Without the link, no page."""
    answer = stranger.get("/")
    assert answer.status_code == 403
    assert "callprompter" in answer.text


def test_the_link_gives_a_cookie_that_no_script_and_no_other_site_can_use(guard: Guard, stranger: TestClient) -> None:
    """HttpOnly, SameSite=Strict; then the page opens."""
    answer = stranger.get(guard.link("/live"))
    assert answer.headers["location"] == "/live"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert stranger.get("/").text == "hello"


@pytest.mark.parametrize("token", ["", "x", "%00", "ü" * 50])
def test_a_wrong_token_opens_nothing(stranger: TestClient, token: str) -> None:
    """However it looks."""
    assert stranger.get(f"/enter?token={token}").status_code == 403


def test_the_link_leads_to_our_pages_only(guard: Guard, stranger: TestClient) -> None:
    """No redirect to elsewhere."""
    assert stranger.get(guard.link("//evil.example")).headers["location"] == "/"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:4321"])
def test_a_name_that_was_rebound_to_this_machine_is_refused(friend: TestClient, host: str) -> None:
    """Host must be the server's own."""
    assert friend.get("/", headers={"host": host}).status_code == 400


def test_another_page_may_not_ask(friend: TestClient) -> None:
    """Origin must be the server's own, and must be there where something is changed."""
    assert friend.get("/", headers={"origin": "http://evil.example"}).status_code == 403
    assert friend.post("/").status_code == 403
    assert friend.post("/", headers={"origin": "http://127.0.0.1:9"}).status_code == 403
    assert friend.post("/", headers={"origin": "http://127.0.0.1:4321"}).status_code == 200


def test_another_page_may_not_listen(friend: TestClient, guard: Guard) -> None:
    """The WebSocket needs cookie and Origin."""
    with friend.websocket_connect(
        "ws://127.0.0.1:4321/ws", headers={"host": "127.0.0.1:4321", "origin": "http://127.0.0.1:4321"}
    ) as ours:
        assert ours.receive_text() == "hello"
    for origin in ({}, {"origin": "http://evil.example"}):
        with (
            pytest.raises(WebSocketDisconnect),
            friend.websocket_connect("ws://127.0.0.1:4321/ws", headers={"host": "127.0.0.1:4321", **origin}),
        ):
            pass
    friend.cookies.clear()
    headers = {"host": "127.0.0.1:4321", "origin": "http://127.0.0.1:4321"}
    with pytest.raises(WebSocketDisconnect), friend.websocket_connect("ws://127.0.0.1:4321/ws", headers=headers):
        pass


def test_every_answer_forbids_what_a_page_could_be_made_to_do(friend: TestClient) -> None:
    """No script but our files, nothing from elsewhere, no frame around it, nothing kept in caches."""
    headers = friend.get("/").headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
