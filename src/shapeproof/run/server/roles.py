"""What the lifecycle says of each operation: what it needs, makes, changes and uses up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapeproof.compile.lifecycle.names import split, suffix
from shapeproof.contract.lifecycle import Need, Resource, Writer
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.run.server.fresh_places import fresh_places


@dataclass(frozen=True)
class Role:
    """What the lifecycle says of one operation.

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
    added: tuple[str, ...] = ()
    """Optional members that name what it needs, as no required one does."""
    fresh: tuple[Tokens, ...] = ()
    """Places that take a new value in each call, without identifying anything."""

    renames: Mapping[str, str] = field(default_factory=dict)
    """Members that give what it changes another name, and the identifiers that they renew."""

    @property
    def written(self) -> tuple[Resource, Writer] | None:
        """The resource that an accepted call makes or changes."""
        return self.made or self.changed

    @property
    def named(self) -> frozenset[str]:
        """Members of the request whose values are not its own: they name what it works on."""
        return self.needed_identifiers | self.chosen.keys() | {each[0] for each in self.fresh}


def role_of(contract: Contract, operation: Operation) -> Role:
    """The role of an operation in the lifecycle."""
    lifecycle = contract.lifecycle
    need = lifecycle.needs.get(operation.name)
    made, changed = lifecycle.created_by(operation.name), lifecycle.changed_by(operation.name)
    removes = lifecycle.removes(operation.name)
    if not lifecycle.reviewed:
        removes = removes or split(operation.name)[1] == "remove"
    needed = lifecycle.resources[need.resource] if need else None
    return Role(
        need=need,
        made=made,
        changed=changed,
        imports=lifecycle.imports(operation.name),
        removes=removes,
        consumes=removes or bool(made and made[0].single),
        chosen=_chosen(contract, operation, made, needed),
        needed_identifiers=frozenset(needed.names if needed else ()),
        added=() if lifecycle.reviewed or made else _added(operation, needed),
        generated=_generated(contract, needed),
        fresh=() if lifecycle.reviewed else fresh_places(operation),
        renames=changed[0].renamed_by(operation.request_shape.members) if changed else {},
    )


def _added(operation: Operation, needed: Resource | None) -> tuple[str, ...]:
    """Optional members that name what is needed, where no required one does."""
    shape = operation.request_shape
    if needed is None or set(needed.names) & set(shape.required):
        return ()
    return tuple(name for name in needed.identifiers if name in shape.members)


def _chosen(
    contract: Contract,
    operation: Operation,
    made: tuple[Resource, Writer] | None,
    needed: Resource | None,
) -> dict[str, str]:
    if made is None:
        return {}
    resource, writer = made
    members = operation.request_shape.members
    own = contract.lifecycle.own_identifiers(resource)
    chosen = {writer.member_of(name): name for name in own if name not in resource.generated}
    given = set(needed.given_to(resource)) if needed else set()
    if not contract.lifecycle.reviewed:
        # Servers make ARNs: one in a request names something that exists (PutResourcePolicy).
        given |= {member for member in chosen if suffix(member) == "arn"}
    return {k: name for k, name in chosen.items() if k in members and k not in given}


def _generated(contract: Contract, resource: Resource | None) -> frozenset[str]:
    found: set[str] = set()
    while resource is not None:
        found |= set(resource.chosen_by_server)
        resource = contract.lifecycle.resources[resource.parent] if resource.parent else None
    return frozenset(found)
