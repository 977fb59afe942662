"""Rules for calls that write: what they write is kept, and nothing else changes."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import texts
from shapeproof.checks.lifecycle.interface import ReadingProblem, StateCheck, StateObservation
from shapeproof.exchange import Finding

LOST_WRITE = StateCheck("lost_write")
"""What was created can be read, and shows what it was created with."""
LOST_UPDATE = StateCheck("lost_update")
"""An update shows, the second one as well."""
ATOMICITY = StateCheck("atomicity")
"""A refused request changes nothing."""
ISOLATION = StateCheck("isolation")
"""A call for one resource leaves the others alone, and each has identifiers of its own."""
COPIES = StateCheck("copies")
"""A copy contains what its source contained, and shares no state with it."""


def lost_write(seen: Observation, creator: str, problem: ReadingProblem) -> Finding:
    """A finding for a resource that is missing, or not as it was created."""
    reader = seen.operation.name
    said = texts.lost_write(creator, reader, problem.expected, problem.actual)
    where = f"response of {reader} {problem.pointer}".strip()
    return LOST_WRITE.finding(
        StateObservation(seen, creator, where, problem.how, said, problem.pointer, problem.severity)
    )


def lost_update(
    seen: Observation, updater: str, problem: ReadingProblem, *, again: bool
) -> Finding:
    """A finding for an update that does not show; ``again`` where it was not the first one."""
    reader = seen.operation.name
    said = texts.lost_update(updater, reader, problem.expected, problem.actual, again=again)
    where = f"response of {reader} {problem.pointer}".strip()
    constraint = f"{problem.how} again" if again else problem.how
    return LOST_UPDATE.finding(
        StateObservation(seen, updater, where, constraint, said, problem.pointer, problem.severity)
    )


def took_effect(seen: Observation, refused: str, how: str, problem: ReadingProblem) -> Finding:
    """A finding for a resource that a refused call has changed or removed."""
    reader = seen.operation.name
    said = texts.took_effect(refused, how, reader, problem.expected, problem.actual)
    constraint = "changed" if problem.of_value else "removed"
    return ATOMICITY.finding(
        StateObservation(
            seen, refused, f"{how} by {reader}", constraint, said, problem.pointer, problem.severity
        )
    )


def created_despite_refusal(seen: Observation, refused: str, how: str) -> Finding:
    """A finding for a resource that exists though its creation was refused."""
    said = texts.created_despite_refusal(refused, how, seen.exchange)
    where = f"{how} by {seen.operation.name}"
    return ATOMICITY.finding(StateObservation(seen, refused, where, "made", said))


def disturbed(seen: Observation, cause: str, what: str, problem: ReadingProblem) -> Finding:
    """A finding for a resource that a call for another one has changed or removed."""
    constraint = "changed" if problem.of_value else "removed"
    said = texts.disturbed(cause, what, constraint, problem.expected, problem.actual)
    where = f"another {what} by {seen.operation.name}"
    return ISOLATION.finding(
        StateObservation(seen, cause, where, constraint, said, problem.pointer, problem.severity)
    )


def shared(seen: Observation, what: str, foreign: str) -> Finding:
    """A finding for a resource that is found under identifiers of another one."""
    said = texts.shared_identifier(what, foreign, seen.exchange)
    operation = seen.operation.name
    return ISOLATION.finding(
        StateObservation(seen, operation, f"request /{foreign}", "shared", said)
    )


def not_copied(seen: Observation, copier: str, part: str, problem: ReadingProblem) -> Finding:
    """A finding for a part that the copy lacks, or contains with other values."""
    said = texts.not_copied(copier, part, problem.expected, problem.actual)
    constraint = "changed" if problem.of_value else "missing"
    where = f"{part} by {seen.operation.name}"
    return COPIES.finding(
        StateObservation(seen, copier, where, constraint, said, problem.pointer, problem.severity)
    )


def not_deep(
    seen: Observation, copier: str, part: str, cause: str, problem: ReadingProblem
) -> Finding:
    """A finding for a copy that shares state with its source."""
    said = texts.not_deep(copier, cause, problem.expected, problem.actual)
    where = f"{part} by {seen.operation.name}"
    return COPIES.finding(
        StateObservation(seen, copier, where, "shared", said, problem.pointer, problem.severity)
    )
