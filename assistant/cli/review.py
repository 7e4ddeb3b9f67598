"""`callprompter review`: what a call really was: in the terminal, as JSON, as a page, Markdown and calendar."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Model, Recognizer
from assistant.errors import StoreError

if TYPE_CHECKING:
    from assistant.past.recordings import Asked
    from assistant.past.reviewing import Reviewed
    from assistant.report.changes import Change

CHANNELS = ("left", "right", "mixed")


class Sound(StrEnum):
    """Where a report has the call's sound."""

    INSIDE = "inside"
    BESIDE = "beside"
    NOWHERE = "nowhere"


def review(
    source: Annotated[
        Path,
        typer.Argument(help="A recording, a session's folder, a transcript (.vtt .srt .json .txt), a folder of them."),
    ],
    target: Annotated[str, typer.Argument(metavar="[-]", help="With --json: - is standard output.", hidden=True)] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print the review as one JSON object.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for the reports; default: the session's own, which has the numbers in any case."),
    ] = None,
    sound: Annotated[Sound, typer.Option(help="Where the page has the call's sound.")] = Sound.INSIDE,
    me: Annotated[
        str, typer.Option(help="The caller's channel: left, right or mixed; in a transcript the caller's name.")
    ] = "left",
    outline: Annotated[
        str | None, typer.Option(help="An outline's name or file; default: follow-up, or the session's own.")
    ] = None,
    profile: Annotated[Path | None, typer.Option(help="Your facts (TOML); default: your own profile.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The call's day; default: the file's.")
    ] = None,
    recognizer: Recognizer = None,
    model: Model = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="For a folder: how many recordings at once; default: one a core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="For a folder: a Dask cluster's scheduler, as tcp://host:8786.")
    ] = None,
) -> None:
    """Tell what a call came to: what was covered, what was promised, what to practise.

    A session's folder is followed again; with another --outline or --model, what that changes is told too. A folder of
    recordings is reviewed into --out, with an index over all; started again, it goes on where it was stopped.
    """
    if str(source) == "-":  # `--json - SOURCE`
        source, target = Path(target), "-"
    from assistant.audio.recording import Me
    from assistant.past.recordings import Asked
    from assistant.past.reviewing import is_session, is_transcript

    many = out is not None and source.is_dir() and not is_session(source)
    if me not in CHANNELS and not many and not is_transcript(source):
        raise typer.BadParameter(f"{me!r} is none of {', '.join(CHANNELS)}", param_hint="--me")
    if out is not None and out.exists() and not out.is_dir():
        raise StoreError(f"{out}: is no folder: name another one with --out")
    asked = Asked(
        source,
        me=Me(me) if me in CHANNELS else Me.LEFT,
        name="" if me in CHANNELS else me,
        outline=outline,
        profile=profile,
        day=day.date() if day else None,
        recognizer=recognizer,
        model=model,
        heard=sound is not Sound.NOWHERE,
    )
    if many and out is not None:
        from assistant.cli.many import review_many

        review_many(asked, out, sound, workers, scheduler, target if as_json else None)
    else:
        _one(asked, out, sound, target if as_json else None)


def _one(asked: "Asked", out: Path | None, sound: Sound, target: str | None) -> None:
    """Review one call; `target` is where its JSON goes, None for a summary in the terminal."""
    from rich.console import Console

    from assistant.displays.terminal import TerminalDisplay
    from assistant.past.reviewing import review_source, told
    from assistant.review.difference import differences, lines

    watching = Console(file=sys.stderr, quiet=target is not None and not sys.stderr.isatty())
    done = review_source(asked, lambda seconds: TerminalDisplay(watching, seconds))
    if done.complaint:
        print(f"callprompter: {done.complaint}", file=sys.stderr)
    page = _write(done, out, sound)
    if target is None:
        _show(done)
    else:
        data = done.review.to_json()
        if done.before is not None:
            now = told(done.session)
            found = (*differences(done.before, now), *lines(done.before, now))
            data["differences"] = [each.to_json() for each in found]
        _print(json.dumps(data, ensure_ascii=False), target)
    print(f"review: {page}", file=sys.stderr)


def _write(done: "Reviewed", out: Path | None, sound: Sound) -> Path:
    """Write the reports; return the page. What is followed otherwise than its session was does not replace its page.

    The session always gets its numbers: past calls are compared by them, wherever the reports are.
    """
    from assistant.report.files import STEM
    from assistant.report.write import Hear, Kind, write_report

    hear = Hear(sound)
    stem = STEM if done.before is None else f"{STEM}-again"
    if out is not None and done.before is None:
        write_report(done.review, done.folder, (Kind.JSON,), stem=STEM)
    place = out or done.folder
    return write_report(done.review, place, sound=done.sound, hear=hear, stem=stem, changed=_changed(done))[Kind.HTML]


def _changed(done: "Reviewed") -> "list[Change] | None":
    """What following the session otherwise made different; None where it was followed as ever."""
    from assistant.past.reviewing import told
    from assistant.report.changes import changes

    return None if done.before is None else list(changes(done.before, told(done.session), prompted=True))


def _print(text: str, target: str) -> None:
    from assistant.files import write_whole

    if target == "-":
        print(text)
    else:
        write_whole(Path(target), f"{text}\n".encode())


def _show(done: "Reviewed") -> None:
    from rich.console import Console
    from rich.text import Text

    from assistant.displays.frame import clean, clock
    from assistant.displays.summary import show_summary
    from assistant.report.brief import brief

    console = Console()
    show_summary(console, done.session)
    for line in brief(done.review):
        console.print(Text(clean(line), "bold"))
    found = _changed(done)
    if found is not None:
        console.print()
        console.print(Text("Compared with how the session was followed:" if found else "Nothing changed."))
    for each in found or ():
        because = f"  {clock(each.t)} “{clean(each.because)}”" if each.because and each.t is not None else ""
        console.print(Text(f"{each.what}: {each.before} → {each.after}{because}"))
