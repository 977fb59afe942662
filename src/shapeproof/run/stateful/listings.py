"""Listings, walked page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.lifecycle.pagination import Pages, key_of
from shapeproof.contract.model import Paginator
from shapeproof.exchange import Exchange
from shapeproof.run.stateful.facts import Listing
from shapeproof.run.stateful.world import World

MOST_PAGES = 60


@dataclass(frozen=True)
class Listed:
    """A listing that was walked: its last exchange, its items, and its pages."""

    last: Exchange
    items: tuple[Any, ...]
    pages: Pages
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
        pages = Pages(size, tuple(self.keys), ended, refused)
        return Listed(last, tuple(self.items), pages, tuple(self.tokens))


def walk_pages(
    world: World,
    listing: Listing,
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


def _items(exchange: Exchange, listing: Listing) -> list[Any]:
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


def identifiers_of(items: tuple[Any, ...], listing: Listing) -> Iterator[Any]:
    """The identifiers of listed items."""
    for item in items:
        if listing.bare:
            yield item
        elif isinstance(item, dict):
            yield item.get(listing.identifier)
