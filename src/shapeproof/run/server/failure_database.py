"""Keeps the requests that failed, in Hypothesis's example database, for the next run.

``SHAPEPROOF_DATABASE`` names it: a folder (default ``.hypothesis/examples``), ``redis://HOST:PORT/N``
or ``none``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from shapeproof.contract.pointer import Tokens, parse
from shapeproof.contract.shape import Shape
from shapeproof.exceptions import BadUsage, MissingExtra
from shapeproof.exchange import Case, Expect, Family, Fault, How
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from shapeproof.targets.safety import without_password

SETTING = "SHAPEPROOF_DATABASE"
DEFAULT = ".hypothesis/examples"
_REDIS_SECONDS = 5.0
T = TypeVar("T")
MOST_KEPT = 50
"""Requests of one operation that are run again."""


def open_database(setting: str | None = None) -> ExampleDatabase | None:
    """The database that a setting names, that of the environment by default; None for ``none``.

    Raises MissingExtra where Redis is named and its client is not installed, and BadUsage where no
    Redis answers.
    """
    where = setting if setting is not None else os.environ.get(SETTING, DEFAULT)
    if where == "none":
        return None
    if not where.startswith(("redis://", "rediss://")):
        return DirectoryBasedExampleDatabase(Path(where))
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis, RedisError
    except ImportError:
        raise MissingExtra("redis", "redis") from None
    try:
        client = Redis.from_url(
            where, socket_connect_timeout=_REDIS_SECONDS, socket_timeout=_REDIS_SECONDS
        )
        client.ping()
    except (RedisError, ValueError, OSError) as error:
        remedy = f"start it, or set {SETTING}=none"
        raise BadUsage(
            f"{SETTING} {without_password(where)}", str(error).rstrip("."), remedy
        ) from None
    return _UntilItFails(RedisExampleDatabase(client), RedisError)


class _UntilItFails(ExampleDatabase):
    """A database that is not used any more once it has failed: a run goes on without memory."""

    def __init__(self, database: ExampleDatabase, failure: type[Exception]) -> None:
        super().__init__()
        self._database: ExampleDatabase | None = database
        self._failure = failure

    def save(self, key: bytes, value: bytes) -> None:
        """Add a value."""
        self._try(lambda database: database.save(key, value))

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """All values of a key."""
        return self._try(lambda database: list(database.fetch(key))) or []

    def delete(self, key: bytes, value: bytes) -> None:
        """Drop a value."""
        self._try(lambda database: database.delete(key, value))

    def _try(self, call: Callable[[ExampleDatabase], T]) -> T | None:
        try:
            return None if self._database is None else call(self._database)
        except self._failure:
            self._database = None
            return None


@dataclass(frozen=True)
class KeptCase:
    """A request that failed, as it was ``saved``.

    ``holds_a_users`` says whether it may hold values that a user gave: so it is unless the run that
    kept it had none.
    """

    case: Case
    saved: bytes
    holds_a_users: bool = True
    schema: str = ""
    """A digest of the schema of the request when it was kept."""


@dataclass(frozen=True)
class FailureDatabase:
    """The requests of one service's operations that failed before.

    ``holds_a_users`` says of this run what ``KeptCase`` says of an earlier one.
    """

    service: str
    database: ExampleDatabase | None
    holds_a_users: bool = True

    def _key(self, operation: str) -> bytes:
        return f"shapeproof/{self.service}/{operation}".encode()

    def _operations_key(self) -> bytes:
        return f"shapeproof/{self.service}".encode()

    def operations(self) -> list[str]:
        """The operations of which something may be kept."""
        if self.database is None:
            return []
        saved = self.database.fetch(self._operations_key())
        return sorted(each.decode("utf-8", "replace") for each in saved)

    def all_of(self, operation: str) -> list[tuple[bytes, KeptCase | None]]:
        """What is kept of an operation, as it was saved and as it is read: None if it cannot be."""
        if self.database is None:
            return []
        saved = sorted(self.database.fetch(self._key(operation)))
        return [(each, _kept(operation, each)) for each in saved]

    def drop(self, operation: str, saved: bytes) -> None:
        """Drop what was saved of an operation."""
        if self.database is not None:
            self.database.delete(self._key(operation), saved)

    def drop_operation(self, operation: str) -> None:
        """Drop all of an operation that the contract does not have any more."""
        if self.database is not None:
            for saved in list(self.database.fetch(self._key(operation))):
                self.drop(operation, saved)
            self.database.delete(self._operations_key(), operation.encode())

    def cases(self, operation: str, request: Shape | None = None) -> list[KeptCase]:
        """What to run again, in a stable order; what cannot be read is dropped.

        So is what has members that ``request`` does not have any more: the contract has changed.
        """
        if self.database is None:
            return []
        found = []
        for saved in sorted(self.database.fetch(self._key(operation)))[:MOST_KEPT]:
            kept = _kept(operation, saved)
            if kept is None or (request is not None and is_stale(request, kept.case)):
                self.database.delete(self._key(operation), saved)
            else:
                found.append(kept)
        return found

    def keep(self, case: Case, request: Shape | None = None) -> None:
        """Remember a case that failed. A value that JSON cannot hold is not kept.

        ``request`` is the shape of the operation's requests.
        """
        if self.database is not None:
            schema = "" if request is None else schema_digest(request)
            saved = _saved(case, self.holds_a_users, schema)
            if saved is not None:
                self.database.save(self._key(case.operation), saved)
                self.database.save(self._operations_key(), case.operation.encode())

    def forget(self, kept: KeptCase) -> None:
        """Drop a case that does not fail any more."""
        if self.database is not None:
            self.database.delete(self._key(kept.case.operation), kept.saved)


def schema_digest(request: Shape) -> str:
    """A digest of the schema of requests."""
    text = json.dumps(request.raw, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_stale(request: Shape, case: Case) -> bool:
    """Whether a case names members that the contract does not have."""
    tokens = () if case.fault is None else parse(case.fault.pointer)
    return _has_unknown(request, case.params) or not _exists(request, tokens)


def _has_unknown(shape: Shape, value: Any) -> bool:
    if isinstance(value, list) and shape.is_list:
        return any(_has_unknown(shape.item, each) for each in value)
    has_members = (shape.is_structure and not shape.is_document) or shape.is_map
    if not isinstance(value, Mapping) or not has_members:
        return False
    if shape.is_map:
        return any(_has_unknown(shape.value, each) for each in value.values())
    return any(
        name != UNKNOWN_MEMBER and (name not in shape.members or _has_unknown(member, each))
        for name, each in value.items()
        for member in (shape.member(name),)
    )


def _exists(shape: Shape, tokens: Tokens) -> bool:
    try:
        shape.at(tokens)
    except KeyError:
        return False
    return True


def _saved(case: Case, holds_a_users: bool, schema: str) -> bytes | None:
    fault = case.fault
    document = {
        "id": case.id,
        "family": case.family,
        "pointer": case.pointer,
        "label": case.label,
        "params": case.params,
        "fault": None if fault is None else asdict(fault),
        "holds_a_users": holds_a_users,
        "schema": schema,
    }
    try:
        return json.dumps(document, sort_keys=True, allow_nan=False).encode("ascii")
    except (TypeError, ValueError):
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _pointer(value: object) -> str:
    pointer = _text(value)
    if pointer and not pointer.startswith("/"):
        raise ValueError
    return pointer


def _fault(saved: Mapping[str, Any]) -> Fault:
    """A fault as it was saved. Raises ValueError, KeyError and TypeError for what is none."""
    _pointer(saved["pointer"])
    for name in ("constraint", "noticed_by"):
        _text(saved[name])
    if not all(isinstance(saved[name], str | int | float) for name in ("expected", "sent")):
        raise TypeError
    return Fault(**{**saved, "how": How(saved["how"])})


def _kept(operation: str, saved: bytes) -> KeptCase | None:
    try:
        document = json.loads(saved)
        params, fault = document["params"], document["fault"]
        name, label = _text(document["id"]), _text(document["label"])
        pointer = _pointer(document["pointer"])
        family = Family(document["family"])
        holds_a_users = document.get("holds_a_users") is not False
        planted = None if fault is None else _fault(fault)
    except (AttributeError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(params, Mapping):
        return None
    expect = Expect.ACCEPT if planted is None else Expect.REJECT
    typed: Mapping[str, Any] = params
    case = Case(name, operation, family, pointer, typed, expect, planted, label=label)
    return KeptCase(case, saved, holds_a_users, str(document.get("schema", "")))
