"""The call on another device: its own link, its own rights, and nothing of the rest."""

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from test_guard import hello

from assistant.displays.web import share
from assistant.displays.web.guard import ALONE, Guard

AT = "192.168.7.5"  # this machine's address in its network


@pytest.fixture
def guard() -> Guard:
    """Over a server that says hello at every path."""
    made = Guard(Starlette(routes=[Route("/{path:path}", hello, methods=["GET", "POST"])]), (AT,))
    made.port = 4321
    return made


def client(guard: Guard, address: str) -> TestClient:
    """Somebody who comes to that address of ours."""
    return TestClient(guard, base_url=f"http://{address}:4321", follow_redirects=False)


def test_a_guest_is_shown_the_call_and_nothing_else(guard: Guard) -> None:
    """The live page and its files; not the home, the plan, the reports, the devices, nor what changes anything."""
    guest = client(guard, AT)
    assert guest.get("/live").status_code == 403
    assert guest.get(guard.link("/review", AT)).headers["location"] == "/live"
    assert guest.get("/live").text == guest.get("/static/live.js").text == "hello"
    for path in ("/", "/plan", "/review", "/rehearse", "/report/x", "/api/home", "/api/devices", "/api/share"):
        assert (guest.get(path).status_code, guest.get(path).text) == (403, ALONE), path
    for path in ("/api/begin", "/api/after", "/api/introduce"):
        assert guest.post(path, headers={"origin": f"http://{AT}:4321"}).status_code == 403, path


def test_each_door_has_a_link_of_its_own(guard: Guard) -> None:
    """The guest's token opens nothing here, the caller's opens nothing there, and neither cookie passes the other."""
    guest, caller = client(guard, AT), client(guard, "127.0.0.1")
    ours, theirs = guard.local.token, guard.doors[AT].token
    assert ours != theirs
    assert guest.get(f"/enter?token={ours}").status_code == 403
    assert caller.get(f"/enter?token={theirs}").status_code == 403
    assert caller.get(guard.link("/")).status_code == 303
    key = next(iter(caller.cookies.values()))
    assert guest.get("/live", headers={"cookie": f"{guard.cookie}={key}"}).status_code == 403


def test_who_is_a_guest_is_told_by_the_socket_not_by_the_request(guard: Guard) -> None:
    """A guest who names this machine as the host is refused, as is one who comes to an address that is no door."""
    guest = client(guard, AT)
    guest.get(guard.link("/live", AT))
    assert guest.get("/live", headers={"host": "127.0.0.1:4321"}).status_code == 400
    assert client(guard, "10.0.0.9").get(f"/enter?token={guard.local.token}").status_code == 400


def test_behind_the_guard_a_guest_is_known_as_one() -> None:
    """The app needs not look at addresses."""

    async def who(request: object) -> PlainTextResponse:
        return PlainTextResponse(str(request.scope["guest"]))  # type: ignore[attr-defined]

    made = Guard(Starlette(routes=[Route("/live", who)]), (AT,))
    made.port = 4321
    for address, told in ((AT, "True"), ("127.0.0.1", "False")):
        comes = client(made, address)
        comes.get(made.link("/live", address))
        assert comes.get("/live").text == told


def test_the_addresses_are_those_that_others_can_reach() -> None:
    """Never the one of this machine alone."""
    assert not [address for address in share.addresses() if address.startswith("127.")]


def test_the_terminal_shows_the_code_the_links_and_who_can_reach_them() -> None:
    """A square of half blocks in colours of its own, whatever the terminal's are."""
    text = share.printed({AT: f"http://{AT}:4321/enter?token={'x' * 43}&to=/live"}, keys=False)
    *code, link, terms = text.split("\n")
    assert all(re.fullmatch(r"\x1b\[97;40m[ █▀▄]+\x1b\[0m", row) for row in code)
    assert len({len(row) for row in code}) == 1 and len(code) > 15
    assert link.startswith(f"http://{AT}:4321/enter?token=")
    assert terms.startswith("Any device in the same network that has this link")
    assert terms.endswith("It can look, and press nothing.")
