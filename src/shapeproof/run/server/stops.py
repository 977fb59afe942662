"""What is known of a server that accepts no connection any more: the request before that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeproof.exchange import Exchange
from shapeproof.exchange.findings import STOPPED
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason

STOPPED_TEXT = f"{STOPPED}: it accepted no connection any more after this request"


def stopped_by(exchange: Exchange) -> Exchange:
    """An exchange that was answered, as one that has ended the server."""
    return replace(exchange, response=None, output=None, failure=STOPPED_TEXT)


@dataclass
class LastSeen:
    """The last request that has reached the server, unless others were on their way with it.

    ``stops`` are those after which it was gone for a while, though it had answered them. Of one
    whose connection was closed its own failure tells. Not for several threads.
    """

    stops: list[Exchange] = field(default_factory=list)
    _last: Exchange | None = None
    _suspect: Exchange | None = None

    def reached(self, exchange: Exchange, *, alone: bool) -> None:
        """A request was answered, or has failed on a connection."""
        if self._suspect is not None:
            self.stops.append(stopped_by(self._suspect))
            self._suspect = None
        self._last = exchange if alone else None

    def refused(self, *, alone: bool) -> None:
        """A request was not sent, as nothing listens."""
        if alone and self._last is not None and self._last.failure is None:
            self._suspect = self._last

    def gone(self) -> EndReason:
        """The end of a target that is gone for good, with the last request that has reached it."""
        seen = self._last
        if seen is None:
            return StopReason.TARGET_GONE
        case = f" (case {seen.case.id})" if seen.case is not None else ""
        became = "was answered" if seen.failure is None else f"was not answered ({seen.failure})"
        return Reason.of(ReasonKind.GONE, f"a request of {seen.operation}{case}, which {became}")
