"""`callprompter demo`: a bundled recording of a whole call, followed before your eyes."""

import sys
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from assistant.cli.options import Model, Recognizer

DAY = date(2026, 11, 18)  # the bundled calls were made on that Wednesday


class Call(StrEnum):
    """The bundled recordings."""

    PENDING = "pending"
    VOICEMAIL = "voicemail"


def demo(
    call: Annotated[Call, typer.Argument(help="Which call: one still pending, or one to a mailbox.")] = Call.PENDING,
    speed: Annotated[
        float | None, typer.Option(min=0.1, max=100, help="1 is real time; default: as fast as the recogniser goes.")
    ] = None,
    recognizer: Recognizer = None,
    model: Model = None,
) -> None:
    """Follow a bundled recording of a call: see the line to say, the steps ticked, the outcome; then its review."""
    from rich.console import Console

    from assistant.displays.summary import show_summary
    from assistant.displays.terminal import TerminalDisplay
    from assistant.past.recordings import Asked, follow
    from assistant.prompts import folder
    from assistant.report.files import write_page

    bundled = folder() / "demo"
    asked = Asked(
        bundled / f"{call}.ogg",
        profile=bundled / "profile.toml",
        day=DAY,
        speed=speed,
        recognizer=recognizer,
        model=model,
        heard=True,
    )
    console = Console()
    followed = follow(asked, lambda seconds: TerminalDisplay(console, seconds), f"demo-{call}")
    show_summary(console, followed.session)
    print(f"\nreview: {write_page(followed.review, followed.folder, followed.sound)}", file=sys.stderr)
