"""What was made of a schema document, remembered by the identity of the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Source = TypeVar("Source")
Made = TypeVar("Made")


class ByIdentity(Generic[Source, Made]):
    """Makes something of an object once, and keeps both alive; the oldest go first when full.

    For objects that cannot be hashed, such as schemas. They must not change.
    """

    def __init__(self, make: Callable[[Source], Made], size: int) -> None:
        self._make = make
        self._size = size
        self._entries: dict[int, tuple[Source, Made]] = {}

    def __call__(self, source: Source) -> Made:
        """What is made of the object."""
        entry = self._entries.get(id(source))
        if entry is None:
            entry = (source, self._make(source))
            while len(self._entries) >= self._size:
                del self._entries[next(iter(self._entries))]
            self._entries[id(source)] = entry
        return entry[1]
