"""Rules that only read, and rules whose calls must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.writes import created_despite_refusal
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.walks.random.assertions import (
    VerifyAbsent,
    VerifyFiltered,
    VerifyListed,
    VerifyState,
)
from shapeproof.run.walks.random.context import Candidate, RuleContext, StepPlan
from shapeproof.run.walks.random.mutations import (
    CallAbsent,
    ImagineAbsent,
    expect_gone,
    live_parent,
)
from shapeproof.run.walks.refused_steps import ChangeRemovedStep, FaultStep, FaultyMakeStep
from shapeproof.run.walks.state_model import MutationKind, NotRun, StateModel
from shapeproof.run.walks.walk import Step


def verify_state(context: RuleContext) -> Iterator[Candidate]:
    """A state assertion for each resource."""
    for slot, instance in context.live():
        yield instance.resource.name, _only(VerifyState(slot))


def verify_absent(context: RuleContext) -> Iterator[Candidate]:
    """An assertion of absence for each resource that must not be found."""
    for slot, instance in context.gone():
        yield instance.resource.name, _only(VerifyAbsent(slot))


def verify_listed(context: RuleContext) -> Iterator[Candidate]:
    """A listing for each resource that exists or existed."""
    for slot, instance in (*context.live(), *context.gone()):
        listing = context.tree.facts.listing(instance.resource)
        if context.tree.reviewed and listing and listing.operation not in context.blamed:
            yield instance.resource.name, _only(VerifyListed(slot, listing))


def verify_filtered(context: RuleContext) -> Iterator[Candidate]:
    """A filtered listing for each resource that was written with a value for the filter."""
    for slot, instance in context.live():
        kind = instance.resource
        listing = context.tree.facts.listing(kind)
        if not context.tree.reviewed or listing is None or listing.operation in context.blamed:
            continue
        scope = set(kind.identifiers) - set(context.tree.facts.own(kind))
        for _, name in context.tree.facts.filters(kind, listing):
            known = [
                other
                for other, each in context.live()
                if each.resource == kind
                and name in each.written.params
                and all(each.bindings[k] == instance.bindings[k] for k in scope)
            ]
            if slot in known:
                slots = (slot, *(each for each in known if each != slot))
                yield kind.name, _only(VerifyFiltered(slots, listing, name))


def _only(step: Step) -> StepPlan:
    return lambda key, number: (step,)


_FAULTS = 3
"""One of this many first faults of an operation is chosen."""


def fail(context: RuleContext) -> Iterator[Candidate]:
    """A request with one fault for each resource: it must change nothing."""
    for slot, instance in context.live():
        kind = instance.resource
        calls: list[tuple[str, Writer | None]] = [(each.operation, each) for each in kind.changers]
        calls += [(each, None) for each in kind.removers]
        for operation, writer in calls:
            if context.may(operation):
                for skipped in range(_FAULTS):
                    fail = FaultStep(slot, operation, writer, most=1, skipped=skipped)
                    yield kind.name, _failing(context, slot, kind, operation, fail)
        if context.tree.facts.chosen(kind) and context.tree.facts.own(kind):
            yield from _failing_to_make(context, slot, kind)


def _failing(
    context: RuleContext, slot: str, kind: Resource, operation: str, fail: Step
) -> StepPlan:
    def plan(key: str, number: int) -> tuple[Step, ...]:
        act = context.act(key, fail, "refused", operation, kind, slot)
        return act, VerifyState(slot), *context.assertions_within(slot, kind)

    return plan


def _failing_to_make(context: RuleContext, slot: str, kind: Resource) -> Iterator[Candidate]:
    try:
        parent = live_parent(context.model, kind, context.model.instance(slot).identifiers)
    except NotRun:
        return
    for writer in context.tree.facts.makers(kind):
        if not context.may(writer.operation):
            continue

        def plan(key: str, number: int, writer: Writer = writer) -> tuple[Step, ...]:
            never_made, name = f"{kind.name} refused {key}", writer.operation
            report = partial(_created_despite_refusal, name)
            fail = FaultyMakeStep(never_made, kind, writer, parent, report, most=2)
            return context.act(key, fail, "refused", name, kind, never_made), VerifyState(slot)

        yield kind.name, plan


def call_absent(context: RuleContext) -> Iterator[Candidate]:
    """A call for a resource that was removed or never made."""
    gone = [(slot, each.resource) for slot, each in context.gone()]
    for slot, kind in gone:
        yield from _calls_for_gone(context, slot, kind, ())
    for slot, instance in context.live():
        kind = instance.resource
        if (
            context.tree.reviewed
            and context.tree.facts.chosen(kind)
            and context.tree.facts.own(kind)
        ):
            imagined = f"{kind.name} imagined next to {slot}"
            if imagined not in context.model.removed:
                yield from _calls_for_gone(
                    context, imagined, kind, (ImagineAbsent(imagined, slot),)
                )


def _calls_for_gone(
    context: RuleContext, slot: str, kind: Resource, before: tuple[Step, ...]
) -> Iterator[Candidate]:
    facts = context.tree.facts
    for writer in kind.changers:
        if context.may(writer.operation) and facts.missing(writer.operation, kind):
            step = ChangeRemovedStep(slot, writer.operation)
            yield kind.name, _calling_gone(context, slot, kind, writer.operation, (*before, step))
    for operation in facts.removers(kind):
        if context.may(operation):
            steps = (*before, CallAbsent(slot, operation))
            yield kind.name, _calling_gone(context, slot, kind, operation, steps)


def _calling_gone(
    context: RuleContext, slot: str, kind: Resource, operation: str, steps: tuple[Step, ...]
) -> StepPlan:
    def guard(model: StateModel) -> None:
        expect_gone(model, slot)

    def plan(key: str, number: int) -> tuple[Step, ...]:
        how: MutationKind = "called on what is gone"
        act = context.act(key, steps[-1], how, operation, kind, slot, guard)
        return (*steps[:-1], act, VerifyAbsent(slot))

    return plan


def _created_despite_refusal(maker: str, seen: Observation) -> Finding:
    return created_despite_refusal(seen, maker, "refused")
