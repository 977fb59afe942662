"""Whether diffs fail a run."""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.contract.diff import Diff

LEVELS = ("breaking", "warning", "none")


def exit_status(diffs: Sequence[Diff], fail_on: str) -> int:
    """1 if a change is as bad as ``fail_on`` (one of LEVELS), else 0."""
    changes = [change for diff in diffs for change in diff.changes]
    if fail_on == "breaking":
        return int(any(change.breaking for change in changes))
    if fail_on == "warning":
        return int(any(change.severity != "note" for change in changes))
    return 0
