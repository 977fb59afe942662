"""Walks that show what one call does: imports, partial updates, tokens, reads of one of two."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.compile.lifecycle.names import split
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.run.walks.effect_steps import (
    ImportStep,
    MakeFurtherStep,
    ReadEachStep,
    RepeatTokenStep,
)
from shapeproof.run.walks.facts import LifecycleFacts
from shapeproof.run.walks.lifecycle.builder import FIRST, OTHER, WalkBuilder
from shapeproof.run.walks.partial_steps import PartialUpdate, PartialUpdateStep, partial_updates
from shapeproof.run.walks.walk import Step, Walk


def effect_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """The walks about single calls for one kind of resource."""
    yield from several(builder)
    yield from imported(builder)
    yield from updated_in_part(builder)


def several(builder: WalkBuilder) -> Iterator[Walk]:
    """Two of a kind in one parent, each read by all its names; then a third one."""
    resource, facts = builder.resource, builder.facts
    own, makers = facts.own(resource), facts.makers(resource)
    if resource.single or not own or not makers:
        return
    differ = own[-1:]
    like = None if differ[0] in resource.generated else FIRST
    parent = resource.parent
    steps: list[Step] = [
        builder.make(resource, FIRST, parent),
        builder.make(resource, OTHER, parent, like=like, differ=differ, number=2),
    ]
    if resource.readers:
        steps.append(ReadEachStep((FIRST, OTHER)))
    steps.append(MakeFurtherStep("third", resource, makers[0], parent, like or "", differ, 2))
    yield builder.walk(builder.maker, "several", *builder.ancestors(), *steps)


def imported(builder: WalkBuilder) -> Iterator[Walk]:
    """An import beside the import of another kind that can be read."""
    resource, facts = builder.resource, builder.facts
    if resource.parent is None or not facts.contract.lifecycle.reviewed:
        return
    others = [
        (each, each.importers[0])
        for each in facts.resources.values()
        if each.importers and each.readers and each.parent == resource.parent and each != resource
    ]
    for importer in resource.importers if resource.readers and others else ():
        step = ImportStep(resource, importer, resource.parent, others[0])
        yield builder.walk(importer.operation, "imported", *builder.ancestors(), step)


def updated_in_part(builder: WalkBuilder) -> Iterator[Walk]:
    """Updated in part, at the top and in each structure.

    Whether a structure that is given stands for all of it is for the service to say. Where it keeps
    what is not given in the structure of that name of another kind, so it must here.
    """
    resource, facts = builder.resource, builder.facts
    readers = tuple(each.operation for each in resource.readers if not each.leaves_out)
    for writer in resource.changers:
        for update in partial_updates(facts, writer, readers):
            if not update.inside:
                if _is_partial(facts, writer):
                    yield _in_part(builder, update, "updated in part")
                continue
            for other, kept in _same_structure(builder, update):
                made = builder.make(other, "witness", resource.parent)
                witness = (made, PartialUpdateStep("witness", kept, witness=True))
                name = f"{update.inside} updated in part"
                yield _in_part(builder, update, name, *witness)
                break


def _in_part(builder: WalkBuilder, update: PartialUpdate, name: str, *witness: Step) -> Walk:
    made = builder.make(builder.resource, FIRST, builder.resource.parent)
    step = PartialUpdateStep(FIRST, update)
    operation = update.writer.operation
    return builder.walk(operation, name, *builder.ancestors(), *witness, made, step)


def _is_partial(facts: LifecycleFacts, writer: Writer) -> bool:
    """Whether an update is for what it gives: PUT replaces, and so do operations called Put."""
    operation = facts.contract.operations[writer.operation]
    if facts.contract.lifecycle.reviewed:
        return True
    return operation.http.method != "PUT" and split(operation.name)[0] in ("Update", "Modify")


def _same_structure(
    builder: WalkBuilder, update: PartialUpdate
) -> Iterator[tuple[Resource, PartialUpdate]]:
    """Other kinds in the same parent, whose updates give a structure of that name."""
    for other in builder.facts.siblings(builder.resource):
        readers = tuple(each.operation for each in other.readers if not each.leaves_out)
        for writer in other.changers:
            for each in partial_updates(builder.facts, writer, readers):
                if each.inside == update.inside:
                    yield other, each


def token_walks(facts: LifecycleFacts) -> Iterator[Walk]:
    """Each operation with a client token, repeated with the same one."""
    for name, operation in sorted(facts.contract.operations.items()):
        tokens = [
            member
            for member, shape in operation.request_shape.members.items()
            if shape.is_idempotency_token
        ]
        made = facts.contract.lifecycle.created_by(name)
        if not tokens or not (made or split(name)[0] in ("Start", "Create", "Run", "Request")):
            continue
        need = facts.contract.lifecycle.needs.get(name)
        steps: tuple[Step, ...] = ()
        if need is not None:
            needed = WalkBuilder(facts, facts.resources[need.resource])
            if not needed.makeable:
                continue
            own = needed.make(needed.resource, FIRST, needed.resource.parent)
            steps = (*needed.ancestors(), own)
        step = RepeatTokenStep(name, tokens[0], FIRST if need else None)
        yield Walk(name, "repeated with its token", (*steps, step), frozenset({name}))
