"""What was made of an object, remembered by the identity of the object."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Source = TypeVar("Source")
Derived = TypeVar("Derived")


class IdentityCache(Generic[Source, Derived]):
    """Makes something of an object once, and keeps both alive; the oldest go first when it is full.

    For objects that cannot be hashed, such as schemas. They must not change.
    """

    def __init__(self, make: Callable[[Source], Derived], size: int = 4096) -> None:
        self._make = make
        self._size = size
        self._entries: dict[int, tuple[Source, Derived]] = {}
        self._lock = Lock()

    def __call__(self, source: Source) -> Derived:
        """What is made of the object."""
        entry = self._entries.get(id(source))
        return self._added(source) if entry is None else entry[1]

    def _added(self, source: Source) -> Derived:
        entry = (source, self._make(source))
        with self._lock:
            while len(self._entries) >= self._size:
                del self._entries[next(iter(self._entries))]
            return self._entries.setdefault(id(source), entry)[1]
