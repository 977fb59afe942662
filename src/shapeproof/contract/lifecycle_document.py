"""The lifecycle of a service as a JSON document, written and read.

``schemas/lifecycle-1.json`` says what the document may hold. What a schema cannot say is checked
here: every operation and resource that it names must exist, and nothing lies within itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.user_document import DocumentSchema, unknown_name
from shapeproof.exceptions import BrokenContract, UnfitDocument

LIFECYCLE_FILE = "lifecycle.json"
LIFECYCLE_SCHEMA = DocumentSchema("shapeproof.contract", "lifecycle-1.json")
FORMAT = 1

_REMEDY = "correct the lifecycle, or pin the contract again"
_WRITERS = ("makers", "importers", "sources", "changers")


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
    """Read a lifecycle document; ``operations`` are those of the service.

    Raises BrokenContract, naming file and pointer.
    """
    try:
        LIFECYCLE_SCHEMA.check(path, document)
    except UnfitDocument as problem:
        raise BrokenContract(path, problem.pointer, problem.reason, _REMEDY) from None
    resources = {
        name: _resource(name, fields) for name, fields in document.get("resources", {}).items()
    }
    needs = {operation: _need(fields) for operation, fields in document.get("needs", {}).items()}
    for tokens, operation in _named_operations(resources, needs):
        _check_known(path, tokens, operation, operations)
    for tokens, resource in _named_resources(resources, needs):
        _check_known(path, tokens, resource, resources.keys())
    for name in resources:
        if name in _ancestors(name, resources):
            place = join(("resources", name, "parent"))
            raise BrokenContract(path, place, "it is its own ancestor", _REMEDY)
    return Lifecycle(resources, needs, document.get("reviewed", False))


def _resource(name: str, fields: Mapping[str, Any]) -> Resource:
    def writers(key: str) -> tuple[Writer, ...]:
        return tuple(_writer(each) for each in fields.get(key, ()))

    return Resource(
        name=name,
        identifiers=tuple(fields.get("identifiers", ())),
        generated=tuple(fields.get("generated", ())),
        aliases=fields.get("aliases", {}),
        own=tuple(fields.get("own", ())),
        parent=fields.get("parent"),
        single=fields.get("single", False),
        makers=writers("makers"),
        importers=writers("importers"),
        sources=writers("sources"),
        changers=writers("changers"),
        readers=tuple(_reader(each) for each in fields.get("readers", ())),
        listers=tuple(fields.get("listers", ())),
        removers=tuple(fields.get("removers", ())),
        confidence=fields.get("confidence"),
        evidence=tuple(fields.get("evidence", ())),
    )


def _writer(fields: Mapping[str, Any]) -> Writer:
    return Writer(
        operation=fields["operation"],
        identifiers=fields.get("identifiers", {}),
        outputs=fields.get("outputs", {}),
        shows=tuple(fields.get("shows", ())),
        shown_at=fields.get("shown_at", {}),
    )


def _reader(fields: Mapping[str, Any]) -> Reader:
    return Reader(
        operation=fields["operation"],
        shows=tuple(fields.get("shows", ())),
        repeats=tuple(fields.get("repeats", ())),
        contains=fields.get("contains", {}),
        leaves_out=tuple(fields.get("leaves_out", ())),
    )


def _need(fields: Mapping[str, Any]) -> Need:
    return Need(
        resource=fields["resource"],
        missing=fields.get("missing") or "open",
        absent=fields.get("absent"),
        confidence=fields.get("confidence"),
        evidence=tuple(fields.get("evidence", ())),
    )


def _named_operations(
    resources: Mapping[str, Resource], needs: Mapping[str, Need]
) -> Iterator[tuple[Tokens, str]]:
    """The operations that a lifecycle names, each with its place in the document."""
    for name, resource in resources.items():
        for key in (*_WRITERS, "readers"):
            users: tuple[Writer | Reader, ...] = getattr(resource, key)
            for index, each in enumerate(users):
                yield ("resources", name, key, str(index), "operation"), each.operation
        for key in ("listers", "removers"):
            for index, operation in enumerate(getattr(resource, key)):
                yield ("resources", name, key, str(index)), operation
    for operation in needs:
        yield ("needs", operation), operation


def _named_resources(
    resources: Mapping[str, Resource], needs: Mapping[str, Need]
) -> Iterator[tuple[Tokens, str | None]]:
    """The resources that others refer to, each with the place that does; None for none."""
    for name, resource in resources.items():
        yield ("resources", name, "parent"), resource.parent
    for operation, need in needs.items():
        yield ("needs", operation, "resource"), need.resource
        yield ("needs", operation, "absent"), need.absent


def _check_known(path: str, tokens: Tokens, name: str | None, known: Collection[str]) -> None:
    if name is not None and name not in known:
        kind = "resource" if tokens[-1] in ("parent", "resource", "absent") else "operation"
        raise BrokenContract(path, join(tokens), unknown_name(kind, name, known), _REMEDY)


def _ancestors(name: str, resources: Mapping[str, Resource]) -> set[str]:
    found: set[str] = set()
    parent = resources[name].parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = resources[parent].parent
    return found
