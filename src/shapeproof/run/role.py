"""What an operation does to state, as far as running its cases is concerned."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.contract.lifecycle import Need, Resource, Writer
from shapeproof.contract.model import Contract, Operation


@dataclass(frozen=True)
class Role:
    """The lifecycle's view of one operation.

    ``consumes`` says that an accepted call uses up the state it was made on: nothing can be made or
    removed there again. ``chosen`` maps request members to the identifiers that the caller chooses
    anew for each call.
    """

    need: Need | None
    made: tuple[Resource, Writer] | None
    changed: tuple[Resource, Writer] | None
    imports: bool
    consumes: bool
    removes: bool
    chosen: dict[str, str]
    needed_identifiers: frozenset[str]
    generated: frozenset[str]

    @property
    def written(self) -> tuple[Resource, Writer] | None:
        """The resource that an accepted call makes or changes."""
        return self.made or self.changed

    @property
    def named(self) -> frozenset[str]:
        """Members of the request whose values are not its own: they name what it works on."""
        return self.needed_identifiers | self.chosen.keys()


def role_of(contract: Contract, operation: Operation) -> Role:
    """Read an operation's role off the lifecycle."""
    lifecycle = contract.lifecycle
    need = lifecycle.needs.get(operation.name)
    made = lifecycle.made_by(operation.name)
    needed = lifecycle.resources[need.resource] if need else None
    return Role(
        need=need,
        made=made,
        changed=lifecycle.changed_by(operation.name),
        imports=lifecycle.imports(operation.name),
        removes=lifecycle.removes(operation.name),
        consumes=lifecycle.removes(operation.name) or bool(made and made[0].single),
        chosen=_chosen(contract, operation, made, needed),
        needed_identifiers=frozenset(needed.identifiers if needed else ()),
        generated=_generated(contract, needed),
    )


def _chosen(
    contract: Contract,
    operation: Operation,
    made: tuple[Resource, Writer] | None,
    needed: Resource | None,
) -> dict[str, str]:
    if made is None:
        return {}
    resource, writer = made
    members = operation.request.get("properties", {})
    own = contract.lifecycle.own_identifiers(resource)
    chosen = {
        writer.identifiers.get(name, name): name for name in own if name not in resource.generated
    }
    given = needed.identifiers if needed else ()
    return {k: name for k, name in chosen.items() if k in members and k not in given}


def _generated(contract: Contract, resource: Resource | None) -> frozenset[str]:
    found: set[str] = set()
    while resource is not None:
        found |= set(resource.generated)
        resource = contract.lifecycle.resources[resource.parent] if resource.parent else None
    return frozenset(found)
