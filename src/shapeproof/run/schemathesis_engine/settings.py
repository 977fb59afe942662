"""A run's plan as a configuration of Schemathesis. Nothing is read from its own file."""

from __future__ import annotations

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
from schemathesis.engine.run import PhaseName

from shapeproof.run.plan import Plan
from shapeproof.run.schemathesis_engine.their_checks import LEFT_OUT

PHASE_OF = {
    PhaseName.EXAMPLES: "coverage",
    PhaseName.COVERAGE: "coverage",
    PhaseName.FUZZING: "fuzz",
    PhaseName.STATEFUL_TESTING: "stateful",
}
"""The phase of a run that each of Schemathesis's phases of tests counts as."""


def config_of(plan: Plan) -> Config:
    """The configuration: nothing is written to disk, and a failure does not end an operation.

    The bounds of the plan are the line's to keep: with a time limit of its own, Schemathesis would
    go on until it is reached.
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
