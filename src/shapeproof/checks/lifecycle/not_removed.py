"""What was removed is gone: it is not read and not changed, and what it held is gone with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, status_of, told
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Exchange, Finding

NAME = "not_removed"


def is_there(
    seen: Observation, reader: Reader | None, identifiers: Mapping[str, Any]
) -> bool | None:
    """Whether an answer shows that a thing exists; None where it does not tell."""
    if seen.exchange.crashed:
        return None
    if not seen.exchange.accepted:
        return False if status_of(seen.exchange) == 404 else None
    if seen.codec.decode_error(seen.response).source in ("header", "__type"):
        return None  # an error that is told as a success is another check's business
    contains = reader.contains if reader is not None else {}
    if not contains:
        return True
    output = seen.exchange.output if isinstance(seen.exchange.output, dict) else {}
    lists = [(output.get(member), identifiers.get(name)) for member, name in contains.items()]
    return any(isinstance(listed, list) and wanted in listed for listed, wanted in lists)


def still_there(seen: Observation, remover: str, what: str) -> Finding:
    """A finding for a thing that is found after it was removed."""
    operation = seen.operation.name
    fault = Fault(
        f"{what} by {operation}",
        "still there",
        f"{remover} is accepted, but {operation} still finds the {what}",
        _not_found(seen),
        _shown(seen.exchange),
    )
    return told(NAME, remover, seen, fault)


def otherwise_refused(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where the absence of a removed thing is told by another error."""
    if seen.exchange.crashed or seen.exchange.accepted or status_of(seen.exchange) == 404:
        return
    if not any(each.status == 404 for each in seen.contract.errors_of(seen.operation)):
        return
    operation = seen.operation.name
    fault = Fault(
        f"{what} by {operation}",
        "other error",
        f"after {remover}, {operation} is not answered with the not-found error",
        _not_found(seen),
        answer_of(seen.exchange),
    )
    yield told(NAME, operation, seen, fault)


def accepted_change(seen: Observation, what: str) -> Finding:
    """A finding for a change of what was removed that is accepted."""
    changer = seen.operation.name
    fault = Fault(
        f"{what} by {changer}",
        "changed",
        f"the {what} was removed, but {changer} accepts to change it",
        _not_found(seen),
        answer_of(seen.exchange),
    )
    return told(NAME, changer, seen, fault)


def made_by_change(seen: Observation, changer: str, what: str) -> Finding:
    """A finding for a thing that is there because a change of what was removed has made it."""
    fault = Fault(
        f"{what} by {seen.operation.name}",
        "made by a change",
        f"the {what} was removed; {changer} is called, and it is there again",
        "a change of what is not there is refused, and makes nothing",
        _shown(seen.exchange),
    )
    return told(NAME, changer, seen, fault)


def _not_found(seen: Observation) -> str:
    codes = [each.code for each in seen.contract.errors_of(seen.operation) if each.status == 404]
    return f"{codes[0]} (status 404)" if codes else "an answer without it"


def _shown(exchange: Exchange) -> str:
    return f"{answer_of(exchange)} {shown(exchange.output)}"
