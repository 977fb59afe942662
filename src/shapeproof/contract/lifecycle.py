"""Resources of a service: which operation creates, reads, changes, lists and removes each.

The model does not state it: it is inferred from names, or written by hand and reviewed. If
``reviewed`` is true, findings that rest on it weigh more.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shapeproof.contract.pointer import lookup, parse

Confidence = Literal["high", "medium", "low"]
"""How far an inference is to be trusted."""


@dataclass(frozen=True)
class Writer:
    """An operation that creates or changes a resource.

    ``identifiers`` maps an identifier of the resource to the request member that carries it,
    ``outputs`` to the response member that returns it, where the names differ
    (a clone's TargetEnvironmentName); an output within another one is a JSON pointer
    (``/Queue/Arn``, ``/Queues/0/Arn``). ``shows`` are members of the request that the operation's
    own response gives back unchanged; ``shown_at`` maps a member of the request to the place,
    outer and inner member, where readers show it (``/ResourceConfig/BucketName``).
    """

    operation: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    shown_at: Mapping[str, str] = field(default_factory=dict)

    def member_of(self, identifier: str) -> str:
        """The request member that carries an identifier."""
        return self.identifiers.get(identifier, identifier)

    def carried(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of identifiers by the request members that carry them."""
        return {self.member_of(name): value for name, value in values.items()}

    def returned(self, identifier: str, output: Any) -> Any:
        """An identifier's value in the operation's output, None where it is not there."""
        place = self.outputs.get(identifier, identifier)
        try:
            return lookup(output, parse(place) if place.startswith("/") else (place,))
        except KeyError:
            return None


@dataclass(frozen=True)
class Reader:
    """An operation that shows a resource, and what it must show.

    - ``shows``: members of a writer's request that come back unchanged and may not be missing.
    - ``repeats``: members of the creator's response that come back unchanged.
    - ``contains``: list member of the response, to the identifier that must be in it.
    - ``leaves_out``: optional identifiers that the reading request does not give.
    """

    operation: str
    shows: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    contains: Mapping[str, str] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resource:
    """A kind of resource of a service.

    ``identifiers`` are the members that name it, including the parent's; ``generated`` are those
    that the server chooses and returns. ``aliases`` maps further names that other operations have
    for an identifier (``clusterName``) to the identifier (``name``). ``own`` are identifiers that
    are not the parent's, though it has one of the same name. ``single``: its parent may hold only
    one. ``makers`` create it. ``importers`` create it as well, but do not return its
    identifiers; ``sources`` create another resource and one of these with it. ``confidence`` and
    ``evidence`` belong to an inference: how far to trust it, and why.
    """

    name: str
    identifiers: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    parent: str | None = None
    single: bool = False
    makers: tuple[Writer, ...] = ()
    importers: tuple[Writer, ...] = ()
    sources: tuple[Writer, ...] = ()
    changers: tuple[Writer, ...] = ()
    readers: tuple[Reader, ...] = ()
    listers: tuple[str, ...] = ()
    removers: tuple[str, ...] = ()
    confidence: Confidence | None = None
    evidence: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The identifiers, and the further names of them."""
        return (*self.identifiers, *self.aliases)

    @property
    def chosen_by_server(self) -> tuple[str, ...]:
        """The identifiers that the server chooses, and the further names of them."""
        return tuple(name for each in self.generated for name in self.names_of(each))

    def is_named_in(self, members: Container[str]) -> bool:
        """Whether these members contain all its identifiers, each by one of its names."""
        return all(any(x in members for x in self.names_of(name)) for name in self.identifiers)

    def names_of(self, identifier: str) -> tuple[str, ...]:
        """An identifier and the further names of it."""
        return (identifier, *(name for name, own in self.aliases.items() if own == identifier))

    def with_aliases(self, bindings: Mapping[str, Any]) -> dict[str, Any]:
        """The values of identifiers, under all their names."""
        named = {alias: bindings[name] for alias, name in self.aliases.items() if name in bindings}
        return {**bindings, **named}

    def renamed_by(self, members: Iterable[str]) -> dict[str, str]:
        """The request members that give an identifier a new value (NewName), and the identifier."""
        new = {f"new{name}".lower(): name for name in self.identifiers}
        found = {member: member.replace("_", "").lower() for member in members}
        return {member: new[word] for member, word in found.items() if word in new}

    def given_to(self, other: Resource) -> frozenset[str]:
        """The names by which the identifiers of another resource may contain those of this one."""
        renamed = {self.aliases[name] for name in other.identifiers if name in self.aliases}
        return frozenset(self.names) - renamed - frozenset(other.own)


Missing = Literal["refused", "scoped", "open"]
"""What is known of the response if the needed resource is absent.

``refused``: a not-found error. ``scoped``: a not-found error where its parent or a sibling exists,
otherwise unknown. ``open``: unknown.
"""


@dataclass(frozen=True)
class Need:
    """What must exist before an operation can succeed.

    ``absent`` is the resource whose absence a not-found error reports, if that is an ancestor of
    the needed one. ``confidence`` and ``evidence`` belong to an inference.
    """

    resource: str
    missing: Missing = "open"
    absent: str | None = None
    confidence: Confidence | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lifecycle:
    """The resources of a service and what each operation needs of them."""

    resources: Mapping[str, Resource] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    reviewed: bool = False

    def created_by(self, operation: str) -> tuple[Resource, Writer] | None:
        """The resource that an operation creates or imports, and how."""
        for resource in self.resources.values():
            for writer in (*resource.makers, *resource.importers):
                if writer.operation == operation:
                    return resource, writer
        return None

    def changed_by(self, operation: str) -> tuple[Resource, Writer] | None:
        """The resource that an operation changes, and how."""
        for resource in self.resources.values():
            for writer in resource.changers:
                if writer.operation == operation:
                    return resource, writer
        return None

    def imports(self, operation: str) -> bool:
        """Whether an operation creates a resource without returning its identifiers."""
        return any(
            writer.operation == operation
            for resource in self.resources.values()
            for writer in resource.importers
        )

    def removes(self, operation: str) -> bool:
        """Whether an operation removes a resource."""
        return any(operation in resource.removers for resource in self.resources.values())

    def own_members(self, operation: str) -> frozenset[str]:
        """The request members that carry the own identifiers of what an operation creates."""
        created = self.created_by(operation)
        if created is None:
            return frozenset()
        resource, writer = created
        return frozenset(writer.member_of(name) for name in self.own_identifiers(resource))

    def own_identifiers(self, resource: Resource) -> tuple[str, ...]:
        """The identifiers that a resource adds to those of its parent."""
        if resource.parent is None:
            return resource.identifiers
        inherited = self.resources[resource.parent].given_to(resource)
        return tuple(name for name in resource.identifiers if name not in inherited)

    @property
    def identifiers(self) -> frozenset[str]:
        """The names of all identifiers of all resources."""
        return frozenset(name for resource in self.resources.values() for name in resource.names)
