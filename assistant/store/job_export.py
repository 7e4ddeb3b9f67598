"""Jobs as JSON, to be taken to another machine."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.errors import StoreError
from assistant.plan.job import Job, to_table
from assistant.plan.job_file import read
from assistant.store.job_rows import Entry

FORMAT = "callprompter-jobs"


def exported(entries: Sequence[Entry]) -> dict[str, Any]:
    """The jobs, as JSON holds them."""
    active = next((entry.uid for entry in entries if entry.active), None)
    jobs = [{"uid": entry.uid, "job": to_table(entry.job)} for entry in entries]
    return {"format": FORMAT, "version": 1, "active": active, "jobs": jobs}


def read_exported(exported: object, source: str) -> tuple[dict[str, Job], str]:
    """The jobs of an export by their uid, and the uid of the active one. Raises StoreError, PlanError."""
    if not isinstance(exported, Mapping) or exported.get("format") != FORMAT:
        raise StoreError(f"{source}: is no export of jobs: make one with `callprompter job export`")
    rows = exported.get("jobs")
    if exported.get("version") != 1 or not isinstance(rows, list):
        raise StoreError(f"{source}: was exported by a newer Call Prompter, or edited: update this one or mend it")
    jobs: dict[str, Job] = {}
    for number, row in enumerate(rows, 1):
        uid, table = (row.get("uid"), row.get("job")) if isinstance(row, dict) else (None, None)
        if not isinstance(uid, str) or not uid or uid in jobs or not isinstance(table, dict):
            raise StoreError(f"{source}: job {number} must have a uid of its own and a table: mend it")
        jobs[uid] = read(table, f"{source}: job {number}")
    return jobs, str(exported.get("active"))
