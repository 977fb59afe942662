"""Keeps the requests that failed, in Hypothesis's example database, for the next run.

``SHAPEPROOF_DATABASE`` names it: a folder (default ``.hypothesis/examples``), ``redis://HOST:PORT/N``
or ``none``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from shapeproof.exceptions import MissingExtra
from shapeproof.exchange import Case, Expect, Family, Fault, How

SETTING = "SHAPEPROOF_DATABASE"
DEFAULT = ".hypothesis/examples"
MOST_KEPT = 50
"""Requests of one operation that are run again."""


def open_database(setting: str | None = None) -> ExampleDatabase | None:
    """The database that a setting names, that of the environment by default; None for ``none``.

    Raises MissingExtra where Redis is named and its client is not installed.
    """
    where = setting if setting is not None else os.environ.get(SETTING, DEFAULT)
    if where == "none":
        return None
    if not where.startswith(("redis://", "rediss://")):
        return DirectoryBasedExampleDatabase(Path(where))
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis
    except ImportError:
        raise MissingExtra("redis", "redis") from None
    return RedisExampleDatabase(Redis.from_url(where))


@dataclass(frozen=True)
class FailureDatabase:
    """The requests of one service's operations that failed before."""

    service: str
    database: ExampleDatabase | None

    def _key(self, operation: str) -> bytes:
        return f"shapeproof/{self.service}/{operation}".encode()

    def cases(self, operation: str) -> list[Case]:
        """What to run again, in a stable order; what cannot be read is dropped."""
        if self.database is None:
            return []
        found = []
        for saved in sorted(self.database.fetch(self._key(operation)))[:MOST_KEPT]:
            case = _case_of(operation, saved)
            if case is None:
                self.database.delete(self._key(operation), saved)
            else:
                found.append(case)
        return found

    def keep(self, case: Case) -> None:
        """Remember a case that failed. A value that JSON cannot hold is not kept."""
        if self.database is not None and (saved := _saved(case)) is not None:
            self.database.save(self._key(case.operation), saved)

    def forget(self, case: Case) -> None:
        """Drop a case that does not fail any more."""
        if self.database is not None and (saved := _saved(case)) is not None:
            self.database.delete(self._key(case.operation), saved)


def _saved(case: Case) -> bytes | None:
    fault = case.fault
    document = {
        "id": case.id,
        "family": case.family,
        "pointer": case.pointer,
        "label": case.label,
        "params": case.params,
        "fault": None if fault is None else asdict(fault),
    }
    try:
        return json.dumps(document, sort_keys=True, allow_nan=False).encode("ascii")
    except (TypeError, ValueError):
        return None


def _case_of(operation: str, saved: bytes) -> Case | None:
    try:
        document = json.loads(saved)
        params, fault = document["params"], document["fault"]
        name, pointer, label = (str(document[key]) for key in ("id", "pointer", "label"))
        family = Family(document["family"])
        planted = None if fault is None else Fault(**{**fault, "how": How(fault["how"])})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(params, Mapping):
        return None
    expect = Expect.ACCEPT if planted is None else Expect.REJECT
    typed: Mapping[str, Any] = params
    return Case(name, operation, family, pointer, typed, expect, planted, label=label)
