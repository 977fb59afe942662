"""What a run tells while it goes. The terminal, the writers and the plugin only consume these."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.exchange import Finding
from shapeproof.exchange.secret_values import SecretValues


@dataclass(frozen=True)
class TargetInfo:
    """What was under test: ``kind`` is ``http``, ``wsgi``, ``moto`` or ``bundled``."""

    kind: str
    address: str


@dataclass(frozen=True)
class RunStarted:
    """The plan: which operations, with how many cases each. ``started`` is RFC 3339, UTC."""

    service: str
    api_version: str
    target: TargetInfo
    seed: int
    phases: tuple[str, ...]
    started: str
    planned: tuple[tuple[str, int], ...]
    secrets: SecretValues = field(default_factory=SecretValues, compare=False, repr=False)
    """The sensitive values of the run, marked as it goes."""


@dataclass(frozen=True)
class OperationStarted:
    """The cases of one operation begin."""

    operation: str
    cases: int


@dataclass(frozen=True)
class CaseFinished:
    """One case is done. ``outcome``: ``accepted``, ``refused``, ``crashed`` or ``not run``."""

    operation: str
    case: str
    phase: str
    outcome: str


@dataclass(frozen=True)
class FindingFound:
    """Something is wrong. The same finding (by id) may come many times."""

    finding: Finding


@dataclass(frozen=True)
class OperationFinished:
    """One operation is done; ``reason`` says why it was not reached or not finished."""

    operation: str
    reached: bool
    cases: int
    requests: int
    reason: str = ""


@dataclass(frozen=True)
class Tally:
    """How many there are, and how many of them were exercised."""

    total: int = 0
    exercised: int = 0


@dataclass(frozen=True)
class Stats:
    """The figures of a run. ``left_out`` names operations that were planned and not finished."""

    requests: int = 0
    operations: int = 0
    operations_reached: int = 0
    cases: dict[str, int] = field(default_factory=lambda: {"coverage": 0, "fuzz": 0, "stateful": 0})
    checks: int = 0
    left_out: tuple[str, ...] = ()
    coverage: dict[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class RunFinished:
    """The end. ``stopped`` is empty, or why the run ended early (interrupted, time, requests)."""

    seconds: float
    stats: Stats
    stopped: str = ""


Event = (
    RunStarted | OperationStarted | CaseFinished | FindingFound | OperationFinished | RunFinished
)
