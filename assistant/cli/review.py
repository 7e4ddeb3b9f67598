"""`callprompter review`: what a recorded call came to, in the terminal, as JSON, as a page."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Channel(StrEnum):
    """Which channel of a stereo recording has the caller."""

    LEFT = "left"
    RIGHT = "right"
    MIXED = "mixed"


def review(
    source: Annotated[Path, typer.Argument(help="A recording of a call: wav, flac, mp3, m4a, ogg, webm, mp4.")],
    target: Annotated[str, typer.Argument(metavar="[-]", help="With --json: - is standard output.", hidden=True)] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print the review as one JSON object.")] = False,
    me: Annotated[Channel, typer.Option(help="The caller's channel; mixed: both voices are in both.")] = Channel.LEFT,
    outline: Annotated[str, typer.Option(help="An outline's name or file.")] = "follow-up",
    profile: Annotated[Path | None, typer.Option(help="Your facts (TOML); default: your own profile.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The call's day; default: the file's.")
    ] = None,
    recognizer: Annotated[str | None, typer.Option(help="vosk or sphinx; default: the best that is there.")] = None,
    model: Annotated[Path | None, typer.Option(help="A Vosk model's folder.")] = None,
) -> None:
    """Follow a recorded call and tell what was covered, what was promised, what to practise."""
    from rich.console import Console

    from assistant.audio.recording import Me
    from assistant.displays.summary import show_summary
    from assistant.displays.terminal import TerminalDisplay
    from assistant.recordings import Asked, follow
    from assistant.report.files import write_page

    asked = Asked(
        source,
        me=Me(me),
        outline=outline,
        profile=profile,
        day=day.date() if day else None,
        recognizer=recognizer,
        model=model,
    )
    watching = Console(file=sys.stderr, quiet=as_json and not sys.stderr.isatty())
    followed = follow(asked, lambda seconds: TerminalDisplay(watching, seconds), "review")
    page = write_page(followed.review, followed.folder, source, asked.me)
    if as_json:
        text = json.dumps(followed.review.to_json(), ensure_ascii=False)
        if target == "-":
            print(text)
        else:
            Path(target).write_text(text + "\n", encoding="utf-8")
    else:
        show_summary(Console(), followed.session)
    print(f"review: {page}", file=sys.stderr)
