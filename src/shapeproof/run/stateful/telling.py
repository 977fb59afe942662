"""A step that calls what tells a generated identifier, and looks for what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.dangling_identifier import does_not_resolve, not_listed
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.stateful.facts import Listing
from shapeproof.run.stateful.listings import identifiers_of, walk_pages
from shapeproof.run.stateful.making import Make, thing_made
from shapeproof.run.stateful.seeing import read
from shapeproof.run.stateful.world import NotRun, Thing, World


@dataclass(frozen=True)
class Tells:
    """Call an operation that tells a generated identifier: it must be readable, and listed.

    ``needed`` is the thing that it is called on, None where it needs none.
    """

    operation: str
    needed: str | None
    resource: Resource
    listing: Listing | None

    def do(self, world: World) -> Iterator[Finding]:
        """Call it, read and list. Raises NotRun where it is refused or tells nothing."""
        bindings = dict(world.thing(self.needed).bindings) if self.needed else {}
        exchange = world.accepted_call(self.operation, bindings, 1)
        thing = exchange and told_thing(self.resource, bindings, exchange)
        if not thing:
            raise NotRun(self.operation)
        identifier = self.resource.generated[0]
        for reader in self.resource.readers:
            reading = read(world, thing, reader)
            if not reading.accepted:
                yield does_not_resolve(world.seen(reading), self.operation, identifier)
                return
        if self.listing is not None and self.listing.operation not in world.memory.blamed:
            listed = walk_pages(world, self.listing, thing.bindings)
            names = list(identifiers_of(listed.items, self.listing))
            value = thing.bindings[self.listing.identifier]
            if listed.last.accepted and value not in names:
                yield not_listed(world.seen(listed.last), self.operation, identifier, str(value))


def told_thing(resource: Resource, bindings: Mapping[str, Any], exchange: Exchange) -> Thing | None:
    """The thing whose generated identifier an answer tells; None where it does not."""
    known = (*resource.makers, *resource.sources)
    source = next(
        (each for each in known if each.operation == exchange.operation),
        Writer(exchange.operation),
    )
    given = {
        name: exchange.params[name] for name in resource.identifiers if name in exchange.params
    }
    return thing_made(Make("", resource, source), exchange, {**bindings, **given})
