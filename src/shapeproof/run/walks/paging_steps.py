"""Steps that compare the pages of a listing at several sizes, and that fill it before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.listings import items_not_filtered
from shapeproof.checks.lifecycle.pages import (
    End,
    PageWalk,
    pages_broken,
    token_accepted,
    union_differs,
)
from shapeproof.contract.page_places import shape_at, value_at
from shapeproof.contract.shape import Kind, Shape
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.page_walk import Listed, walk_pages
from shapeproof.run.walks.state_model import NotRun, StateModel
from shapeproof.run.walks.walk import Step


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
        walked: list[tuple[Exchange, PageWalk]] = []
        for size in self.sizes:
            listed = walk_pages(model, self.listing, bindings, size=size)
            if not listed.last.accepted and listed.pages.end is not End.REFUSED:
                raise NotRun(self.listing.operation)
            found = self._wrong(model, listed, due, walked)
            if found is not None and self._is_lasting(model, bindings, found, due, walked, size):
                yield found
            if found is not None:
                return
            walked.append((listed.last, listed.pages))

    def _is_lasting(
        self,
        model: StateModel,
        bindings: Mapping[str, Any],
        found: Finding,
        due: tuple[Any, ...],
        walked: list[tuple[Exchange, PageWalk]],
        size: int | None,
    ) -> bool:
        """Whether the items differ again: a list may change while it is read."""
        if found.constraint not in ("gap", "duplicate") or model.contract.lifecycle.reviewed:
            return True
        again = self._wrong(
            model, walk_pages(model, self.listing, bindings, size=size), due, walked
        )
        return again is not None and again.constraint == found.constraint

    def _wrong(
        self,
        model: StateModel,
        listed: Listed,
        due: tuple[Any, ...],
        walked: list[tuple[Exchange, PageWalk]],
    ) -> Finding | None:
        """What is wrong with a walk, alone or beside the walks at other sizes."""
        seen = model.seen(listed.last)
        found = list(pages_broken(seen, listed.pages, due))
        for last, other in walked if not found else ():
            found += union_differs(seen, listed.pages, other)
            found += union_differs(model.seen(last), other, listed.pages)
        return found[0] if found else None

    def _due(self, model: StateModel) -> tuple[Any, ...]:
        """The identifiers of what was made in the scope."""
        scope = model.once(self.slot) if self.slot else None
        parent = scope.resource.identifiers if scope else ()
        identifier = self.listing.identifier
        return tuple(
            instance.bindings[identifier]
            for instance in model.instances.values()
            if identifier in instance.resource.identifiers
            and identifier not in parent
            and all(scope and instance.bindings.get(k) == scope.bindings[k] for k in parent)
        )


@dataclass(frozen=True)
class EachOf:
    """Assertions that do not depend on each other: what one finds does not keep the others back."""

    steps: tuple[Step, ...]

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Take each of them that can be taken."""
        for each in self.steps:
            with suppress(NotRun):
                yield from each.do(model)


MADE_UP = "shapeproof-made-up-token"
_FOR_TOKENS = re.compile(r"Token", re.IGNORECASE)


@dataclass(frozen=True)
class AssertTokenRefused:
    """Request a page with a token that the server never returned.

    Only a member that is called a token is tried, and that botocore pages by: another may hold the
    item to begin after, and then any text is right. Where nobody has reviewed the service, the list
    must have issued a token before: a server that knows no pages has no tokens to refuse.
    """

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Request it. Raises NotRun where the same listing without a token is refused as well."""
        assert self.listing.paginator is not None
        member = self.listing.paginator.input_tokens[0]
        operation = model.contract.operations[self.listing.operation]
        shape = operation.request_shape.member(member)
        if shape.type != "string" or not _FOR_TOKENS.search(member):
            return
        if operation.name not in model.contract.paginators or not self._pages(model):
            return
        bindings = model.once(self.slot).bindings if self.slot else {}
        kept = {name: each for name, each in bindings.items() if name not in self.listing.left_out}
        params = model.minimal(self.listing.operation, kept)
        if not model.call(self.listing.operation, params).accepted:
            raise NotRun(self.listing.operation)
        exchange = model.call(self.listing.operation, {**params, member: MADE_UP})
        yield from token_accepted(model.seen(exchange))

    def _pages(self, model: StateModel) -> bool:
        """Whether the list is known to have pages."""
        assert self.listing.paginator is not None
        path = self.listing.paginator.output_tokens[0]
        return model.contract.lifecycle.reviewed or any(
            value_at(each.output, path)
            for each in model.history
            if each.operation == self.listing.operation and each.accepted
        )


@dataclass(frozen=True)
class FillStep:
    """Call an operation that puts something into a resource, with other values each time."""

    slot: str
    operation: str
    times: int

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Call it. Raises NotRun where it is refused."""
        yield from ()
        bindings = model.instance(self.slot).bindings if self.slot else {}
        for number in range(1, self.times + 1):
            if model.accepted_call(self.operation, bindings, number) is None:
                raise NotRun(self.operation)


@dataclass(frozen=True)
class AssertItemsFiltered:
    """List by the values that items show, one member of the request after the other.

    A member of the request that has the name and the type of a member of the items is a filter. It
    is judged by the items alone: none may show another value.
    """

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List without a filter, then with each. Raises NotRun where listing is refused."""
        bindings = model.once(self.slot).bindings if self.slot else {}
        operation = model.contract.operations[self.listing.operation]
        item = shape_at(operation.response_shape, self.listing.member).item
        request = operation.request_shape
        names = [name for name in filter_members(request, item) if name not in bindings]
        if not names:
            return
        listed = walk_pages(model, self.listing, bindings)
        if not listed.last.accepted:
            raise NotRun(self.listing.operation)
        for name in names:
            values = [value for each in listed.items if (value := _text_at(each, name))]
            if len(set(values)) < 2:
                continue
            fitting = walk_pages(model, self.listing, bindings, {name: values[0]})
            if fitting.last.accepted:
                seen, shown = model.seen(fitting.last), fitting.items
                yield from items_not_filtered(seen, name, values[0], shown)


def _text_at(item: Any, name: str) -> str | None:
    """The text that a member of an item has; None where a server has sent something else."""
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None


def filter_members(request: Shape, item: Shape) -> list[str]:
    """The members of a request that filter by a member of the items."""
    return [
        name
        for name, member in sorted(request.members.items())
        if name in item.members
        and member.type == item.members[name].type == "string"
        and member.kind is item.members[name].kind is Kind.STRING
        and (member.enum or member.definition == item.members[name].definition)
    ]
