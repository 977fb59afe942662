"""The two schemas that stand at one place of two contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.diff.kinds import kind_of
from shapeproof.contract.diff.place import Place
from shapeproof.contract.model import Schema


@dataclass(frozen=True)
class Pair:
    """An old and a new schema, references followed.

    ``protocol`` is what both services speak, None where that differs: then nothing that is about
    the wire can be compared. ``default_name`` is the name on the wire where a schema states none;
    ``is_element`` says that it is that of a list's element, or of a map's key or value.
    """

    old: Schema
    new: Schema
    place: Place
    protocol: str | None
    default_name: str = ""
    is_element: bool = False

    @property
    def same_kind(self) -> bool:
        """Whether both are of one type, so that the rest can be compared."""
        return kind_of(self.old) == kind_of(self.new)

    def differing(self, keys: frozenset[str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """What of some keywords is not the same on both sides: the old ones and the new ones."""
        different = {key for key in keys if self.old.get(key) != self.new.get(key)}
        old = {key: self.old[key] for key in sorted(different) if key in self.old}
        return old, {key: self.new[key] for key in sorted(different) if key in self.new}
