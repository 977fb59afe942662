"""Walks over generated identifiers, filters and pages."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.model import Paginator
from shapeproof.run.walks.facts import LifecycleFacts, ResourceListing
from shapeproof.run.walks.lifecycle.builder import FIRST, WalkBuilder
from shapeproof.run.walks.listing_steps import (
    AssertFiltered,
    AssertPages,
    AssertTokenRefused,
    is_walkable,
    page_bounds,
)
from shapeproof.run.walks.read_steps import AssertIdentifierResolves
from shapeproof.run.walks.walk import Step, Walk
from shapeproof.run.walks.write_steps import ChangeStep

_FEW = 5
_NUMBERS = ((1, 1), (1, 2), (2, 1), (1, 1))
"""Which values four resources get for two members."""
_MANY = 50
"""The largest page that is filled to check whether its size is kept."""


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


def paging_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """A paginated listing at several sizes, with few items and with more than a page of them."""
    facts, resource = builder.facts, builder.resource
    listing = facts.listing(resource)
    if listing is None or listing.paginator is None or not is_walkable(listing.paginator):
        return
    parent = resource.parent
    if parent is None:
        return
    low, high = _bounds(facts, listing.paginator)
    few = [builder.make(resource, f"item {n}", parent) for n in range(_FEW)]
    sizes = _sizes(listing.paginator, low, high)
    name = listing.operation
    yield builder.walk(
        name,
        "paged",
        *builder.ancestors(),
        *few,
        AssertPages(parent, listing, sizes),
        AssertTokenRefused(parent, listing),
    )
    if high is not None and high <= _MANY and facts.contract.lifecycle.reviewed:
        many = [builder.make(resource, f"item {n}", parent) for n in range(high + 2)]
        page = AssertPages(parent, listing, (high, None))
        yield builder.walk(name, "paged, many", *builder.ancestors(), *many, page)


def other_paging_walks(facts: LifecycleFacts, covered: frozenset[str]) -> Iterator[Walk]:
    """Paginated listings whose items nothing is known to make: pages of whatever exists."""
    for name, paginator in sorted(facts.contract.paginators.items()):
        operation = facts.contract.operations.get(name)
        if operation is None or name in covered or not is_walkable(paginator):
            continue
        if operation.request_shape.required or len(paginator.result_keys) != 1:
            continue
        low, high = _bounds(facts, paginator)
        listing = ResourceListing(name, paginator.result_keys[0], "", False, frozenset(), paginator)
        page = AssertPages("", listing, _sizes(paginator, low, high), known=False)
        yield Walk(name, "paged", (page, AssertTokenRefused("", listing)), frozenset({name}))


def _bounds(facts: LifecycleFacts, paginator: Paginator) -> tuple[int, int | None]:
    operation = facts.contract.operations[paginator.operation]
    return page_bounds(operation.request_shape.member(paginator.limit_key or ""))


def _sizes(paginator: Paginator, low: int, high: int | None) -> tuple[int | None, ...]:
    if not paginator.limit_key:
        return (None,)
    largest = () if high is None else (high,)
    wanted = (max(1, low), max(2, low), *largest)
    return (*sorted(set(wanted)), None)
