"""The line to the target, with the bounds of a run. Schemathesis itself connects to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.targets.interface import Target

_MOST_REFUSED_IN_A_ROW = 3
_MOST_TIMEOUTS = 10


class Stopped(KeyboardInterrupt):
    """The run must end. Schemathesis winds down on a KeyboardInterrupt, in whichever thread."""


class NoAnswer(Exception):
    """A request got no usable answer, so that there is no response to look at."""


@dataclass
class BoundedSender:
    """A target that is sent to as long as the budget lasts and somebody listens.

    ``stopped`` is empty, or why nothing is sent any more.
    """

    target: Target
    budget: Budget = field(default_factory=Budget)
    stopped: str = ""
    _refused: int = 0
    _timeouts: int = 0

    def __post_init__(self) -> None:
        self.kind = self.target.kind
        self.address = self.target.address
        self.base_url = self.target.base_url

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request. Raises TransportFailure, and Stopped at the bounds of the run."""
        try:
            self.budget.spend()
        except OutOfBudget as end:
            self.stopped = self.stopped or end.reason
            raise Stopped from None
        try:
            response = self.target.send(request)
        except TransportFailure as failure:
            self._count(failure)
            raise
        self._refused = 0
        return response

    def close(self) -> None:
        """Let go of connections."""
        self.target.close()

    def _count(self, failure: TransportFailure) -> None:
        self._timeouts += failure.kind == "timeout"
        self._refused = self._refused + 1 if failure.kind == "refused" else 0
        if self._refused >= _MOST_REFUSED_IN_A_ROW:
            self._stop("target gone")
        if self._timeouts >= _MOST_TIMEOUTS:
            self._stop(f"{_MOST_TIMEOUTS} requests were not answered in time")

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason
        self.budget.stop(reason)
        raise Stopped
