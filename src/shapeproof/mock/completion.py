"""Making a value fit a shape that requires more than the value has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import Shape, StringShape, StructureShape

from shapeproof.mock.validation import wire_members

_NEUTRAL: Mapping[str, Any] = {"boolean": False, "list": [], "map": {}}


def complete(
    shape: StructureShape, value: Mapping[str, Any], earlier: Mapping[str, Any]
) -> dict[str, Any]:
    """The value with the required members that it lacks, at any depth outside lists.

    They are taken from an earlier value; where that lacks them too, they get a neutral value.
    """
    full = dict(value)
    for name, member in wire_members(shape).items():
        before = earlier.get(name)
        if name not in full:
            if member.required:
                full[name] = _neutral(member.shape) if before is None else before
        elif isinstance(member.shape, StructureShape):
            full[name] = complete(member.shape, full[name], before or {})
    return full


def _neutral(shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        return complete(shape, {}, {})
    if isinstance(shape, StringShape):
        return shape.enum[0] if shape.enum else ""
    return _NEUTRAL.get(shape.type_name, 0)
