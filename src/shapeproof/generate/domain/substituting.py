"""What generators ask for: realistic values at a place, none of which breaks the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain.breaches import Breaches
from shapeproof.generate.domain.interface import Domain, Rule, Substitution
from shapeproof.generate.domain.mistakes import origin_of, said


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
        return _guarded(_Guard(rule, where, Breaches(root, tuple(tokens), schema)))

    return strategy_at


@dataclass(frozen=True, eq=False)
class _Guard:
    """Lets the values of a rule pass that keep to the contract."""

    rule: Rule
    where: str
    breaches: Breaches

    def draw(self, draw: st.DrawFn) -> Any:
        try:
            value = draw(self.rule.strategy)
        except BrokenStrategies:
            raise
        except Exception as error:
            if _is_control(error):
                raise
            origin = origin_of(error, self.rule.origin)
            raise origin.broken(f"{self.rule} raised {said(error)}") from None
        breach = self.breaches.of(value)
        if breach is not None:
            shown, broken = breach
            reason = f"{self.rule} makes {shown} for {self.where}, but {broken}"
            raise self.rule.origin.broken(reason)
        return value


@st.composite
def _guarded(draw: st.DrawFn, guard: _Guard) -> Any:
    return guard.draw(draw)


def _is_control(error: Exception) -> bool:
    """Whether it is how Hypothesis gives up on an example, or starts it anew."""
    own = type(error).__module__.partition(".")[0] == "hypothesis"
    return own and not isinstance(error, InvalidArgument)
