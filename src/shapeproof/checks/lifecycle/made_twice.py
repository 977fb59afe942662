"""What exists is not made a second time under the same identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, status_of, told
from shapeproof.exchange import Finding

NAME = "made_twice"
_NOT_FOR_THIS = frozenset({404, 429})
"""Not found, and too many requests."""


def made_twice(seen: Observation, what: str) -> Iterator[Finding]:
    """A finding where making what exists is accepted, or refused by an error of another kind."""
    exchange = seen.exchange
    if exchange.crashed:
        return
    maker = seen.operation.name
    due = sorted(
        {
            error.status
            for error in seen.contract.errors_of(seen.operation)
            if error.status is not None
            and 400 <= error.status < 500
            and error.status not in _NOT_FOR_THIS
        }
    )
    expected = f"an error (status {' or '.join(map(str, due)) or '4xx'})"
    message = f"{maker} is called for a {what} that exists"
    if exchange.accepted:
        fault = Fault("request", "accepted", f"{message}, and accepted", expected, "a success")
        yield told(NAME, maker, seen, fault)
    elif due and status_of(exchange) not in due:
        message = f"{message}, and refused by another error"
        fault = Fault("response status", "other error", message, expected, answer_of(exchange))
        yield told(NAME, maker, seen, fault)
