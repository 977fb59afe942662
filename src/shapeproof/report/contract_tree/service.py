"""A whole service as a tree: its operations, errors and resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapeproof.contract.lifecycle import Lifecycle, Resource
from shapeproof.contract.model import Contract, Operation
from shapeproof.report.contract_tree.operation import binding, error_tree
from shapeproof.report.contract_tree.trees import Tree, line


def service_tree(contract: Contract) -> Tree:
    """The tree of a service."""
    facts = (contract.service, contract.protocol, contract.api_version)
    lifecycle = contract.lifecycle
    resources = [_resource(each) for each in lifecycle.resources.values()]
    return Tree(
        line(contract.full_name, facts, mark="  "),
        (
            _group("operations", map(_operation, contract.operations.values())),
            _group("errors", map(error_tree, contract.errors.values())),
            _group("paginators", _names(contract.paginators)),
            _group("waiters", (Tree(line(each.name, (each.operation,)))
                               for each in contract.waiters.values())),
            _group("resources", resources, _origin(lifecycle) if resources else ""),
        ),
    )  # fmt: skip


def _group(noun: str, below: Iterable[Tree], more: str = "") -> Tree:
    """A group under its number; a group of none says so."""
    found = tuple(below)
    return Tree(line(f"{len(found):,} {noun.removesuffix('s') if len(found) == 1 else noun}",
                     (more,) if more else ()), found)  # fmt: skip


def _names(names: Iterable[str]) -> Iterator[Tree]:
    return (Tree(line(name)) for name in names)


def _operation(operation: Operation) -> Tree:
    facts = [binding(operation), *(("deprecated",) if operation.deprecated else ())]
    return Tree(line(operation.name, facts, mark="  "))


def _origin(lifecycle: Lifecycle) -> str:
    return "reviewed" if lifecycle.reviewed else "inferred, not reviewed"


def _resource(resource: Resource) -> Tree:
    named = ", ".join(
        f"{name} (the server's choice)" if name in resource.generated else name
        for name in resource.identifiers
    )
    facts = [f"named by {named}"] if named else []
    facts += [f"within {resource.parent}"] if resource.parent else []
    facts += ["at most one"] if resource.single else []
    facts += [f"confidence {resource.confidence}"] if resource.confidence else []
    roles = {
        "made by": [each.operation for each in resource.makers],
        "imported by": [each.operation for each in resource.importers],
        "made beside others by": [each.operation for each in resource.sources],
        "changed by": [each.operation for each in resource.changers],
        "shown by": [each.operation for each in resource.readers],
        "listed by": resource.listers,
        "removed by": resource.removers,
    }
    below = (Tree(line(role, names, mark=" ")) for role, names in roles.items() if names)
    return Tree(line(resource.name, facts), tuple(below))
