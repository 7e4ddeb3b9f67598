"""Questions on the terminal. Standard output stays free for data where it goes into a file or a pipe."""

import sys

import typer


def ask(question: str, default: str = "") -> str:
    """The answer, or `default` where only Enter is pressed. The end of the input aborts."""
    prompt = f"{question} [{default}]: " if default else f"{question}: "
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            answer = input(prompt)  # with the line editing of the terminal
        else:
            print(prompt, end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline()
            if not answer:
                raise EOFError
    except EOFError:
        print("\nthe answers ended before the questions did", file=sys.stderr)
        raise typer.Abort from None
    return answer.strip() or default


def confirm(question: str) -> bool:
    """Yes or no; anything else is asked again."""
    while True:
        answer = ask(f"{question} (y/n)").casefold()
        if answer in ("y", "yes", "n", "no"):
            return answer.startswith("y")
        print("  y for yes, n for no.", file=sys.stderr)
