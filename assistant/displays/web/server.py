"""The server: uvicorn on 127.0.0.1, on a thread of its own, so that the call and the keyboard have theirs."""

import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn

from assistant.displays.web.app import Shown, build
from assistant.displays.web.desk import Desk
from assistant.displays.web.guard import Guard
from assistant.displays.web.limits import CONNECTIONS, HEADERS, LONGEST, Hasty, Limits
from assistant.errors import StoreError

STARTING_SECONDS = 10.0


class Server:
    """Serves the page within a `with`; `link` opens it. Port 0 is any that is free."""

    def __init__(self, desk: Desk, port: int = 0, shown: Shown | None = None) -> None:
        """Raises StoreError where the port is taken."""
        self.guard = Guard(Limits(build(desk, shown)))
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen()  # at once: a browser that is quicker than the server waits
        except OSError as error:
            self._socket.close()
            raise StoreError(f"port {port}: cannot be used ({error.strerror}): choose another with --port") from error
        self.guard.port = self._socket.getsockname()[1]
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
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def link(self, to: str = "/") -> str:
        """The address that lets a browser in."""
        return self.guard.link(to)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # an open WebSocket is no reason to stay
        self._thread.join(STARTING_SECONDS)
        self._socket.close()
