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
from shapeproof.contract.pointer import texts_in
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.page_walk import identifiers_of, walk_pages
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel
from shapeproof.run.walks.write_steps import MakeStep, instance_made

ProblemReport = Callable[[Observation, ReadingProblem], Finding]
PresenceReport = Callable[[Observation], Finding]


@dataclass(frozen=True)
class AssertState:
    """Read a resource; ``report`` makes a finding of what is wrong.

    ``plain`` says that the coverage phase would have reported a wrong value. An ``optional``
    resource need not exist.
    """

    slot: str
    report: ProblemReport
    plain: bool = False
    optional: bool = False

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Read it by each reader, up to the first that shows something else."""
        if self.optional and self.slot not in model.instances:
            return
        instance = model.instance(self.slot)
        if not instance.resource.readers:
            yield from self._probed(model, instance)
        for reader in instance.resource.readers:
            exchange = read(model, instance, reader)
            problems = reading_problems(model.known(instance), exchange, reader)
            if not problems:
                model.knowledge.proven.add(reader.operation)
                continue
            problem = problems[0]
            if self._is_known_already(model, instance, reader.operation, problem):
                raise NotRun(f"{reader.operation} does not show what was written")
            yield self.report(model.seen(exchange), problem)
            return

    def _is_known_already(
        self, model: StateModel, instance: ResourceInstance, reader: str, problem: ReadingProblem
    ) -> bool:
        """Whether a problem is that of a single operation, so that no walk can rely on it."""
        if not problem.of_value:
            return not (model.contract.lifecycle.reviewed or reader in model.knowledge.proven)
        covered, writer = model.knowledge.covered, instance.writer.operation
        if self.plain and reader in covered and writer in covered:
            model.knowledge.unshown.add((reader, writer))
        return (reader, writer) in model.knowledge.unshown

    def _probed(self, model: StateModel, instance: ResourceInstance) -> Iterator[Finding]:
        """Without a reader: check the answer of the writer, else a change that changes nothing."""
        if instance.writer.shows:
            problems = reading_problems(model.known(instance), instance.written, None)
            if problems and self._is_known_already(
                model, instance, instance.writer.operation, problems[0]
            ):
                raise NotRun(f"{instance.writer.operation} does not show what was written")
            for problem in problems[:1]:
                yield self.report(model.seen(instance.written), problem)
                return
        for operation, _ in model.facts.probes(instance.resource):
            exchange = model.call(operation, model.minimal(operation, instance.bindings))
            if http_status(exchange) == 404:
                yield self.report(model.seen(exchange), ReadingProblem.unreadable(exchange))
                return


def read(model: StateModel, instance: ResourceInstance, reader: Reader) -> Exchange:
    """A reader's answer for a resource."""
    bindings = {k: v for k, v in instance.bindings.items() if k not in reader.leaves_out}
    return model.call(reader.operation, model.minimal(reader.operation, bindings))


@dataclass(frozen=True)
class AssertAbsent:
    """Look for a resource that must be absent; ``report`` makes a finding where it is found.

    It was removed before, or ``mixed`` replaces some of its identifiers by those of other
    resources. With a ``remover`` the not-found error is expected, where the lifecycle says so.
    """

    slot: str
    report: PresenceReport
    mixed: Mapping[str, str] | None = None
    remover: str = ""

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Request it from every operation that would show it."""
        instance = model.once(self.slot) if self.mixed else model.gone(self.slot)
        bindings = dict(instance.bindings)
        for name, other in (self.mixed or {}).items():
            bindings[name] = model.once(other).bindings[name]
        written = frozenset(texts_in(dict(instance.written.params))) & set(model.marks.values())
        own = {name: bindings.get(name) for name in model.facts.own(instance.resource)}
        for operation, reader in model.facts.probes(instance.resource):
            for params, due in self._requests(model, instance, operation, reader, bindings):
                exchange = model.call(operation, params, judged=False)
                seen, before = model.seen(exchange), model.before_removal(self.slot, exchange)
                named = bindings if seen.reviewed else own
                if is_there(seen, None if due else reader, named, written, before):
                    yield self.report(seen)
                    return
                if due and self.remover:
                    yield from otherwise_refused(seen, self.remover, instance.resource.name)

    def _requests(
        self,
        model: StateModel,
        instance: ResourceInstance,
        operation: str,
        reader: Reader | None,
        bindings: Mapping[str, Any],
    ) -> Iterator[tuple[dict[str, Any], bool]]:
        """The requests that would show it, and whether each must be answered as not found."""
        left_out = reader.leaves_out if reader else ()
        kept = {name: value for name, value in bindings.items() if name not in left_out}
        refused = model.facts.missing(operation, instance.resource)
        yield model.minimal(operation, kept), refused and not left_out
        if left_out and self._scoped(model, operation, bindings, left_out):
            yield model.minimal(operation, bindings), True

    def _scoped(
        self,
        model: StateModel,
        operation: str,
        bindings: Mapping[str, Any],
        left_out: tuple[str, ...],
    ) -> bool:
        """Whether a sibling exists, so that the answer for an absent resource is known."""
        need = model.contract.lifecycle.needs.get(operation)
        if need is None or need.missing == "open":
            return False
        return any(
            other.resource.name == need.resource
            and all(
                other.bindings[name] == bindings.get(name)
                for name in other.resource.identifiers
                if name not in left_out
            )
            for other in model.instances.values()
        )


@dataclass(frozen=True)
class AssertIdentifierResolves:
    """Call an operation that returns a generated identifier: it must be readable and listed.

    ``needed`` is the resource that it is called on, None where it needs none.
    """

    operation: str
    needed: str | None
    resource: Resource
    listing: ResourceListing | None

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Call it, read and list. Raises NotRun where it is refused or returns no identifier."""
        bindings = dict(model.instance(self.needed).bindings) if self.needed else {}
        exchange = model.accepted_call(self.operation, bindings, 1)
        instance = exchange and reported_instance(self.resource, bindings, exchange)
        if not instance:
            raise NotRun(self.operation)
        identifier = self.resource.generated[0]
        for reader in self.resource.readers:
            reading = read(model, instance, reader)
            if not reading.accepted:
                yield does_not_resolve(model.seen(reading), self.operation, identifier)
                return
        if self.listing is not None and self.listing.operation not in model.knowledge.blamed:
            listed = walk_pages(model, self.listing, instance.bindings)
            names = list(identifiers_of(listed.items, self.listing))
            value = instance.bindings[self.listing.identifier]
            if listed.last.accepted and value not in names:
                yield not_listed(model.seen(listed.last), self.operation, identifier, str(value))


def reported_instance(
    resource: Resource, bindings: Mapping[str, Any], exchange: Exchange
) -> ResourceInstance | None:
    """The resource whose generated identifier an answer has; None where it has none."""
    known = (*resource.makers, *resource.sources)
    source = next(
        (each for each in known if each.operation == exchange.operation),
        Writer(exchange.operation),
    )
    given = {
        name: exchange.params[name] for name in resource.identifiers if name in exchange.params
    }
    return instance_made(MakeStep("", resource, source), exchange, {**bindings, **given})
