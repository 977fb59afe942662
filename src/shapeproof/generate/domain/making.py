"""Rules out of registrations: functions are called once, and give strategies that have values."""

from __future__ import annotations

from typing import Any

from hypothesis.strategies import SearchStrategy

from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain.interface import Rule
from shapeproof.generate.domain.mistakes import origin_of, said
from shapeproof.generate.domain.registering import Registration, Values


def rules_of(values: Values) -> tuple[Rule, ...]:
    """The rules that a file registers. Raises BrokenStrategies."""
    return tuple(_rule(each) for each in values.registrations)


def _rule(registration: Registration) -> Rule:
    strategy = _made(registration)
    origin = registration.origin
    try:
        strategy.validate()
        is_empty = strategy.is_empty
    except BrokenStrategies:
        raise
    except Exception as error:
        reason = f"{_named(registration)} is no good: {said(error)}"
        raise origin_of(error, origin).broken(reason) from None
    if is_empty:
        raise origin.broken(f"{_named(registration)} has no values")
    return Rule(registration.kind, registration.name, registration.operation, strategy, origin)


def _made(registration: Registration) -> SearchStrategy[Any]:
    maker, origin = registration.maker, registration.origin
    if isinstance(maker, SearchStrategy):
        return maker
    name = getattr(maker, "__name__", type(maker).__name__)
    try:
        made: object = maker()
    except BrokenStrategies:
        raise
    except Exception as error:
        raise origin_of(error, origin).broken(f"{name}() raised {said(error)}") from None
    if not isinstance(made, SearchStrategy):
        reason = f"{name}() returned {type(made).__name__}, not a Hypothesis strategy"
        raise origin.broken(reason)
    return made


def _named(registration: Registration) -> str:
    return f"the strategy of {registration.kind} {registration.name!r}"
