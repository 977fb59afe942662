"""What of a call there is to judge, so that one cause does not give many findings."""

from __future__ import annotations

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.exchange import ClientCase, Outcome

ROBUSTNESS = "robustness"
"""The family of cases whose replies the contract never allows."""

VALUE_FAULTS = frozenset(
    {
        "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties",
        "maximum", "minItems", "minLength", "minProperties", "minimum", "pattern",
    }
)  # fmt: skip
"""Faults that leave the type as it is: such parameters have an encoding (tolerance ``faults``)."""


def is_told(seen: ClientObservation) -> bool:
    """Whether the client has answered, and has sent anything before."""
    return seen.result.breakdown is None and bool(seen.requests)


def is_robustness(case: ClientCase) -> bool:
    """Whether the replies are bytes that the contract never allows."""
    return case.family == ROBUSTNESS or case.outcome is Outcome.FAILURE


def has_due_request(case: ClientCase) -> bool:
    """Whether it is known what the client must send, if it sends anything."""
    if case.fault is not None:
        return case.fault.constraint in VALUE_FAULTS
    return case.outcome is not Outcome.OPEN


def is_refusal(seen: ClientObservation) -> bool:
    """Whether the client has refused invalid parameters, be it after it has sent them."""
    error = seen.result.error
    return seen.case.fault is not None and error is not None and error.kind == "validation"


def saw_the_due_reply(seen: ClientObservation) -> bool:
    """Whether the last reply that the client has seen is the one that counts.

    One that gave up too early, or asked too often, has seen another, unless all are the same.
    """
    most = seen.case.attempts[1]
    asked_on = most is not None and len(seen.requests) > most
    return not (gave_up_early(seen) or asked_on) or len(set(seen.case.replies)) == 1


def gave_up_early(seen: ClientObservation) -> bool:
    """Whether the client has sent too few requests to have seen the reply that counts."""
    return len(seen.requests) < seen.case.attempts[0]
