"""Steps that look: is a thing there, as it should be, or gone?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.not_removed import is_there, otherwise_refused
from shapeproof.checks.lifecycle.reading import UNREADABLE, Problem, reading_problems
from shapeproof.checks.lifecycle.telling import answer_of, status_of
from shapeproof.contract.lifecycle import Reader
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.stateful.world import NotRun, Thing, World

TellProblem = Callable[[Observation, Problem], Finding]
TellSeen = Callable[[Observation], Finding]


@dataclass(frozen=True)
class See:
    """Read a thing; ``tell`` makes a finding of what is wrong.

    ``plain`` says that the coverage phase would have told of a wrong value. An ``optional`` thing
    need not have been made.
    """

    slot: str
    tell: TellProblem
    plain: bool = False
    optional: bool = False

    def do(self, world: World) -> Iterator[Finding]:
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

    def _told_already(self, world: World, thing: Thing, reader: str, problem: Problem) -> bool:
        """Whether a problem is that of a single operation, so that nothing can be built on it."""
        if not problem.of_value:
            return not (world.contract.lifecycle.reviewed or reader in world.memory.proven)
        covered, writer = world.memory.covered, thing.writer.operation
        if self.plain and reader in covered and writer in covered:
            world.memory.unshown.add((reader, writer))
        return (reader, writer) in world.memory.unshown

    def _probed(self, world: World, thing: Thing) -> Iterator[Finding]:
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
            if status_of(exchange) == 404:
                problem = Problem(UNREADABLE, f"a success of {operation}", answer_of(exchange))
                yield self.tell(world.seen(exchange), problem)
                return


def read(world: World, thing: Thing, reader: Reader) -> Exchange:
    """A reader's answer for a thing."""
    bindings = {k: v for k, v in thing.bindings.items() if k not in reader.leaves_out}
    return world.call(reader.operation, world.minimal(reader.operation, bindings))


@dataclass(frozen=True)
class Gone:
    """Look for a thing that must not be there; ``tell`` makes a finding where it is.

    It was removed before, or ``mixed`` takes identifiers of other things in place of its own. With
    a ``remover`` the not-found error is due, where the lifecycle tells so.
    """

    slot: str
    tell: TellSeen
    mixed: Mapping[str, str] | None = None
    remover: str = ""

    def do(self, world: World) -> Iterator[Finding]:
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
        world: World,
        thing: Thing,
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
        world: World,
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
