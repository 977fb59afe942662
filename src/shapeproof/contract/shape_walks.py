"""Walks through shapes, and through values along their shapes.

::

    for place in walk(operation.request_shape): ...
    for place in walk_value(operation.request_shape, params): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.shape import Shape

ANY_ELEMENT = "*"
"""Stands in tokens for every element of a list and every value of a map."""


@dataclass(frozen=True)
class ShapePlace:
    """A place in values of a document: its tokens, its shape, and the shape that holds it.

    ``tokens`` has ``*`` for each element of a list and value of a map. ``holder`` is None for the
    top.
    """

    tokens: Tokens
    shape: Shape
    holder: Shape | None = None

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the place."""
        return join(self.tokens)

    @property
    def is_member(self) -> bool:
        """Whether it is a member of a structure or union."""
        return self.holder is not None and self.holder.element is None

    @property
    def is_required(self) -> bool:
        """Whether it is a member that must be present."""
        return self.is_member and self.tokens[-1] in (self.holder or self.shape).required


class ValuePlace(NamedTuple):
    """A place in one value: its tokens, its shape (unknown where the document has none), the value.

    ``holder`` is the shape that holds it, None for the top.
    """

    tokens: Tokens
    shape: Shape
    value: Any
    holder: Shape | None = None

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the place."""
        return join(self.tokens)


def walk(shape: Shape) -> Iterator[ShapePlace]:
    """Every place in values of a shape, itself first, each before what it holds.

    A definition is entered once on the way to a place, so that recursion ends.
    """
    todo: list[tuple[ShapePlace, frozenset[str]]] = [(ShapePlace((), shape), frozenset())]
    while todo:
        place, entered = todo.pop()
        yield place
        held = place.shape
        if held.definition is not None:
            if held.definition in entered:
                continue
            entered = entered | {held.definition}
        below = [
            (ShapePlace((*place.tokens, token), each, held), entered)
            for token, each in _children(held)
        ]
        todo.extend(reversed(below))


def _children(shape: Shape) -> Iterator[tuple[str, Shape]]:
    element = shape.element
    if element is None:
        yield from shape.members.items()
    elif not element.is_unknown:
        yield ANY_ELEMENT, element


def distinct(shape: Shape) -> Iterator[Shape]:
    """Every shape within a shape once, itself first: members, elements, keys, choices."""
    seen, todo = {shape}, [shape]
    while todo:
        each = todo.pop()
        yield each
        parts = (*each.members.values(), each.item, each.key, each.value, *each.choices)
        new = [part for part in dict.fromkeys(parts) if part not in seen and not part.is_unknown]
        seen.update(new)
        todo.extend(reversed(new))


def walk_value(shape: Shape, value: Any) -> Iterator[ValuePlace]:
    """Every place of a value (API view, or wire view with that view's shape), itself first.

    The value need not fit the shape: what the document does not describe has an unknown shape.
    """
    todo = [ValuePlace((), shape, value)]
    while todo:
        place = todo.pop()
        yield place
        held, tokens, inner = place.shape, place.tokens, place.value
        if isinstance(inner, Mapping):
            value_shape, members, unknown = held.value, held.members, held.unknown
            in_map = held.is_map
            below = [
                ValuePlace(
                    (*tokens, key),
                    value_shape if in_map else members.get(key, unknown),
                    each,
                    held,
                )
                for key, each in inner.items()
            ]
        elif isinstance(inner, list | tuple):
            item = held.item
            below = [
                ValuePlace((*tokens, str(index)), item, each, held)
                for index, each in enumerate(inner)
            ]
        else:
            continue
        todo.extend(reversed(below))


def map_value(shape: Shape, value: Any, change: Callable[[Shape, Any], Any]) -> Any:
    """A copy of a value with each scalar changed, at every depth.

    ``change`` gets the scalar's shape, which is unknown where the document has none.
    """
    if isinstance(value, Mapping):
        return {key: map_value(_entry(shape, key), each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        item = shape.item
        return [map_value(item, each, change) for each in value]
    return change(shape, value)


def _entry(shape: Shape, name: str) -> Shape:
    if shape.is_map:
        return shape.value
    return shape.members.get(name, shape.unknown)
