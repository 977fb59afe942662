"""What a recording shows against the model, as corrections of an overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import join, parse
from shapeproof.run.traffic.evidence import FindingEvidence
from shapeproof.run.traffic.places import OverlayPlace, place_of

_LOWEST = frozenset({"minimum", "minLength", "minItems", "minProperties"})
_HIGHEST = frozenset({"maximum", "maxLength", "maxItems", "maxProperties"})
_REMOVED = frozenset({"pattern", "format", "propertyNames"})
_UNKNOWN_ERROR = {"type": "object", "properties": {"message": {"type": "string"}}}


@dataclass(frozen=True)
class Change:
    """One correction without its reason: a place, and ``value``, ``add`` or ``remove``."""

    file: str
    pointer: str
    keyword: str
    value: Any


def change_for(contract: Contract, seen: FindingEvidence) -> Change | None:
    """The change of the model by which a finding is none; None where an overlay cannot say it.

    Wrong types, names and forms are for a person to judge.
    """
    finding = seen.finding
    words = finding.constraint.split()
    if finding.where == "response status" and finding.constraint == "success":
        pointer = join(("operations", finding.operation, "http", "status"))
        statuses = [each for each in seen.statuses if each < 300]
        return _only(statuses, lambda status: Change(SERVICE_FILE, pointer, "value", status))
    if words[0] == "status" and len(words) == 2:
        return _error_status(contract, seen, words[1])
    if words[0] == "undeclared" and len(words) == 2:
        return _declared(contract, finding.operation, words[1])
    place = place_of(contract, finding)
    if place is None or place.schema.get("x-sensitive"):
        return None
    if finding.constraint == "required":
        return _without(place, seen.values)
    return _of_value(place, finding.constraint, seen.values)


def _declared(contract: Contract, operation: str, code: str) -> Change:
    """An error of the operation: one that the service has elsewhere, or an unknown one."""
    known = next((each for each in contract.errors.values() if code in each.codes), None)
    name, schema = (known.name, known.schema) if known else (code, _UNKNOWN_ERROR)
    return Change(f"{operation}.json", join(("errors", name)), "value", schema)


def _only(values: Sequence[Any], change: Callable[[Any], Change]) -> Change | None:
    return change(values[0]) if len(values) == 1 else None


def _error_status(contract: Contract, seen: FindingEvidence, code: str) -> Change | None:
    operation = contract.operations[seen.finding.operation]
    error = contract.error_of(operation, code)
    if error is None:
        return None
    pointer = join(("errors", error.name, "status"))
    statuses = [each for each in seen.statuses if each >= 400]
    return _only(statuses, lambda status: Change(SERVICE_FILE, pointer, "value", status))


def _without(place: OverlayPlace, names: Sequence[str]) -> Change | None:
    """The object's required members without some; ``names`` are of the API or of the wire."""
    members = place.schema.get("properties", {})
    left_out = [
        each
        for each, member in members.items()
        if not {each, member.get("x-location-name"), member.get("x-xml-name")}.isdisjoint(names)
    ]
    required = set(place.schema.get("required", ()))
    if not left_out or not required.issuperset(left_out):
        return None
    return Change(place.file, place.pointer("required"), "without", tuple(left_out))


def _of_value(place: OverlayPlace, constraint: str, values: Sequence[Any]) -> Change | None:
    """The change by which values of a place are legal."""
    if constraint in _REMOVED and constraint in place.schema:
        return Change(place.file, place.pointer(constraint), "remove", True)
    if not values:
        return None
    if constraint == "enum" and "enum" in place.schema:
        return Change(place.file, place.pointer("enum"), "add", list(values))
    if constraint in _LOWEST | _HIGHEST and constraint in place.schema:
        sizes = [each if constraint in ("minimum", "maximum") else len(each) for each in values]
        bound = min(sizes) if constraint in _LOWEST else max(sizes)
        return Change(place.file, place.pointer(constraint), "value", bound)
    if constraint == "type" and all(each is None for each in values):
        return _sparse(place)
    return None


def _sparse(place: OverlayPlace) -> Change | None:
    """A list or map that may hold nulls (Smithy ``sparse`` trait)."""
    if not place.tokens or place.tokens[-1] not in ("items", "additionalProperties"):
        return None
    return Change(place.file, join((*place.tokens[:-1], "x-sparse")), "value", True)


def joined(
    contract: Contract, changes: Sequence[tuple[Change, FindingEvidence]]
) -> Iterator[tuple[dict[str, Any], tuple[FindingEvidence, ...]]]:
    """Changes as corrections, each with its evidence: one for each place of the model."""
    places: dict[tuple[str, str], list[tuple[Change, FindingEvidence]]] = {}
    for change, seen in changes:
        places.setdefault((change.file, change.pointer), []).append((change, seen))
    for (file, pointer), listed in places.items():
        evidence = tuple(seen for _, seen in listed)
        values = [change.value for change, _ in listed]
        state = _state(contract, listed[0][0], values)
        yield {"file": file, "pointer": pointer, **state}, evidence


def _state(contract: Contract, change: Change, values: Sequence[Any]) -> dict[str, Any]:
    """What a correction makes of a place, from what several findings want of it."""
    if change.keyword == "without":
        left_out = {name for names in values for name in names}
        kept = [each for each in _required(contract, change) if each not in left_out]
        return {"value": kept} if kept else {"remove": True}
    if change.keyword == "add":
        return {"add": [*dict.fromkeys(each for listed in values for each in listed)]}
    last = change.pointer.rpartition("/")[2]
    if last in _LOWEST | _HIGHEST:
        return {"value": min(values) if last in _LOWEST else max(values)}
    return {change.keyword: change.value}


def _required(contract: Contract, change: Change) -> list[str]:
    """The required members of the object that a change is about."""
    operation = contract.operations[change.file.removesuffix(".json")]
    part, *steps = parse(change.pointer)
    schema: Any = operation.request if part == "request" else operation.response
    if part == "errors":
        schema = contract.errors[steps.pop(0)].schema
    for each in steps:
        schema = schema[each]
    return list(schema)
