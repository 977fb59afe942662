"""The events of a run. The terminal, the report writers and the plugin only consume these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from shapeproof.exchange.findings import Exchange, Finding
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import EndReason
from shapeproof.exchange.secret_values import SecretValues


@dataclass(frozen=True)
class TargetInfo:
    """What was under test: ``kind`` is ``http``, ``wsgi``, ``moto`` or ``bundled``.

    ``name`` is the one that a configuration file gives it, if any.
    """

    kind: str
    address: str
    name: str = ""


@dataclass(frozen=True)
class Shard:
    """The share of a run that one machine does: the ``index``-th of ``count``.

    ``selection`` is a digest of the operations of all shares, ``contract`` one of what the contract
    says of them, ``options`` the others that decide what is sent: those of one run have the same.
    """

    index: int
    count: int
    selection: str
    contract: str = ""
    options: str = ""


@dataclass(frozen=True)
class RunStarted:
    """A run begins: its operations and how many cases each has. ``started`` is RFC 3339, UTC.

    ``protocol`` is the one that is spoken, of those of the service.
    """

    service: str
    api_version: str
    target: TargetInfo
    seed: int
    phases: tuple[str, ...]
    started: str
    planned: tuple[tuple[str, int], ...]
    protocol: str = ""
    shard: Shard | None = None
    """None for a run that does all of its operations."""
    secrets: SecretValues = field(default_factory=SecretValues, compare=False, repr=False)
    """The sensitive values of the run, marked as it goes."""
    exchanges: ExchangeListeners = field(
        default_factory=ExchangeListeners, compare=False, repr=False
    )
    """Passes on each exchange of the run, as it is made."""


@dataclass(frozen=True)
class OperationStarted:
    """The cases of one operation begin."""

    operation: str
    cases: int


class CaseOutcome(StrEnum):
    """What the target did with a case."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CRASHED = "crashed"
    NOT_RUN = "not run"
    """What the case needs could not be set up."""

    @classmethod
    def of(cls, exchange: Exchange) -> CaseOutcome:
        """The outcome that an exchange shows."""
        if exchange.accepted:
            return cls.ACCEPTED
        return cls.CRASHED if exchange.crashed else cls.REFUSED


@dataclass(frozen=True)
class CaseFinished:
    """One case is done.

    ``kind`` is the kind of its fault, or its family; ``place`` is what it varies, as a JSON
    Pointer. Both are empty where the phase has no such cases. Reports count by them how many
    places were tried.
    """

    operation: str
    case: str
    phase: str
    outcome: CaseOutcome
    kind: str = ""
    place: str = ""


@dataclass(frozen=True)
class FindingFound:
    """Something is wrong. The same finding (by id) may come many times."""

    finding: Finding


@dataclass(frozen=True)
class OperationFinished:
    """One operation is done; ``reason`` says why it was not reached or not finished.

    ``available`` is False where the target has answered that it does not have the operation.
    """

    operation: str
    reached: bool
    cases: int
    requests: int
    reason: EndReason | None = None
    available: bool = True


@dataclass(frozen=True)
class Tally:
    """How many there are and how many of them the run has exercised."""

    total: int = 0
    exercised: int = 0


@dataclass(frozen=True)
class Stats:
    """The figures of a run.

    ``left_out`` names operations that were planned and not finished, but for cases that may end the
    target; ``not_available`` those that the target does not have. ``search_requests`` were spent on
    finding base requests; they are part of ``requests``. ``unsupported_operations`` and
    ``unsupported_members`` are those that a client does not have, members as OPERATION/POINTER.
    """

    requests: int = 0
    operations: int = 0
    operations_reached: int = 0
    cases: dict[str, int] = field(default_factory=lambda: {"coverage": 0, "fuzz": 0, "stateful": 0})
    checks: int = 0
    left_out: tuple[str, ...] = ()
    coverage: dict[str, Tally] = field(default_factory=dict)
    not_available: tuple[str, ...] = ()
    search_requests: int = 0
    unsupported_operations: tuple[str, ...] = ()
    unsupported_members: tuple[str, ...] = ()

    @property
    def operations_available(self) -> int:
        """How many operations the target has, as far as its answers tell."""
        return self.operations - len(self.not_available)


@dataclass(frozen=True)
class RunFinished:
    """The end. ``stopped`` says why the run ended early; None where it did not."""

    seconds: float
    stats: Stats
    stopped: EndReason | None = None


Event = (
    RunStarted | OperationStarted | CaseFinished | FindingFound | OperationFinished | RunFinished
)
