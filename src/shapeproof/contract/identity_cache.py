"""Things derived once from objects that cannot be hashed, such as schema documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Source = TypeVar("Source")
Derived = TypeVar("Derived")


class IdentityCache(Generic[Source, Derived]):
    """Remembers what was made of an object, by the identity of the object.

    Every entry keeps its object alive, so that no other object can take over its id. The objects
    must not change. When full, it starts afresh.
    """

    def __init__(self, make: Callable[[Source], Derived], size: int = 4096) -> None:
        self._make = make
        self._size = size
        self._entries: dict[int, tuple[Source, Derived]] = {}

    def __call__(self, source: Source) -> Derived:
        """What is derived from the object; made at the first call."""
        entry = self._entries.get(id(source))
        if entry is None:
            if len(self._entries) >= self._size:
                self._entries.clear()
            entry = self._entries[id(source)] = (source, self._make(source))
        return entry[1]
