"""Steps that list: everything that exists, what a filter lets through, and page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.filters import filter_broken
from shapeproof.checks.lifecycle.listing import item_is_old, listed_wrongly, listing_refused
from shapeproof.checks.lifecycle.pagination import (
    Pages,
    pages_broken,
    token_accepted,
    union_differs,
)
from shapeproof.contract.model import Schema
from shapeproof.exchange import Finding
from shapeproof.run.stateful.facts import Listing
from shapeproof.run.stateful.listings import Listed, identifiers_of, walk_pages
from shapeproof.run.stateful.world import NotRun, Thing, World

MADE_UP = "shapeproof-made-up-token"


@dataclass(frozen=True)
class ListAll:
    """List what stands beside a thing, and compare it with what was made and removed there."""

    slot: str
    listing: Listing

    def do(self, world: World) -> Iterator[Finding]:
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

    def _beside(self, world: World, thing: Thing, among: Mapping[str, Thing]) -> dict[Any, Thing]:
        scope = [each for each in thing.resource.identifiers if each != self.listing.identifier]
        return {
            other.bindings[self.listing.identifier]: other
            for other in among.values()
            if other.resource.name == thing.resource.name
            and all(other.bindings[name] == thing.bindings[name] for name in scope)
        }

    def _old_items(
        self, world: World, listed: Listed, due: Mapping[Any, Thing]
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
class Filter:
    """List with a filter. ``slots`` are the things that are known; each was changed before."""

    slots: tuple[str, ...]
    listing: Listing
    names: tuple[str, ...]
    size: int | None = None

    def do(self, world: World) -> Iterator[Finding]:
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


def _value(thing: Thing, name: str) -> Any:
    found = thing.bindings.get(name, thing.written.params.get(name))
    if found is None:
        raise NotRun(name)
    return found


@dataclass(frozen=True)
class Page:
    """Walk all pages at some sizes (None for none given), and compare what is on them."""

    slot: str
    listing: Listing
    sizes: tuple[int | None, ...]
    known: bool = True

    def do(self, world: World) -> Iterator[Finding]:
        """Walk, and tell the first thing that is wrong. Raises NotRun where it is refused."""
        bindings = world.once(self.slot).bindings if self.slot else {}
        due = self._due(world) if self.known else ()
        walked: list[Pages] = []
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

    def _due(self, world: World) -> tuple[Any, ...]:
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
class MadeUpToken:
    """Ask for a page by a token that the server never handed out."""

    slot: str
    listing: Listing

    def do(self, world: World) -> Iterator[Finding]:
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
