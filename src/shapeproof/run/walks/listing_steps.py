"""Listings, page by page, and the steps that check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.lifecycle.listings import (
    PageWalk,
    filter_broken,
    item_is_old,
    key_of,
    listed_wrongly,
    listing_refused,
    pages_broken,
    token_accepted,
    union_differs,
)
from shapeproof.contract.model import Paginator, Schema
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel

MOST_PAGES = 60


@dataclass(frozen=True)
class Listed:
    """A listing that was walked: its last exchange, its items, and its pages."""

    last: Exchange
    items: tuple[Any, ...]
    pages: PageWalk
    tokens: tuple[str, ...] = ()


@dataclass
class _Walking:
    items: list[Any] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def take(self, items: list[Any], identifier: str | None) -> None:
        self.items += items
        self.keys.append(tuple(key_of(each, identifier) for each in items))

    def listed(self, last: Exchange, size: int | None, *, ended: bool, refused: bool) -> Listed:
        pages = PageWalk(size, tuple(self.keys), ended, refused)
        return Listed(last, tuple(self.items), pages, tuple(self.tokens))


def walk_pages(
    world: StateModel,
    listing: ResourceListing,
    bindings: Mapping[str, Any],
    filters: Mapping[str, Any] | None = None,
    size: int | None = None,
) -> Listed:
    """All pages of a listing, as many as there are up to a bound.

    It is given up where a token comes that has come before: the pages would go round and round.
    """
    kept = {name: each for name, each in bindings.items() if name not in listing.left_out}
    params = {**world.minimal(listing.operation, kept), **(filters or {})}
    paginator = listing.paginator
    if size is not None and paginator and paginator.limit_key:
        params[paginator.limit_key] = size
    walking = _Walking()
    while True:
        exchange = world.call(listing.operation, params)
        if not exchange.accepted:
            refused = bool(walking.keys)
            return walking.listed(exchange, size, ended=False, refused=refused)
        walking.take(_items(exchange, listing), listing.identifier)
        token = _token(exchange, paginator)
        if token is None:
            return walking.listed(exchange, size, ended=True, refused=False)
        if token in walking.tokens or len(walking.keys) >= MOST_PAGES:
            return walking.listed(exchange, size, ended=False, refused=False)
        walking.tokens.append(token)
        assert paginator is not None
        params = {**params, paginator.input_tokens[0]: token}


def _items(exchange: Exchange, listing: ResourceListing) -> list[Any]:
    output = exchange.output if isinstance(exchange.output, dict) else {}
    found = output.get(listing.member)
    return list(found) if isinstance(found, list) else []


def _token(exchange: Exchange, paginator: Paginator | None) -> str | None:
    output = exchange.output if isinstance(exchange.output, dict) else {}
    if paginator is None or not is_walkable(paginator):
        return None
    if paginator.more_results and not output.get(paginator.more_results):
        return None
    token = output.get(paginator.output_tokens[0])
    return token if isinstance(token, str) and token else None


def is_walkable(paginator: Paginator) -> bool:
    """Whether its pages hang together by one token, which stands in the response as a member."""
    tokens = (*paginator.input_tokens, *paginator.output_tokens)
    return len(tokens) == 2 and all(token.isidentifier() for token in tokens)


def identifiers_of(items: tuple[Any, ...], listing: ResourceListing) -> Iterator[Any]:
    """The identifiers of listed items."""
    for item in items:
        if listing.bare:
            yield item
        elif isinstance(item, dict):
            yield item.get(listing.identifier)


MADE_UP = "shapeproof-made-up-token"


@dataclass(frozen=True)
class AssertListed:
    """List what stands beside a thing, and compare it with what was made and removed there."""

    slot: str
    listing: ResourceListing

    def do(self, world: StateModel) -> Iterator[Finding]:
        """List, and tell the first thing that is wrong."""
        thing = world.once(self.slot)
        due = self._beside(world, thing, world.things)
        gone = self._beside(world, thing, world.removed)
        listed = walk_pages(world, self.listing, thing.bindings)
        seen = world.seen(listed.last)
        if not listed.last.accepted:
            if due:
                yield from listing_refused(seen, thing.resource.name)
            return
        names = list(identifiers_of(listed.items, self.listing))
        exact = world.facts.chosen(thing.resource)
        wrong = list(
            listed_wrongly(
                seen, thing.resource.name, names, due.keys(), gone.keys() - due.keys(), exact=exact
            )
        )
        yield from wrong
        if not wrong and not self.listing.bare:
            yield from self._old_items(world, listed, due)

    def _beside(
        self, world: StateModel, thing: ResourceInstance, among: Mapping[str, ResourceInstance]
    ) -> dict[Any, ResourceInstance]:
        scope = [each for each in thing.resource.identifiers if each != self.listing.identifier]
        return {
            other.bindings[self.listing.identifier]: other
            for other in among.values()
            if other.resource.name == thing.resource.name
            and all(other.bindings[name] == thing.bindings[name] for name in scope)
        }

    def _old_items(
        self, world: StateModel, listed: Listed, due: Mapping[Any, ResourceInstance]
    ) -> Iterator[Finding]:
        """Items that show another value than the last change gave."""
        readers = [each for thing in due.values() for each in thing.resource.readers]
        shown = {name for reader in readers for name in reader.shows}
        for item in listed.items:
            thing = due.get(item.get(self.listing.identifier))
            params = thing.written.params if thing else {}
            for name in sorted(shown & params.keys() & item.keys()):
                if item[name] is not None and item[name] != params[name]:
                    seen = world.seen(listed.last)
                    yield item_is_old(seen, name, params[name], item[name])
                    return


@dataclass(frozen=True)
class AssertFiltered:
    """List with a filter. ``slots`` are the things that are known; each was changed before."""

    slots: tuple[str, ...]
    listing: ResourceListing
    names: tuple[str, ...]
    size: int | None = None

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Filter by the values of the first thing, and look which of the others come."""
        things = [world.thing(slot) for slot in self.slots]
        asked = {name: _value(things[0], name) for name in self.names}
        fitting = [each for each in things if all(_value(each, k) == v for k, v in asked.items())]
        listed = walk_pages(world, self.listing, things[0].bindings, asked, self.size)
        names = list(identifiers_of(listed.items, self.listing))
        identifier = self.listing.identifier
        yield from filter_broken(
            world.seen(listed.last),
            asked,
            names,
            [each.bindings[identifier] for each in fitting],
            [each.bindings[identifier] for each in things if each not in fitting],
        )


