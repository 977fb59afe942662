"""Drawn requests with realistic values at the places that a domain knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.domain.interface import ANY, Substitution

_OUT_OF = 3


def mixed(
    domain_strategy: SearchStrategy[Any], schema_strategy: SearchStrategy[Any]
) -> SearchStrategy[Any]:
    """Values of both: one in three is from the schema alone.

    ``one_of`` would weigh them by the number of their own alternatives.
    """
    return _mixed(domain_strategy, schema_strategy)


@st.composite
def _mixed(draw: st.DrawFn, realistic: SearchStrategy[Any], wide: SearchStrategy[Any]) -> Any:
    return draw(wide if draw(st.integers(0, _OUT_OF - 1)) == 0 else realistic)


def realistic(
    wide: SearchStrategy[dict[str, Any]], operation: Operation, ask: Substitution
) -> SearchStrategy[dict[str, Any]]:
    """Requests of an operation, most of whose values are those of its domain."""
    return _realistic(wide, _Places(operation, ask))


@st.composite
def _realistic(draw: st.DrawFn, wide: SearchStrategy[dict[str, Any]], places: _Places) -> Any:
    return places.redrawn(draw, Shape.of(places.operation.request), draw(wide), ())


@dataclass(eq=False)
class _Places:
    """The domain's strategies, each looked up once."""

    operation: Operation
    ask: Substitution
    _known: dict[Tokens, SearchStrategy[Any] | None] = field(default_factory=dict)

    def _at(self, tokens: Tokens, schema: Schema) -> SearchStrategy[Any] | None:
        if tokens not in self._known:
            self._known[tokens] = self.ask(self.operation.name, tokens, schema)
        return self._known[tokens]

    def redrawn(self, draw: st.DrawFn, shape: Shape, value: Any, tokens: Tokens) -> Any:
        """A value, or a realistic one in its place, or one with realistic values within."""
        strategy = self._at(tokens, shape.schema) if tokens else None
        if strategy is not None:
            return draw(mixed(strategy, st.just(value)))
        if isinstance(value, list):
            return [self.redrawn(draw, shape.item, each, (*tokens, "0")) for each in value]
        if not isinstance(value, Mapping) or shape.type != "object":
            return value
        if shape.is_map:
            inner = shape.value
            return {k: self.redrawn(draw, inner, each, (*tokens, ANY)) for k, each in value.items()}
        return {
            name: self.redrawn(draw, shape.member(name), each, (*tokens, name))
            for name, each in value.items()
        }
