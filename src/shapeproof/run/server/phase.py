"""What a phase of a run is, and what it works with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from hypothesis.database import ExampleDatabase

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange.events import Event
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import EndReason
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.base_requests import BaseRequests
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.line import Line
from shapeproof.run.server.names import Namer, RunTag
from shapeproof.run.server.planted import PlantedFaults
from shapeproof.run.server.revival import Revival
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.tallies import Tallies
from shapeproof.targets.interface import Target
from shapeproof.targets.signing import RequestSigner
from shapeproof.wire.interface import Codec


@dataclass
class PhaseContext:
    """A run as its phases see it.

    ``operations`` are those of the plan. ``tag`` makes names unique to the run. ``bases`` keeps the
    requests that were accepted. The checks and errors that ``observers`` have counted and the
    ``tallies`` of operations go into the run's figures. ``secrets`` are the sensitive values of the
    run, ``exchanges`` hears of all that it sends; ``signer`` signs with other keys than the dummy
    ones. ``revival`` starts a server again that has stopped. ``realistic`` are the realistic values
    of the contract's places, ``database`` keeps the requests that failed in earlier runs.
    """

    contract: Contract
    codec: Codec
    target: Target
    plan: Plan
    budget: Budget
    operations: tuple[Operation, ...]
    tag: str | RunTag = ""
    bases: BaseRequests = field(default_factory=BaseRequests)
    observers: list[Observer] = field(default_factory=list)
    tallies: dict[str, Tallies] = field(default_factory=dict)
    secrets: SecretValues = field(default_factory=SecretValues)
    exchanges: ExchangeListeners = field(default_factory=ExchangeListeners)
    planted: PlantedFaults = field(default_factory=PlantedFaults)
    signer: RequestSigner | None = None
    revival: Revival | None = None
    database: ExampleDatabase | None = None
    realistic: RealisticValues | None = None
    only_last: set[str] = field(default_factory=set)
    """Operations of which nothing is left but cases that may end the target."""
    line: Line = field(init=False)
    _harnesses: dict[str, OperationHarness] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def harness(self, operation: str) -> OperationHarness:
        """The harness of an operation's search and enumerated cases; the same at each call."""
        with self._lock:
            if operation not in self._harnesses:
                each = self.contract.operations[operation]
                self._harnesses[operation] = OperationHarness.of(
                    self.session(), self.operation_namer(each), each, self.observer(), self.bases
                )
            return self._harnesses[operation]

    def __post_init__(self) -> None:
        self.line = Line(self.target, self.budget, self.revival, self.exchanges)
        self.bases.harness_of = self.harness

    def session(self) -> Session:
        """A new session; its requests count towards the bounds of the run."""
        return Session(
            self.contract,
            self.codec,
            self.target,
            self.budget,
            self.secrets,
            self.signer,
            self.line,
        )

    def operation_namer(self, operation: Operation) -> Namer:
        """Fresh names for the enumerated cases of an operation."""
        return Namer(self.tag, self.index(operation))

    def namer(self, index: int) -> Namer:
        """Fresh names that differ from those of every other index and of enumerated cases.

        The stateful phase takes indices below 1,000, the fuzz phase those from there up.
        """
        return Namer(self.tag, len(self.contract.operations) + 1 + index)

    def index(self, operation: Operation) -> int:
        """The position of an operation among all of the contract, by name."""
        return sorted(self.contract.operations).index(operation.name)

    def observer(self) -> Observer:
        """A new observer."""
        observer = Observer(self.contract, self.codec, self.planted)
        self.observers.append(observer)
        return observer


class Phase(Protocol):
    """One of the phases that a run goes through."""

    @property
    def name(self) -> str:
        """The name by which a plan asks for it, and which its events carry."""

    @property
    def share(self) -> float:
        """Its share of the requests of a bounded run that are not spent on the search."""

    def begin(self, context: PhaseContext) -> PhaseRun:
        """The phase in one run."""


class PhaseRun(ABC):
    """A phase of one run, which goes through it in rounds.

    A run may be bounded, so that all phases take turns: what finds most is in their first rounds.
    """

    @abstractmethod
    def rounds(self) -> Iterator[Iterator[Event]]:
        """The rounds, each as its events. OutOfBudget may end it anywhere."""

    def hurry(self) -> Iterator[Event]:
        """The same as ``last`` while other rounds wait: a bound is near. It is not sent again."""
        return iter(())

    def last(self) -> Iterator[Event]:
        """What comes after the rounds of all phases, as the target may be gone afterwards."""
        return iter(())

    def end(self, reason: EndReason) -> Iterator[Event]:
        """What is left to report where the run ends early; nothing is sent any more."""
        return iter(())