def _value(thing: ResourceInstance, name: str) -> Any:
    found = thing.bindings.get(name, thing.written.params.get(name))
    if found is None:
        raise NotRun(name)
    return found


@dataclass(frozen=True)
class AssertPages:
    """Walk all pages at some sizes (None for none given), and compare what is on them."""

    slot: str
    listing: ResourceListing
    sizes: tuple[int | None, ...]
    known: bool = True

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Walk, and tell the first thing that is wrong. Raises NotRun where it is refused."""
        bindings = world.once(self.slot).bindings if self.slot else {}
        due = self._due(world) if self.known else ()
        walked: list[PageWalk] = []
        for size in self.sizes:
            listed = walk_pages(world, self.listing, bindings, size=size)
            if not listed.last.accepted and not listed.pages.refused:
                raise NotRun(self.listing.operation)
            seen = world.seen(listed.last)
            wrong = list(pages_broken(seen, listed.pages, due))
            for other in walked if not wrong else ():
                wrong += union_differs(seen, listed.pages, other)
            yield from wrong[:1]
            if wrong:
                return
            walked.append(listed.pages)

    def _due(self, world: StateModel) -> tuple[Any, ...]:
        scope = world.once(self.slot)
        parent = scope.resource.identifiers
        return tuple(
            thing.bindings[self.listing.identifier]
            for thing in world.things.values()
            if self.listing.identifier in thing.resource.identifiers
            and self.listing.identifier not in parent
            and all(thing.bindings.get(name) == scope.bindings[name] for name in parent)
        )


@dataclass(frozen=True)
class AssertTokenRefused:
    """Ask for a page by a token that the server never handed out."""

    slot: str
    listing: ResourceListing

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Ask. Raises NotRun where the same listing without a token is refused, too."""
        bindings = world.once(self.slot).bindings if self.slot else {}
        kept = {name: each for name, each in bindings.items() if name not in self.listing.left_out}
        params = world.minimal(self.listing.operation, kept)
        if not world.call(self.listing.operation, params).accepted:
            raise NotRun(self.listing.operation)
        assert self.listing.paginator is not None
        member = self.listing.paginator.input_tokens[0]
        exchange = world.call(self.listing.operation, {**params, member: MADE_UP})
        yield from token_accepted(world.seen(exchange))


def page_bounds(schema: Schema) -> tuple[int, int | None]:
    """The least and the largest size of a page that a request may ask for."""
    return int(schema.get("minimum", 1)), schema.get("maximum")
