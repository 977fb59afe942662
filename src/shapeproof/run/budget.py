"""Hard bounds of a run: requests and seconds."""

from __future__ import annotations

import threading
import time


class OutOfBudget(Exception):
    """The run must end. ``reason`` is ``requests``, ``time`` or ``interrupted``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Budget:
    """Counts requests of all workers; raises OutOfBudget at the bound."""

    def __init__(self, max_requests: int | None = None, seconds: float | None = None) -> None:
        self._most = max_requests
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._lock = threading.Lock()
        self._stopped = ""
        self.requests = 0

    def spend(self) -> None:
        """Count one request that is about to be sent."""
        with self._lock:
            if not self._stopped and self._most is not None and self.requests >= self._most:
                self._stopped = "requests"
            late = self._deadline is not None and time.monotonic() >= self._deadline
            if not self._stopped and late:
                self._stopped = "time"
            if self._stopped:
                raise OutOfBudget(self._stopped)
            self.requests += 1

    def count(self, requests: int) -> None:
        """Count requests that were made beside those that were announced (retries, pages)."""
        with self._lock:
            self.requests += max(0, requests)

    def stop(self, reason: str) -> None:
        """Let every further request raise OutOfBudget."""
        with self._lock:
            self._stopped = self._stopped or reason
