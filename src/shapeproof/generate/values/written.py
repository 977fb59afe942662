"""Values as the messages of a protocol can hold them: which characters travel, and which lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.generate.values.plain import fits_text, plain_scalar
from shapeproof.wire.interface import Codec, MessageKind

_REPLACEMENT = "x"


def as_written(codec: Codec | None, kind: MessageKind, root: Schema, value: Any) -> Any:
    """A message (API view) without the characters that its body cannot hold, such as NUL in XML."""
    unwritable = None if codec is None else codec.unwritable(kind)
    if unwritable is None or not isinstance(value, Mapping):
        return value
    shape = Shape.of(root)
    return {
        name: _replaced(shape.member(name), each, unwritable)
        if shape.member(name).location == BODY
        else each
        for name, each in value.items()
    }


def _replaced(shape: Shape, value: Any, unwritable: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        if not unwritable.search(value):
            return value
        text = unwritable.sub(_REPLACEMENT, value)
        return text if fits_text(shape.schema, text) else plain_scalar(shape.schema)
    if isinstance(value, Mapping):
        return {
            unwritable.sub(_REPLACEMENT, name): _replaced(_inner(shape, name), each, unwritable)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_replaced(shape.item, each, unwritable) for each in value]
    return value


def _inner(shape: Shape, name: str) -> Shape:
    return shape.value if shape.is_map else shape.members.get(name, shape.unknown)


def without_empty_flat(codec: Codec, root: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """A message without the empty lists and maps that stand in their structure without an element.

    Where values are text, an empty one cannot be told from an absent one (Smithy ``xmlFlattened``).
    """
    if codec.traits.typed_values:
        return dict(value)
    kept: dict[str, Any] = _without_empty(Shape.of(root), value)
    return kept


def _without_empty(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(shape.item, each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without_empty(_inner(shape, name), each)
        for name, each in value.items()
        if each or not _inner(shape, name).is_flattened or not isinstance(each, list | Mapping)
    }
