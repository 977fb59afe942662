"""Walks over generated identifiers and filters."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.lifecycle.builder import FIRST, WalkBuilder
from shapeproof.run.walks.listing_steps import AssertFiltered
from shapeproof.run.walks.read_steps import AssertIdentifierResolves
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import ChangeStep

_NUMBERS = ((1, 1), (1, 2), (2, 1), (1, 1))
"""Which values four resources get for two members."""


def generated_identifier_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """Every operation that returns an identifier which the server chose."""
    facts, resource = builder.facts, builder.resource
    if not resource.readers or not facts.contract.lifecycle.reviewed:
        return
    for operation in facts.identifier_sources(resource):
        need = facts.contract.lifecycle.needs.get(operation)
        if need is None:
            steps: tuple[Step, ...] = ()
        else:
            needed = WalkBuilder(facts, facts.resources[need.resource])
            if not needed.makeable:
                continue
            own = needed.make(needed.resource, need.resource, needed.resource.parent)
            steps = (*needed.ancestors(), own)
        slot = need.resource if need else None
        resolves = AssertIdentifierResolves(operation, slot, resource, builder.listing)
        yield builder.walk(operation, "told", *steps, resolves)


def filtering_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """Three resources with two values each, listed by each value, by both, and by identifier."""
    listing, resource = builder.listing, builder.resource
    if listing is None or listing.bare:
        return
    slots = (FIRST, "second", "third", "fourth")
    begin: list[Step] = [*builder.ancestors()]
    begin += [builder.make(resource, slot, resource.parent) for slot in slots]
    pairs = builder.facts.filters(resource, listing)
    writer = pairs[0][0] if pairs else None
    names = tuple(name for each, name in pairs if each == writer)[:2]
    changed: list[Step] = []
    for slot, numbers in zip(slots, _NUMBERS, strict=True):
        if writer is not None:
            values = tuple(zip(names, numbers, strict=False))
            changed.append(ChangeStep(slot, writer, 1, values=values))
    for chosen in ((name,) for name in names):
        yield from _filtered(builder, listing, slots, (*begin, *changed), chosen)
    if len(names) > 1:
        yield from _filtered(builder, listing, slots, (*begin, *changed), names)
    if listing.identifier in builder.facts.members(listing.operation):
        yield from _filtered(builder, listing, slots, tuple(begin), (listing.identifier,))


def _filtered(
    builder: WalkBuilder,
    listing: ResourceListing,
    slots: tuple[str, ...],
    begin: tuple[Step, ...],
    names: tuple[str, ...],
) -> Iterator[Walk]:
    sizes = (None, 1) if listing.paginator and listing.paginator.limit_key else (None,)
    steps = [AssertFiltered(slots, listing, names, size) for size in sizes]
    yield builder.walk(listing.operation, f"filtered by {' and '.join(names)}", *begin, *steps)
