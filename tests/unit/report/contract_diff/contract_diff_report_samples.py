"""Diffs to render, made by hand."""

from __future__ import annotations

from shapeproof.contract.diff import ContractChange, ContractDiff, DiffSide

OLD = DiffSide("sample", "2020-01-01", "contracts/sample")
NEW = DiffSide("sample", "2021-01-01", "botocore 9")


def removed(operation: str, place: str = "response /Jobs/*/Status") -> ContractChange:
    """A removed enum value of a shape that several operations use: one change in many places."""
    return ContractChange(
        "request-enum-value-removed",
        operation,
        place.replace("response", "request"),
        "No longer accepted: A|B, `C`.",
        ["A|B", "`C`"],
        None,
        "Job/Status",
    )


ADDED = ContractChange(
    "operation-added",
    "GetThing",
    "operation",
    "The operation was added.",
    None,
    "GetThing",
    "operation",
)
WARNING = ContractChange(
    "operation-error-added",
    "GetThing",
    "errors Oops",
    "It may fail with Oops.",
    None,
    "Oops",
    "errors Oops",
)
RENAMED = ContractChange("shape-renamed", "", "shape B", "A was renamed to B.", "A", "B", "shape B")
DIFF = ContractDiff(
    OLD, NEW, (ADDED, WARNING, *(removed(name) for name in ("ListJobs", "GetJob")), RENAMED)
)
SAME = ContractDiff(OLD, OLD)
GONE = ContractDiff(
    OLD,
    None,
    (ContractChange("service-removed", "", "service", "It is gone.", "sample", None, "service"),),
)
