"""A request that fails changes nothing."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "atomicity"
_EXPECTED = "a request that fails changes nothing"


def took_effect(seen: Observation, failed: str, how: str, problem: Problem) -> Finding:
    """A finding for a thing that a refused call has changed or removed."""
    constraint = "changed" if problem.of_value else "removed"
    fault = Fault(
        f"{how} by {seen.operation.name}",
        constraint,
        f"{failed} ({how}) is refused, but {seen.operation.name} shows that it took effect",
        f"{_EXPECTED}: {problem.expected}",
        problem.actual,
        problem.pointer,
    )
    return told(NAME, failed, seen, fault)


def made_all_the_same(seen: Observation, failed: str, how: str) -> Finding:
    """A finding for a thing that is there though making it was refused."""
    fault = Fault(
        f"{how} by {seen.operation.name}",
        "made",
        f"{failed} ({how}) is refused, but {seen.operation.name} finds what it would have made",
        _EXPECTED,
        answer_of(seen.exchange),
    )
    return told(NAME, failed, seen, fault)
