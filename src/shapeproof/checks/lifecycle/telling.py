"""Findings of the rules of state: they name the operation at fault, not the one that showed it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapeproof.checks.interface import Observation
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.exchange import Exchange, Finding

PHASE = "stateful"


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words: ``where`` and ``constraint`` are the same for every seed."""

    where: str
    constraint: str
    message: str
    expected: str
    actual: str
    pointer: str = ""


def told(check: str, operation: str, seen: Observation, fault: Fault) -> Finding:
    """A finding that ``operation`` has to answer for; ``seen`` is the exchange that shows it."""
    finding = seen.finding(
        check,
        sure_if_reviewed(seen.reviewed),
        fault.where,
        fault.constraint,
        fault.message,
        expected=fault.expected,
        actual=fault.actual,
        pointer=fault.pointer,
    )
    return replace(finding, operation=operation, phase=PHASE)


def answer_of(exchange: Exchange) -> str:
    """An answer in a few words."""
    if exchange.response is None:
        return exchange.failure or "no answer"
    return f"status {exchange.response.status}"


def status_of(exchange: Exchange) -> int:
    """The status of an answer, 0 where there is none."""
    return exchange.response.status if exchange.response else 0
