"""Walks with several resources and with copies: what is done to one leaves the others unchanged."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.interface import ReadingProblem
from shapeproof.checks.lifecycle.writes import (
    created_despite_refusal,
    not_copied,
    not_deep,
    shared,
    took_effect,
)
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.walks.lifecycle.builder import (
    FIRST,
    OTHER,
    WalkBuilder,
    assert_changed,
    assert_made,
    assert_undisturbed,
)
from shapeproof.run.walks.read_steps import AssertAbsent, AssertState
from shapeproof.run.walks.refused_steps import CopyNothingStep, MakeTwiceStep
from shapeproof.run.walks.remove_steps import RemoveStep
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import AssumeCopied, ChangeStep, CopyStep


def isolation_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """The walks with several resources."""
    if builder.resource.removers or builder.resource.changers:
        yield from two(builder)
        yield from kinds(builder)
        yield from three(builder)
    yield from mixed(builder)


def two(builder: WalkBuilder) -> Iterator[Walk]:
    """Two of a kind that differ in one identifier; one is changed and removed."""
    resource = builder.resource
    what = resource.name
    for name, others in builder.others().items():
        steps: list[Step] = [
            *builder.first(),
            *others,
            *builder.listed(),
            *builder.listed(OTHER),
            assert_undisturbed(FIRST, builder.maker, what),
        ]
        for writer in resource.changers:
            cause = writer.operation
            steps += [
                ChangeStep(OTHER, writer, 3),
                assert_changed(OTHER, cause),
                assert_undisturbed(FIRST, cause, what),
                ChangeStep(FIRST, writer, 4),
                assert_changed(FIRST, cause),
                assert_undisturbed(OTHER, cause, what),
            ]
        yield builder.walk(builder.maker, f"beside one of another {name}", *steps)
        for remover in builder.facts.removers(resource):
            yield builder.walk(
                remover,
                f"removed beside one of another {name}",
                *builder.first(),
                *others,
                RemoveStep(OTHER, remover),
                assert_undisturbed(FIRST, remover, what),
                *builder.listed(),
                *builder.listed(OTHER),
            )


def kinds(builder: WalkBuilder) -> Iterator[Walk]:
    """Other kinds of resources in the same parent, while one resource is changed and removed."""
    resource, facts = builder.resource, builder.facts
    siblings = facts.siblings(resource)
    if resource.parent is None or not siblings:
        return
    steps: list[Step] = [*builder.first()]
    for each in siblings:
        maker = facts.makers(each)[0].operation
        steps.append(builder.make(each, each.name, resource.parent, optional=True))
        steps.append(assert_made(each.name, maker, optional=True))
    causes: list[tuple[str, Step]] = [
        (each.operation, ChangeStep(FIRST, each, 2)) for each in resource.changers
    ]
    causes += [(each, RemoveStep(FIRST, each)) for each in facts.removers(resource)[:1]]
    for cause, step in causes:
        steps.append(step)
        steps += [
            assert_undisturbed(each.name, cause, each.name, optional=True) for each in siblings
        ]
    yield builder.walk(causes[-1][0], "beside other kinds", *steps)


def three(builder: WalkBuilder) -> Iterator[Walk]:
    """One in each of three parents: what is done in one parent does not affect the others."""
    resource, facts = builder.resource, builder.facts
    parent = facts.resources[resource.parent] if resource.parent else None
    if parent is None or resource not in facts.parts(parent) or not facts.removers(parent):
        return
    own = facts.own(parent)[-1:]
    if not own or own[0] in parent.generated:
        return
    slots = ("one", "two", "three")
    parents = [parent.name, *(f"{parent.name} {each}" for each in slots[1:])]
    steps: list[Step] = [*builder.ancestors()]
    for slot in parents[1:]:
        steps.append(builder.make(parent, slot, parent.parent, like=parent.name, differ=own))
    for number, (slot, outer) in enumerate(zip(slots, parents, strict=True), 1):
        like = None if number == 1 else slots[0]
        steps.append(builder.make(resource, slot, outer, like=like, number=number))
        steps.append(assert_made(slot, builder.maker))
    for writer in resource.changers:
        steps += [ChangeStep("two", writer, 4), assert_changed("two", writer.operation)]
        steps += [assert_undisturbed(each, writer.operation, resource.name) for each in slots[::2]]
    remover = facts.removers(parent)[0]
    steps.append(RemoveStep(parents[0], remover))
    steps += [assert_undisturbed(each, remover, resource.name) for each in slots[1:]]
    yield builder.walk(remover, f"three of {resource.name}", *steps)


def mixed(builder: WalkBuilder) -> Iterator[Walk]:
    """A resource requested in a parent that has no resource of that name."""
    resource = builder.resource
    above = [each for each in resource.identifiers if each not in builder.facts.own(resource)]
    readers = [each.operation for each in resource.readers]
    reported = readers and all(builder.facts.missing(each, resource) for each in readers)
    if not reported or not builder.facts.contract.lifecycle.reviewed:
        return
    for name in above:
        chain, parent = builder.chain_differing(name)
        if parent is None:
            continue

        def answers(seen: Observation, name: str = name) -> Finding:
            return shared(seen, resource.name, name)

        yield builder.walk(
            readers[0],
            f"under another {name}",
            *builder.first(),
            *chain,
            AssertAbsent(FIRST, answers, mixed={name: parent}),
        )


COPY = "copy"


def copying_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """The walks with a copy of one resource."""
    for writer in builder.facts.copiers(builder.resource):
        name = writer.operation
        copied = CopyStep(COPY, FIRST, builder.resource, writer)
        yield builder.walk(
            name,
            "copied",
            *builder.first(),
            copied,
            assert_made(COPY, name),
            assert_undisturbed(FIRST, name, builder.resource.name),
            *builder.listed(),
        )
        yield _onto_existing(builder, writer)
        yield _of_nothing(builder, writer)
        for part in builder.facts.parts(builder.resource):
            yield from _with_part(builder, copied, part)


def _with_part(builder: WalkBuilder, copied: CopyStep, part: Resource) -> Iterator[Walk]:
    copier = copied.writer.operation

    def lacking(seen: Observation, problem: ReadingProblem) -> Finding:
        return not_copied(seen, copier, part.name, problem)

    maker = builder.facts.makers(part)[0].operation
    begin: tuple[Step, ...] = (
        *builder.first(),
        builder.make(part, "part", FIRST),
        assert_made("part", maker),
        copied,
        AssumeCopied("held", part, COPY, "part"),
        AssertState("held", lacking),
    )
    about = tuple(each.operation for each in part.readers)
    yield builder.walk(copier, f"copied with its {part.name}", *begin, about=about)
    causes: list[tuple[str, str, str, Step]] = []
    for changer in part.changers[:1]:
        causes += [
            (changer.operation, "part", "changed in the copy", ChangeStep("held", changer, 2)),
            (changer.operation, "held", "changed in the source", ChangeStep("part", changer, 3)),
        ]
    for remover in builder.facts.removers(part)[:1]:
        causes += [
            (remover, "part", "removed from the copy", RemoveStep("held", remover)),
            (remover, "held", "removed from the source", RemoveStep("part", remover)),
        ]
    for cause, watched, name, step in causes:

        def other(seen: Observation, problem: ReadingProblem, cause: str = cause) -> Finding:
            return not_deep(seen, copier, part.name, cause, problem)

        steps = (*begin, step, AssertState(watched, other))
        yield builder.walk(copier, f"{part.name} {name}", *steps, about=about)


def _of_nothing(builder: WalkBuilder, writer: Writer) -> Walk:
    """A copy of what does not exist: it is refused, and makes nothing."""
    name = writer.operation

    def there(seen: Observation) -> Finding:
        return created_despite_refusal(seen, name, "copy of nothing")

    step = CopyNothingStep("nothing", FIRST, builder.resource, writer, there)
    return builder.walk(name, "copy of nothing", *builder.first(), step)


def _onto_existing(builder: WalkBuilder, writer: Writer) -> Walk:
    """A copy under a name that is taken: it is refused, and what exists stays as it is."""
    resource = builder.resource
    differ = tuple(writer.identifiers)
    steps: list[Step] = [
        *builder.first(),
        builder.make(resource, OTHER, resource.parent, like=FIRST, differ=differ),
    ]
    parts = builder.facts.parts(resource)
    for each in parts:
        steps.append(builder.make(each, f"{each.name} of other", OTHER, number=2, optional=True))
        steps.append(
            builder.make(
                each, f"{each.name} of first", FIRST, like=f"{each.name} of other", optional=True
            )
        )
    steps.append(MakeTwiceStep(OTHER, writer, 2, source=FIRST))

    def overwritten(seen: Observation, problem: ReadingProblem) -> Finding:
        return took_effect(seen, writer.operation, "copied onto what exists", problem)

    steps += [AssertState(f"{each.name} of other", overwritten, optional=True) for each in parts]
    return builder.walk(writer.operation, "copied onto what exists", *steps, *builder.listed())
