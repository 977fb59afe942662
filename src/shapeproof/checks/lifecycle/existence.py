"""Rules for what exists: removed resources are gone, existing ones are not created twice."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import texts
from shapeproof.checks.lifecycle.interface import StateCheck, StateObservation, http_status
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Exchange, Finding, Text

NOT_REMOVED = StateCheck("not_removed")
"""What was removed cannot be read or updated, nor can what it contained."""
MADE_TWICE = StateCheck("made_twice")
"""What exists is not created a second time under the same identifiers."""
LEFTOVERS = StateCheck("leftovers")
"""What is created again after its removal has nothing of the old one."""
DANGLING_IDENTIFIER = StateCheck("dangling_identifier")
"""An identifier in a response belongs to a resource that can be read and is listed."""

_NOT_FOR_EXISTING = frozenset({404, 429})
"""Not found, and too many requests."""
_NAMED_IN = ("header", "__type")
"""Where a name makes an answer an error, whatever its status."""


_ENDING = re.compile(
    r"delet|terminat|remov|inactiv|deregist|deprecat|disabl|archiv|cancel|stopp|purg|expire|pending",
    re.IGNORECASE,
)
_STATES = re.compile(r"stat(e|us)$", re.IGNORECASE)
_ENDED_AT = re.compile(r"delet|terminat|deregist|expire|purge|deactivat", re.IGNORECASE)
_SHORTEST = 4
"""Texts that are shorter may stand in any answer."""


def is_there(
    seen: Observation,
    reader: Reader | None,
    identifiers: Mapping[str, Any],
    written: Collection[str] = (),
    before: Exchange | None = None,
) -> bool | None:
    """Whether an answer shows that a resource exists; None where it does not say.

    In a service that nobody has reviewed, an answer shows it only if it is the one that the same
    request got ``before``, has its names or one of the texts ``written`` to it, and does not say
    that the resource is about to end: some services answer with nothing, or with a default.
    """
    if seen.exchange.crashed:
        return None
    if not seen.exchange.accepted:
        return False if http_status(seen.exchange) == 404 else None
    if seen.codec.decode_error(seen.response).source in _NAMED_IN:
        return None  # another check reports an error with the status of a success
    contains = reader.contains if reader is not None else {}
    if not contains and not seen.reviewed:
        same = before is not None and before.output == seen.exchange.output
        return (same and _shows(seen.exchange.output, {*_names(identifiers), *written})) or None
    if not contains:
        return True
    output = seen.exchange.output if isinstance(seen.exchange.output, dict) else {}
    lists = [(output.get(member), identifiers.get(name)) for member, name in contains.items()]
    return any(isinstance(listed, list) and wanted in listed for listed, wanted in lists)


def _names(identifiers: Mapping[str, Any]) -> list[str]:
    return [each for each in identifiers.values() if isinstance(each, str)]


def _shows(output: Any, known: Collection[str]) -> bool:
    """Whether an output has one of these texts, and nothing in it says that it ends."""
    found = False
    for name, value in _leaves("", output):
        if _ENDED_AT.search(name) and value not in (False, 0, ""):
            return False
        if not isinstance(value, str):
            continue
        if _STATES.search(name) and _ENDING.search(value):
            return False
        found = found or any(len(each) >= _SHORTEST and each in value for each in known)
    return found


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values in an output that are neither structures nor lists, with their members' names."""
    if isinstance(value, dict):
        for inner, each in value.items():
            yield from _leaves(inner, each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(name, each)
    elif value is not None:
        yield name, value


def still_there(seen: Observation, remover: str, what: str) -> Finding:
    """A finding for a resource that is found after its removal."""
    said = texts.still_there(remover, what, _not_found(seen), seen.exchange)
    where = f"{what} by {seen.operation.name}"
    return NOT_REMOVED.finding(StateObservation(seen, remover, where, "still there", said))


def otherwise_refused(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where a removed resource is answered with another error than not found."""
    if seen.exchange.crashed or seen.exchange.accepted or http_status(seen.exchange) == 404:
        return
    missing = [each for each in seen.contract.errors_of(seen.operation) if each.status == 404]
    if not missing:
        return
    code = seen.codec.decode_error(seen.response).code
    if not seen.reviewed and any(code in each.codes for each in missing):
        return  # the right error: another check reports its status
    reader = seen.operation.name
    said = texts.other_not_found(remover, _not_found(seen), seen.exchange)
    yield NOT_REMOVED.finding(
        StateObservation(seen, reader, f"{what} by {reader}", "other error", said)
    )


def accepted_change(seen: Observation, what: str) -> Finding:
    """A finding for an update of a removed resource that is accepted."""
    updater = seen.operation.name
    said = texts.accepted_update(what, _not_found(seen), seen.exchange)
    return NOT_REMOVED.finding(
        StateObservation(seen, updater, f"{what} by {updater}", "changed", said)
    )


def made_by_change(seen: Observation, updater: str, what: str) -> Finding:
    """A finding for a removed resource that an update has created again."""
    said = texts.created_by_update(updater, what, seen.exchange)
    where = f"{what} by {seen.operation.name}"
    return NOT_REMOVED.finding(StateObservation(seen, updater, where, "made by a change", said))


def _not_found(seen: Observation) -> Text:
    codes = [each.code for each in seen.contract.errors_of(seen.operation) if each.status == 404]
    if not codes:
        return Text("an answer without it")
    return Text.of("{code} (status 404)", code=codes[0])


def refused_again(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where a removed resource cannot be created again as it was created before."""
    if seen.exchange.accepted or seen.exchange.crashed:
        return
    said = texts.not_created_again(remover, what, seen.exchange)
    creator = seen.operation.name
    yield LEFTOVERS.finding(StateObservation(seen, creator, "made again", "refused", said))


def old_values(
    seen: Observation, creator: str, what: str, marks: Iterable[str]
) -> Iterator[Finding]:
    """A finding where a text that only the old resource was given comes back."""
    body = json.dumps(seen.exchange.output, ensure_ascii=False)
    left = [mark for mark in marks if mark in body]
    if left:
        where, said = f"response of {seen.operation.name}", texts.old_value(what, left[0])
        yield LEFTOVERS.finding(StateObservation(seen, creator, where, "old value", said))


def old_child(seen: Observation, creator: str, what: str, child: str) -> Finding:
    """A finding for a resource in the old one that the new one contains."""
    said = texts.old_part(what, child, seen.exchange)
    where = f"{child} by {seen.operation.name}"
    return LEFTOVERS.finding(StateObservation(seen, creator, where, "old part", said))


def made_twice(seen: Observation, what: str) -> Iterator[Finding]:
    """A finding where creating what exists is accepted, or refused with an unfit error."""
    exchange, creator = seen.exchange, seen.operation.name
    if exchange.crashed:
        return
    fitting = _statuses_for_existing(seen)
    expected = Text.of(
        "an error (status {statuses})", statuses=" or ".join(map(str, fitting)) or "4xx"
    )
    if exchange.accepted:
        said = texts.created_twice(creator, what, expected)
        yield MADE_TWICE.finding(StateObservation(seen, creator, "request", "accepted", said))
    elif fitting and http_status(exchange) not in fitting:
        said = texts.refused_by_other_error(creator, what, expected, exchange)
        yield MADE_TWICE.finding(
            StateObservation(seen, creator, "response status", "other error", said)
        )


def _statuses_for_existing(seen: Observation) -> list[int]:
    statuses = {error.status for error in seen.contract.errors_of(seen.operation)}
    return sorted(
        each
        for each in statuses
        if each is not None and 400 <= each < 500 and each not in _NOT_FOR_EXISTING
    )


def does_not_resolve(seen: Observation, source: str, identifier: str) -> Finding:
    """A finding for an identifier that its reader does not find."""
    said = texts.unresolved(source, identifier, seen.exchange)
    where, pointer = f"response body /{identifier}", f"/{identifier}"
    return DANGLING_IDENTIFIER.finding(
        StateObservation(seen, source, where, "does not resolve", said, pointer)
    )


def not_listed(seen: Observation, source: str, identifier: str, value: str) -> Finding:
    """A finding for an identifier that is not in the list of its kind."""
    said = texts.unlisted(source, identifier, seen.operation.name, value)
    where, pointer = f"response body /{identifier}", f"/{identifier}"
    return DANGLING_IDENTIFIER.finding(
        StateObservation(seen, source, where, "not listed", said, pointer)
    )
