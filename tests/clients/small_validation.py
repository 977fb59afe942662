"""What a client refuses before it sends anything: as botocore does, types, required and minima."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .small_model import Model, Operation, Shape
from .small_parsing import CallFailed

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "short": (int,),
    "byte": (int,),
    "float": (int, float),
    "double": (int, float),
    "blob": (bytes,),
    "timestamp": (datetime, str),
    "list": (list, tuple),
    "map": (dict,),
    "structure": (dict,),
}


class Validation:
    """Refuses parameters."""

    model: Model

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        """Raises CallFailed with all that is wrong with the parameters."""
        problems = list(self.problems(self.model.shape(operation.input), params, ""))
        if problems:
            raise CallFailed("validation", "ParamValidation", "; ".join(problems))

    def problems(self, shape: Shape, value: Any, place: str) -> Iterator[str]:
        """What is wrong with a value, and below it."""
        kind = shape["type"]
        if shape.get("document"):
            return
        if not self.is_type(kind, value):
            yield f"{place or 'the parameters'}: {kind} expected, not {type(value).__name__}"
        elif kind == "structure":
            yield from self.in_structure(shape, value, place)
        elif kind == "list":
            yield from self.too_small(shape, len(value), place)
            element = self.model.shape(shape["member"]["shape"])
            for index, each in enumerate(value):
                yield from self.problems(element, each, f"{place}[{index}]")
        elif kind == "map":
            yield from self.too_small(shape, len(value), place)
            element = self.model.shape(shape["value"]["shape"])
            for key, each in value.items():
                yield from self.problems(element, each, f"{place}.{key}")
        elif kind in ("string", "blob"):
            yield from self.too_small(shape, len(value), place)
        elif kind not in ("boolean", "timestamp"):
            yield from self.too_small(shape, value, place)

    def is_type(self, kind: str, value: Any) -> bool:
        if isinstance(value, bool) and kind != "boolean":
            return False
        return isinstance(value, _TYPES[kind])

    def in_structure(self, shape: Shape, value: Mapping[str, Any], place: str) -> Iterator[str]:
        for name in shape.get("required", ()):
            if name not in value:
                yield from self.missing(name, place)
        for name, each in value.items():
            if name not in shape["members"]:
                yield f"{place}.{name}: no such member"
            else:
                member = self.model.shape(shape["members"][name]["shape"])
                yield from self.problems(member, each, f"{place}.{name}")

    def missing(self, name: str, place: str) -> Iterator[str]:
        yield f"{place}.{name}: missing"

    def too_small(self, shape: Shape, size: float, place: str) -> Iterator[str]:
        if size < shape.get("min", size):
            yield f"{place}: {size} is below {shape['min']}"
