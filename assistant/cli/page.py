"""`callprompter` alone: the page's home in the browser; and how other commands show themselves there."""

import signal
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import NoBrowser, Port

if TYPE_CHECKING:
    from assistant.displays.web.server import Server
    from assistant.displays.web.share import Sharing
    from assistant.live.setup import Setup
    from assistant.rehearse.spoken import Practice

SHARE = "Show the call on a phone or tablet in your network, by a QR code; it can look, and press nothing."
SHARE_KEYS = "As --share, and that device may press the keys, too."


def page(
    port: Port = 0,
    no_browser: NoBrowser = False,
    share: Annotated[bool, typer.Option("--share", help=SHARE)] = False,
    share_keys: Annotated[bool, typer.Option("--share-keys", help=SHARE_KEYS)] = False,
) -> None:
    """Open the page: today's one thing to do, then Plan, Rehearse, Live, Review. `callprompter` alone does the same."""
    show_home(port, browser=not no_browser, share=shared(share, share_keys))


def shared(share: bool, keys: bool) -> "Sharing | None":
    """What the options allow other devices. Raises StoreError where this machine is in no network."""
    if not (share or keys):
        return None
    from assistant.displays.web.share import sharing

    return sharing(keys)


def show_home(port: int = 0, browser: bool = True, share: "Sharing | None" = None) -> None:
    """The page's home, until Ctrl+C."""
    from assistant.live.setup import Setup

    show_page("/", Setup(), port=port, browser=browser, share=share)


def show_page(
    to: str,
    setup: "Setup",
    port: int = 0,
    browser: bool = True,
    begin: bool = False,
    practice: "Practice | None" = None,
    share: "Sharing | None" = None,
) -> None:
    """Serve the page until Ctrl+C, opened at `to`.

    `begin` starts the rehearsal that `practice` asks for at once, or the call that `setup` asks for.
    """
    from assistant.desk import LiveDesk
    from assistant.displays.web.server import Server
    from assistant.rehearse.desk import RehearsalDesk

    desk, over = LiveDesk(setup, practice=RehearsalDesk(practice) if practice else None), threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    with Server(desk, port, sharing=share) as server:
        link = server.link(to)
        print(f"The page: {link}\nCtrl+C ends it.", file=sys.stderr, flush=True)
        show_shared(server)
        try:
            if begin and practice:
                desk.practise(practice)
            elif begin:
                desk.start(setup)
            if browser:
                webbrowser.open(link)
            while not over.wait(0.5):
                pass
        finally:
            desk.close()
    if desk.latest_folder is not None:
        print(f"session: {desk.latest_folder}", file=sys.stderr)


def show_shared(server: "Server") -> None:
    """Print the QR code of what is shared, and who can reach it."""
    from assistant.displays.web.share import printed

    if server.shared:
        print(printed(server.shared, server.sharing.keys), file=sys.stderr, flush=True)
