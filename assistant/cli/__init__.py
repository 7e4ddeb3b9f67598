"""The command line. Each module beside this one is one group of commands; heavy libraries are imported when used."""

import os
import sys

import typer

from assistant.cli import (
    demo,
    devices,
    drill,
    follow,
    forget,
    job,
    live,
    log,
    models,
    outline,
    page,
    plan,
    prepare,
    rehearse,
    review,
    say_number,
    sessions,
    start,
)
from assistant.errors import CallPrompterError

app = typer.Typer(
    name="callprompter",
    help="Prompts you through the follow-up call after a job interview. Works offline.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(demo.demo)
app.command()(devices.devices)
app.command()(drill.drill)
app.command()(follow.follow)
app.command()(forget.forget)
app.add_typer(job.job, name="job")
app.command()(live.live)
app.command()(log.log)
app.add_typer(models.models, name="models")
app.command()(page.page)
app.command()(plan.plan)
app.command()(prepare.prepare)
app.command()(rehearse.rehearse)
app.command()(review.review)
app.command()(say_number.say_number)
app.add_typer(sessions.sessions, name="sessions")
app.command()(start.start)
app.add_typer(outline.outline, name="outline")


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Prompts you through the follow-up call after a job interview, offline. Without a command: opens the page."""
    if context.invoked_subcommand not in (None, "follow", "forget"):
        forget.tidy_by_itself()
    if context.invoked_subcommand is None:
        page.show_home()


def main() -> None:
    """Run the command; an error that the user can act on is one line on stderr and exit status 1.

    A bug has exit status 1, too, and its traceback, after the user was asked whether to keep a report of it.
    """
    os.umask(0o077)  # whatever is written is for its owner alone
    try:
        app()
    except CallPrompterError as error:
        print(f"callprompter: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except Exception as error:
        from assistant import crash

        crash.offer(error)
        raise
