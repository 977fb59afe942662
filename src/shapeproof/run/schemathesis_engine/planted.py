"""Shapeproof's own cases: what the target was seen to accept, and the same with one fault each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.verdicts import AcceptsInvalid, WrongRejection, refused_for_another_reason
from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect, Finding, HttpRequest
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.server.base_requests import find_base_request
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.session import Observer, Session, distorted
from shapeproof.run.server.setup import Namer, SetupFailed, State


@dataclass(frozen=True)
class PlantedCase:
    """A case, the parameters it has in a state, and the bench where its twin is sent.

    The twin is the base, which has no fault.
    """

    case: Case
    params: Mapping[str, Any]
    request: HttpRequest
    state: State
    base: Case
    bench: OperationHarness

    def verdicts(self, seen: Observation) -> list[Finding]:
        """Whether the answer is right.

        A refusal that is no validation error is wrong only if the twin is accepted afterwards.
        """
        verdict: Check
        if self.case.fault is None:
            return []
        if seen.exchange.accepted:
            verdict = AcceptsInvalid()
        elif not seen.exchange.crashed and self._is_beside_the_point(seen):
            verdict = WrongRejection()
        else:
            return []
        return list(verdict.check(seen))

    def _is_beside_the_point(self, seen: Observation) -> bool:
        if not refused_for_another_reason(seen) or self._names_what_is_needed(seen):
            return False
        params = self.bench.params_of(self.base, self.state)
        return self.bench.session.call(self.bench.operation, params, self.base).accepted

    def _names_what_is_needed(self, seen: Observation) -> bool:
        """Whether a 404 may be due: the fault spoils the name of what the operation needs."""
        named = self.case.varied_member in self.bench.role.needed_identifiers
        return named and seen.response.status == 404


def planted_cases(session: Session, namer: Namer, operation: Operation) -> Iterator[PlantedCase]:
    """A legal request that was accepted, and the operation's cases with a fault grown from it.

    The state that they need is made on the target; the legal one has a state of its own, as it may
    use it up. There are none where no legal request is accepted.
    """
    contract = session.contract
    bench = OperationHarness.of(session, namer, operation, Observer(contract, session.codec))
    base = find_base_request(bench).case
    if base is None:
        return
    faulted = (
        each
        for each in coverage_cases(contract, operation, base.params)
        if each.expect is Expect.REJECT and each.fault is not None
    )
    try:
        yield _planted(bench, base, base, bench.fresh_state())
        for case in faulted:
            yield _planted(bench, base, case, bench.state_for(case))
    except SetupFailed:
        return


def _planted(bench: OperationHarness, base: Case, case: Case, state: State) -> PlantedCase:
    params = bench.params_of(case, state)
    request = bench.session.codec.encode_request(bench.contract, bench.operation, params)
    if case.distortion is not None:
        request = distorted(request, case.distortion)
    return PlantedCase(case, params, request, state, base, bench)
