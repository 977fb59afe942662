"""Step of the matrix workflow: the jobs, one for each shard of each service, as JSON."""

from __future__ import annotations

import json

from github_steps.steps import BadInput, services, set_output, whole_number

MOST_JOBS = 256
"""GitHub's limit of a matrix."""


def plan() -> int:
    """Set the output ``matrix``."""
    named = services()
    shards = whole_number("shards", "1", 1, MOST_JOBS)
    if len(named) * shards > MOST_JOBS:
        reason = f"{len(named)} services in {shards} shards are more than {MOST_JOBS} jobs"
        raise BadInput("shards", f"{reason}; choose fewer")
    jobs = [
        {"service": service, "shard": number, "shards": shards}
        for service in named
        for number in range(1, shards + 1)
    ]
    set_output("matrix", json.dumps({"include": jobs}))
    return 0
