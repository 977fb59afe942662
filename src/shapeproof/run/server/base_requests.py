"""Finds base requests: legal requests that the target accepts, which cases are grown from."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.responses import ServerError
from shapeproof.exchange import Case, Exchange, Finding
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.run.server.availability import Controls, Evidence
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State


@dataclass(frozen=True)
class BaseRequest:
    """The result of a search: ``case`` was accepted, or ``reason`` says why none was.

    ``last`` is the exchange that shows the reason, sent in ``state``; None where nothing was sent.
    ``unmet`` says that a guessed need could not be met and was dropped; ``available`` is False
    where the answers say that the target does not have the operation.
    """

    case: Case | None = None
    reason: EndReason | None = None
    last: Exchange | None = None
    state: State = field(default_factory=State)
    unmet: bool = False
    available: bool = True


@dataclass
class BaseRequests:
    """Finds base requests and keeps them for all phases of a run."""

    found: dict[str, BaseRequest] = field(default_factory=dict)
    controls: Controls = field(default_factory=Controls)

    def of(self, operation: str) -> BaseRequest | None:
        """The result of the search for an operation, None where there was no search."""
        return self.found.get(operation)

    @property
    def accepted(self) -> Mapping[str, Mapping[str, Any]]:
        """The parameters that were accepted, by operation."""
        return {name: each.case.params for name, each in self.found.items() if each.case}

    @property
    def not_available(self) -> frozenset[str]:
        """The operations that the target does not have."""
        return frozenset(name for name, each in self.found.items() if not each.available)

    def search(self, harness: OperationHarness) -> Generator[Finding, None, BaseRequest]:
        """Search for the operation of a harness. Yields what the checks find on the way."""
        evidence = Evidence(self.controls, harness.session, harness.observer)
        found = yield from _search(harness, evidence)
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


def _search(harness: OperationHarness, evidence: Evidence) -> Generator[Finding, None, BaseRequest]:
    """Try the minimal request, the full one, and one of other values.

    A need that was only guessed and cannot be met is dropped from the harness: it may be wrong.
    What is found in answers is dropped where they say that the target lacks the operation.
    """
    found, unmet, shown = BaseRequest(), False, Shown()
    for case in CoverageCases(harness.contract, harness.operation).base_requests():
        try:
            state = harness.state_for(case)
        except SetupFailed as failed:
            if harness.contract.lifecycle.reviewed:
                return BaseRequest(reason=failed.reason, last=failed.exchange)
            harness.forget_need()
            state, unmet = State(), True
        exchange = harness.session.call(harness.operation, harness.params_of(case, state), case)
        shown.add(harness.observer.watch(exchange, state.history))
        harness.after(exchange)
        if exchange.accepted:
            yield from shown.findings
            return BaseRequest(case, unmet=unmet)
        harness.drop()
        evidence.add(harness.operation, exchange)
        answer = exchange.response.status if exchange.response else exchange.failure
        kind = ReasonKind.NOT_AVAILABLE if evidence.lacks else ReasonKind.NOTHING_ACCEPTED
        reason = Reason.of(kind, answer)
        found = BaseRequest(None, reason, exchange, state, unmet, available=not evidence.lacks)
        if evidence.is_certain:
            return found
    if found.available:
        yield from shown.findings
    return found


@dataclass
class Shown:
    """What the checks find during a search: of all crashes only the first, as one says enough."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, found: list[Finding]) -> None:
        """Keep what an answer has shown."""
        crashed = any(each.check == ServerError.name for each in self.findings)
        kept = [each for each in found if not (crashed and each.check == ServerError.name)]
        self.findings += kept
