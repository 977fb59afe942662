"""Has a server started again that a request has stopped, and finds out which request that was."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from shapeproof.exceptions import BadUsage, TransportFailure, UnreachableTarget
from shapeproof.exchange import Exchange
from shapeproof.exchange.findings import LOST
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.stops import STOPPED_TEXT, stopped_by
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.restart import START_SECONDS, NotRestarted, RestartCommand

MOST_RESTARTS = 25
_LATE_SECONDS = (0.0, 0.05, 0.2)
"""A server that ends after it has answered, or closed the connection, takes a moment."""
_LOST_TEXT = f"{LOST}: another request had stopped the server, which was started again"


@dataclass(eq=False)
class Ticket:
    """A request on its way, and how often the server had been started before it was sent.

    ``is_to_blame`` says that it has stopped the server.
    """

    exchange: Exchange
    start: int
    is_to_blame: bool = False


def _text(ticket: Ticket) -> str:
    return STOPPED_TEXT if ticket.is_to_blame else _LOST_TEXT


@dataclass
class Revival:
    """Restarts a server, a bounded number of times. Threads may share it.

    The request that has stopped it is blamed: the one whose connection was closed if no other was
    on its way, else those that stop the server again when they are sent alone. Where a request
    finds no server, it is the last one that was answered. ``stops`` are such exchanges;
    ``on_restart`` is called after each start; where it raises UnreachableTarget or BadUsage, the
    server is given up.
    """

    target: HttpTarget
    command: RestartCommand
    budget: Budget
    on_restart: Callable[[], None] = lambda: None
    sleep: Callable[[float], None] = time.sleep
    stops: list[Exchange] = field(default_factory=list)
    starts: int = 0
    _last: Exchange | None = None
    _on_their_way: list[Ticket] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        # A connection that was kept may be closed by a stop that an earlier request has caused.
        self.target.keep_no_connections()

    def begin(self, exchange: Exchange) -> Ticket:
        """A request is about to be sent."""
        with self._lock:
            ticket = Ticket(exchange, self.starts)
            self._on_their_way.append(ticket)
            return ticket

    def answered(self, ticket: Ticket, found: Exchange) -> None:
        """A request was answered, so that the server was there."""
        with self._lock:
            self._on_their_way.remove(ticket)
            self._last = found

    def failed(self, ticket: Ticket, failure: TransportFailure, found: Exchange) -> Exchange:
        """What a failure means: the request stopped the server, was lost, or just failed.

        Raises OutOfBudget where the server cannot be started again.
        """
        with self._lock:
            suspects = list(self._on_their_way)
            self._on_their_way.remove(ticket)
            if ticket.start != self.starts:
                return replace(found, failure=_text(ticket))
            if failure.kind not in ("refused", "reset") or self._listens():
                self._last = found
                return found
            self._restart()
            if failure.kind == "refused":
                self._blame_the_last()
                return replace(found, failure=_LOST_TEXT)
            self._blame_one_of(suspects)
            return replace(found, failure=_text(ticket))

    def _blame_one_of(self, suspects: Sequence[Ticket]) -> None:
        """Alone it was that request; of several it is the one that stops the server again."""
        for each in suspects:
            if len(suspects) == 1 or self._stops(each.exchange):
                each.is_to_blame = True
                return

    def _blame_the_last(self) -> None:
        """The server ended after it had answered: one request at a time, it was the last one."""
        last, self._last = self._last, None
        if last is not None and (not self._on_their_way or self._stops(last)):
            self.stops.append(stopped_by(last))

    def _stops(self, exchange: Exchange) -> bool:
        """Whether a request stops the server when it is sent alone; then it is started again."""
        self.budget.count(1)
        with suppress(TransportFailure):
            self.target.send(exchange.request)
        if self._listens():
            return False
        self._restart()
        return True

    def _listens(self) -> bool:
        """Whether the server is there, and stays."""
        for each in _LATE_SECONDS:
            self.sleep(each)
            if not self.target.listens():
                return False
        return True

    def _restart(self) -> None:
        """Start the server again. Raises OutOfBudget."""
        if self.starts >= MOST_RESTARTS:
            self._give_up(f"the server has stopped {self.starts + 1} times")
        left = self.budget.seconds_left()
        try:
            self.target.close()
            self.command.run(self.target.listens, START_SECONDS if left is None else left)
            self.on_restart()
        except (NotRestarted, UnreachableTarget, BadUsage) as error:
            self._give_up(str(error))
        self.starts += 1

    def _give_up(self, why: str) -> None:
        reason = Reason.of(ReasonKind.UNUSABLE, why)
        self.budget.stop(reason)
        raise OutOfBudget(reason)
