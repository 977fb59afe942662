"""What a run does, its bounds, and its first event."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import BadUsage, UnknownOperation
from shapeproof.exchange import Finding
from shapeproof.exchange.events import RunStarted, Shard, TargetInfo
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import EndReason, StopReason
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.choices import PHASES
from shapeproof.run.contract_digest import contract_digest
from shapeproof.run.seeds.seed import Seeds
from shapeproof.run.walks.groups import LifecycleGroups


class OutOfBudget(Exception):
    """The run must end. ``findings`` are those of the case that was running."""

    def __init__(self, reason: EndReason, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.findings = findings


class Budget:
    """Counts requests of all workers; raises OutOfBudget at the bound."""

    def __init__(self, max_requests: int | None = None, seconds: float | None = None) -> None:
        self._most = max_requests
        self._begun = time.monotonic()
        self._deadline = None if seconds is None else self._begun + seconds
        self._lock = threading.Lock()
        self._stopped: EndReason | None = None
        self.requests = 0

    def spend(self) -> None:
        """Count one request that is about to be sent. Raises OutOfBudget."""
        with self._lock:
            if not self._stopped and self._most is not None and self.requests >= self._most:
                self._stopped = StopReason.REQUESTS
            self._check()
            self.requests += 1

    def seconds_left(self) -> float | None:
        """What is left of the time, at least 0; None without a limit."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def check(self) -> None:
        """Raises OutOfBudget where time is up: for what takes long without a request."""
        with self._lock:
            self._check()

    def _check(self) -> None:
        late = self._deadline is not None and time.monotonic() >= self._deadline
        if not self._stopped and late:
            self._stopped = StopReason.TIME
        if self._stopped:
            raise OutOfBudget(self._stopped)

    def has_spent(self, share: float) -> bool:
        """Whether such a share of the requests or of the time is gone."""
        if self._most is not None and self.requests >= share * self._most:
            return True
        return self._deadline is not None and (
            time.monotonic() - self._begun >= share * (self._deadline - self._begun)
        )

    def count(self, requests: int) -> None:
        """Count requests that were made in addition to those announced (retries, pages)."""
        with self._lock:
            self.requests += max(0, requests)

    def stop(self, reason: EndReason) -> None:
        """Let every further request raise OutOfBudget."""
        with self._lock:
            self._stopped = self._stopped or reason


_ROUND = 8
_ROUNDS = 12
"""Rounds that a bound on requests should be enough for."""


