"""Walks over pages: of listings of resources, of what resources contain, of whatever exists."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Paginator
from shapeproof.contract.page_places import is_walkable, list_path, paginator_of
from shapeproof.run.walks.facts import LifecycleFacts, ResourceListing
from shapeproof.run.walks.lifecycle.builder import FIRST, WalkBuilder
from shapeproof.run.walks.page_walk import largest_page
from shapeproof.run.walks.paging_steps import (
    AssertItemsFiltered,
    AssertPages,
    AssertTokenRefused,
    EachOf,
    FillStep,
)
from shapeproof.run.walks.walk import Step, Walk

_FEW = 5
_MANY = 50
"""The largest page that is filled to check whether its size is kept."""


def paging_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """Each paginated listing at several sizes, with a few items."""
    for listing in _listings(builder):
        yield _few(builder, listing)


def long_paging_walks(builder: WalkBuilder) -> Iterator[Walk]:
    """A paginated listing with more items than its largest page."""
    for listing in _listings(builder)[:1]:
        _, high = _bounds(builder.facts, listing.paginator)
        if high is not None and high <= _MANY:
            yield _many(builder, listing, high)


def _listings(builder: WalkBuilder) -> tuple[ResourceListing, ...]:
    """The paginated listings of a resource.

    Where the lifecycle is guessed, the items need not have a member that is called as the
    resource's identifier.
    """
    facts, resource = builder.facts, builder.resource
    known = facts.listing(resource)
    reviewed = facts.contract.lifecycle.reviewed
    if reviewed and resource.parent is None:
        return ()
    found = []
    if known is not None and known.paginator is not None and is_walkable(known.paginator):
        found.append(known)
    for name in () if reviewed else resource.listers:
        listing = listing_of(facts, name, frozenset(facts.own(resource)))
        if listing is not None and all(each.operation != name for each in found):
            found.append(listing)
    return tuple(found)


def listing_of(
    facts: LifecycleFacts, name: str, left_out: frozenset[str] = frozenset()
) -> ResourceListing | None:
    """How an operation lists by pages, whatever its items are; None where it does not."""
    paginator = paginator_of(facts.contract, name)
    member = paginator and list_path(facts.contract.operations[name], paginator)
    return ResourceListing(name, member, "", False, left_out, paginator) if member else None


def _few(builder: WalkBuilder, listing: ResourceListing) -> Walk:
    resource, parent = builder.resource, builder.resource.parent
    guessed = not builder.facts.contract.lifecycle.reviewed
    items = [
        builder.make(
            resource, f"item {n}", parent, number=n + 1 if guessed else 1, optional=guessed
        )
        for n in range(_FEW)
    ]
    judged = _judged(builder.facts, parent or "", listing, known=_known(listing))
    return builder.walk(listing.operation, "paged", *builder.ancestors(), *items, *judged)


def _judged(
    facts: LifecycleFacts, slot: str, listing: ResourceListing, *, known: bool
) -> tuple[Step, ...]:
    """The pages at several sizes, a token that was made up, and filters that the items show.

    A reviewed lifecycle has walks of its own for filters.
    """
    pages = AssertPages(slot, listing, _sizes(facts, listing.paginator), known=known)
    token = AssertTokenRefused(slot, listing)
    if facts.contract.lifecycle.reviewed:
        return pages, token
    return (EachOf((pages, token, AssertItemsFiltered(slot, listing))),)


def _many(builder: WalkBuilder, listing: ResourceListing, high: int) -> Walk:
    resource, parent = builder.resource, builder.resource.parent
    many = [builder.make(resource, f"item {n}", parent) for n in range(high + 2)]
    page = AssertPages(parent or "", listing, (high, None), known=_known(listing))
    return builder.walk(listing.operation, "paged, many", *builder.ancestors(), *many, page)


def _known(listing: ResourceListing) -> bool:
    """Whether the items tell which of the resources they are."""
    return bool(listing.identifier)


def other_paging_walks(facts: LifecycleFacts, covered: frozenset[str]) -> Iterator[Walk]:
    """The remaining paginated operations: pages of what a resource contains, or of what exists."""
    for name, operation in sorted(facts.contract.operations.items()):
        listing = None if name in covered else listing_of(facts, name)
        if listing is None:
            continue
        holder = _holder(facts, name)
        if holder is not None:
            yield _contents(facts, listing, holder)
        elif not operation.request_shape.required:
            judged = _judged(facts, "", listing, known=False)
            yield Walk(name, "paged", judged, frozenset({name}))


def _holder(facts: LifecycleFacts, name: str) -> Resource | None:
    """The kind of resource whose contents an operation lists: the one that it needs or may name."""
    need = facts.contract.lifecycle.needs.get(name)
    members = facts.members(name)
    fitting = [
        each for each in facts.resources.values() if each.identifiers and each.is_named_in(members)
    ]
    if need is not None:
        fitting = [facts.resources[need.resource]]
    fitting = [each for each in fitting if WalkBuilder(facts, each).makeable]
    return max(fitting, key=lambda each: (len(each.identifiers), each.name), default=None)


def _contents(facts: LifecycleFacts, listing: ResourceListing, holder: Resource) -> Walk:
    """What a resource contains: it is made with large numbers, and filled."""
    builder = WalkBuilder(facts, holder)
    made: tuple[Step, ...] = (builder.make(holder, FIRST, holder.parent, number=_FEW),)
    if not facts.own(holder) and holder.parent is not None:
        # It has no name of its own: each call adds to what its parent contains.
        made += (FillStep(holder.parent, builder.maker, _FEW),)
    judged = _judged(facts, FIRST, listing, known=False)
    return builder.walk(listing.operation, "paged", *builder.ancestors(), *made, *judged)


def _bounds(facts: LifecycleFacts, paginator: Paginator | None) -> tuple[int, int | None]:
    """The smallest and the largest size of a page that a request may ask for."""
    if paginator is None or not paginator.limit_key:
        return 1, None
    shape = facts.contract.operations[paginator.operation].request_shape.member(paginator.limit_key)
    return int(shape.schema.get("minimum", 1)), largest_page(shape)


def _sizes(facts: LifecycleFacts, paginator: Paginator | None) -> tuple[int | None, ...]:
    if paginator is None or not paginator.limit_key:
        return (None,)
    low, high = _bounds(facts, paginator)
    largest = () if high is None else (high,)
    wanted = (max(1, low), max(2, low), *largest)
    return (*sorted(set(wanted)), None)
