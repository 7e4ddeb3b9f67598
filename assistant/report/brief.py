"""What a review comes to, in the two lines that a terminal shows: what to do next, and what to practise."""

from collections.abc import Iterator

from assistant.report.sections import action
from assistant.review.advice import LEFT_OUT
from assistant.review.review import Review


def brief(review: Review) -> Iterator[str]:
    """The next action, and the titles of what to practise; nothing of practice where too little was heard."""
    yield f"Next: {action(review).text}"
    titles: list[str] = []
    for each in review.practice:  # what was left out stands together, and says so once
        said = any(title.startswith(LEFT_OUT) for title in titles)
        titles.append(each.title.removeprefix(LEFT_OUT) if said else each.title)
    if titles:
        yield f"To practise: {' · '.join(titles)}"
    elif review.asked:
        yield "To practise: nothing stands out"
