"""Base requests: legal requests that the target accepts, which cases are grown from.

One service finds them for all phases of a run, and for the set-up of what operations need. Each
operation has one bounded search. The searches take turns: in a first round every operation has a
few tries, those that make something before those that need it; later rounds are for operations
that were not reached, and know what others have made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from shapeproof.compile.lifecycle.names import COPYING, split
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, Finding
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.seeds.seed import Seeds
from shapeproof.run.server.availability import Controls
from shapeproof.run.server.candidates import Candidates
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.identifiers import IdentifierPool
from shapeproof.run.server.search import MOST_TRIES, BaseRequest, OperationSearch
from shapeproof.run.server.setup import SetupFailed, State

__all__ = ["BaseRequest", "BaseRequests", "search_order", "shows_what_is_there"]

_ROUNDS = (10, 7, 7)
"""Tries of an operation in each round; together they are the most that it may have."""
_PAUSE = 0.6
"""Seconds before another round where refusals say that something is not ready yet: once a round."""
_MOST_OTHER_MAKERS = 30
"""Makers that a run of chosen operations calls in addition, where those are not reached."""
Params = Mapping[str, Any]
HarnessOf = Callable[[str], OperationHarness]


def _nothing(operation: str) -> KnownValues:
    return nothing_known


@dataclass
class BaseRequests:
    """Finds base requests and keeps them for all phases of a run.

    ``known`` gives the realistic values of an operation, ``seeds`` and ``examples`` requests that
    may be accepted. ``requests`` counts what the searches have sent.
    """

    found: dict[str, BaseRequest] = field(default_factory=dict)
    known: Callable[[str], KnownValues] = _nothing
    seeds: Seeds = field(default_factory=Seeds)
    examples: Mapping[str, tuple[Params, ...]] = field(default_factory=dict)
    harness_of: HarnessOf | None = None
    controls: Controls = field(default_factory=Controls)
    requests: int = 0
    states: dict[str, State] = field(default_factory=dict)
    _pools: dict[int, IdentifierPool] = field(default_factory=dict)
    _searches: dict[str, OperationSearch] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _running: set[str] = field(default_factory=set)
    _lock: RLock = field(default_factory=RLock)

    def of(self, operation: str) -> BaseRequest | None:
        """The result of the search for an operation, None where there was no search."""
        return self.found.get(operation)

    def reached(self, operation: str) -> bool:
        """Whether a request of an operation was accepted."""
        found = self.of(operation)
        return found is not None and found.case is not None

    @property
    def accepted(self) -> Mapping[str, Params]:
        """The parameters that were accepted, by operation."""
        return {name: each.case.params for name, each in self.found.items() if each.case}

    @property
    def not_available(self) -> frozenset[str]:
        """The operations that the target does not have."""
        return frozenset(name for name, each in self.found.items() if not each.available)

    def search(self, harness: OperationHarness) -> Generator[Finding, None, BaseRequest]:
        """Search for the operation of a harness, unless that was done.

        Yields what the checks have found on the way.
        """
        name = harness.operation.name
        if name not in self.found:
            self._take_turn(harness, MOST_TRIES)
        if name in self._searches:
            self.found[name] = self._searches[name].result()  # other answers may say more by now
        found = self.found[name]
        if name in self._searches and name not in self._told and found.available:
            self._told.add(name)
            yield from self._searches[name].shown.findings
        return found

    def find(self, harness: OperationHarness) -> BaseRequest:
        """Search, and leave out what the checks find on the way."""
        search = self.search(harness)
        while True:
            try:
                next(search)
            except StopIteration as end:
                found: BaseRequest = end.value
                return found

    def search_all(
        self,
        operations: Iterable[Operation],
        harness_of: HarnessOf,
        may_go_on: Callable[[], bool] = lambda: True,
        must_end: Callable[[], bool] = lambda: False,
    ) -> None:
        """Search for all operations in rounds. What the checks find is kept for ``search``.

        A run that is out of budget, and one that ``may_go_on`` holds up after a round, ends the
        search; ``must_end`` also ends it within a round. What is left is searched for later, when
        an operation has its turn.
        """
        self.harness_of = harness_of
        waiting = list(operations)
        asked = frozenset(each.name for each in waiting)
        for index, most in enumerate(_ROUNDS):
            try:
                for each in waiting:
                    if must_end():
                        return
                    self._take_turn(harness_of(each.name), most)
                waiting = [each for each in waiting if not self._searches[each.name].is_over]
                if not waiting or not may_go_on():
                    return
                if any(self._searches[each.name].waits for each in waiting):
                    time.sleep(_PAUSE)
                if index == 0:
                    self._search_makers(harness_of(waiting[0].name).contract, asked)
            except OutOfBudget:
                return

    def _search_makers(self, contract: Contract, asked: frozenset[str]) -> None:
        """Search for makers that were not asked for: others may need what they make."""
        if contract.lifecycle.reviewed:
            return
        makers = (each for each in contract.operations.values() if split(each.name)[1] == "make")
        others = [each for each in search_order(contract, makers) if each.name not in asked]
        for each in others[:_MOST_OTHER_MAKERS]:
            self.recipe(each.name)

    def recipe(self, operation: str) -> BaseRequest | None:
        """The result for an operation that makes what another one needs; it may be searched now.

        None where it cannot be told: its search is running, or there is none.
        """
        with self._lock:
            if operation in self._running:
                return None
            if operation not in self.found and self.harness_of is not None:
                harness = self.harness_of(operation)
                if not harness.contract.lifecycle.reviewed:
                    self._take_turn(harness, _ROUNDS[0])
            return self.found.get(operation)

    def perform(self, operation: str) -> tuple[Exchange, ...]:
        """An accepted call of an operation, on a new state, after those that make that state.

        Empty where it is refused, or was never accepted.
        """
        base = self.found.get(operation)
        if base is None or base.case is None or self.harness_of is None:
            return ()
        harness = self.harness_of(operation)
        before = harness.session.requests
        try:
            state = harness.fresh_state()
            params = harness.params_of(base.case, state)
            exchange = harness.session.call(harness.operation, params)
        except SetupFailed:
            return ()
        finally:
            if self._running:  # a search needs it
                self.requests += harness.session.requests - before
        return (*state.history, exchange) if exchange.accepted else ()

    def _take_turn(self, harness: OperationHarness, most: int) -> None:
        """One round of an operation's search."""
        name = harness.operation.name
        search = self._searches.get(name)
        if search is None:
            search = self._searches[name] = self._new_search(harness)
        before = harness.session.requests
        self._running.add(name)
        try:
            if not search.is_over:
                search.round(most)
        finally:
            self._running.discard(name)
            self.requests += harness.session.requests - before
        self.found[name] = search.result()

    def _new_search(self, harness: OperationHarness) -> OperationSearch:
        contract, operation = harness.contract, harness.operation
        candidates = Candidates(
            contract,
            operation,
            self._pool(contract),
            self.known(operation.name),
            self.seeds.of(operation.name),
            self.examples.get(operation.name, ()),
            harness.role.need is not None,
            frozenset(harness.role.chosen),
            lambda: [each.accepted for each in self.found.values() if each.accepted],
            self.perform,
        )
        return OperationSearch(harness, candidates, self.controls, contract.lifecycle.reviewed)

    def _pool(self, contract: Contract) -> IdentifierPool:
        return self._pools.setdefault(id(contract), IdentifierPool(contract))


