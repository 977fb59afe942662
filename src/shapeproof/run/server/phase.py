"""What a phase of a run is given, and what it must do.

The coverage phase runs first, operation by operation. Those that follow are of this form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange.events import Event
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.setup import Namer
from shapeproof.targets.interface import Target
from shapeproof.wire.interface import Codec


@dataclass
class PhaseContext:
    """The run as a phase sees it.

    ``operations`` are those of the plan. ``bases`` are the requests that the coverage phase found
    to be accepted, by operation (empty where it did not run); what is guessed of those in
    ``unmet`` cannot be met. Observers that a phase makes are remembered, so that their checks and
    errors count.
    """

    contract: Contract
    codec: Codec
    target: Target
    plan: Plan
    budget: Budget
    tag: str
    operations: tuple[Operation, ...]
    bases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unmet: frozenset[str] = frozenset()
    observers: list[Observer] = field(default_factory=list)

    def session(self) -> Session:
        """A new line to the target; its requests count towards the bounds of the run."""
        return Session(self.contract, self.codec, self.target, self.budget)

    def namer(self, index: int) -> Namer:
        """Fresh names, none of which another index or the coverage phase has.

        The stateful phase takes indices below 1,000, the fuzz phase those from there up.
        """
        return Namer(self.tag, len(self.contract.operations) + 1 + index)

    def observer(self) -> Observer:
        """A new observer, whose findings the phase has to tell."""
        observer = Observer(self.contract, self.codec)
        self.observers.append(observer)
        return observer


Phase = Callable[[PhaseContext], Iterator[Event]]
"""Yields CaseFinished and FindingFound events. OutOfBudget may end it anywhere."""
