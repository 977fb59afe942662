"""Which lifecycles belong together, and which shard takes the walks of each.

What one walk learns of a server decides what later ones call and report. So the walks that have
operations in common are taken by one shard, with one runner, in the order of a whole run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from shapeproof.contract.lifecycle import Lifecycle, Resource
from shapeproof.contract.model import Contract


def operations_of(resource: Resource) -> frozenset[str]:
    """The operations that make, change, read, list and remove a resource."""
    makers = (*resource.makers, *resource.importers, *resource.sources)
    names = {each.operation for each in (*makers, *resource.changers)}
    names |= {each.operation for each in resource.readers}
    return frozenset(names.union(resource.listers, resource.removers))


@dataclass(frozen=True)
class LifecycleGroup:
    """Operations whose walks belong together. ``planned`` are those that the run is to check."""

    operations: frozenset[str]
    planned: frozenset[str]

    @property
    def owner(self) -> str:
        """The operation whose shard takes the walks: the first one by name that is planned."""
        return min(self.planned)


@dataclass(frozen=True)
class LifecycleGroups:
    """The groups of a contract, by operation.

    Resources are in one group if one lies in the other, or if they have an operation in common. An
    operation of no lifecycle is in the group of what it needs, else in a group of its own.
    """

    by_operation: Mapping[str, LifecycleGroup]

    @classmethod
    def of(cls, contract: Contract, planned: Collection[str]) -> LifecycleGroups:
        """The groups of a contract where these operations are planned."""
        chosen = frozenset(planned)
        found: dict[str, LifecycleGroup] = {}
        for names in _joined(contract.lifecycle, contract.operations):
            group = LifecycleGroup(names, names & chosen)
            found |= dict.fromkeys(names, group)
        return cls(found)

    def home(self, operation: str, about: Iterable[str] = ()) -> LifecycleGroup | None:
        """The group that has a walk for an operation; None where nothing of it is planned.

        A walk for an operation that is not planned may show something ``about`` one that is.
        """
        for name in (operation, *sorted(about)):
            group = self.by_operation[name]
            if group.planned:
                return group
        return None


def _joined(lifecycle: Lifecycle, operations: Iterable[str]) -> list[frozenset[str]]:
    """All operations, divided into those that belong together."""
    parts: dict[str, set[str]] = {}  # of each resource and operation, all that it is joined with
    for name, resource in lifecycle.resources.items():
        _join(parts, f"/{name}", operations_of(resource))
        if resource.parent is not None:
            _join(parts, f"/{name}", (f"/{resource.parent}",))
    for name in operations:
        need = lifecycle.needs.get(name)
        if name not in parts:
            _join(parts, name, () if need is None else (f"/{need.resource}",))
    different = {id(part): part for part in parts.values()}.values()
    return [frozenset(each for each in part if not each.startswith("/")) for part in different]


def _join(parts: dict[str, set[str]], name: str, others: Iterable[str]) -> None:
    """Make one part of those of a name and of others."""
    part = parts.setdefault(name, {name})
    for other in others:
        joined = parts.setdefault(other, {other})
        if joined is not part:
            part |= joined
            parts.update(dict.fromkeys(joined, part))
