"""What a run of Schemathesis has done so far: its operations and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from schemathesis import Case
from schemathesis.engine import Status, events
from schemathesis.engine.recorder import CheckNode, ScenarioRecorder
from schemathesis.engine.run import PhaseName

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, Expect, Family, Finding, case_id
from shapeproof.exchange.events import CaseFinished, CaseOutcome, OperationFinished, Tally
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.schemathesis_engine.app import ContractApp
from shapeproof.run.schemathesis_engine.judging import Judged
from shapeproof.run.schemathesis_engine.their_checks import ContractFailure, their_finding
from shapeproof.run.tallies import SchemaTally, tally_of, total_of

PHASE_OF = {
    PhaseName.EXAMPLES: "coverage",
    PhaseName.COVERAGE: "coverage",
    PhaseName.FUZZING: "fuzz",
    PhaseName.STATEFUL_TESTING: "stateful",
}
"""The phase of a run that each of Schemathesis's phases of tests counts as."""


@dataclass
class OperationProgress:
    """One operation: its cases so far, and what of its request they have exercised."""

    operation: Operation
    faults: frozenset[str]
    begun: bool = False
    reached: bool = False
    cases: int = 0
    requests: int = 0
    trouble: Reason | None = None
    phases_done: int = 0
    request: SchemaTally = field(default_factory=SchemaTally)
    faults_seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, contract: Contract, operation: Operation) -> OperationProgress:
        """An operation of which nothing has been sent yet."""
        cases = coverage_cases(contract, operation)
        faults = frozenset(each.id for each in cases if each.expect is Expect.REJECT)
        progress = cls(operation, faults)
        progress.request.plan(operation.request)
        return progress

    def count(self, judged: Judged) -> None:
        """Count one case."""
        exchange, case = judged.exchange, judged.exchange.case
        self.cases += 1
        self.requests += 1
        if case is not None and case.fault is not None:
            self.faults_seen.add(case.id)
            self.reached = True  # it was planted on a request that had been accepted
        elif exchange.accepted and judged.legal:
            self.reached = True
            self.request.count(exchange.params)

    def finished(self) -> OperationFinished:
        """The end of the operation."""
        unreached = None if self.reached else Reason.of(ReasonKind.NEVER_ACCEPTED)
        return OperationFinished(
            self.operation.name, self.reached, self.cases, self.requests, self.trouble or unreached
        )


def coverage_of(
    contract: Contract, progresses: Iterable[OperationProgress], errors: set[tuple[str, str]]
) -> dict[str, Tally]:
    """How much of the contract a run has exercised; ``errors`` are operations and codes seen."""
    listed = list(progresses)
    tallies = [each.request.tally() for each in listed]
    codes = {
        (each.operation.name, error.code)
        for each in listed
        for error in contract.errors_of(each.operation)
    }
    return {
        "operations": Tally(len(listed), sum(each.reached for each in listed)),
        "members": total_of(each["members"] for each in tallies),
        "enum_values": total_of(each["enum_values"] for each in tallies),
        "faults": total_of(tally_of(set(each.faults), each.faults_seen) for each in listed),
        "errors": tally_of(codes, errors),
    }


@dataclass(frozen=True)
class CaseReport:
    """One case of a scenario: what it was, how it went, what was found, how many checks it had."""

    finished: CaseFinished
    judged: Judged
    findings: tuple[Finding, ...]
    checks: int


def case_reports(app: ContractApp, scenario: events.ScenarioFinished) -> Iterator[CaseReport]:
    """The cases of a scenario that were sent, in their order."""
    recorder, phase = scenario.recorder, PHASE_OF.get(scenario.phase)
    if phase is None:
        return
    judged = {
        their_id: app.judged(node.value, recorder.find_response(case_id=their_id))
        for their_id, node in recorder.cases.items()
        if _was_sent(app, recorder, their_id)
    }
    for their_id, each in judged.items():
        before = _before(recorder, judged, their_id)
        checks = recorder.checks.get(their_id, [])
        theirs = _theirs(app, checks, each, before)
        found = (*(replace(one, before=one.before or before) for one in each.findings), *theirs)
        yield CaseReport(
            _finished(recorder.cases[their_id].value, each, phase),
            each,
            tuple(replace(one, phase=phase) for one in found),
            len(checks),
        )
    app.release(recorder.cases)


def _was_sent(app: ContractApp, recorder: ScenarioRecorder, case_id: str) -> bool:
    answered = recorder.find_response(case_id=case_id) is not None
    return answered or app.relayed_call(case_id) is not None


def _before(
    recorder: ScenarioRecorder, judged: dict[str, Judged], case_id: str
) -> tuple[Exchange, ...]:
    """The exchanges that led to a case, the first one first."""
    found: list[Exchange] = []
    parent = recorder.cases[case_id].parent_id
    while parent is not None and parent in recorder.cases:
        if parent in judged:
            found.append(judged[parent].exchange)
        parent = recorder.cases[parent].parent_id
    return tuple(reversed(found))


def _theirs(
    app: ContractApp, checks: list[CheckNode], judged: Judged, before: tuple[Exchange, ...]
) -> Iterator[Finding]:
    """Failures of Schemathesis's own checks; on a path of no operation they prove nothing."""
    case = judged.exchange.case
    if case is not None and case.expect is Expect.UNROUTED:
        return
    for each in checks:
        info = each.failure_info
        if each.status is not Status.FAILURE or info is None:
            continue
        if not isinstance(info.failure, ContractFailure):
            yield their_finding(app.contract, each.name, info.failure, judged, before)


def _finished(case: Case[Any], judged: Judged, phase: str) -> CaseFinished:
    exchange = judged.exchange
    meta = case.meta
    mode = meta.generation.mode.value if meta is not None else "made"
    name = case_id(exchange.operation, Family.GENERATED, "", mode)
    if exchange.case is not None and exchange.case.family is not Family.GENERATED:
        name = exchange.case.id
    return CaseFinished(exchange.operation, name, phase, CaseOutcome.of(exchange))
