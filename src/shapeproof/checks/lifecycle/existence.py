"""Rules for what exists: removed resources are gone, existing ones are not created twice,
identifiers resolve.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.interface import StateFault, answer_of, state_finding, status_of
from shapeproof.checks.texts import shown
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Exchange, Finding

NOT_REMOVED = "not_removed"


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
    fault = StateFault(
        f"{what} by {operation}",
        "still there",
        f"{remover} is accepted, but {operation} still finds the {what}",
        _not_found(seen),
        _answer_with_output(seen.exchange),
    )
    return state_finding(NOT_REMOVED, remover, seen, fault)


def otherwise_refused(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where the absence of a removed thing is told by another error."""
    if seen.exchange.crashed or seen.exchange.accepted or status_of(seen.exchange) == 404:
        return
    if not any(each.status == 404 for each in seen.contract.errors_of(seen.operation)):
        return
    operation = seen.operation.name
    fault = StateFault(
        f"{what} by {operation}",
        "other error",
        f"after {remover}, {operation} is not answered with the not-found error",
        _not_found(seen),
        answer_of(seen.exchange),
    )
    yield state_finding(NOT_REMOVED, operation, seen, fault)


def accepted_change(seen: Observation, what: str) -> Finding:
    """A finding for a change of what was removed that is accepted."""
    changer = seen.operation.name
    fault = StateFault(
        f"{what} by {changer}",
        "changed",
        f"the {what} was removed, but {changer} accepts to change it",
        _not_found(seen),
        answer_of(seen.exchange),
    )
    return state_finding(NOT_REMOVED, changer, seen, fault)


def made_by_change(seen: Observation, changer: str, what: str) -> Finding:
    """A finding for a thing that is there because a change of what was removed has made it."""
    fault = StateFault(
        f"{what} by {seen.operation.name}",
        "made by a change",
        f"the {what} was removed; {changer} is called, and it is there again",
        "a change of what is not there is refused, and makes nothing",
        _answer_with_output(seen.exchange),
    )
    return state_finding(NOT_REMOVED, changer, seen, fault)


def _not_found(seen: Observation) -> str:
    codes = [each.code for each in seen.contract.errors_of(seen.operation) if each.status == 404]
    return f"{codes[0]} (status 404)" if codes else "an answer without it"


def _answer_with_output(exchange: Exchange) -> str:
    return f"{answer_of(exchange)} {shown(exchange.output)}"


LEFTOVERS = "leftovers"


def refused_again(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where what was removed cannot be made again as it was made before."""
    if seen.exchange.accepted or seen.exchange.crashed:
        return
    maker = seen.operation.name
    message = f"{remover} has removed the {what}, but {maker} cannot make it again"
    fault = StateFault("made again", "refused", message, "a success", answer_of(seen.exchange))
    yield state_finding(LEFTOVERS, maker, seen, fault)


def old_values(seen: Observation, maker: str, what: str, marks: Iterable[str]) -> Iterator[Finding]:
    """A finding where a text that only the old one was given comes back."""
    body = json.dumps(seen.exchange.output, ensure_ascii=False)
    left = [mark for mark in marks if mark in body]
    if not left:
        return
    fault = StateFault(
        f"response of {seen.operation.name}",
        "old value",
        f"the {what} was removed and made again, but shows a value of the old one",
        "nothing of the old one",
        left[0],
    )
    yield state_finding(LEFTOVERS, maker, seen, fault)


def old_child(seen: Observation, maker: str, what: str, child: str) -> Finding:
    """A finding for a thing that the old one held and the new one is found to hold."""
    fault = StateFault(
        f"{child} by {seen.operation.name}",
        "old part",
        f"the {what} was removed and made again, but holds the {child} of the old one",
        f"no {child}",
        answer_of(seen.exchange),
    )
    return state_finding(LEFTOVERS, maker, seen, fault)


MADE_TWICE = "made_twice"
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
        fault = StateFault("request", "accepted", f"{message}, and accepted", expected, "a success")
        yield state_finding(MADE_TWICE, maker, seen, fault)
    elif due and status_of(exchange) not in due:
        message = f"{message}, and refused by another error"
        fault = StateFault("response status", "other error", message, expected, answer_of(exchange))
        yield state_finding(MADE_TWICE, maker, seen, fault)


DANGLING_IDENTIFIER = "dangling_identifier"


def does_not_resolve(seen: Observation, source: str, identifier: str) -> Finding:
    """A finding for an identifier that its reader does not know."""
    operation = seen.operation.name
    fault = StateFault(
        f"response body /{identifier}",
        "does not resolve",
        f"{source} tells a {identifier} that {operation} does not find",
        f"a success of {operation}",
        answer_of(seen.exchange),
        f"/{identifier}",
    )
    return state_finding(DANGLING_IDENTIFIER, source, seen, fault)


def not_listed(seen: Observation, source: str, identifier: str, value: str) -> Finding:
    """A finding for an identifier that is not in the list of its kind."""
    operation = seen.operation.name
    fault = StateFault(
        f"response body /{identifier}",
        "not listed",
        f"{source} tells a {identifier} that {operation} does not list",
        f"a list with {value}",
        "a list without it",
        f"/{identifier}",
    )
    return state_finding(DANGLING_IDENTIFIER, source, seen, fault)
