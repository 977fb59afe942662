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
from shapeproof.contract.model import Paginator
from shapeproof.contract.shape import Shape
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
    model: StateModel,
    listing: ResourceListing,
    bindings: Mapping[str, Any],
    filters: Mapping[str, Any] | None = None,
    size: int | None = None,
) -> Listed:
    """All pages of a listing, up to a bound.

    It stops where a token comes that has come before, as the pages would repeat for ever.
    """
    kept = {name: each for name, each in bindings.items() if name not in listing.left_out}
    params = {**model.minimal(listing.operation, kept), **(filters or {})}
    paginator = listing.paginator
    if size is not None and paginator and paginator.limit_key:
        params[paginator.limit_key] = size
    walking = _Walking()
    while True:
        exchange = model.call(listing.operation, params)
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
    """Whether its pages are linked by one token, which is a member of the response."""
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
    """List the resources of a scope, and compare them with what was made and removed there."""

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List, and report the first problem."""
        instance = model.once(self.slot)
        due = self._in_same_scope(model, instance, model.instances)
        gone = self._in_same_scope(model, instance, model.removed)
        listed = walk_pages(model, self.listing, instance.bindings)
        seen = model.seen(listed.last)
        if not listed.last.accepted:
            if due:
                yield from listing_refused(seen, instance.resource.name)
            return
        names = list(identifiers_of(listed.items, self.listing))
        exact = model.facts.chosen(instance.resource)
        wrong = list(
            listed_wrongly(
                seen,
                instance.resource.name,
                names,
                due.keys(),
                gone.keys() - due.keys(),
                exact=exact,
            )
        )
        yield from wrong
        if not wrong and not self.listing.bare:
            yield from self._old_items(model, listed, due)

    def _in_same_scope(
        self, model: StateModel, instance: ResourceInstance, among: Mapping[str, ResourceInstance]
    ) -> dict[Any, ResourceInstance]:
        scope = [each for each in instance.resource.identifiers if each != self.listing.identifier]
        return {
            other.bindings[self.listing.identifier]: other
            for other in among.values()
            if other.resource.name == instance.resource.name
            and all(other.bindings[name] == instance.bindings[name] for name in scope)
        }

    def _old_items(
        self, model: StateModel, listed: Listed, due: Mapping[Any, ResourceInstance]
    ) -> Iterator[Finding]:
        """Items that show another value than the last change wrote."""
        readers = [each for instance in due.values() for each in instance.resource.readers]
        shown = {name for reader in readers for name in reader.shows}
        for item in listed.items:
            instance = due.get(item.get(self.listing.identifier))
            params = instance.written.params if instance else {}
            for name in sorted(shown & params.keys() & item.keys()):
                if item[name] is not None and item[name] != params[name]:
                    seen = model.seen(listed.last)
                    yield item_is_old(seen, name, params[name], item[name])
                    return


@dataclass(frozen=True)
class AssertFiltered:
    """List with a filter. ``slots`` are the known resources; each was changed before."""

    slots: tuple[str, ...]
    listing: ResourceListing
    names: tuple[str, ...]
    size: int | None = None

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Filter by the values of the first resource, and check which of the others are listed."""
        instances = [model.instance(slot) for slot in self.slots]
        filters = {name: _value(instances[0], name) for name in self.names}
        fitting = [
            each for each in instances if all(_value(each, k) == v for k, v in filters.items())
        ]
        listed = walk_pages(model, self.listing, instances[0].bindings, filters, self.size)
        names = list(identifiers_of(listed.items, self.listing))
        identifier = self.listing.identifier
        yield from filter_broken(
            model.seen(listed.last),
            filters,
            names,
            [each.bindings[identifier] for each in fitting],
            [each.bindings[identifier] for each in instances if each not in fitting],
        )


def _value(instance: ResourceInstance, name: str) -> Any:
    found = instance.bindings.get(name, instance.written.params.get(name))
    if found is None:
        raise NotRun(name)
    return found


@dataclass(frozen=True)
class AssertPages:
    """List all pages at some sizes (None: without a size), and compare the items on them."""

    slot: str
    listing: ResourceListing
    sizes: tuple[int | None, ...]
    known: bool = True

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List, and report the first problem. Raises NotRun where listing is refused."""
        bindings = model.once(self.slot).bindings if self.slot else {}
        due = self._due(model) if self.known else ()
        walked: list[PageWalk] = []
        for size in self.sizes:
            listed = walk_pages(model, self.listing, bindings, size=size)
            if not listed.last.accepted and not listed.pages.refused:
                raise NotRun(self.listing.operation)
            seen = model.seen(listed.last)
            wrong = list(pages_broken(seen, listed.pages, due))
            for other in walked if not wrong else ():
                wrong += union_differs(seen, listed.pages, other)
            yield from wrong[:1]
            if wrong:
                return
            walked.append(listed.pages)

    def _due(self, model: StateModel) -> tuple[Any, ...]:
        scope = model.once(self.slot)
        parent = scope.resource.identifiers
        return tuple(
            instance.bindings[self.listing.identifier]
            for instance in model.instances.values()
            if self.listing.identifier in instance.resource.identifiers
            and self.listing.identifier not in parent
            and all(instance.bindings.get(name) == scope.bindings[name] for name in parent)
        )


@dataclass(frozen=True)
class AssertTokenRefused:
    """Request a page with a token that the server never returned."""

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Request it. Raises NotRun where the same listing without a token is refused as well."""
        bindings = model.once(self.slot).bindings if self.slot else {}
        kept = {name: each for name, each in bindings.items() if name not in self.listing.left_out}
        params = model.minimal(self.listing.operation, kept)
        if not model.call(self.listing.operation, params).accepted:
            raise NotRun(self.listing.operation)
        assert self.listing.paginator is not None
        member = self.listing.paginator.input_tokens[0]
        exchange = model.call(self.listing.operation, {**params, member: MADE_UP})
        yield from token_accepted(model.seen(exchange))


def page_bounds(shape: Shape) -> tuple[int, int | None]:
    """The smallest and the largest size of a page that a request may ask for."""
    return int(shape.schema.get("minimum", 1)), shape.schema.get("maximum")
