"""The end of a call in a terminal: what it came to, each step with the words that ticked it."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.displays.frame import SIGNS, STYLES, clean, clock
from assistant.events import StepStatus
from assistant.session import Session


def show_summary(console: Console, session: Session) -> None:
    """Print what the call came to."""
    view, phone = session.view, session.state.kept.phone
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for step in view.steps:
        sign = SIGNS[step.status][console.encoding != "utf-8"]
        because = f"“{step.because}”" if step.because else "missed" if step.status is StepStatus.MISSED else ""
        table.add_row(Text(sign, STYLES[step.status]), Text(step.title), Text(clean(because), "dim"))
    console.print()
    heading = view.outcome_title or "How they decided was not heard"
    console.print(Text.assemble((heading, "bold"), f"   {clock(view.t)}"))
    if view.outcome_because:
        console.print(Text(f"because they said “{clean(view.outcome_because)}”", "dim"))
    console.print(table)
    if phone:
        console.print(Text(f"Your number was read out {'right' if phone.matches else 'WRONG'}: {phone.said}"))
    for note in view.notes:
        console.print(Text(f"They said: {clean(note.text)} ({note.kind}: {clean(note.value)})"))
    kinds = session.script.ear.manner.kinds
    for warning in view.warnings:
        title = kinds[warning.kind].title if warning.kind in kinds else warning.kind
        console.print(Text(f"Mind next time: {title} (“{clean(warning.because)}”)", "yellow"))
