"""Values as the messages of a protocol can hold them: which characters travel, and which lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, lookup, parse, replaced
from shapeproof.contract.shape import BODY, Shape
from shapeproof.exchange import Fault, How
from shapeproof.generate.values.plain import fits_text, plain_scalar
from shapeproof.wire.interface import Codec, MessageKind

_REPLACEMENT = "x"
SCALARS = ("string", "integer", "number", "boolean")


def as_written(codec: Codec | None, kind: MessageKind, root: Schema, value: Any) -> Any:
    """A message (API view) as its body can hold it.

    Without the characters that it cannot hold, such as NUL in XML; and in forms, in which nothing
    stands for a structure without members, with a member in each structure of a list.
    """
    if codec is None or not isinstance(value, Mapping):
        return value
    shape = Shape.of(root)
    if kind is MessageKind.REQUEST and codec.traits.request_form == "form":
        value = _with_members(shape, value)
    unwritable = codec.unwritable(kind)
    if unwritable is None:
        return value
    return {
        name: _replaced(shape.member(name), each, unwritable)
        if shape.member(name).location == BODY
        else each
        for name, each in value.items()
    }


def faulty_as_written(
    codec: Codec, kind: MessageKind, root: Schema, value: Any, fault: Fault
) -> tuple[Any, Fault] | None:
    """An invalid message as its body can hold it, and its fault with the pointer that fits.

    None where the fault does not survive: a text that its body can hold may be legal, and two keys
    of a map may become one.
    """
    unwritable = codec.unwritable(kind)
    written = as_written(codec, kind, root, value)
    if unwritable is None or written == value:
        return written, fault
    shape, tokens = Shape.of(root), parse(fault.pointer)
    kept = tuple(_names_written(shape, tokens, unwritable))
    faulty = None if fault.how is How.LEFT_OUT else lookup(value, tokens)
    if isinstance(faulty, str) and unwritable.search(faulty):
        text = unwritable.sub(_REPLACEMENT, faulty)
        if fits_text(shape.at(tokens).schema, text):
            return None
        written = replaced(written, kept, text)
    # Fewer values than before: two keys became one.
    return None if _size(written) < _size(value) else (written, replace(fault, pointer=join(kept)))


def _names_written(shape: Shape, tokens: Tokens, unwritable: re.Pattern[str]) -> Iterator[str]:
    for token in tokens:
        yield unwritable.sub(_REPLACEMENT, token) if shape.is_map else token
        shape = shape.child(token)


def _size(value: Any) -> int:
    """How many values a value holds, itself included."""
    inner = value.values() if isinstance(value, Mapping) else value
    return 1 + sum(map(_size, inner)) if isinstance(value, Mapping | list) else 1


def _with_members(shape: Shape, value: Any) -> Any:
    """A value whose lists hold no structure without members, where the model lets it have none."""
    if isinstance(value, list):
        grown = (_with_members(shape.item, each) for each in value)
        return [_plain_structure(shape.item) if each == {} else each for each in grown]
    if isinstance(value, Mapping) and not shape.is_document:
        return {name: _with_members(_inner(shape, name), each) for name, each in value.items()}
    return value


def _plain_structure(shape: Shape) -> dict[str, Any]:
    """A structure with its first plain member; without one where some member is required."""
    if not shape.is_structure or shape.required:
        return {}
    scalars = (name for name, each in shape.members.items() if each.type in SCALARS)
    return {name: plain_scalar(shape.members[name].schema) for name in islice(scalars, 1)}


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
