"""A run of Schemathesis's engine, reported as the events of a run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from schemathesis import Config
from schemathesis.config import (
    AnalysisConfig,
    CacheConfig,
    ChecksConfig,
    ConstantsConfig,
    CoveragePhaseConfig,
    ExamplesPhaseConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    StatefulPhaseConfig,
)
from schemathesis.core.errors import NoLinksFound
from schemathesis.core.result import Ok
from schemathesis.engine import events as theirs
from schemathesis.engine import from_schema
from schemathesis.engine.core import EventStream
from schemathesis.engine.run import PhaseName

from shapeproof.contract.model import Contract
from shapeproof.exchange.events import (
    Event,
    FindingFound,
    OperationStarted,
    RunFinished,
    RunStarted,
    Stats,
)
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.choices import PHASES
from shapeproof.run.plan import Budget, Plan, run_started
from shapeproof.run.schemathesis_engine.app import ContractApp
from shapeproof.run.schemathesis_engine.progress import (
    PHASE_OF,
    OperationProgress,
    case_reports,
    coverage_of,
)
from shapeproof.run.schemathesis_engine.relay import BoundedSender, NoAnswer
from shapeproof.run.schemathesis_engine.schema import ServiceSchema, our_checks, plant, schema_of
from shapeproof.run.schemathesis_engine.their_checks import LEFT_OUT, THEIR_CHECKS
from shapeproof.run.server.names import tag_of
from shapeproof.run.server.session import Session
from shapeproof.targets.interface import Target
from shapeproof.targets.signing import DUMMY_KEYS, Credentials, RequestSigner
from shapeproof.wire.interface import Codec

_LONGEST_INFO = 286
_FRESH = frozenset({"bundled", "moto"})
"""Kinds of targets in which nothing is left over from an earlier run."""


def checks_of_both() -> tuple[str, ...]:
    """The names of the checks of such a run: shapeproof's and Schemathesis's."""
    return (*our_checks(), *THEIR_CHECKS)


@dataclass
class SchemathesisRunner:
    """Runs a plan with Schemathesis's engine. ``events`` is to be consumed once."""

    contract: Contract
    codec: Codec
    target: Target
    plan: Plan
    credentials: Credentials = DUMMY_KEYS
    clock: Callable[[], float] = time.monotonic
    _stream: EventStream | None = None
    _checks: int = 0
    _trouble: Reason | None = None
    _interrupted: bool = False
    _cases: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PHASES, 0))

    def __post_init__(self) -> None:
        # Before anything is sent: there may be no such operation, or no document.
        operations = self.plan.select(self.contract)
        self._budget = Budget(self.plan.max_requests, self.plan.time_limit)
        self._line = BoundedSender(self.target, self._budget)
        self._secrets = SecretValues(self.contract)
        self._secrets.given(*self.credentials.secrets)
        self._signer = RequestSigner(self.contract, self._line.place, self.credentials)
        self._app = ContractApp(self.contract, self.codec, self._line, signer=self._signer)
        self._schema = self._made_schema([each.name for each in operations])
        self._progress = {
            each.name: OperationProgress.of(self.contract, each) for each in operations
        }
        self._begun = self.clock()

    def events(self) -> Iterator[Event]:
        """Everything that happens: Schemathesis goes through all operations in each phase."""
        self._begun = self.clock()
        yield self._started()
        self._names = {
            each.ok().label: self._app.operation(each.ok()).name
            for each in self._schema.get_all_operations()
            if isinstance(each, Ok)
        }
        self._stream = from_schema(self._schema).execute()
        for event in self._stream:
            yield from self._translated(event)
        yield from (each.finished() for each in self._progress.values())
        yield self._ended(None)

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are not consumed any further."""
        if self._stream is not None:
            self._stream.stop()
        self._budget.stop(StopReason.INTERRUPTED)
        return self._ended(StopReason.INTERRUPTED)

    def _made_schema(self, operations: list[str]) -> ServiceSchema:
        schema = schema_of(self._app, config_of(self.plan))
        attempt = 0 if self.target.kind in _FRESH else time.time_ns()
        session = Session(self.contract, self.codec, self._line, Budget(), signer=self._signer)
        plant(schema, session, tag_of(self.plan.seed, attempt))
        return schema.include(operation_id=operations)

    def _started(self) -> RunStarted:
        planned = ((name, len(each.faults)) for name, each in self._progress.items())
        phases = self.plan.run_phases
        return run_started(
            self.contract,
            self.target,
            self.plan,
            phases,
            planned,
            self._secrets,
            self._app.exchanges,
        )

    def _translated(self, event: theirs.EngineEvent) -> Iterator[Event]:
        match event:
            case theirs.ScenarioStarted(label=str() as label):
                yield from self._begin(label)
            case theirs.ScenarioFinished():
                yield from self._finish(event)
            case theirs.NonFatalError():
                self._note(event)
            case theirs.FatalError():
                raise event.exception
            case theirs.Interrupted():
                self._interrupted = True

    def _begin(self, label: str) -> Iterator[Event]:
        progress = self._progress_of(label)
        if progress is not None and not progress.begun:
            progress.begun = True
            yield OperationStarted(progress.operation.name, len(progress.faults))

    def _finish(self, scenario: theirs.ScenarioFinished) -> Iterator[Event]:
        for each in case_reports(self._app, scenario):
            self._checks += each.checks
            self._cases[each.finished.phase] += 1
            self._progress[each.finished.operation].count(each.judged)
            yield each.finished
            yield from (FindingFound(finding) for finding in each.findings)
        progress = self._progress_of(scenario.label or "")
        if progress is not None and scenario.phase in PHASE_OF:
            progress.phases_done += 1

    def _note(self, event: theirs.NonFatalError) -> None:
        """Keep what went wrong in Schemathesis.

        A missing answer is a finding already; a few operations may have no links between them.
        """
        if _is_no_answer(event.value) or isinstance(event.value, NoLinksFound):
            return
        said = Reason.of(ReasonKind.ENGINE_ERROR, " ".join(str(event.info).split())[:_LONGEST_INFO])
        progress = self._progress_of(event.label)
        if progress is None:
            self._trouble = self._trouble or said
        else:
            progress.trouble = progress.trouble or said

    def _progress_of(self, label: str) -> OperationProgress | None:
        return self._progress.get(self._names.get(label, ""))

    def _ended(self, stopped: EndReason | None) -> RunFinished:
        stopped = self._line.stopped or stopped or self._trouble_of_engine
        return RunFinished(self.clock() - self._begun, self._stats(stopped), stopped)

    @property
    def _trouble_of_engine(self) -> EndReason | None:
        return StopReason.INTERRUPTED if self._interrupted else self._trouble

    def _stats(self, stopped: EndReason | None) -> Stats:
        phases = sum(1 for each in PHASE_OF.values() if each in self.plan.run_phases)
        in_order = phases - ("stateful" in self.plan.run_phases)
        late = [name for name, each in self._progress.items() if each.phases_done < in_order]
        coverage = coverage_of(
            self.contract, self._progress.values(), self._app.judge.observer.errors_seen
        )
        return Stats(
            requests=self._budget.requests,
            operations=len(self._progress),
            operations_reached=coverage["operations"].exercised,
            cases=dict(self._cases),
            checks=self._checks,
            left_out=tuple(late) if stopped else (),
            coverage=coverage,
        )


def _is_no_answer(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(_is_no_answer(each) for each in error.exceptions)
    return isinstance(error, NoAnswer)


def config_of(plan: Plan) -> Config:
    """The configuration: nothing is written to disk, and a failure does not end an operation.

    The sender keeps the bounds of the plan: with its own time limit, Schemathesis would go on until
    the limit is reached.
    """
    checks = ChecksConfig()
    checks.update(excluded_check_names=list(LEFT_OUT))
    project = ProjectConfig(
        workers=plan.workers,
        continue_on_failure=True,
        checks=checks,
        phases=_phases(plan),
        generation=GenerationConfig(max_examples=plan.max_examples, database="none"),
        analysis=AnalysisConfig(constants=ConstantsConfig(enabled=False)),
    )
    return Config(
        seed=plan.seed,
        cache=CacheConfig(enabled=False),
        projects=ProjectsConfig(default=project),
    )


def _phases(plan: Plan) -> PhasesConfig:
    wanted = {name: phase in plan.run_phases for name, phase in PHASE_OF.items()}
    return PhasesConfig(
        examples=ExamplesPhaseConfig(enabled=wanted[PhaseName.EXAMPLES]),
        coverage=CoveragePhaseConfig(enabled=wanted[PhaseName.COVERAGE]),
        fuzzing=FuzzingPhaseConfig(enabled=wanted[PhaseName.FUZZING]),
        stateful=StatefulPhaseConfig(enabled=wanted[PhaseName.STATEFUL_TESTING]),
    )
