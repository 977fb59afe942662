"""The two schemas that stand at one place of two contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.diff.change import ChangePlace
from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Kind, Shape

NUMBER = "number"

_INTEGER_RANKS = {"byte": 1, "short": 2, None: 3, "long": 4, "big": 5}
_NUMBER_RANKS = {"float": 6, None: 7, "double": 7, "big": 8}


def kind_of(shape: Shape) -> str:
    """The kind of a shape in a word; ``number`` for all numbers, whose widths ``rank`` compares."""
    return NUMBER if shape.kind in (Kind.INTEGER, Kind.NUMBER) else shape.kind.value


def type_word(shape: Shape) -> str:
    """The type in a word for messages: as ``kind_of``, with the width of a number."""
    match shape.kind:
        case Kind.INTEGER:
            width = shape.schema.get("x-integer")
            return "big integer" if width == "big" else str(width or "integer")
        case Kind.NUMBER:
            width = shape.schema.get("x-number")
            return "big decimal" if width == "big" else str(width or "double")
    return shape.kind.value


def rank(shape: Shape) -> int:
    """How much a number can hold, in the order of widening; an integer fits into any float."""
    if shape.kind is Kind.INTEGER:
        return _INTEGER_RANKS.get(shape.schema.get("x-integer"), 3)
    return _NUMBER_RANKS.get(shape.schema.get("x-number"), 7)


@dataclass(frozen=True)
class SchemaPair:
    """An old and a new schema.

    ``protocol`` is the protocol of both services, None where they differ: then nothing about the
    wire can be compared. ``default_name`` is the name on the wire where a schema states none;
    ``is_element`` says that the schemas are those of a list's element, or of a map's key or value.
    """

    old_shape: Shape
    new_shape: Shape
    place: ChangePlace
    protocol: str | None
    default_name: str = ""
    is_element: bool = False

    @property
    def old(self) -> Schema:
        """The old schema, its reference followed."""
        return self.old_shape.schema

    @property
    def new(self) -> Schema:
        """The new schema, its reference followed."""
        return self.new_shape.schema

    @property
    def same_kind(self) -> bool:
        """Whether both are of one type, so that the rest can be compared."""
        return kind_of(self.old_shape) == kind_of(self.new_shape)

    def differing(self, keys: frozenset[str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """What of some keywords is not the same on both sides: the old ones and the new ones."""
        different = {key for key in keys if self.old.get(key) != self.new.get(key)}
        old = {key: self.old[key] for key in sorted(different) if key in self.old}
        return old, {key: self.new[key] for key in sorted(different) if key in self.new}
