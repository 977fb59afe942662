"""All pages of a listing, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.lifecycle.listings import key_of
from shapeproof.checks.lifecycle.pages import End, PageWalk
from shapeproof.contract.model import Paginator
from shapeproof.contract.page_places import shape_at, value_at
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.state_model import StateModel

MOST_PAGES = 60
"""Pages that one walk requests: a list may hold what earlier walks and runs have left."""
_MOST_EMPTY = 20
"""Pages without an item, one after the other, that are as good as no end."""


@dataclass(frozen=True)
class Listed:
    """A listing that was walked: its last exchange, its items, and its pages."""

    last: Exchange
    items: tuple[Any, ...]
    pages: PageWalk


@dataclass
class _Walking:
    listing: ResourceListing
    size: int | None
    most: int | None
    identifier: str | None
    items: list[Any] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    tokens: list[Any] = field(default_factory=list)

    def take(self, items: list[Any]) -> None:
        self.items += items
        self.keys.append(tuple(key_of(each, self.identifier) for each in items))

    def end(self, exchange: Exchange, token: Any) -> End | None:
        """How the pages end with this one, None where they go on."""
        paginator, output = self.listing.paginator, exchange.output
        if token is None:
            more = paginator and paginator.more_results
            return End.NO_TOKEN if more and value_at(output, more) is True else End.LAST
        if token in self.tokens:
            # Some services repeat the token of the last page: it stands for what is yet to come.
            again = token == self.tokens[-1] and not self.keys[-1]
            return End.LAST if again else End.ENDLESS
        if len(self.keys) >= _MOST_EMPTY and not any(self.keys[-_MOST_EMPTY:]):
            return End.ENDLESS
        return End.GIVEN_UP if len(self.keys) >= MOST_PAGES else None

    def listed(self, last: Exchange, end: End) -> Listed:
        identified = bool(self.listing.identifier)
        pages = PageWalk(self.size, tuple(self.keys), end, self.most, identified)
        return Listed(last, tuple(self.items), pages)


def walk_pages(
    model: StateModel,
    listing: ResourceListing,
    bindings: Mapping[str, Any],
    filters: Mapping[str, Any] | None = None,
    size: int | None = None,
) -> Listed:
    """All pages of a listing, up to a bound."""
    paginator = listing.paginator
    params = {**_request(model, listing, bindings), **(filters or {})}
    limit = _limit(model, listing)
    if size is not None and limit is not None:
        assert paginator is not None
        params[paginator.limit_key or ""] = str(size) if limit.type == "string" else size
    identifier = listing.identifier or _identifying(model, listing)
    walking = _Walking(listing, size, largest_page(limit), identifier)
    while True:
        exchange = _page(model, listing, params)
        if not exchange.accepted:
            return walking.listed(exchange, End.REFUSED if walking.keys else End.LAST)
        walking.take(_items(exchange, listing))
        token = _token(exchange, paginator)
        end = walking.end(exchange, token)
        if end is not None:
            return walking.listed(exchange, end)
        walking.tokens.append(token)
        assert paginator is not None
        params = {**params, paginator.input_tokens[0]: token}


def _request(
    model: StateModel, listing: ResourceListing, bindings: Mapping[str, Any]
) -> dict[str, Any]:
    kept = {name: each for name, each in bindings.items() if name not in listing.left_out}
    return model.minimal(listing.operation, kept)


def _page(model: StateModel, listing: ResourceListing, params: Mapping[str, Any]) -> Exchange:
    """A page. Some services take a token only without what it stands for."""
    exchange = model.call(listing.operation, params)
    paginator = listing.paginator
    if exchange.accepted or paginator is None or paginator.input_tokens[0] not in params:
        return exchange
    required = model.contract.operations[listing.operation].request_shape.required
    kept = {*required, paginator.limit_key, *paginator.input_tokens}
    bare = {name: each for name, each in params.items() if name in kept}
    return exchange if bare == params else model.call(listing.operation, bare)


def _limit(model: StateModel, listing: ResourceListing) -> Shape | None:
    paginator = listing.paginator
    if paginator is None or not paginator.limit_key:
        return None
    return model.facts.members(listing.operation).get(paginator.limit_key)


def largest_page(limit: Shape | None) -> int | None:
    """The largest size of a page that the contract lets a request ask for."""
    found = limit.schema.get("maximum") if limit is not None else None
    return found if isinstance(found, int) else None


def _identifying(model: StateModel, listing: ResourceListing) -> str | None:
    """The member of the items that tells them apart, by its name; None where there is none."""
    item = shape_at(
        model.contract.operations[listing.operation].response_shape, listing.member
    ).item
    for ending in ("arn", "id", "name"):
        found = [each for each in item.members if each.lower().endswith(ending)]
        own = [each for each in found if item.members[each].type == "string"]
        if len(own) == 1 or (own and own[0].lower() == ending):
            return own[0]
    return None


def _items(exchange: Exchange, listing: ResourceListing) -> list[Any]:
    found = value_at(exchange.output, listing.member)
    return list(found) if isinstance(found, list) else []


def _token(exchange: Exchange, paginator: Paginator | None) -> Any:
    """The token for the next page: a text, or a key of an item."""
    if paginator is None:
        return None
    if paginator.more_results and not value_at(exchange.output, paginator.more_results):
        return None
    token = value_at(exchange.output, paginator.output_tokens[0])
    return token if isinstance(token, str | dict) and token else None


def identifiers_of(items: tuple[Any, ...], listing: ResourceListing) -> Iterator[Any]:
    """The identifiers of listed items."""
    for item in items:
        if listing.bare:
            yield item
        elif isinstance(item, dict):
            yield item.get(listing.identifier)
