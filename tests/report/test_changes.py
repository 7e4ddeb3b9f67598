"""What differs between two followed calls, told in words: titles instead of ids, values as people write them."""

from typing import Any

from assistant.events import Cue, Note, OutcomeChange, Signal, StepChange, StepStatus, Warned
from assistant.report.changes import Change, changes
from assistant.review.difference import Told

OUTLINE = ({"ask": "Ask how it stands"}, {"pending": "No decision yet"})  # titles of its steps and outcomes


def told(outcome: str, steps: dict[str, str], *signals: Signal, phone: Any = None, outline: Any = OUTLINE) -> Told:
    """What following a call by `outline` told."""
    return Told({"outcome": outcome, "steps": steps, "phone": phone}, signals, *outline)


def test_each_kind_of_change_is_told_in_words() -> None:
    """Outcome and steps by their titles, warnings and facts as the report names them, the number as it was said."""
    before = told("unknown", {"ask": "ahead"}, phone={"said": "617-555-0142", "matches": True})
    heard = (
        StepChange(9.0, "ask", StepStatus.DONE, "where are you", 1.0),
        OutcomeChange(14.0, "pending", "we have not decided", 1.0),
        Warned(15.0, "blame", "i haven't heard"),
        Note(16.0, "date", "friday noon", "2026-11-27"),
        Note(17.0, "next-step", "a second interview", "second-interview"),
    )
    after = told("pending", {"ask": "done"}, *heard)
    assert list(changes(before, after)) == [
        Change("Outcome", "not heard", "No decision yet", "we have not decided", 14.0),
        Change("Ask how it stands", "not reached", "done", "where are you", 9.0),
        Change("Number read out", "617-555-0142 (right)", "-"),
        Change("Warning: may sound like blame", "-", "told", "i haven't heard", 15.0),
        Change("Date: Friday, 27 November 2026", "-", "told", "friday noon", 16.0),
        Change("Next step: Second interview", "-", "told", "a second interview", 17.0),
    ]
    assert list(changes(after, after)) == []


def test_a_line_that_was_prompted_is_told_only_where_it_is_asked_for() -> None:
    """Two calls on two days were prompted otherwise in any case; one call followed twice was not."""
    before, after = told("unknown", {}), told("unknown", {}, Cue(4.0, "ask", "Where are you?", "Ask", "hello"))
    assert list(changes(before, after)) == []
    assert list(changes(before, after, prompted=True)) == [
        Change("Line prompted: Ask how it stands", "-", "told", "hello", 4.0)
    ]


def test_what_only_one_of_two_outlines_has_is_named_by_that_one() -> None:
    """A step or an outcome of the outline before keeps its title; what no outline names keeps its id."""
    other = ({"beep": "Wait for the beep"}, {"left": "Message left"})
    before = told("pending", {"ask": "done"})
    after = told("left", {"beep": "done", "odd": "done"}, outline=other)
    assert [(each.what, each.before, each.after) for each in changes(before, after)] == [
        ("Outcome", "No decision yet", "Message left"),
        ("Wait for the beep", "not in its outline", "done"),
        ("odd", "not in its outline", "done"),
        ("Ask how it stands", "done", "not in its outline"),
    ]
