"""Finds base requests: legal requests that the target accepts, which cases are grown from."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.exchange import Case, Exchange, Finding
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State


@dataclass(frozen=True)
class BaseRequest:
    """The result of a search: ``case`` was accepted, or ``reason`` says why none was.

    ``last`` is the exchange that shows the reason, sent in ``state``; None where nothing was sent.
    ``unmet`` says that a guessed need could not be met and was dropped.
    """

    case: Case | None = None
    reason: EndReason | None = None
    last: Exchange | None = None
    state: State = field(default_factory=State)
    unmet: bool = False


@dataclass
class BaseRequests:
    """Finds base requests and keeps them for all phases of a run."""

    found: dict[str, BaseRequest] = field(default_factory=dict)

    def of(self, operation: str) -> BaseRequest | None:
        """The result of the search for an operation, None where there was no search."""
        return self.found.get(operation)

    @property
    def accepted(self) -> Mapping[str, Mapping[str, Any]]:
        """The parameters that were accepted, by operation."""
        return {name: each.case.params for name, each in self.found.items() if each.case}

    def search(self, harness: OperationHarness) -> Generator[Finding, None, BaseRequest]:
        """Search for the operation of a harness. Yields what the checks find on the way."""
        found = yield from _search(harness)
        self.found[harness.operation.name] = found
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


def _search(harness: OperationHarness) -> Generator[Finding, None, BaseRequest]:
    """Try the minimal request, the full one, and one of other values.

    A need that was only guessed and cannot be met is dropped from the harness: it may be wrong.
    """
    found, unmet = BaseRequest(), False
    for case in CoverageCases(harness.contract, harness.operation).base_requests():
        try:
            state = harness.state_for(case)
        except SetupFailed as failed:
            if harness.contract.lifecycle.reviewed:
                return BaseRequest(reason=failed.reason, last=failed.exchange)
            harness.forget_need()
            state, unmet = State(), True
        exchange = harness.session.call(harness.operation, harness.params_of(case, state), case)
        if not _is_unimplemented(harness, exchange):
            yield from harness.observer.watch(exchange, state.history)
        harness.after(exchange)
        if exchange.accepted:
            return BaseRequest(case, unmet=unmet)
        harness.drop()
        answer = exchange.response.status if exchange.response else exchange.failure
        reason = Reason.of(ReasonKind.NOTHING_ACCEPTED, answer)
        found = BaseRequest(reason=reason, last=exchange, state=state, unmet=unmet)
    return found


def _is_unimplemented(harness: OperationHarness, exchange: Exchange) -> bool:
    """Whether the server does not know the operation: one finding says so, not one per check."""
    response = exchange.response
    if response is None or response.status not in (404, 405, 501):
        return False
    return harness.session.codec.decode_error(response).code is None
