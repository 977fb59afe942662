"""The two schemas that stand at one place of two contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.diff.change import ChangePlace
from shapeproof.contract.model import Schema

UNION = "union"
STRUCTURE = "structure"

_INTEGER_RANKS = {"byte": 1, "short": 2, None: 3, "long": 4, "big": 5}
_NUMBER_RANKS = {"float": 6, None: 7, "double": 7, "big": 8}


def kind_of(schema: Schema) -> str:
    """The type of a schema: ``structure``, ``map``, ``timestamp`` ...; ``number`` for all numbers.

    The widths of numbers are not told apart, see ``rank``.
    """
    if schema.get("x-document"):
        return "document"
    if schema.get("x-jsonvalue"):
        return "JSON text"
    if schema.get("x-eventstream"):
        return "event stream"
    match schema.get("type"):
        case "object" if schema.get("x-map"):
            return "map"
        case "object":
            return UNION if schema.get("x-union") else STRUCTURE
        case "array":
            return "list"
        case "string" if schema.get("x-timestamp"):
            return "timestamp"
        case "string" if schema.get("x-blob"):
            return "blob"
        case "integer" | "number":
            return "number"
        case str() as other:
            return other
    return "anything"


def type_word(schema: Schema) -> str:
    """The type in a word for messages: as ``kind_of``, with the width of a number."""
    kind = kind_of(schema)
    if kind != "number":
        return kind
    if schema["type"] == "integer":
        width = schema.get("x-integer")
        return "big integer" if width == "big" else str(width or "integer")
    width = schema.get("x-number")
    return "big decimal" if width == "big" else str(width or "double")


def rank(schema: Schema) -> int:
    """How much a number can hold, in the order of widening; an integer fits into any float."""
    if schema["type"] == "integer":
        return _INTEGER_RANKS.get(schema.get("x-integer"), 3)
    return _NUMBER_RANKS.get(schema.get("x-number"), 7)


@dataclass(frozen=True)
class SchemaPair:
    """An old and a new schema, references followed.

    ``protocol`` is what both services speak, None where that differs: then nothing that is about
    the wire can be compared. ``default_name`` is the name on the wire where a schema states none;
    ``is_element`` says that it is that of a list's element, or of a map's key or value.
    """

    old: Schema
    new: Schema
    place: ChangePlace
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
