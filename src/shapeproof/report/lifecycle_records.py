"""The lifecycle of a service as a record: its resources, and which operation does what to them."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.lifecycle import Lifecycle, Resource, Writer
from shapeproof.contract.model import Contract
from shapeproof.report.document import LifecycleRecord, ResourceRecord


def lifecycle_record(contract: Contract | None) -> LifecycleRecord | None:
    """The resources of a contract; None where none is known."""
    if contract is None or not contract.lifecycle.resources:
        return None
    lifecycle = contract.lifecycle
    with_a_part = {
        name
        for resource in lifecycle.resources.values()
        for names in _parts(resource).values()
        for name in names
    }
    return {
        "reviewed": lifecycle.reviewed,
        "resources": [
            _record(each, _users(each, lifecycle, with_a_part))
            for each in lifecycle.resources.values()
        ],
    }


def _record(resource: Resource, users: list[str]) -> ResourceRecord:
    parts = {**_parts(resource), "use": users}
    return {
        "name": resource.name,
        "parent": resource.parent,
        "identifiers": list(resource.identifiers),
        "single": resource.single,
        "operations": {part: list(dict.fromkeys(names)) for part, names in parts.items() if names},
    }


def _parts(resource: Resource) -> dict[str, list[str]]:
    """The operations by the part that they have in the life of a resource."""
    return {
        "create": _names(resource.makers),
        "import": _names(resource.importers),
        "create with another": _names(resource.sources),
        "read": [each.operation for each in resource.readers],
        "update": _names(resource.changers),
        "list": list(resource.listers),
        "remove": list(resource.removers),
    }


def _users(resource: Resource, lifecycle: Lifecycle, with_a_part: set[str]) -> list[str]:
    """The operations that need a resource, and have no part in the life of any."""
    return [
        name
        for name, need in lifecycle.needs.items()
        if need.resource == resource.name and name not in with_a_part
    ]


def _names(writers: Iterable[Writer]) -> list[str]:
    return [each.operation for each in writers]
