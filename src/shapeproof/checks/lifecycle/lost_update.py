"""A change is seen, the second one too."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.checks.lifecycle.telling import Fault, told
from shapeproof.exchange import Finding

NAME = "lost_update"


def lost_update(seen: Observation, changer: str, problem: Problem, *, again: bool) -> Finding:
    """A finding for a change that is not seen; ``again`` where it was not the first one."""
    fault = Fault(
        f"response of {seen.operation.name} {problem.pointer}".strip(),
        f"{problem.how} again" if again else problem.how,
        f"{changer} is accepted{' once more' if again else ''}, "
        f"but {seen.operation.name} does not show the change",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return told(NAME, changer, seen, fault)
