"""Identifiers and times that depend on nothing but the calls made so far."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2020, 8, 11, tzinfo=UTC)


def digest(*parts: str | int | None) -> str:
    """32 hex digits that belong to these parts."""
    # JSON keeps the parts apart, and spells lone surrogates in ASCII.
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:32]


@dataclass
class Clock:
    """A clock that only moves when it is told to, a second at a time."""

    seconds: int = 0

    def tick(self) -> None:
        """Move on by one second."""
        self.seconds += 1

    def now(self) -> str:
        """The time as RFC 3339 text."""
        return self._time().strftime("%Y-%m-%dT%H:%M:%SZ")

    def epoch_in(self, seconds: int) -> str:
        """The time that it will be in so many seconds, in seconds since 1970."""
        return str(int(self._time().timestamp()) + seconds)

    def _time(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.seconds)
