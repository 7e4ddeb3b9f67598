"""The part of the page's Desk that is about rehearsals: with whom one can practise, how one goes, how they went."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import Any

from assistant.counterpart.scenario import load, scenarios
from assistant.errors import CallPrompterError
from assistant.live.moment import Moment
from assistant.prompts import load_outline
from assistant.rehearse.ear import find_microphone
from assistant.rehearse.level import Level, fading
from assistant.rehearse.spoken import RANDOM, Practice, SpokenRehearsal, open_rehearsal
from assistant.store.progress import history, steps_done

Facts = Mapping[str, Any]
LONGEST = 60  # rehearsals in the chart
OPENING, GOING, SCORING = "opening", "going", "scoring"  # what a rehearsal is doing; "" where there is none


class RehearsalDesk:
    """One rehearsal at a time, by `run`; whoever asks meanwhile is told by `facts`."""

    def __init__(
        self,
        practice: Practice,
        opened: Callable[[Practice], AbstractContextManager[SpokenRehearsal]] = open_rehearsal,
    ) -> None:
        """`practice` is what the command line asked for; the page may ask for more."""
        self.practice = practice
        self._opened = opened
        self._state, self._trouble = "", ""
        self._latest: Facts | None = None

    def facts(self) -> Facts:
        """What goes on, how the latest rehearsal went, and, where none goes on, what there is to choose from."""
        state = self._state
        told = {"state": state, "trouble": self._trouble, "latest": self._latest}
        return told if state else {**told, **choices(self.practice.outline)}

    def asked(self, options: Facts) -> Practice:
        """The practice that the page asks for. Raises AudioError where there is no microphone for it."""
        practice = asked(options, self.practice)
        if not practice.typing:
            find_microphone(practice.microphone)
        return practice

    def run(self, practice: Practice, hold: Callable[[SpokenRehearsal], None], show: Callable[[Moment], None]) -> None:
        """Rehearse to the end and score it; `hold` is given the rehearsal once it is open."""
        self._state, self._trouble = OPENING, ""

        def shown(moment: Moment) -> None:
            show(moment)
            self._state = GOING

        try:
            with self._opened(practice) as call:
                hold(call)
                call.run(shown)
                self._state = SCORING
                call.review()
                self._latest = result(call)
        except CallPrompterError as error:
            self._trouble = str(error)
        finally:
            self._state = ""


def choices(outline: str) -> Facts:
    """The scenarios with their scores, and the progress. Raises ScenarioError, StoreError, OutlineError."""
    of = load_outline(outline)
    past = history()
    told = []
    for name in scenarios():
        each = load(name, of)
        own = [one.score for one in past if one.scenario == name]
        told.append(
            {"id": name, "title": each.title, "practises": each.practises, "scores": own, "level": fading(own).value}
        )
    steps = [
        {"id": step, "title": of.steps[step].title, "done": done, "counted": counted}
        for step, done, counted in steps_done()
        if step in of.steps
    ]
    progress = [
        {"when": one.began, "scenario": one.scenario, "difficulty": one.difficulty, "score": one.score, "way": one.way}
        for one in past[-LONGEST:]
    ]
    return {"scenarios": told, "progress": progress, "steps": steps}


def result(call: SpokenRehearsal) -> Facts:
    """How a rehearsal that was scored went."""
    judged = call.judged
    if judged is None:
        return {}
    found = judged.score
    return {
        **asdict(call.played),
        "title": call.rehearsing.title,
        "level": call.rehearsing.level,
        "typing": call.rehearsing.typing,
        "session": call.folder.name,
        "outcome": judged.review.call.outcomes.get(judged.review.outcome, ""),
        "score": None if found is None else found.total,
        "parts": [] if found is None else [asdict(part) for part in found.parts],
        "practise": [f"{each.title}. {each.how}" for each in judged.review.practice],
    }


def asked(options: Facts, usual: Practice) -> Practice:
    """What the page asked for, checked; what it left open is as the command line said."""
    difficulty = str(options.get("difficulty"))
    level = str(options.get("level") or usual.level)
    seed = str(options.get("seed") or "")
    return replace(
        usual,
        scenario=str(options.get("scenario") or RANDOM),
        difficulty=int(difficulty) if difficulty in ("1", "2", "3") else usual.difficulty,
        seed=int(seed) if seed.isdecimal() and len(seed) < 10 else usual.seed,
        level=Level(level) if level in tuple(Level) else usual.level,
        typing=bool(options.get("typing", usual.typing)),
        mute=bool(options.get("mute", usual.mute)),
        microphone=str(options.get("microphone") or "") or usual.microphone,
    )
