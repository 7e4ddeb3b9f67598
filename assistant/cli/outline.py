"""`callprompter outline`: check what somebody wrote, show the call filled in, draw it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import CallPrompterError, StoreError

outline = typer.Typer(
    help="Check, show or draw an outline: the steps, lines and phrases of a call.", no_args_is_help=True
)

Named = Annotated[str, typer.Argument(help="An outline's name, as follow-up, or a YAML file.")]
ProfileFile = Annotated[Path | None, typer.Option("--profile", help="The caller's facts (TOML); default: your own.")]


@outline.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Outlines: names or YAML files.")],
) -> None:
    """Read outlines and list every fault with its line. Exit status 1 where there is one."""
    from assistant.prompts import load_outline

    faulty = False
    for file in files:
        try:
            found = load_outline(file)
        except CallPrompterError as error:
            print(error, file=sys.stderr)
            faulty = True
            continue
        phrases = sum(len(step.heard) + len(step.asked) for step in found.steps.values())
        phrases += sum(len(outcome.heard) for outcome in found.outcomes.values())
        counts = ", ".join(
            f"{number} {noun}{'' if number == 1 else 's'}"
            for number, noun in ((len(found.steps), "step"), (len(found.outcomes), "outcome"), (phrases, "phrase"))
        )
        print(f"{found.source}: ok, {counts}")
    if faulty:
        raise typer.Exit(1)


@outline.command()
def show(name: Named = "follow-up", profile: ProfileFile = None) -> None:
    """Print the call as you will be prompted, with your own facts in the lines."""
    from rich.console import Console

    from assistant.displays.outline import printed
    from assistant.prompts import load_outline, load_profile, own_profile

    found = load_outline(name)
    known = load_profile(profile) if profile or own_profile().is_file() else None
    Console(highlight=False).print(printed(found, known))
    if known is None:
        print(f"No profile yet: put your facts into {own_profile()}, and they stand in the lines.", file=sys.stderr)


@outline.command()
def draw(
    name: Named = "follow-up",
    out: Annotated[str, typer.Option("--out", "-o", help="The SVG file to write; - for stdout.")] = "-",
) -> None:
    """Draw the call as an SVG picture: the main path, and a lane for each outcome."""
    from assistant.displays.drawing import drawing
    from assistant.files import write_whole
    from assistant.prompts import load_outline

    picture = drawing(load_outline(name))
    if out == "-":
        print(picture)
        return
    write_whole(Path(out), f"{picture}\n".encode())
    print(f"{out}: drawn", file=sys.stderr)


@outline.command()
def learn(name: Named = "follow-up") -> None:
    """Learn what whole turns mean from FILE.examples beside an outline; it is kept in FILE.gist there.

    Phrases hear what was foreseen; some hundred examples of what people say, each with its step, teach the rest.
    """
    from assistant.call.learning import gists
    from assistant.files import write_whole
    from assistant.prompts import EXAMPLES, GIST, load_outline, outline_path, read_text, shown
    from assistant.store.gists import pack

    path = outline_path(name)
    examples, target = path.with_suffix(EXAMPLES), path.with_suffix(GIST)
    found = gists(load_outline(name), read_text(examples), shown(examples))
    if not found:
        raise StoreError(f"{shown(examples)}: holds no example: write lines as `me: [greet] hi it's {{name}}`")
    write_whole(target, pack(found))
    counts = ", ".join(f"{len(gist.labels)} of {side}" for side, gist in found.items())
    print(f"{shown(target)}: learnt ({counts})", file=sys.stderr)
