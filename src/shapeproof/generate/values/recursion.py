"""How deep the values of recursive definitions must be, and which definitions lead back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape


class Recursion:
    """Facts about the definitions of one document."""

    def __init__(self, root: Schema) -> None:
        self._definitions = Shape.of(root).definitions
        self._reached: dict[str, frozenset[str]] = {}

    @cached_property
    def _heights(self) -> dict[str, float]:
        heights = dict.fromkeys(self._definitions, math.inf)
        changed = True
        while changed:
            changed = False
            for name, definition in self._definitions.items():
                height = 1 + _height(definition, heights)
                if height < heights[name]:
                    heights[name], changed = height, True
        return heights

    def height(self, shape: Shape) -> float:
        """The number of definitions that the flattest value goes through; infinite for no value."""
        return _height(shape, self._heights) if self._definitions else 0

    def leads_back(self, shape: Shape, inside: str | None) -> bool:
        """Whether the plain value of a shape would come back to the definition that it is in."""
        if inside is None or shape.is_nullable:
            return False
        if shape.definition is not None:
            return inside in self._reach(shape.definition)
        if shape.element is not None:
            return shape.min_count > 0 and self.leads_back(shape.element, inside)
        members = shape.members
        if shape.is_union and members:
            return all(self.leads_back(each, inside) for each in members.values())
        return any(self.leads_back(members[name], inside) for name in shape.required)

    def _reach(self, name: str) -> frozenset[str]:
        """The definitions that plain values of one may hold, itself included."""
        if name not in self._reached:
            found, todo = {name}, [name]
            while todo:
                new = set(_references(self._definitions[todo.pop()])) - found
                found |= new
                todo += new
            self._reached[name] = frozenset(found)
        return self._reached[name]


def _height(shape: Shape, heights: Mapping[str, float]) -> float:
    if shape.is_nullable:
        return 0
    if shape.definition is not None:
        return heights[shape.definition]
    if shape.element is not None:
        return _height(shape.element, heights) if shape.min_count else 0
    members = shape.members
    if shape.is_union and members:
        return min(_height(each, heights) for each in members.values())
    return max((_height(members[name], heights) for name in shape.required), default=0)


def _references(shape: Shape) -> Iterator[str]:
    """What a shape refers to, except for members that may be left out."""
    if shape.definition is not None:
        yield shape.definition
        return
    members = shape.members
    inner = [members[name] for name in (members if shape.is_union else shape.required)]
    inner += shape.choices
    if shape.element is not None:
        inner.append(shape.element)
    for each in inner:
        yield from _references(each)
