"""`callprompter forget`: take calls away for good, or what the other side said in them."""

import sys
from datetime import date
from typing import Annotated

import typer


def forget(
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="A session: its name or a part of it, its folder, or last."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every call and rehearsal. Jobs and profile stay.")] = False,
    them: Annotated[
        bool, typer.Option("--them", help="Only what the other side said and sounded like; of every call, or SESSION.")
    ] = False,
    old: Annotated[bool, typer.Option("--old", help="What is older than [keep] in settings.toml says, now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a call, all calls, or what the other side said: files, reports, search and progress. Lists what went."""
    if [session is not None and not them, every, them, old].count(True) != 1 or (every and session):
        raise typer.BadParameter("say what to forget: a session, --all, --them or --old", param_hint="SESSION")
    from assistant.past.archive import find_session, session_folders
    from assistant.past.forgetting import forget_everything, forget_sessions, forget_them, tidy
    from assistant.retention import load_keep

    if old:
        _told(tidy(load_keep(), date.today()))
        return
    folders = [find_session(session)] if session else session_folders()
    what = "what the other side said in " if them else ""
    which = str(folders[0]) if session else f"all {len(folders)} sessions"
    if not yes:
        typer.confirm(f"Forget {what}{which} for good?", abort=True, err=True)
    if every:
        _told(forget_everything())
    elif them:
        _told(forget_them(folders))
    else:
        _told(forget_sessions(folders))


def tidy_by_itself() -> None:
    """What is older than the user wants goes by itself, and is said in one line. Raises StoreError."""
    from assistant.settings import config_folder

    if not (config_folder() / "settings.toml").is_file():
        return
    from assistant.past.forgetting import tidy
    from assistant.retention import load_keep

    removed = tidy(load_keep(), date.today())
    if removed:
        print(f"forgotten, as settings.toml says: {'; '.join(removed)}", file=sys.stderr)


def _told(removed: list[str]) -> None:
    for line in removed:
        print(line)
    if not removed:
        print("there was nothing to forget", file=sys.stderr)
