"""A run: a generator of events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    OperationFinished,
    RunFinished,
    RunStarted,
    Stats,
    Tally,
)
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.plan import PHASES, Budget, OutOfBudget, Plan, run_started
from shapeproof.run.server.coverage import OperationCoverage
from shapeproof.run.server.fuzz import fuzz_phase
from shapeproof.run.server.phase import Phase, PhaseContext
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.setup import Namer, tag_of
from shapeproof.run.tallies import total_of
from shapeproof.run.walks.phase import stateful_phase
from shapeproof.targets.interface import Target
from shapeproof.wire.interface import Codec

_MOST_ATTEMPTS = 8

FURTHER_PHASES: Mapping[str, Phase] = {"fuzz": fuzz_phase, "stateful": stateful_phase}
"""What follows the coverage phase, in the order of the plan."""


@dataclass
class Runner:
    """Runs a plan against a target. ``events`` is to be consumed once."""

    contract: Contract
    codec: Codec
    target: Target
    plan: Plan
    clock: Callable[[], float] = time.monotonic
    _runs: list[OperationCoverage] = field(default_factory=list)

    def events(self) -> Iterator[Event]:
        """Everything that happens, in the order of the plan."""
        self._begun = self.clock()
        self._finished: list[OperationFinished] = []
        self._cases = dict.fromkeys(PHASES, 0)
        self._observers: list[Observer] = []
        self._answered: set[str] = set()
        self._operations_planned = operations = self.plan.select(self.contract)
        self._budget = Budget(self.plan.max_requests, self.plan.time_limit)
        enumerated = "coverage" in self.plan.run_phases
        self._planned = {
            each.name: coverage_cases(self.contract, each) if enumerated else ()
            for each in operations
        }
        yield self._started(operations)
        stopped = ""
        try:
            for event in self._operations(operations):
                if isinstance(event, CaseFinished):
                    self._note(event)
                if isinstance(event, OperationFinished):
                    self._finished.append(event)
                yield event
        except OutOfBudget as end:
            stopped = end.reason
        except KeyboardInterrupt:
            self._budget.stop("interrupted")
            stopped = "interrupted"
        stopped = stopped or next((each.stopped for each in self._runs if each.stopped), "")
        yield self._ended(stopped)

    def _note(self, event: CaseFinished) -> None:
        self._cases[event.phase] += 1
        if event.outcome == "accepted":
            self._answered.add(event.operation)

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are not consumed any further."""
        self._budget.stop("interrupted")
        return self._ended("interrupted")

    def _ended(self, stopped: str) -> RunFinished:
        return RunFinished(self.clock() - self._begun, self._stats(), stopped)

    def _started(self, operations: tuple[Operation, ...]) -> RunStarted:
        planned = ((each.name, len(self._planned[each.name])) for each in operations)
        phases = self.plan.run_phases
        return run_started(self.contract, self.target, self.plan, phases, planned)

    def _operations(self, operations: tuple[Operation, ...]) -> Iterator[Event]:
        if not self.plan.run_phases:
            return
        tag = self._free_tag()
        order = {name: index for index, name in enumerate(sorted(self.contract.operations))}
        self._runs = [
            OperationCoverage(
                contract=self.contract,
                operation=operation,
                session=Session(self.contract, self.codec, self.target, self._budget),
                namer=Namer(tag, order[operation.name]),
                planned=self._planned[operation.name],
            )
            for operation in operations
        ]
        if "coverage" not in self.plan.run_phases:
            self._runs = []
        elif self.plan.workers == 1:
            for each in self._runs:
                yield from each.events()
        else:
            yield from self._side_by_side()
        yield from self._further_phases(tag, operations)

    def _further_phases(self, tag: str, operations: tuple[Operation, ...]) -> Iterator[Event]:
        context = PhaseContext(
            contract=self.contract,
            codec=self.codec,
            target=self.target,
            plan=self.plan,
            budget=self._budget,
            tag=tag,
            operations=operations,
            bases={run.operation.name: run.base for run in self._runs if run.base is not None},
            unmet=frozenset(run.operation.name for run in self._runs if run.unmet),
            observers=self._observers,
        )
        for name in self.plan.run_phases:
            if name in FURTHER_PHASES:
                yield from FURTHER_PHASES[name](context)

    def _side_by_side(self) -> Iterator[Event]:
        """Operations at once; their events come in the plan's order all the same."""
        with ThreadPoolExecutor(self.plan.workers) as pool:
            waiting = [pool.submit(lambda one: list(one.events()), each) for each in self._runs]
            try:
                for future in waiting:
                    yield from future.result()
            except BaseException:
                self._budget.stop("interrupted")
                raise

    def _free_tag(self) -> str:
        """A tag under which nothing is left over from an earlier run against the same server.

        One thing is made under it; where that is refused, the next tag is tried, and after many of
        them one that depends on the time. Where all are refused, making is broken, and the cases
        will tell.
        """
        maker = self._root_maker()
        if maker is None:
            return tag_of(self.plan.seed, 0)
        operation, members = maker
        session = Session(self.contract, self.codec, self.target, self._budget)
        for attempt in (*range(_MOST_ATTEMPTS), time.time_ns()):
            tag = tag_of(self.plan.seed, attempt)
            namer = Namer(tag, len(self.contract.operations))
            params = dict(PlainValues(operation.request).value())
            schemas = operation.request.get("properties", {})
            params |= {member: namer.fresh(schemas[member]) for member in members}
            if session.call(operation, params).accepted:
                return tag
        return tag_of(self.plan.seed, 0)

    def _root_maker(self) -> tuple[Operation, tuple[str, ...]] | None:
        for resource in self.contract.lifecycle.resources.values():
            if resource.parent is None and not resource.generated and resource.makers:
                operation = self.contract.operations[resource.makers[0].operation]
                names = resource.makers[0].identifiers
                members = tuple(names.get(each, each) for each in resource.identifiers)
                if all(each in operation.request.get("properties", {}) for each in members):
                    return operation, members
        return None

    def _stats(self) -> Stats:
        operations = self._operations_planned
        reached = self._reached()
        return Stats(
            requests=self._budget.requests,
            operations=len(operations),
            operations_reached=reached,
            cases=dict(self._cases),
            checks=sum(each.checks for each in self._all_observers()),
            left_out=self._left_out(),
            coverage=self._coverage(operations, reached),
        )

    def _reached(self) -> int:
        if "coverage" in self.plan.run_phases:
            return sum(each.reached for each in self._finished)
        return sum(each.name in self._answered for each in self._operations_planned)

    def _left_out(self) -> tuple[str, ...]:
        """Operations that were not finished; the other phases run all of them together."""
        if "coverage" not in self.plan.run_phases:
            return ()
        done = {each.operation for each in self._finished if not each.reason or not each.reached}
        stopped = {run.operation.name for run in self._runs if run.stopped}
        names = (each.name for each in self._operations_planned)
        return tuple(name for name in names if name not in done or name in stopped)

    def _all_observers(self) -> list[Observer]:
        return [*(run.observer for run in self._runs), *self._observers]

    def _coverage(self, operations: tuple[Operation, ...], reached: int) -> dict[str, Tally]:
        total = {"operations": Tally(len(operations), reached)}
        for kind in ("members", "enum_values", "faults"):
            total[kind] = total_of(run.tallies.tally()[kind] for run in self._runs)
        codes = {
            (operation.name, error.code)
            for operation in operations
            for error in self.contract.errors_of(operation)
        }
        seen = set().union(*(each.errors_seen for each in self._all_observers())) & codes
        total["errors"] = Tally(len(codes), len(seen))
        return total
