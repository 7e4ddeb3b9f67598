"""A Moment as JSON: the view, which changes with words, apart from the sound, which changes ten times a second."""

from dataclasses import asdict
from typing import Any

from assistant.live.moment import Moment


def view_frame(moment: Moment) -> dict[str, Any]:
    """What is to be said, done and known: equal for two moments that look the same but for timers and meters."""
    view = asdict(moment.view)
    del view["t"]
    return {
        "view": view,
        "number": asdict(moment.number) if moment.number else None,
        "kept": moment.kept,
        "asking": moment.asking,
        "rehearsal": asdict(moment.rehearsal) if moment.rehearsal else None,
    }


def sound_frame(moment: Moment) -> dict[str, Any]:
    """Timers, meters, and what is wrong with the sound; seconds, rounded to what can be seen."""
    return {
        "t": round(moment.view.t, 1),
        "now": round(moment.now, 1),
        "state": moment.state,
        "troubles": moment.troubles,
        "quiet": round(moment.quiet, 1),
        "waiting": None if moment.waiting is None else round(moment.waiting, 1),
        "latency": None if moment.latency is None else max(0, round(moment.latency * 1000)),
        "paused": moment.paused,
        "speak": moment.speak,
        "left": None if moment.left is None else round(moment.left, 1),
        "sides": [
            {"speaker": side.speaker, "device": side.device, "level": round(side.level, 2), "away": bool(side.away)}
            for side in moment.sides
        ],
    }
