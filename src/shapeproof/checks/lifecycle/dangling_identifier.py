"""An identifier that a response tells belongs to something: it can be read and is listed."""

from __future__ import annotations

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "dangling_identifier"


def does_not_resolve(seen: Observation, source: str, identifier: str) -> Finding:
    """A finding for an identifier that its reader does not know."""
    operation = seen.operation.name
    fault = Fault(
        f"response body /{identifier}",
        "does not resolve",
        f"{source} tells a {identifier} that {operation} does not find",
        f"a success of {operation}",
        answer_of(seen.exchange),
        f"/{identifier}",
    )
    return told(NAME, source, seen, fault)


def not_listed(seen: Observation, source: str, identifier: str, value: str) -> Finding:
    """A finding for an identifier that is not in the list of its kind."""
    operation = seen.operation.name
    fault = Fault(
        f"response body /{identifier}",
        "not listed",
        f"{source} tells a {identifier} that {operation} does not list",
        f"a list with {value}",
        "a list without it",
        f"/{identifier}",
    )
    return told(NAME, source, seen, fault)
