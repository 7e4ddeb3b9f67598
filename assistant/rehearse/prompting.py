"""What the prompter shows in a rehearsal: as much as the level says, and more when the caller is stuck. Pure."""

from dataclasses import replace

from assistant.call.outline import Delivery
from assistant.call.view import View
from assistant.rehearse.level import Level

STUCK = 5.0  # s for which nobody has spoken, after which what is hidden is shown a little more
VERY_STUCK = 10.0


def shown(view: View, level: Level, stuck: float, hint: bool) -> View:
    """`view` as `level` lets it be seen; `stuck` are the seconds for which nobody has spoken, `hint` that it was asked
    for. "Say nothing" is always shown, and so is a number to be read."""
    if view.ended or view.delivery is not Delivery.NORMAL or hint or level is Level.LINE:
        return view
    if level is Level.NOTHING and stuck < STUCK:
        return replace(view, title="", line="", read=0, next_title="", next_line="")
    if stuck >= (VERY_STUCK if level is Level.NOTHING else STUCK):
        return view
    return replace(view, line=view.short, read=0, next_line="")
