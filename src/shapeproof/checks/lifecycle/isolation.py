"""What is done to one thing leaves the others alone, and each answers to its own name only."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "isolation"


def disturbed(seen: Observation, cause: str, what: str, problem: Problem) -> Finding:
    """A finding for a thing that a call for another one has changed or removed."""
    operation = seen.operation.name
    constraint = "removed" if not problem.of_value else "changed"
    fault = Fault(
        f"another {what} by {operation}",
        constraint,
        f"{cause} of something else has {constraint} a {what} that it was not called for",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return told(NAME, cause, seen, fault)


def shared(seen: Observation, what: str, foreign: str) -> Finding:
    """A finding for a thing that answers to identifiers of another one's."""
    operation = seen.operation.name
    fault = Fault(
        f"request /{foreign}",
        "shared",
        f"a {what} answers to the {foreign} of another one, where it was never made",
        "a not-found error",
        answer_of(seen.exchange),
    )
    return told(NAME, operation, seen, fault)
