"""Many recordings on a Dask cluster: the same work as local workers do, wherever the cluster has its own.

Its workers must have this program and see the folders under the same paths. The scheduler gives the work of a worker
that is lost to another one; what comes back is the same.
"""

from collections.abc import Iterator, Sequence

from assistant.errors import RecognizerError
from assistant.past.batch import Row, Task, review_one

PATIENCE = 15.0  # seconds for the scheduler to answer
TRIES = 3  # of a recording, where its worker is lost; then it is reported


def on_cluster(waiting: Sequence[Task], address: str) -> Iterator[Row]:
    """Review them on the cluster whose scheduler is at `address` (tcp://host:8786); yield each row as it is done.

    Raises RecognizerError where the cluster cannot be used.
    """
    try:
        from dask.distributed import Client, as_completed
    except ImportError:
        raise RecognizerError("--scheduler needs Dask: pip install 'callprompter[cluster]'") from None
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]  # Dask's own lack types
    except (OSError, ValueError) as error:
        raise RecognizerError(
            f"{address}: no Dask scheduler answers there ({error}): start one, or leave it out"
        ) from error
    with client:
        names = {}
        for task in waiting:
            names[client.submit(review_one, task, key=f"review-{task.name}-{task.key}", retries=TRIES)] = task
        for future in as_completed(names):  # type: ignore[no-untyped-call]
            if future.status == "finished":
                row: Row = future.result()
            else:
                task = names[future]
                row = Row(task.name, task.key, error=f"{task.name}: its workers were lost: try it by itself")
            yield row
