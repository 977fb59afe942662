"""Compiles the shapes of a document into what writes and reads their values.

Each form of body has values of its own; which shape becomes which kind of value is the same in all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape

V = TypeVar("V")


class WireShapeCompiler(ABC, Generic[V]):
    """Compiles the schemas of one document, its definitions first.

    A subclass sets what its own methods need before it calls this ``__init__``.
    """

    def __init__(self, root: Schema) -> None:
        self._definitions: dict[str, V] = {}
        for name, shape in Shape.of(root).definitions.items():
            self._definitions[name] = self.value(shape)

    def value(self, shape: Shape) -> V:
        """The value of a shape of the document."""
        if shape.definition is not None:
            return self._reference(shape.definition)
        if shape.is_map:
            return self._map(shape)
        if shape.is_structure:
            return self._structure(shape)
        return self._list(shape) if shape.is_list else self._scalar(shape)

    @abstractmethod
    def _reference(self, name: str) -> V:
        """A definition, to be looked up in ``_definitions`` when it is used."""

    @abstractmethod
    def _map(self, shape: Shape) -> V:
        """A map."""

    @abstractmethod
    def _structure(self, shape: Shape) -> V:
        """A structure or union."""

    @abstractmethod
    def _list(self, shape: Shape) -> V:
        """A list."""

    @abstractmethod
    def _scalar(self, shape: Shape) -> V:
        """Anything else."""
