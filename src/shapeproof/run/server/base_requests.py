"""Looks for an operation's base: a legal request that its target accepts."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.exchange import Case, Exchange
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State


@dataclass(frozen=True)
class BaseRequest:
    """What came of the search: ``case`` was accepted, or else ``reason`` tells why none was.

    ``last`` is the exchange that shows the reason, sent in ``state``; None where nothing was sent.
    ``unmet`` says that a guessed need could not be met, and is done without.
    """

    case: Case | None = None
    reason: str = ""
    last: Exchange | None = None
    state: State = field(default_factory=State)
    unmet: bool = False


def find_base_request(bench: OperationHarness) -> BaseRequest:
    """Try the minimal request, the full one, and one of other values.

    A need that was only guessed and cannot be met is dropped from the bench: it may be wrong.
    """
    found, unmet = BaseRequest(), False
    for case in CoverageCases(bench.contract, bench.operation).grounds():
        try:
            state = bench.state_for(case)
        except SetupFailed as failed:
            if bench.contract.lifecycle.reviewed:
                return BaseRequest(reason=failed.reason, last=failed.exchange)
            bench.forget_need()
            state, unmet = State(), True
        exchange = bench.session.call(bench.operation, bench.params_of(case, state), case)
        if not _is_unimplemented(bench, exchange):
            bench.observer.watch(exchange, state.history)
        bench.after(exchange)
        if exchange.accepted:
            return BaseRequest(case, unmet=unmet)
        bench.drop()
        answer = exchange.response.status if exchange.response else exchange.failure
        reason = f"no legal request was accepted (last answer: {answer})"
        found = BaseRequest(reason=reason, last=exchange, state=state, unmet=unmet)
    return found


def _is_unimplemented(bench: OperationHarness, exchange: Exchange) -> bool:
    """Whether nobody answers for the operation: one finding tells it, not one a check."""
    response = exchange.response
    if response is None or response.status not in (404, 405, 501):
        return False
    return bench.session.codec.decode_error(response).code is None
