"""The server: uvicorn on 127.0.0.1, and where the call is shared on this machine's own addresses in its network.

It has a thread of its own, so that the call and the keyboard have theirs.
"""

import socket
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import uvicorn

from assistant.displays.web.app import Shown, build
from assistant.displays.web.desk import Desk, Mirror
from assistant.displays.web.guard import LOCAL, Guard
from assistant.displays.web.limits import CONNECTIONS, HEADERS, LONGEST, Hasty, Limits
from assistant.displays.web.share import Sharing, told
from assistant.errors import StoreError

STARTING_SECONDS = 10.0


class Server:
    """Serves the page within a `with`; `link` opens it. Port 0 is any that is free."""

    def __init__(
        self, desk: Desk | Mirror, port: int = 0, shown: Shown | None = None, sharing: Sharing | None = None
    ) -> None:
        """Raises StoreError where the port is taken."""
        self.sharing = sharing or Sharing(())
        app = build(desk, shown, guests_press=self.sharing.keys, share=lambda: told(self.shared, self.sharing.keys))
        self.guard = Guard(Limits(app), self.sharing.addresses, Limits(app))
        self._sockets: list[socket.socket] = []
        try:
            for address in self.guard.doors:
                self._sockets.append(_listening(address, self.guard.port or port))
                self.guard.port = self._sockets[0].getsockname()[1]
        except StoreError:
            self._close()
            raise
        config = uvicorn.Config(
            self.guard,
            log_level="error",
            access_log=False,
            lifespan="off",
            http=Hasty,
            ws="websockets-sansio",
            ws_max_size=LONGEST,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=HEADERS,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), daemon=True)

    def link(self, to: str = "/") -> str:
        """The address that lets a browser in."""
        return self.guard.link(to)

    @property
    def shared(self) -> Mapping[str, str]:
        """The links for other devices, by the address of this machine that each goes to."""
        return {address: self.guard.link("/live", address) for address in self.sharing.addresses}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # an open WebSocket is no reason to stay
        self._thread.join(STARTING_SECONDS)
        self._close()

    def _close(self) -> None:
        for each in self._sockets:
            each.close()


def _listening(address: str, port: int) -> socket.socket:
    """A socket that listens at once: a browser that is quicker than the server waits. Raises StoreError."""
    made = socket.socket()
    if sys.platform != "win32":  # there it would let another program listen at the same port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((address, port))
        made.listen()
    except OSError as error:
        made.close()
        at = "" if address == LOCAL else f" at {address}"
        raise StoreError(f"port {port}{at}: cannot be used ({error.strerror}): choose another with --port") from error
    return made
