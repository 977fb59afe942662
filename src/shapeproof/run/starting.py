"""The first event of a run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

from shapeproof.contract.model import Contract
from shapeproof.run.events import RunStarted, Target
from shapeproof.run.plan import Plan


class Named(Protocol):
    """What is under test, a server or a client, as reports show it."""

    kind: str
    address: str


def run_started(
    contract: Contract,
    target: Named,
    plan: Plan,
    phases: Iterable[str],
    planned: Iterable[tuple[str, int]],
) -> RunStarted:
    """A run that begins now. ``planned`` are its operations, each with how many cases it has."""
    return RunStarted(
        service=contract.service,
        api_version=contract.api_version,
        target=Target(target.kind, target.address),
        seed=plan.seed,
        phases=tuple(phases),
        started=now(),
        planned=tuple(planned),
    )


def now() -> str:
    """The time as reports tell it: RFC 3339, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
