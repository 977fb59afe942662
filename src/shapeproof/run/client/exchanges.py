"""A client's call as exchanges: each request that it made, with the reply that it got."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeproof.exchange import ClientExchange, Exchange, Reply
from shapeproof.exchange.listeners import TimedExchange

_UNANSWERED = "no HTTP response was sent"


def exchanges_of(
    call: ClientExchange, arrivals: Sequence[float], ended: float
) -> Iterator[TimedExchange]:
    """The exchanges of a call that has ended. Each takes until the next request or the end."""
    case = call.case
    for index, request in enumerate(call.requests):
        reply = case.reply_to(index)
        exchange = Exchange(
            case.operation,
            case.params,
            request,
            response=reply.response if reply is not None else None,
            failure=_failure(reply),
        )
        began = arrivals[index] if index < len(arrivals) else ended
        after = arrivals[index + 1] if index + 1 < len(arrivals) else ended
        yield TimedExchange(exchange, began, max(0.0, after - began), case.id)


def _failure(reply: Reply | None) -> str | None:
    """Why there is no response; None where there is one."""
    if reply is not None and reply.response is not None:
        return None
    how = reply.after if reply is not None else "close"
    return _UNANSWERED if how == "keep" else f"{_UNANSWERED}; then the connection: {how}"
