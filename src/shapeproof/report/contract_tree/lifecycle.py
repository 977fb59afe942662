"""The lifecycle of a service as a tree: its resources, and what each operation needs of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.model import Contract
from shapeproof.report.contract_tree.members import TextTree, line


def lifecycle_tree(contract: Contract, lifecycle: Lifecycle) -> TextTree:
    """The resources, each within its parent, and the operations that have no part in them."""
    roots = _within(lifecycle, None)
    known = {each for resource in lifecycle.resources.values() for each in _operations(resource)}
    others = [name for name in contract.operations if name not in known]
    facts = (
        contract.service,
        f"{len(lifecycle.resources):,} resources",
        "reviewed" if lifecycle.reviewed else "not reviewed",
    )
    label = line(f"{len(others):,} operations without a part in them")
    below = (*roots, TextTree(label, tuple(_other(name, lifecycle) for name in others)))
    return TextTree(line(contract.full_name, facts, mark="  "), below if others else roots)


def _within(lifecycle: Lifecycle, parent: str | None) -> tuple[TextTree, ...]:
    return tuple(
        _resource(each, lifecycle) for each in lifecycle.resources.values() if each.parent == parent
    )


def _resource(resource: Resource, lifecycle: Lifecycle) -> TextTree:
    facts = naming(resource)
    facts += ["at most one"] if resource.single else []
    facts += [f"confidence {resource.confidence}"] if resource.confidence else []
    return TextTree(
        line(resource.name, facts),
        (
            *_roles(resource, lifecycle),
            *_reasons(resource.evidence),
            *_within(lifecycle, resource.name),
        ),
    )


def _roles(resource: Resource, lifecycle: Lifecycle) -> Iterator[TextTree]:
    roles: dict[str, Iterable[tuple[str, list[str]]]] = {
        "made by": [(each.operation, _writing(each)) for each in resource.makers],
        "imported by": [(each.operation, _writing(each)) for each in resource.importers],
        "made along with others by": [
            (each.operation, _writing(each)) for each in resource.sources
        ],
        "changed by": [(each.operation, _writing(each)) for each in resource.changers],
        "shown by": [(each.operation, _showing(each)) for each in resource.readers],
        "listed by": [(name, []) for name in resource.listers],
        "removed by": [(name, []) for name in resource.removers],
    }
    for role, found in roles.items():
        for name, facts in found:
            need = lifecycle.needs.get(name)
            label = line(f"{role} {name}", [*facts, *_needed(need, resource.name)])
            yield TextTree(label, tuple(_reasons(need.evidence)) if need else ())


def _writing(writer: Writer) -> list[str]:
    facts = [f"{name} is {member}" for name, member in writer.identifiers.items()]
    return facts + [f"returns {name} as {place}" for name, place in writer.outputs.items()]


def _showing(reader: Reader) -> list[str]:
    facts = [f"shows {', '.join(reader.shows)}"] if reader.shows else []
    facts += [f"repeats {', '.join(reader.repeats)}"] if reader.repeats else []
    return facts + [f"{name} is in {member}" for member, name in reader.contains.items()]


def _needed(need: Need | None, resource: str = "") -> Iterator[str]:
    if need is None:
        yield "needs nothing"
        return
    yield f"needs {'it' if need.resource == resource else need.resource}"
    if need.missing != "open":
        words = {"refused": "refused without", "scoped": "refused without, if there are siblings"}
        yield words[need.missing] + (f" {need.absent}" if need.absent else "")
    if need.confidence:
        yield f"confidence {need.confidence}"


def _reasons(evidence: tuple[str, ...]) -> Iterator[TextTree]:
    if evidence:
        yield TextTree(line("because", ("; ".join(evidence),), mark=" "))


def _other(name: str, lifecycle: Lifecycle) -> TextTree:
    need = lifecycle.needs.get(name)
    return TextTree(line(name, _needed(need)), tuple(_reasons(need.evidence)) if need else ())


def _operations(resource: Resource) -> Iterator[str]:
    for writer in (*resource.makers, *resource.importers, *resource.sources, *resource.changers):
        yield writer.operation
    yield from (each.operation for each in resource.readers)
    yield from (*resource.listers, *resource.removers)


def naming(resource: Resource) -> list[str]:
    """What names an instance of a resource, if anything does."""
    named = ", ".join(
        f"{name} (chosen by the server)" if name in resource.generated else name
        for name in resource.identifiers
    )
    return [f"named by {named}"] if named else []
