"""Failures that a mock makes on purpose: delays, throttling, failures, and errors asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Lock

from shapeproof.contract.model import ErrorContract, Operation
from shapeproof.exchange import HttpRequest
from shapeproof.mock.backends import ContractError
from shapeproof.mock.generated.errors import ErrorChoice

FAIL_HEADER = "X-Shapeproof-Fail"
"""A request with this header field is answered with the error that it names."""


@dataclass(frozen=True)
class OrderedFailure:
    """An error that the next calls are answered with. No operation is any one."""

    service: str
    error: str
    operation: str | None = None
    message: str = "An error that was asked for"
    times: int = 1


@dataclass
class FaultPlan:
    """What goes wrong on purpose.

    ``latency`` is in seconds, ``error_rate`` the share of calls that fail (0 to 1), ``throttle``
    how many calls a second are answered. Failures are drawn by ``seed``.
    """

    latency: float = 0.0
    error_rate: float = 0.0
    throttle: float | None = None
    seed: int = 0
    now: Callable[[], float] = time.monotonic
    _ordered: list[OrderedFailure] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _random: Random = field(init=False)
    _left: float = field(init=False)
    _at: float | None = None

    def __post_init__(self) -> None:
        """Begin as at first."""
        self.clear()

    def clear(self) -> None:
        """Forget the errors that were asked for, and draw as at first."""
        self._ordered.clear()
        self._random = Random(f"failures {self.seed}")
        self._left = max(1.0, self.throttle or 1.0)
        self._at = None

    def order(self, failure: OrderedFailure) -> None:
        """Let the next calls fail."""
        with self._lock:
            self._ordered.append(failure)

    def due(
        self, errors: ErrorChoice, operation: Operation, request: HttpRequest
    ) -> ContractError | None:
        """The error that a call is answered with, None for its own answer. Waits the latency."""
        if self.latency > 0:
            time.sleep(self.latency)
        named = request.header(FAIL_HEADER)
        if named is not None:
            return _error(errors, named, "An error that was asked for")
        with self._lock:
            ordered = self._next(errors.contract.service, operation.name)
            if ordered is not None:
                return _error(errors, ordered.error, ordered.message)
            if self.throttle is not None and not self._is_allowed(self.throttle):
                return ContractError(errors.throttling(operation), "Rate exceeded")
            if self.error_rate > 0 and self._random.random() < self.error_rate:
                return ContractError(errors.internal(operation), "An internal error occurred")
        return None

    def _next(self, service: str, operation: str) -> OrderedFailure | None:
        for index, each in enumerate(self._ordered):
            if each.service == service and each.operation in (None, operation):
                left = each.times - 1
                later = [
                    OrderedFailure(each.service, each.error, each.operation, each.message, left)
                ]
                self._ordered[index : index + 1] = later if left > 0 else []
                return each
        return None

    def _is_allowed(self, rate: float) -> bool:
        """Whether a call is within the rate: as many at once as there are in a second."""
        now = self.now()
        passed = 0.0 if self._at is None else now - self._at
        self._at = now
        self._left = min(max(1.0, rate), self._left + passed * rate)
        if self._left < 1:
            return False
        self._left -= 1
        return True


def _error(errors: ErrorChoice, name: str, message: str) -> ContractError:
    """The service's error of a name or code; one that is not modeled has status 400."""
    modeled = errors.contract.errors
    found = modeled.get(name) or next((e for e in modeled.values() if e.code == name), None)
    plain = ErrorContract(name, name, 400, "client", {"type": "object"})
    return ContractError(found or plain, message)
