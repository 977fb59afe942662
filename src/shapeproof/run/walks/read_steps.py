"""Steps that assert the state of a resource: present as written, absent, or listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.existence import (
    does_not_resolve,
    is_there,
    not_listed,
    otherwise_refused,
)
from shapeproof.checks.lifecycle.interface import (
    ReadingProblem,
    http_status,
    reading_problems,
)
from shapeproof.contract.lifecycle import Reader, Resource, Writer
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.listing_steps import identifiers_of, walk_pages
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.write_steps import MakeStep, instance_made

ProblemReport = Callable[[Observation, ReadingProblem], Finding]
PresenceReport = Callable[[Observation], Finding]


@dataclass(frozen=True)
class AssertState:
    """Read a thing; ``tell`` makes a finding of what is wrong.

    ``plain`` says that the coverage phase would have told of a wrong value. An ``optional`` thing
    need not have been made.
    """

    slot: str
    tell: ProblemReport
    plain: bool = False
    optional: bool = False

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Read it by each of its readers, up to the first that shows it otherwise."""
        if self.optional and self.slot not in world.things:
            return
        thing = world.thing(self.slot)
        if not thing.resource.readers:
            yield from self._probed(world, thing)
        for reader in thing.resource.readers:
            exchange = read(world, thing, reader)
            problems = reading_problems(world.known(thing), exchange, reader)
            if not problems:
                world.memory.proven.add(reader.operation)
                continue
            problem = problems[0]
            if self._told_already(world, thing, reader.operation, problem):
                raise NotRun(f"{reader.operation} does not show what was written")
            yield self.tell(world.seen(exchange), problem)
            return

    def _told_already(
        self, world: StateModel, thing: ResourceInstance, reader: str, problem: ReadingProblem
    ) -> bool:
        """Whether a problem is that of a single operation, so that nothing can be built on it."""
        if not problem.of_value:
            return not (world.contract.lifecycle.reviewed or reader in world.memory.proven)
        covered, writer = world.memory.covered, thing.writer.operation
        if self.plain and reader in covered and writer in covered:
            world.memory.unshown.add((reader, writer))
        return (reader, writer) in world.memory.unshown

    def _probed(self, world: StateModel, thing: ResourceInstance) -> Iterator[Finding]:
        """Without a reader: by the answer of what wrote it, else by changing nothing of it."""
        if thing.writer.shows:
            problems = reading_problems(world.known(thing), thing.written, None)
            if problems and self._told_already(world, thing, thing.writer.operation, problems[0]):
                raise NotRun(f"{thing.writer.operation} does not show what was written")
            for problem in problems[:1]:
                yield self.tell(world.seen(thing.written), problem)
                return
        for operation, _ in world.facts.probes(thing.resource):
            exchange = world.call(operation, world.minimal(operation, thing.bindings))
            if http_status(exchange) == 404:
                yield self.tell(world.seen(exchange), ReadingProblem.unreadable(exchange))
                return


def read(world: StateModel, thing: ResourceInstance, reader: Reader) -> Exchange:
    """A reader's answer for a thing."""
    bindings = {k: v for k, v in thing.bindings.items() if k not in reader.leaves_out}
    return world.call(reader.operation, world.minimal(reader.operation, bindings))


@dataclass(frozen=True)
class AssertAbsent:
    """Look for a thing that must not be there; ``tell`` makes a finding where it is.

    It was removed before, or ``mixed`` takes identifiers of other things in place of its own. With
    a ``remover`` the not-found error is due, where the lifecycle tells so.
    """

    slot: str
    tell: PresenceReport
    mixed: Mapping[str, str] | None = None
    remover: str = ""

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Ask for it by all that would show it."""
        thing = world.once(self.slot) if self.mixed else world.gone(self.slot)
        bindings = dict(thing.bindings)
        for name, other in (self.mixed or {}).items():
            bindings[name] = world.once(other).bindings[name]
        for operation, reader in world.facts.probes(thing.resource):
            for params, due in self._requests(world, thing, operation, reader, bindings):
                exchange = world.call(operation, params, judged=False)
                seen = world.seen(exchange)
                there = is_there(seen, None if due and reader else reader, bindings)
                if there:
                    yield self.tell(seen)
                    return
                if due and self.remover:
                    yield from otherwise_refused(seen, self.remover, thing.resource.name)

    def _requests(
        self,
        world: StateModel,
        thing: ResourceInstance,
        operation: str,
        reader: Reader | None,
        bindings: Mapping[str, Any],
    ) -> Iterator[tuple[dict[str, Any], bool]]:
        """The requests that would show it, and whether each must be answered as not found."""
        left_out = reader.leaves_out if reader else ()
        kept = {name: value for name, value in bindings.items() if name not in left_out}
        refused = world.facts.missing(operation, thing.resource)
        yield world.minimal(operation, kept), refused and not left_out
        if left_out and self._scoped(world, operation, bindings, left_out):
            yield world.minimal(operation, bindings), True

    def _scoped(
        self,
        world: StateModel,
        operation: str,
        bindings: Mapping[str, Any],
        left_out: tuple[str, ...],
    ) -> bool:
        """Whether a sibling exists, so that the answer for what is missing is known."""
        need = world.contract.lifecycle.needs.get(operation)
        if need is None or need.missing == "open":
            return False
        return any(
            other.resource.name == need.resource
            and all(
                other.bindings[name] == bindings.get(name)
                for name in other.resource.identifiers
                if name not in left_out
            )
            for other in world.things.values()
        )


@dataclass(frozen=True)
class AssertIdentifierResolves:
    """Call an operation that tells a generated identifier: it must be readable, and listed.

    ``needed`` is the thing that it is called on, None where it needs none.
    """

    operation: str
    needed: str | None
    resource: Resource
    listing: ResourceListing | None

    def do(self, world: StateModel) -> Iterator[Finding]:
        """Call it, read and list. Raises NotRun where it is refused or tells nothing."""
        bindings = dict(world.thing(self.needed).bindings) if self.needed else {}
        exchange = world.accepted_call(self.operation, bindings, 1)
        thing = exchange and reported_instance(self.resource, bindings, exchange)
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


def reported_instance(
    resource: Resource, bindings: Mapping[str, Any], exchange: Exchange
) -> ResourceInstance | None:
    """The thing whose generated identifier an answer tells; None where it does not."""
    known = (*resource.makers, *resource.sources)
    source = next(
        (each for each in known if each.operation == exchange.operation),
        Writer(exchange.operation),
    )
    given = {
        name: exchange.params[name] for name in resource.identifiers if name in exchange.params
    }
    return instance_made(MakeStep("", resource, source), exchange, {**bindings, **given})
