"""What Schemathesis has recorded of a group of cases, as events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from schemathesis import Case
from schemathesis.engine import Status, events
from schemathesis.engine.recorder import CheckNode, ScenarioRecorder

from shapeproof.exchange import Exchange, Expect, Finding
from shapeproof.run.events import CaseFinished
from shapeproof.run.second_engine.app import ContractApp
from shapeproof.run.second_engine.failures import ContractFailure
from shapeproof.run.second_engine.judging import FAMILY, Judged
from shapeproof.run.second_engine.settings import PHASE_OF
from shapeproof.run.second_engine.their_findings import their_finding


@dataclass(frozen=True)
class Told:
    """One case of a scenario: what it was, how it went, what was found, how many checks it had."""

    finished: CaseFinished
    judged: Judged
    findings: tuple[Finding, ...]
    checks: int


def told(app: ContractApp, scenario: events.ScenarioFinished) -> Iterator[Told]:
    """The cases of a scenario that were sent, in their order."""
    recorder, phase = scenario.recorder, PHASE_OF.get(scenario.phase)
    if phase is None:
        return
    judged = {
        case_id: app.judged(node.value, recorder.find_response(case_id=case_id))
        for case_id, node in recorder.cases.items()
        if _was_sent(app, recorder, case_id)
    }
    for case_id, each in judged.items():
        before = _before(recorder, judged, case_id)
        checks = recorder.checks.get(case_id, [])
        theirs = _theirs(app, checks, each, before)
        found = (*(replace(one, before=one.before or before) for one in each.findings), *theirs)
        yield Told(
            _finished(recorder.cases[case_id].value, each, phase),
            each,
            tuple(replace(one, phase=phase) for one in found),
            len(checks),
        )
    app.forget(recorder.cases)


def _was_sent(app: ContractApp, recorder: ScenarioRecorder, case_id: str) -> bool:
    answered = recorder.find_response(case_id=case_id) is not None
    return answered or app.sighting(case_id) is not None


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
    name = f"{exchange.operation}:{FAMILY}:{mode}"
    if exchange.case is not None and exchange.case.family != FAMILY:
        name = exchange.case.id
    outcome = "accepted" if exchange.accepted else "crashed" if exchange.crashed else "refused"
    return CaseFinished(exchange.operation, name, phase, outcome)
