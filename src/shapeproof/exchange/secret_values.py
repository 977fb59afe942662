"""Which values at sensitive places are secret, marked where they enter a run."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import islice
from typing import Any

from shapeproof.contract.sensitive_places import OperationPlaces

MAX_KNOWN = 100
"""Secrets that are kept to be searched for in everything that the run reports."""


class SecretValues:
    """The sensitive values of one run. It only grows, and may be shared between threads.

    What shapeproof generates is no secret, nor is the same value if a target returns it. Secret are
    values that a user's strategies supply, and values that a target returns and nobody generated.
    Without any mark every value at a sensitive place is secret: so it is in passive mode, where a
    user's tests make the calls.
    """

    def __init__(self) -> None:
        self._supplied: set[Hashable] = set()
        self._generated: set[Hashable] = set()
        self._secret: dict[Hashable, Any] = {}
        self._open: set[str] = set()
        self.generates_requests = False

    def supplied(self, value: Any) -> None:
        """Mark all scalars of a value that a user's strategy has drawn, and all keys."""
        self._supplied.update(map(_key, _scalars(value)))

    def sent(self, places: OperationPlaces, params: Mapping[str, Any]) -> None:
        """Mark the parameters of a request that shapeproof makes."""
        self.generates_requests = True
        if not places.any_sensitive:
            self._open.update(each for each in _scalars(params) if isinstance(each, str))
            return
        for value, is_sensitive in places.request.scalars(params):
            if is_sensitive:
                self.generated((value,))
            elif isinstance(value, str):
                self._open.add(value)

    def generated(self, values: Iterable[Any]) -> None:
        """Mark values at sensitive places that shapeproof has made, or taken from elsewhere."""
        for value in values:
            key = _key(value)
            if key in self._supplied:
                self._secret.setdefault(key, value)
            elif key not in self._secret:
                self._generated.add(key)

    def returned(self, values: Iterable[Any]) -> None:
        """Mark values at sensitive places of what a target returns, or a user's test sends."""
        for value in values:
            if not self.is_generated(value):
                self._secret.setdefault(_key(value), value)

    def is_generated(self, value: Any) -> bool:
        """Whether a value at a sensitive place is shapeproof's own, and no secret."""
        if not isinstance(value, Hashable):
            return False
        key = _key(value)
        return key in self._generated and key not in self._supplied

    @property
    def known(self) -> tuple[Any, ...]:
        """The secrets so far, but for what was also sent openly; the first ones of many."""
        hidden = (each for each in self._secret.values() if each not in self._open)
        return tuple(islice(hidden, MAX_KNOWN))


def _key(value: Any) -> Hashable:
    """The value, and whether it is a truth value: ``True`` and 1 are equal in Python."""
    return isinstance(value, bool), value


def _scalars(value: Any) -> Iterable[Any]:
    todo = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, Mapping):
            yield from current
            todo += current.values()
        elif isinstance(current, list | tuple):
            todo += current
        else:
            yield current
