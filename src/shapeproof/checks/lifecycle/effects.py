"""Rules for what one call does: no less than it says, no more, and to what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import effect_texts as texts
from shapeproof.checks.lifecycle.interface import StateCheck, StateObservation, http_status
from shapeproof.checks.refusals import RefusalKind, kind_of_refusal
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exchange import Exchange, Finding, Severity

IMPORTS = StateCheck("imports")
"""What an import made can be read."""
PARTIAL_UPDATE = StateCheck("partial_update")
"""An update leaves what it does not give as it was."""
CLIENT_TOKEN = StateCheck("client_token")
"""The same request with the same client token makes one thing."""
SEVERAL = StateCheck("several")
"""A parent that holds two of a kind takes a third one."""
IDENTITY = StateCheck("identity")
"""A read answers for the resource that was asked for."""


def import_unreadable(seen: Observation, importer: str, what: str, other: str) -> Finding:
    """A finding for an import that no name leads to, where what ``other`` imported is found."""
    said = texts.import_unreadable(importer, what, other, seen.exchange)
    where = f"response of {seen.operation.name}"
    return IMPORTS.finding(StateObservation(seen, importer, where, "unreadable", said))


def cleared(seen: Observation, updater: str, tokens: Tokens, before: Any, after: Any) -> Finding:
    """A finding for a member that an update did not give, and that is no longer as it was."""
    pointer = join(tokens)
    said = texts.cleared(updater, seen.operation.name, pointer, before, after)
    constraint = "cleared" if after is None else "changed"
    severity = None if seen.reviewed else Severity.NOTE
    where = f"response of {seen.operation.name} {pointer}"
    return PARTIAL_UPDATE.finding(
        StateObservation(seen, updater, where, constraint, said, pointer, severity)
    )


def token_ignored(seen: Observation, first: Exchange, member: str) -> Iterator[Finding]:
    """A finding where the same token made another thing, or was refused."""
    exchange = seen.exchange
    if exchange.crashed:
        return
    severity = None if seen.reviewed else Severity.NOTE
    operation, where = seen.operation.name, f"request /{member}"
    if not exchange.accepted:
        said = texts.token_refused(operation, member, exchange)
        yield CLIENT_TOKEN.finding(
            StateObservation(seen, operation, where, "refused", said, f"/{member}", severity)
        )
        return
    for name, one in identifiers_in(first.output).items():
        other = identifiers_in(exchange.output).get(name)
        if other is not None and other != one:
            said = texts.made_another(operation, member, name, one, other)
            yield CLIENT_TOKEN.finding(
                StateObservation(seen, operation, where, "another", said, f"/{member}", severity)
            )
            return


_IDENTIFYING = ("arn", "id")


def identifiers_in(output: Any) -> Mapping[str, str]:
    """The ids and ARNs in an output and in the structures directly within it."""
    found: dict[str, str] = {}
    outer = output if isinstance(output, dict) else {}
    inner = [each for each in outer.values() if isinstance(each, dict)]
    for structure in (*inner, outer):
        for name, value in structure.items():
            if isinstance(value, str) and name.lower().endswith(_IDENTIFYING):
                found[name] = value
    return {name: found[name] for name in found if not name.lower().endswith("requestid")}


_FULL = ("limit", "quota", "toomany", "throttl", "exceed")


def no_further(seen: Observation, what: str, count: int) -> Iterator[Finding]:
    """A finding where a further resource is refused, though nothing tells it from those before."""
    exchange = seen.exchange
    if exchange.accepted or exchange.crashed or http_status(exchange) == 429:
        return
    code = (seen.codec.decode_error(seen.response).code or "").lower()
    if any(each in code for each in _FULL):
        return
    if not seen.reviewed and kind_of_refusal(seen) is RefusalKind.CONFLICT:
        return  # a member that the lifecycle does not know may name it
    said = texts.no_further(what, count, exchange)
    operation = seen.operation.name
    yield SEVERAL.finding(StateObservation(seen, operation, "request", "refused", said))


def answers_for_another(
    seen: Observation, name: str, asked: Any, others: Mapping[str, Any]
) -> Iterator[Finding]:
    """A finding where an answer names another resource of ``others``, and not the one asked for."""
    told = _named(seen.exchange.output, name, 3)
    wrong = [each for each in told if each in others.values()]
    if wrong and asked not in told:
        said = texts.answers_for_another(seen.operation.name, name, asked, wrong[0])
        operation, place = seen.operation.name, f"request /{name}"
        yield IDENTITY.finding(
            StateObservation(seen, operation, place, "another", said, f"/{name}")
        )


def _named(output: Any, name: str, depth: int) -> list[Any]:
    """The values of a member in an output, in its structures, but not in lists."""
    if not isinstance(output, dict) or depth == 0:
        return []
    own = [output[name]] if name in output else []
    return own + [each for value in output.values() for each in _named(value, name, depth - 1)]
