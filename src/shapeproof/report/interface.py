"""What a reporter does, and what all reporters of a run know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shapeproof.contract.model import Contract
from shapeproof.exchange import Severity
from shapeproof.run.events import Event

DEFAULT_BASE_URL = "http://127.0.0.1:5000"
"""Where curl lines go when the target has no address of its own: the port that moto listens on."""


class Reporter(Protocol):
    """Tells about a run while it goes, or at its end."""

    def handle(self, event: Event) -> None:
        """Take note of what happened."""

    def close(self) -> None:
        """The run is over, finished or not: write what is left to write."""


@dataclass(frozen=True)
class ReportContext:
    """What the reporters of a run share.

    ``contract`` tells which members are sensitive; a run over several services (a passive one)
    gives them all in ``contracts``, by service. ``known`` are the ids of the baseline's findings,
    ``checks`` the names of the check families that ran, ``base_url`` where curl lines go. ``color``
    None means: where the stream is a terminal and NO_COLOR is not set.
    """

    contract: Contract | None = None
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    checks: tuple[str, ...] = ()
    base_url: str = DEFAULT_BASE_URL
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def contract_of(self, service: str) -> Contract | None:
        """The contract of a service, None where it is not known."""
        if self.contract is not None and self.contract.service == service:
            return self.contract
        return self.contracts.get(service)