@dataclass(frozen=True)
class Plan:
    """What a run does, and its bounds (seconds for the time limit).

    ``max_examples`` is the number of fuzz examples for each operation, and of random walks in total
    (0: none). ``strategies`` are the folders with domain strategies, ``seeds`` the requests that a
    server is known to accept. ``remember`` says that requests which failed in earlier runs are
    tried first, so that a seed alone does not determine what is sent. ``strict_coverage`` makes
    each operation that the target lacks a finding; ``robustness`` sends what no SDK can send, also
    where nobody has reviewed the contract. ``shared_by`` are the operations that share the costly
    cases of a client; by default those of all shards. ``target_name`` is the name of the target in
    a configuration file.
    """

    seed: int = 0
    operations: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    phases: tuple[str, ...] = PHASES
    max_requests: int | None = None
    time_limit: float | None = None
    workers: int = 1
    shard: tuple[int, int] = (1, 1)
    max_examples: int = 50
    strategies: tuple[Path, ...] = ()
    remember: bool = False
    seeds: Seeds = field(default_factory=Seeds)
    strict_coverage: bool = False
    robustness: bool = False
    shared_by: tuple[str, ...] = ()
    target_name: str = ""

    @property
    def run_phases(self) -> tuple[str, ...]:
        """The selected phases, in the order in which they run."""
        return tuple(phase for phase in PHASES if phase in self.phases)

    @property
    def is_bounded(self) -> bool:
        """Whether a run may end before all is done."""
        return self.max_requests is not None or self.time_limit is not None

    def round_size(self, operations: int) -> int | None:
        """How many cases of each operation a round of a bounded run has; None where it has no
        bound."""
        if not self.is_bounded:
            return None
        if self.max_requests is None:
            return _ROUND
        return min(_ROUND, max(2, self.max_requests // (operations * _ROUNDS)))

    def select(self, contract: Contract) -> tuple[Operation, ...]:
        """The operations of this run and shard, sorted by name.

        Raises UnknownOperation for a name or glob without a match, BadUsage where all are excluded.
        """
        index, count = self.shard
        names = self._chosen(contract)
        share = names[index - 1 :: count]
        if count > 1 and self._reaches_by_walks:
            groups = LifecycleGroups.of(contract, names).by_operation
            share = tuple(name for name in names if groups[name].owner in share)
        return tuple(contract.operations[name] for name in share)

    @property
    def _reaches_by_walks(self) -> bool:
        """Whether operations are reached by walks: they belong to the shard that has the walks."""
        return "stateful" in self.phases and "coverage" not in self.phases

    def of_all_shards(self, contract: Contract) -> tuple[str, ...]:
        """The names of the operations of the whole run, of which this may be a shard."""
        return self._chosen(contract)

    def shard_of(self, contract: Contract) -> Shard | None:
        """The share of this run; None where it is the whole."""
        index, count = self.shard
        if count == 1:
            return None
        names = self._chosen(contract)
        selection = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        digest = contract_digest(contract, names)
        return Shard(index, count, selection, digest, self._options)

    @property
    def _options(self) -> str:
        """The options that decide what is sent, without those that reports have anyway."""
        asked = {"--robustness": self.robustness, "--strict-coverage": self.strict_coverage}
        given = (name for name, is_given in asked.items() if is_given)
        return " ".join((f"--max-examples {self.max_examples}", *given))

    def sharing(self, contract: Contract) -> tuple[str, ...]:
        """The names of the operations that share what is played once or twice for a client."""
        return self.shared_by or self._chosen(contract)

    def _chosen(self, contract: Contract) -> tuple[str, ...]:
        wanted = self.operations or ("*",)
        chosen = {name for pattern in wanted for name in _matching(contract, pattern)}
        chosen -= {name for pattern in self.excluded for name in _matching(contract, pattern)}
        if not chosen:
            reason = f"of {contract.service}'s operations none is left to check"
            raise BadUsage("--exclude-operation", reason)
        return tuple(sorted(chosen))


def _matching(contract: Contract, pattern: str) -> Sequence[str]:
    # Contracts make their operations when they are asked for them: large ones take seconds.
    if pattern == "*" and contract.operations:
        return tuple(contract.operations)
    if pattern in contract.operations:
        return (pattern,)
    found = [
        operation.name
        for operation in contract.operations.values()
        if fnmatchcase(operation.name, pattern) or fnmatchcase(operation.python_name, pattern)
    ]
    if not found:
        nearest = get_close_matches(pattern, contract.operations, n=3, cutoff=0.5)
        raise UnknownOperation(contract.service, pattern, tuple(nearest))
    return found


MAX_SHARDS = 10_000
"""So many shards may a run have: far more than a service has operations."""


def parse_shard(text: str) -> tuple[int, int]:
    """``I/N`` as two numbers with 1 <= I <= N. Raises BadUsage."""
    index, mark, count = text.partition("/")
    if mark and _is_short_number(index) and _is_short_number(count):
        part, of = int(index), int(count)
        if 1 <= part <= of <= MAX_SHARDS:
            return part, of
        if of > MAX_SHARDS:
            reason = f"more than {MAX_SHARDS:,} shards"
            raise BadUsage(f"--shard {text}", reason, "a shard has one operation at least")
    raise BadUsage(
        f"--shard {text}", "not a share I/N with I from 1 to N", "write 1/3, 2/3 and 3/3 for three"
    )


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


class NamedTarget(Protocol):
    """What is under test, a server or a client, as reports show it."""

    kind: str
    address: str


def run_started(
    contract: Contract,
    target: NamedTarget,
    plan: Plan,
    phases: Iterable[str],
    planned: Iterable[tuple[str, int]],
    secrets: SecretValues | None = None,
    exchanges: ExchangeListeners | None = None,
) -> RunStarted:
    """A run that begins now. ``planned`` are its operations, with the number of cases if known."""
    return RunStarted(
        service=contract.service,
        api_version=contract.api_version,
        target=TargetInfo(target.kind, target.address, plan.target_name),
        seed=plan.seed,
        phases=tuple(phases),
        started=now(),
        planned=tuple(planned),
        protocol=contract.protocol,
        shard=plan.shard_of(contract),
        secrets=secrets or SecretValues(),
        exchanges=ExchangeListeners() if exchanges is None else exchanges,
    )


def now() -> str:
    """The time as reports state it: RFC 3339, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
