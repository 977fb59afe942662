"""The lifecycle of a service as a JSON document, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from shapeproof.contract.fields import Fields
from shapeproof.contract.lifecycle import (
    Confidence,
    Lifecycle,
    Need,
    Reader,
    Resource,
    Writer,
)
from shapeproof.contract.pointer import parse
from shapeproof.exceptions import BrokenContract

LIFECYCLE_FILE = "lifecycle.json"
FORMAT = 1


def lifecycle_document(lifecycle: Lifecycle) -> dict[str, Any]:
    """The document of a lifecycle; what is empty is left out."""
    return {
        "format": FORMAT,
        "reviewed": lifecycle.reviewed,
        "resources": {
            name: _without_empty(asdict(resource), "name")
            for name, resource in lifecycle.resources.items()
        },
        "needs": {
            operation: _without_empty(asdict(need)) for operation, need in lifecycle.needs.items()
        },
    }


def _without_empty(value: Any, *dropped: str) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(each) for key, each in value.items() if key not in dropped}
        return {key: each for key, each in kept.items() if each not in ((), [], {}, None, False)}
    if isinstance(value, tuple | list):
        return [_without_empty(each) for each in value]
    return value


def read_lifecycle(path: str, document: Any, operations: frozenset[str]) -> Lifecycle:
    """Read a lifecycle document; every operation and resource it names must exist."""
    top = Fields(path, "", document)
    resources = {
        name: _resource(name, fields, operations) for name, fields in top.each("resources").items()
    }
    for name, fields in top.each("resources").items():
        fields.known(resources[name].parent, frozenset(resources), "parent")
    for name, fields in top.each("resources").items():
        if name in _ancestors(name, resources):
            raise BrokenContract(path, fields.place("parent"), "it is within itself")
    needs = {}
    for operation, fields in top.each("needs").items():
        fields.known(operation, operations)
        need = Need(
            resource=fields.text("resource"),
            missing=_missing(fields),
            absent=fields.optional_text("absent"),
            confidence=_confidence(fields),
            evidence=fields.texts("evidence"),
        )
        fields.known(need.resource, frozenset(resources), "resource")
        fields.known(need.absent, frozenset(resources), "absent")
        needs[operation] = need
    return Lifecycle(resources, needs, top.flag("reviewed"))


def _ancestors(name: str, resources: Mapping[str, Resource]) -> set[str]:
    found: set[str] = set()
    parent = resources[name].parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = resources[parent].parent
    return found


def _two_deep(fields: Fields) -> dict[str, str]:
    places = fields.texts_by_name("shown_at")
    for name, pointer in places.items():
        if len(parse(pointer)) != 2:
            place = fields.inner("shown_at").place(name)
            raise BrokenContract(fields.path, place, "a pointer of two members is due")
    return places


def _missing(fields: Fields) -> Literal["refused", "scoped", "open"]:
    match fields.optional_text("missing"):
        case "refused":
            return "refused"
        case "scoped":
            return "scoped"
        case "open" | None:
            return "open"
        case other:
            raise BrokenContract(
                fields.path,
                fields.place("missing"),
                f"{other!r} is none of refused, scoped, open",
            )


def _confidence(fields: Fields) -> Confidence | None:
    match fields.optional_text("confidence"):
        case None:
            return None
        case "high":
            return "high"
        case "medium":
            return "medium"
        case "low":
            return "low"
        case other:
            reason = f"{other!r} is none of high, medium, low"
            raise BrokenContract(fields.path, fields.place("confidence"), reason)


def _outputs(fields: Fields) -> dict[str, str]:
    places = fields.texts_by_name("outputs")
    for name, place in places.items():
        if place.startswith("/") and not all(parse(place)):
            where = fields.inner("outputs").place(name)
            raise BrokenContract(fields.path, where, "a member or a pointer to one is due")
    return places


def _resource(name: str, fields: Fields, operations: frozenset[str]) -> Resource:
    def writers(key: str) -> tuple[Writer, ...]:
        return tuple(
            Writer(
                operation=each.operation(operations),
                identifiers=each.texts_by_name("identifiers"),
                outputs=_outputs(each),
                shows=each.texts("shows"),
                shown_at=_two_deep(each),
            )
            for each in fields.items(key)
        )

    readers = tuple(
        Reader(
            operation=each.operation(operations),
            shows=each.texts("shows"),
            repeats=each.texts("repeats"),
            contains=each.texts_by_name("contains"),
            leaves_out=each.texts("leaves_out"),
        )
        for each in fields.items("readers")
    )
    return Resource(
        name=name,
        identifiers=fields.texts("identifiers"),
        generated=fields.texts("generated"),
        parent=fields.optional_text("parent"),
        single=fields.flag("single"),
        makers=writers("makers"),
        importers=writers("importers"),
        sources=writers("sources"),
        changers=writers("changers"),
        readers=readers,
        listers=fields.operations("listers", operations),
        removers=fields.operations("removers", operations),
        confidence=_confidence(fields),
        evidence=fields.texts("evidence"),
    )
