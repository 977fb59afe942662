"""Realistic values at a place, each checked against the contract."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import jsonschema_rs
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import distinct
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain.interface import (
    Domain,
    DomainRule,
    Substitution,
    error_summary,
    origin_of,
)

MASK = "***"
_LONGEST_VALUE = 60


@dataclass(frozen=True, eq=False)
class PlaceValidator:
    """The schema of a place of a document; compiled when the first value is judged."""

    root: Schema
    tokens: Tokens
    schema: Schema

    def of(self, value: Any) -> tuple[str, str] | None:
        """A value that breaks the schema, shortened or masked, and what it breaks; or None."""
        try:
            if self._fast is not None and self._fast.is_valid(value):
                return None
        except ValueError:
            pass  # what the fast validator cannot take over from Python
        error = best_match(self._explaining.iter_errors(value))
        if error is None:
            return None
        place = join([str(each) for each in error.absolute_path])
        at = f" at {place}" if place else ""
        if self._is_sensitive:
            return MASK, f"that breaks {error.validator}{at}"
        instance = _shortened(error.instance)
        return _shortened(value), error.message.replace(repr(error.instance), instance) + at

    @cached_property
    def _document(self) -> dict[str, Any]:
        return {**self.schema, "$defs": dict(self.root.get("$defs", {}))}

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where it refuses a pattern."""
        try:
            return jsonschema_rs.Draft202012Validator(self._document)
        except (ValueError, jsonschema_rs.ValidationError):
            return None

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        return Draft202012Validator(self._document)

    @cached_property
    def _is_sensitive(self) -> bool:
        """Whether the place is sensitive, or something around it or within it is."""
        around = [Shape.of(self.root)]
        for token in self.tokens[:-1]:
            around.append(around[-1].child(token))
        within = distinct(Shape.of(self.root, self.schema))
        return any(shape.is_sensitive for shape in (*around, *within))


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def substitution(
    domain: Domain, contract: Contract, side: Literal["request", "response"] = "request"
) -> Substitution:
    """The realistic values of one side of all operations, by place.

    A value that breaks the contract, and a strategy that fails, raise BrokenStrategies when they
    are drawn: they are mistakes in the file, and would be blamed on the target otherwise.
    """

    def strategy_at(operation: str, tokens: Tokens, schema: Schema) -> SearchStrategy[Any] | None:
        rule = domain.rule_for(operation, tokens, schema)
        if rule is None:
            return None
        root: Schema = getattr(contract.operations[operation], side)
        where = f"{operation} {join(tokens)}"
        return _guarded(_Guard(rule, where, PlaceValidator(root, tuple(tokens), schema)))

    return strategy_at


@dataclass(frozen=True, eq=False)
class _Guard:
    """Lets the values of a rule pass that keep to the contract."""

    rule: DomainRule
    where: str
    breaches: PlaceValidator

    def draw(self, draw: st.DrawFn) -> Any:
        try:
            value = draw(self.rule.strategy)
        except (BrokenStrategies, KeyboardInterrupt):
            raise
        except BaseException as error:  # a user's function may raise anything
            if _is_control(error):
                raise
            origin = origin_of(error, self.rule.origin)
            raise origin.broken(f"{self.rule} raised {error_summary(error)}") from None
        breach = self.breaches.of(value)
        if breach is not None:
            shown, broken = breach
            reason = f"{self.rule} makes {shown} for {self.where}, but {broken}"
            raise self.rule.origin.broken(reason)
        return value


@st.composite
def _guarded(draw: st.DrawFn, guard: _Guard) -> Any:
    return guard.draw(draw)


def _is_control(error: BaseException) -> bool:
    """Whether it is how Hypothesis gives up on an example, or starts it anew."""
    own = type(error).__module__.partition(".")[0] == "hypothesis"
    return own and not isinstance(error, InvalidArgument)
