"""Resources of a service: which operation makes, reads, changes, lists and removes each.

The model does not state it; it is inferred from names, or written by hand and reviewed
(``reviewed`` is true then, and what is found by it weighs more).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shapeproof.contract.pointer import lookup, parse

Confidence = Literal["high", "medium", "low"]
"""How far a guess is to be trusted."""


@dataclass(frozen=True)
class Writer:
    """An operation that makes or changes a resource.

    ``identifiers`` maps an identifier of the resource to the request member that carries it,
    ``outputs`` to the response member that returns it, where the names differ
    (a clone's TargetEnvironmentName); an output within another one is a JSON pointer
    (``/Thing/Arn``, ``/Things/0/Arn``). ``shows`` are members of the request that the operation's
    own response gives back unchanged; ``shown_at`` maps a member of the request to the place,
    outer and inner member, where readers show it (``/ResourceConfig/BucketName``).
    """

    operation: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    shown_at: Mapping[str, str] = field(default_factory=dict)

    def told(self, identifier: str, output: Any) -> Any:
        """An identifier's value in the operation's output, None where it is not there."""
        place = self.outputs.get(identifier, identifier)
        try:
            return lookup(output, parse(place) if place.startswith("/") else (place,))
        except KeyError:
            return None


@dataclass(frozen=True)
class Reader:
    """An operation that shows a resource, and what it must show of it.

    - ``shows``: members of a writer's request that come back unchanged and may not be missing.
    - ``repeats``: members of the maker's response that come back unchanged.
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
    """One kind of thing that a service keeps.

    ``identifiers`` are the members that name it, the parent's included; ``generated`` those of them
    that the server chooses and returns. ``single``: its parent may hold only one. An importer makes
    it too, but does not tell under which identifiers; a source makes something else and one of
    these beside it. ``confidence`` and ``evidence`` are those of a guess: how far to trust it, and
    the reasons in words.
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


Missing = Literal["refused", "scoped", "open"]
"""What is known of the answer where the needed thing is absent.

``refused``: a not-found error. ``scoped``: a not-found error where its parent or a sibling exists,
otherwise unknown. ``open``: unknown.
"""


@dataclass(frozen=True)
class Need:
    """What must exist before an operation can succeed.

    ``absent`` is the resource whose absence is told with a not-found error, where it is another
    than the needed one (an ancestor). ``confidence`` and ``evidence`` are those of a guess.
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

    def made_by(self, operation: str) -> tuple[Resource, Writer] | None:
        """The resource that an operation makes or imports, and how."""
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
        """Whether an operation makes something without telling its identifiers."""
        return any(
            writer.operation == operation
            for resource in self.resources.values()
            for writer in resource.importers
        )

    def removes(self, operation: str) -> bool:
        """Whether an operation removes something."""
        return any(operation in resource.removers for resource in self.resources.values())

    def own_identifiers(self, resource: Resource) -> tuple[str, ...]:
        """The identifiers that a resource adds to those of its parent."""
        inherited = self.resources[resource.parent].identifiers if resource.parent else ()
        return tuple(name for name in resource.identifiers if name not in inherited)

    @property
    def identifiers(self) -> frozenset[str]:
        """The names of all identifiers of all resources."""
        return frozenset(
            name for resource in self.resources.values() for name in resource.identifiers
        )