def shows_what_is_there(operation: Operation) -> bool:
    """Whether an operation lists or reads, and needs nothing to be named for that."""
    is_reading = split(operation.name)[1] in ("read", "list")
    return is_reading and not operation.request_shape.required


def search_order(contract: Contract, operations: Iterable[Operation]) -> list[Operation]:
    """The operations in the order of their search.

    Lists that need nothing come first, as they show what is there; then what makes something,
    parents before what lies in them, and originals before copies; then the rest; what removes
    something comes last.
    """
    lifecycle = contract.lifecycle

    def depth(name: str | None) -> int:
        count, seen = 0, set[str]()
        while name is not None and name not in seen:
            seen.add(name)
            count, name = count + 1, lifecycle.resources[name].parent
        return count

    def rank(operation: Operation) -> tuple[int, int, int, str]:
        verb, kind, _ = split(operation.name)
        need = lifecycle.needs.get(operation.name)
        needed = depth(need.resource) if need else 0
        required = len(operation.request_shape.required)
        if shows_what_is_there(operation):
            return 0, int(kind != "list"), len(operation.request_shape.members), operation.name
        if kind == "make" or lifecycle.created_by(operation.name):
            copies = verb in COPYING and not lifecycle.reviewed
            return 1, needed + copies * len(lifecycle.resources), required, operation.name
        return (3 if kind in ("remove", "clear") else 2), needed, 0, operation.name

    return sorted(operations, key=rank)
