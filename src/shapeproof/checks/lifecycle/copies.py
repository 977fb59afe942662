"""A copy holds what the original held, and is a thing of its own."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.checks.lifecycle.telling import Fault, told
from shapeproof.exchange import Finding

NAME = "copies"


def not_copied(seen: Observation, copier: str, part: str, problem: Problem) -> Finding:
    """A finding for a part that the copy lacks, or holds with other values."""
    constraint = "changed" if problem.of_value else "missing"
    fault = Fault(
        f"{part} by {seen.operation.name}",
        constraint,
        f"the copy that {copier} made does not hold the {part} of its source",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return told(NAME, copier, seen, fault)


def not_deep(seen: Observation, copier: str, part: str, cause: str, problem: Problem) -> Finding:
    """A finding for a copy and an original that are one and the same."""
    fault = Fault(
        f"{part} by {seen.operation.name}",
        "shared",
        f"after {copier}, {cause} on one of the two is seen on the other",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return told(NAME, copier, seen, fault)
