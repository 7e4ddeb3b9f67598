"""What a review comes to, in the two lines that a terminal shows: what to do next, and what to practise."""

from collections.abc import Iterator

from assistant.report.sections import action
from assistant.review.review import Review


def brief(review: Review) -> Iterator[str]:
    """The next action, and the titles of what to practise; nothing of practice where too little was heard."""
    yield f"Next: {action(review).text}"
    if review.practice:
        yield f"To practise: {'; '.join(each.title for each in review.practice)}"
    elif review.asked:
        yield "To practise: nothing stands out"
