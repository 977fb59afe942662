"""The way to the target, which all sessions of a run share.

It knows whether the target still answers: it ends a run whose target is gone, does not answer any
more or refuses every request alike, keeps the time limit in each request, and has a server started
again that a request has stopped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.revival import Revival
from shapeproof.run.server.shut_out import ShutOut
from shapeproof.run.server.stops import LastSeen
from shapeproof.targets.interface import Target, TimedTarget

MOST_IN_A_ROW: Mapping[str, int] = {"refused": 3, "timeout": 6, "reset": 50}
"""After so many failures of a kind without an answer between them the target is unusable.

A request that is not answered takes ten seconds, a connection that is closed takes none.
"""
_MOST_TIMEOUTS = 60
_SHARE_OF_TIMEOUTS = 5
_SHARE_OF_SPREAD_TIMEOUTS = 50
"""After so many time-outs in the whole run the target is unusable as well, if at least one in five
requests was not answered, or one in fifty that are of most operations: that many take ten minutes.
One that hangs for some operations only answers most requests, of most operations.
"""
_OPERATIONS = 3
"""Of less operations than this, it takes twice as many time-outs: they may be at fault."""
_WORDS: Mapping[str, str] = {
    "timeout": "{} requests in a row were not answered in time",
    "reset": "{} connections in a row were closed without an answer",
}
_MANY_TIMEOUTS = "{} of {} requests were not answered in time"
_NEVER_ANSWERED = "no request was answered within the time limit"


@dataclass
class _Streak:
    """Failures of one kind since the last answer, and the operations that were called."""

    count: int = 0
    operations: set[str] = field(default_factory=set)

    def is_too_long(self, kind: str) -> bool:
        """Whether the target is to be given up."""
        most = MOST_IN_A_ROW[kind]
        if kind == "timeout" and len(self.operations) < _OPERATIONS:
            most *= 2
        return self.count >= most


class Line:
    """Sends to a target while it answers. Threads may share it."""

    def __init__(
        self,
        target: Target,
        budget: Budget,
        revival: Revival | None = None,
        exchanges: ExchangeListeners | None = None,
    ) -> None:
        self._target = target
        self._budget = budget
        self._revival = revival
        self.exchanges = ExchangeListeners() if exchanges is None else exchanges
        self._lock = threading.Lock()
        self._streaks: dict[str, _Streak] = {}
        self._timeouts = 0
        self._called: set[str] = set()
        self._not_answered: set[str] = set()
        self._seen = LastSeen()
        self._shut_out = ShutOut(self._paused)
        self._on_their_way = 0
        self._was_answered = False

    @property
    def stops(self) -> list[Exchange]:
        """Requests after which the server was gone for a while, to be taken from this list."""
        return self._seen.stops if self._revival is None else self._revival.stops

    def exchange(self, sent: Exchange) -> Exchange:
        """Send the request of an exchange: the exchange with what came of it.

        Raises OutOfBudget when the run must end.
        """
        with self._lock:
            self._on_their_way += 1
            self._called.add(sent.operation)
        try:
            return self._exchanged(sent)
        finally:
            with self._lock:
                self._on_their_way -= 1

    def _exchanged(self, sent: Exchange) -> Exchange:
        ticket = self._revival.begin(sent) if self._revival else None
        try:
            response = self._sent(sent.request)
        except TransportFailure as failure:
            found = replace(sent, failure=str(failure))
            if self._revival is not None and ticket is not None:
                found = self._revival.failed(ticket, failure, found)
            if not found.lost and not found.stopped_server:
                self._count(failure.kind, found)
            return found
        with self._lock:
            self._streaks.clear()
            self._was_answered = True
            self._seen.reached(sent, alone=self._on_their_way == 1)
        found = replace(sent, response=response)
        if self._revival is not None and ticket is not None:
            self._revival.answered(ticket, found)
        if self._shut_out.answered(sent, response):
            self._end_where_shut_out()
        return found

    def _end_where_shut_out(self) -> None:
        why = self._shut_out.is_over(self._answer_to)
        if why is not None:
            self._end(Reason.of(ReasonKind.UNUSABLE, why))

    def _paused(self, seconds: float) -> None:
        left = self._budget.seconds_left()
        time.sleep(seconds if left is None else min(seconds, left))

    def _answer_to(self, accepted: Exchange) -> HttpResponse | None:
        self._budget.spend()
        try:
            return self._sent(accepted.request)
        except TransportFailure:
            return None

    def _sent(self, request: HttpRequest) -> HttpResponse:
        """The answer, within what is left of the run's time."""
        left = self._budget.seconds_left()
        if left is None or not isinstance(self._target, TimedTarget):
            return self._target.send(request)
        try:
            return self._target.send_within(request, max(left, 0.0))
        except TransportFailure:
            if self._budget.seconds_left() == 0:
                never = Reason.of(ReasonKind.UNUSABLE, _NEVER_ANSWERED)
                self._end(StopReason.TIME if self._was_answered else never)
            raise

    def _count(self, kind: str, failed: Exchange) -> None:
        with self._lock:
            alone = self._on_their_way == 1
            if kind == "refused":
                self._seen.refused(alone=alone)
            else:
                self._streaks.pop("refused", None)  # something does listen
                self._seen.reached(failed, alone=alone)
            if kind == "timeout":
                self._timeouts += 1
                self._not_answered.add(failed.operation)
            if kind not in MOST_IN_A_ROW:
                return
            streak = self._streaks.setdefault(kind, _Streak())
            streak.count += 1
            streak.operations.add(failed.operation)
            reason = self._reason_to_end(kind, streak)
        if reason is not None:
            self._end(reason)

    def _reason_to_end(self, kind: str, streak: _Streak) -> EndReason | None:
        if streak.is_too_long(kind):
            if kind == "refused":
                return self._seen.gone()
            return Reason.of(ReasonKind.UNUSABLE, _WORDS[kind].format(streak.count))
        if kind == "timeout" and self._hangs_often():
            text = _MANY_TIMEOUTS.format(self._timeouts, self._budget.requests)
            return Reason.of(ReasonKind.UNUSABLE, text)
        return None

    def _hangs_often(self) -> bool:
        if self._timeouts < _MOST_TIMEOUTS:
            return False
        is_spread = len(self._called) >= _OPERATIONS and (
            2 * len(self._not_answered) > len(self._called)
        )
        share = _SHARE_OF_SPREAD_TIMEOUTS if is_spread else _SHARE_OF_TIMEOUTS
        return self._timeouts * share >= self._budget.requests

    def _end(self, reason: EndReason) -> None:
        self._budget.stop(reason)
        raise OutOfBudget(reason)
