"""Who hears of each exchange of a run while it goes. Events carry only what findings show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapeproof.exchange.findings import Exchange


@dataclass(frozen=True)
class TimedExchange:
    """An exchange, when it began (seconds since 1970, UTC) and how many seconds it took.

    ``case`` is the id of the case that it is part of; empty for what sets up or reads state.
    """

    exchange: Exchange
    began: float
    seconds: float
    case: str = ""


class ExchangeListeners:
    """Passes exchanges on, in the thread that has made them. Without listeners it costs nothing."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[TimedExchange], None], ...] = ()

    def __bool__(self) -> bool:
        return bool(self._listeners)

    def add(self, listener: Callable[[TimedExchange], None]) -> None:
        """Let a listener hear of all that follows. It must not raise."""
        self._listeners = (*self._listeners, listener)

    def heard(self, seen: TimedExchange) -> None:
        """Tell all listeners of an exchange."""
        for each in self._listeners:
            each(seen)
