"""What a terminal says of a review, beside its outcome: what to do next, and what to practise."""

from dataclasses import replace

from assistant.report.brief import brief
from assistant.review.advice import Practice
from assistant.review.review import build_review
from tests.made_call import made_call


def practise(*titles: str) -> list[str]:
    """What is told of the made call, were it to be practised by `titles`."""
    found = tuple(Practice(title, "why", "how") for title in titles)
    return list(brief(replace(build_review(made_call(sound=False)), practice=found)))[1:]


def test_the_next_action_comes_first() -> None:
    """It is the report's own, with the day that they named."""
    told = list(brief(build_review(made_call(sound=False))))
    assert told[0] == "Next: Wait until Friday 27 November is over. If nothing came, contact them once more."
    assert len(told) == 2


def test_what_was_left_out_says_so_once() -> None:
    """Wherever it stands among the rest."""
    assert practise("Slow down", "Do not leave out: ask", "Do not leave out: thank them") == [
        "To practise: Slow down · Do not leave out: ask · thank them"
    ]
    assert practise("Do not leave out: ask") == ["To practise: Do not leave out: ask"]


def test_nothing_to_practise_is_praise_only_where_something_was_heard() -> None:
    """Of a call without a step nothing is said."""
    assert practise() == ["To practise: nothing stands out"]
    review = replace(build_review(made_call(sound=False)), practice=(), asked=0)
    assert len(list(brief(review))) == 1
