"""What was made can be read, and shows what it was made with."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.checks.lifecycle.telling import Fault, told
from shapeproof.exchange import Finding

NAME = "lost_write"


def lost_write(seen: Observation, maker: str, problem: Problem) -> Finding:
    """A finding for a thing that is not there, or not as it was made."""
    fault = Fault(
        f"response of {seen.operation.name} {problem.pointer}".strip(),
        problem.how,
        f"{maker} is accepted, but {seen.operation.name} does not show what it made",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return told(NAME, maker, seen, fault)
