"""Rules for calls that write: what they write is kept, and nothing else changes."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.interface import (
    ReadingProblem,
    StateFault,
    answer_of,
    state_finding,
)
from shapeproof.exchange import Finding

LOST_WRITE = "lost_write"


def lost_write(seen: Observation, maker: str, problem: ReadingProblem) -> Finding:
    """A finding for a thing that is not there, or not as it was made."""
    fault = StateFault(
        f"response of {seen.operation.name} {problem.pointer}".strip(),
        problem.how,
        f"{maker} is accepted, but {seen.operation.name} does not show what it made",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return state_finding(LOST_WRITE, maker, seen, fault)


LOST_UPDATE = "lost_update"


def lost_update(
    seen: Observation, changer: str, problem: ReadingProblem, *, again: bool
) -> Finding:
    """A finding for a change that is not seen; ``again`` where it was not the first one."""
    fault = StateFault(
        f"response of {seen.operation.name} {problem.pointer}".strip(),
        f"{problem.how} again" if again else problem.how,
        f"{changer} is accepted{' once more' if again else ''}, "
        f"but {seen.operation.name} does not show the change",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return state_finding(LOST_UPDATE, changer, seen, fault)


ATOMICITY = "atomicity"
_EXPECTED = "a request that fails changes nothing"


def took_effect(seen: Observation, failed: str, how: str, problem: ReadingProblem) -> Finding:
    """A finding for a thing that a refused call has changed or removed."""
    constraint = "changed" if problem.of_value else "removed"
    fault = StateFault(
        f"{how} by {seen.operation.name}",
        constraint,
        f"{failed} ({how}) is refused, but {seen.operation.name} shows that it took effect",
        f"{_EXPECTED}: {problem.expected}",
        problem.actual,
        problem.pointer,
    )
    return state_finding(ATOMICITY, failed, seen, fault)


def created_despite_refusal(seen: Observation, failed: str, how: str) -> Finding:
    """A finding for a thing that is there though making it was refused."""
    fault = StateFault(
        f"{how} by {seen.operation.name}",
        "made",
        f"{failed} ({how}) is refused, but {seen.operation.name} finds what it would have made",
        _EXPECTED,
        answer_of(seen.exchange),
    )
    return state_finding(ATOMICITY, failed, seen, fault)


ISOLATION = "isolation"


def disturbed(seen: Observation, cause: str, what: str, problem: ReadingProblem) -> Finding:
    """A finding for a thing that a call for another one has changed or removed."""
    operation = seen.operation.name
    constraint = "removed" if not problem.of_value else "changed"
    fault = StateFault(
        f"another {what} by {operation}",
        constraint,
        f"{cause} of something else has {constraint} a {what} that it was not called for",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return state_finding(ISOLATION, cause, seen, fault)


def shared(seen: Observation, what: str, foreign: str) -> Finding:
    """A finding for a thing that answers to identifiers of another one's."""
    operation = seen.operation.name
    fault = StateFault(
        f"request /{foreign}",
        "shared",
        f"a {what} answers to the {foreign} of another one, where it was never made",
        "a not-found error",
        answer_of(seen.exchange),
    )
    return state_finding(ISOLATION, operation, seen, fault)


COPIES = "copies"


def not_copied(seen: Observation, copier: str, part: str, problem: ReadingProblem) -> Finding:
    """A finding for a part that the copy lacks, or holds with other values."""
    constraint = "changed" if problem.of_value else "missing"
    fault = StateFault(
        f"{part} by {seen.operation.name}",
        constraint,
        f"the copy that {copier} made does not hold the {part} of its source",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return state_finding(COPIES, copier, seen, fault)


def not_deep(
    seen: Observation, copier: str, part: str, cause: str, problem: ReadingProblem
) -> Finding:
    """A finding for a copy and an original that are one and the same."""
    fault = StateFault(
        f"{part} by {seen.operation.name}",
        "shared",
        f"after {copier}, {cause} on one of the two is seen on the other",
        problem.expected,
        problem.actual,
        problem.pointer,
    )
    return state_finding(COPIES, copier, seen, fault)
