"""An outline in the terminal: every step in the order of the call, with the lines that the caller will be prompted."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.call.outline import Delivery, Outline, Step, line_to_say
from assistant.profile import Profile


def printed(outline: Outline, profile: Profile | None) -> RenderableType:
    """The whole outline; without a profile the lines keep their {fields}."""
    parts: list[RenderableType] = [
        Text(outline.title, style="bold"),
        Text(f"{outline.id}, from {outline.source}", style="dim"),
    ]
    shown: set[str] = set()
    for title, why, path in _sections(outline):
        parts.append(Padding(Text.from_markup(f"[bold cyan]{escape(title)}[/]  [dim]{escape(why)}[/]"), (1, 0, 0, 0)))
        parts.append(_steps(outline, path, profile, shown))
        shown.update(path)
    return Group(*parts)


def _sections(outline: Outline) -> Iterator[tuple[str, str, Sequence[str]]]:
    yield "The call", "as long as their answer is not known", outline.path
    for outcome in outline.outcomes.values():
        yield outcome.title, f"{outcome.id}: heard by {len(outcome.heard)} phrases", outcome.path
    placed = {*outline.path, *(step for outcome in outline.outcomes.values() for step in outcome.path)}
    asked = tuple(step.id for step in outline.steps.values() if step.id not in placed)
    if asked:
        yield "When they ask for it", "from any step", asked


def _steps(outline: Outline, path: Sequence[str], profile: Profile | None, shown: set[str]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    for name in path:
        step = outline.steps[name]
        again = name in shown
        table.add_row(
            Text(name, style="dim" if again else ""), Text("as above", style="dim") if again else _said(step, profile)
        )
    return table


def _said(step: Step, profile: Profile | None) -> Text:
    line = line_to_say(step, profile) if profile else step.say[0] if step.say else step.cue
    marks = [mark for mark, on in (("required", step.required), ("slowly", step.delivery is Delivery.SLOW)) if on]
    if step.then:
        marks.append(f"then {step.then}")
    text = Text(line, style="italic dim" if step.delivery is Delivery.SILENT else "")
    return text.append(f"  ({', '.join(marks)})", style="dim") if marks else text
