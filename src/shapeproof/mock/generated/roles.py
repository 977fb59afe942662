"""What each operation does to what a mock keeps, by the lifecycle of the contract.

Only such resources are kept as can be told apart: each identifier stands in the request that makes
them, or is chosen by the mock and stands in the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Kind, Shape
from shapeproof.mock.generated.listings import ListPlace, list_place, listed_names
from shapeproof.mock.generated.names import describes, plain_name, singular, verb_of

Roles = Mapping[str, tuple[Resource, ...]]
"""The resources that operations have one role for."""

WRITING = frozenset({"put", "set", "update", "modify", "change", "edit"})
"""Verbs of operations that write to what exists, or make it."""
_REMOVING = frozenset({"delete", "terminate", "remove", "release", "deregister", "batch"})
_LISTING = frozenset({"list", "describe", "search", "get", "query", "scan"})


@dataclass(frozen=True)
class OperationRoles:
    """The roles of the operations of a contract."""

    contract: Contract

    @cached_property
    def kept(self) -> Mapping[str, Resource]:
        """The resources that a mock keeps, by name."""
        found = self.contract.lifecycle.resources
        return {name: each for name, each in found.items() if any(self._writers(each))}

    @cached_property
    def makes(self) -> Mapping[str, tuple[tuple[Resource, Writer], ...]]:
        """What each operation makes, and how: what it is named for first."""
        table: dict[str, list[tuple[Resource, Writer]]] = {}
        for resource in self.kept.values():
            for writer in self._writers(resource):
                table.setdefault(writer.operation, []).append((resource, writer))
        return {
            name: tuple(sorted(each, key=lambda made: -_nearness(name, made[0])))
            for name, each in table.items()
        }

    @cached_property
    def changes(self) -> Mapping[str, tuple[tuple[Resource, Writer], ...]]:
        """What each operation changes, and how."""
        table: dict[str, tuple[tuple[Resource, Writer], ...]] = {}
        for resource in self.kept.values():
            for writer in resource.changers:
                table[writer.operation] = (*table.get(writer.operation, ()), (resource, writer))
        return table

    @cached_property
    def reads(self) -> Roles:
        """What each operation reads."""
        return self._table(lambda each: (reader.operation for reader in each.readers))

    @cached_property
    def removes(self) -> Roles:
        """What each operation removes."""
        return self._table(lambda each: iter(each.removers))

    @cached_property
    def lists(self) -> Mapping[str, tuple[Resource, ListPlace]]:
        """What each operation lists, and where the list stands in the answer."""
        found: dict[str, tuple[Resource, ListPlace]] = {}
        for resource in self.kept.values():
            for name in resource.listers:
                place = self._place(self.contract.operations[name], resource)
                if place is not None:
                    found.setdefault(name, (resource, place))
        for name, operation in self.contract.operations.items():
            if name not in found and not self._has_role(name) and verb_of(name) in _LISTING:
                listed = self._listed_by_name(operation)
                if listed is not None:
                    found[name] = listed
        return found

    @cached_property
    def clears(self) -> Mapping[str, tuple[Resource, str, str]]:
        """What operations remove that are given a list of identifiers: kind, member, identifier."""
        found: dict[str, tuple[Resource, str, str]] = {}
        for name, operation in self.contract.operations.items():
            if verb_of(name) not in _REMOVING or self._has_role(name):
                continue
            for member, shape in operation.request_shape.members.items():
                if not shape.is_list or shape.item.kind is not Kind.STRING:
                    continue
                wanted = singular(plain_name(member))
                for resource in self.kept.values():
                    own = self.contract.lifecycle.own_identifiers(resource)[-1:]
                    if wanted in {plain_name(each) for each in own}:
                        found.setdefault(name, (resource, member, own[0]))
        return found

    @cached_property
    def finds(self) -> Mapping[str, tuple[Resource, frozenset[str]]]:
        """What operations tell the identifier of that are given other members (GetQueueUrl)."""
        found: dict[str, tuple[Resource, frozenset[str]]] = {}
        for resource in self.kept.values():
            writable = self.writable(resource) if resource.generated else frozenset()
            for name, operation in self.contract.operations.items():
                if not writable or verb_of(name) not in _LISTING or self._has_role(name):
                    continue
                asked, told = operation.request_shape, operation.response_shape.members
                names = frozenset(each for each in asked.required if plain_name(each) in writable)
                if names and all(each in told for each in resource.generated):
                    found.setdefault(name, (resource, names))
        return found

    def above(self, resource: Resource) -> tuple[Resource, ...]:
        """The kept resources that a resource is in, the nearest first."""
        found: list[Resource] = []
        known = self.contract.lifecycle.resources
        parent = known.get(resource.parent or "")
        while parent is not None and parent not in found:
            found.append(parent)
            parent = known.get(parent.parent or "")
        return tuple(each for each in found if each.name in self.kept)

    def writable(self, resource: Resource) -> frozenset[str]:
        """The plain names of the members by which callers write a resource."""
        writers = (*resource.makers, *resource.importers, *resource.changers)
        return frozenset(
            plain_name(name)
            for writer in writers
            for name in self.contract.operations[writer.operation].request_shape.members
        )

    def needed(self, operation: str) -> tuple[Resource, bool] | None:
        """The kept resource that an operation needs, and whether its absence is refused."""
        need = self.contract.lifecycle.needs.get(operation)
        resource = self.kept.get(need.resource) if need is not None else None
        if need is None or resource is None:
            return None
        return resource, need.missing == "refused"

    def _writers(self, resource: Resource) -> Iterator[Writer]:
        """The operations that make a resource and tell its identifiers."""
        for writer in (*resource.makers, *resource.importers, *resource.sources):
            if not resource.identifiers and verb_of(writer.operation) not in WRITING:
                continue
            if all(self._is_known(resource, writer, name) for name in resource.identifiers):
                yield writer

    def _is_known(self, resource: Resource, writer: Writer, identifier: str) -> bool:
        operation = self.contract.operations[writer.operation]
        if writer.member_of(identifier) in operation.request_shape.members:
            return True
        return identifier in resource.generated and is_returned(operation, writer, identifier)

    def _has_role(self, operation: str) -> bool:
        roles = (self.makes, self.changes, self.reads, self.removes)
        return any(operation in each for each in roles)

    def _listed_by_name(self, operation: Operation) -> tuple[Resource, ListPlace] | None:
        """What an operation lists that the lifecycle has no role for: by the items' name."""
        names = listed_names(operation)
        for resource in sorted(self.kept.values(), key=lambda each: -len(each.name)):
            if not resource.identifiers or not any(describes(resource.name, n) for n in names):
                continue
            place = self._place(operation, resource)
            if place is not None and describes(resource.name, place.item.name or ""):
                return resource, place
        return None

    def _place(self, operation: Operation, resource: Resource) -> ListPlace | None:
        own = self.contract.lifecycle.own_identifiers(resource) or resource.identifiers
        return list_place(self.contract, operation, resource, own)

    def _table(self, named: object) -> Roles:
        table: dict[str, tuple[Resource, ...]] = {}
        for resource in self.kept.values():
            for operation in named(resource):  # type: ignore[operator]
                table[operation] = (*table.get(operation, ()), resource)
        return table


def is_returned(operation: Operation, writer: Writer, identifier: str) -> bool:
    """Whether an operation's response has a place for an identifier."""
    place = writer.outputs.get(identifier, identifier)
    tokens = parse(place) if place.startswith("/") else (place,)
    try:
        found = operation.response_shape.at(tokens)
    except KeyError:
        return False
    return found.kind in (Kind.STRING, Kind.INTEGER, Kind.NUMBER)


def _nearness(operation: str, resource: Resource) -> int:
    """How much of an operation's name is that of a resource."""
    name = plain_name(resource.name)
    return len(name) if name in plain_name(operation) else 0


def identifier_shape(operation: Operation, writer: Writer, identifier: str) -> Shape:
    """The shape of an identifier in the answer to the operation that makes it; else unknown."""
    place = writer.outputs.get(identifier, identifier)
    tokens = parse(place) if place.startswith("/") else (place,)
    try:
        return operation.response_shape.at(tokens)
    except KeyError:
        return operation.response_shape.unknown
