"""What a review comes to, in the two lines that a terminal shows: what to do next, and what to practise."""

from collections.abc import Iterator

from assistant.report.sections import action
from assistant.review.advice import LEFT_OUT
from assistant.review.review import Review


def brief(review: Review) -> Iterator[str]:
    """The next action, and the titles of what to practise; nothing of practice where too little was heard."""
    yield f"Next: {action(review).text}"
    titles = [each.title for each in review.practice]
    for place in range(1, len(titles)):  # what was left out stands together, and says so once
        titles[place] = titles[place].removeprefix(LEFT_OUT)
    if titles:
        yield f"To practise: {' · '.join(titles)}"
    elif review.asked:
        yield "To practise: nothing stands out"
