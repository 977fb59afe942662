"""Diffs to render, made by hand."""

from __future__ import annotations

from shapeproof.contract.diff import Change, Diff, Side

OLD = Side("sample", "2020-01-01", "contracts/sample")
NEW = Side("sample", "2021-01-01", "botocore 9")


def removed(operation: str, place: str = "response /Jobs/*/Status") -> Change:
    """A removed enum value of a shape that several operations use; told in many places alike."""
    return Change(
        "request-enum-value-removed",
        operation,
        place.replace("response", "request"),
        "No longer accepted: A|B, `C`.",
        ["A|B", "`C`"],
        None,
        "Job/Status",
    )


ADDED = Change("operation-added", "GetThing", "operation", "The operation is new.", None,
               "GetThing", "operation")  # fmt: skip
WARNING = Change("operation-error-added", "GetThing", "errors Oops", "It may fail with Oops.",
                 None, "Oops", "errors Oops")  # fmt: skip
RENAMED = Change("shape-renamed", "", "shape B", "What was called A is called B.", "A", "B",
                 "shape B")  # fmt: skip
DIFF = Diff(
    OLD, NEW, (ADDED, WARNING, *(removed(name) for name in ("ListJobs", "GetJob")), RENAMED)
)
SAME = Diff(OLD, OLD)
GONE = Diff(
    OLD, None, (Change("service-removed", "", "service", "It is gone.", "sample", None, "service"),)
)
