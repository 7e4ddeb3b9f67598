"""The card after a call, on a terminal: what came of it, confirmed in a few answers and then logged."""

import sys
from typing import TYPE_CHECKING

from assistant.errors import PlanError, RefusedError

if TYPE_CHECKING:
    from assistant.session import Session
    from assistant.store.jobs import Entry

NOTHING = "nothing"  # came of it: it stays out of the log


def confirm_card(session: "Session") -> None:
    """Ask what came of the call and log it as a contact of the active job; nothing without a job or a terminal."""
    from assistant.cli.asking import ask, confirm
    from assistant.plan.todo import job_title
    from assistant.store.jobs import active_entry

    entry = active_entry()
    if entry is None or not sys.stdin.isatty():
        return
    print(f"\nFor the log of {job_title(entry.job)}; Enter takes what stands in brackets.", file=sys.stderr)
    outcome = _outcome(session.view.outcome)
    if outcome == NOTHING:
        return
    heard = {note.kind: note.value for note in session.view.notes}
    reached = outcome not in ("voicemail", "unavailable")
    who = ask("You spoke with", heard.get("name", "")) if reached else ""
    promised = ask('They decide by (a date, "within a week"; - for nothing)', heard.get("date", "")) if reached else ""
    note = ask("Worth remembering")
    if confirm("Keep it?"):
        _log(entry, outcome, who, note, promised)


def _outcome(heard: str) -> str:
    """The outcome that was heard, or another one that is typed."""
    from assistant.cli.asking import ask
    from assistant.plan.log import OF_OUTCOME

    choices = (*OF_OUTCOME, NOTHING)
    while True:
        answer = ask(f"What came of it ({', '.join(choices)})", heard if heard in OF_OUTCOME else NOTHING).casefold()
        if answer in choices:
            return answer
        print(f"  One of {', '.join(choices)}.", file=sys.stderr)


def _log(entry: "Entry", outcome: str, who: str, note: str, promised: str) -> None:
    """Log it and say what comes next; a faulty promise is asked for again, a second voicemail only if insisted on."""
    from assistant.cli.asking import ask, confirm
    from assistant.cli.log import next_thing
    from assistant.planning import log_call

    force = False
    while True:
        try:
            logged = log_call(entry, outcome, who, note, promised, force)
        except RefusedError as error:
            print(f"  {error}", file=sys.stderr)
            if not confirm("Log it all the same?"):
                return
            force = True
        except PlanError as error:
            print(f"  {error}", file=sys.stderr)
            if not promised:
                return
            promised = ask("They decide by")
        else:
            print(next_thing(logged))
            return
