"""The rules of a service's domain, which of them applies at a place, and where a mistake in a file
is.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal

from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, parse
from shapeproof.exceptions import BrokenStrategies, said
from shapeproof.generate.domain.forms import Forms
from shapeproof.generate.values.known import ANY_ENTRY, is_element

ANY = ANY_ENTRY
"""Stands for all operations, and in a pointer for every element of a list or entry of a map."""

Substitution = Callable[[str, Tokens, Schema], SearchStrategy[Any] | None]
"""What generators ask: an operation's name, the place, and the place's schema, resolved.

The answer is a strategy of realistic values, None where the domain says nothing.
"""


@dataclass(frozen=True)
class Origin:
    """Where in a file something is registered."""

    path: str
    line: int

    def broken(self, reason: str) -> BrokenStrategies:
        """The error for a mistake at this line."""
        return BrokenStrategies(self.path, self.line, reason)


@dataclass(frozen=True)
class DomainRule:
    """What stands at some places: at a pointer, at members of a name, or at structures of a shape.

    ``name`` is the pointer, or a glob of names; ``operation`` a glob of the API's operation names.
    """

    kind: Literal["place", "member", "shape"]
    name: str
    operation: str
    strategy: SearchStrategy[Any]
    origin: Origin

    def __str__(self) -> str:
        where = f" of {self.operation}" if self.operation != ANY else ""
        return f"{self.kind} {self.name}{where}"

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of a place's pointer."""
        return parse(self.name)

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Sorts what holds first: the nearest kind, and names before globs."""
        kinds = {"place": 0, "member": 1 if self.operation != ANY else 2, "shape": 3}
        return kinds[self.kind], is_glob(self.name), is_glob(self.operation)

    def holds(self, operation: str, tokens: Sequence[str], schema: Schema) -> bool:
        """Whether it applies to a place."""
        if not fnmatchcase(operation, self.operation):
            return False
        match self.kind:
            case "place":
                return _same(self.tokens, tokens)
            case "member":
                return _is_member(tokens) and fnmatchcase(tokens[-1], self.name)
            case _:
                return fnmatchcase(str(schema.get("x-shape", "")), self.name)


@dataclass(frozen=True)
class Domain:
    """All that is known of a service's values; empty without a file.

    ``ANY`` is the service of what holds for all.
    """

    service: str
    rules: tuple[DomainRule, ...] = ()
    is_users: bool = False
    """Whether the rules are a user's own, rather than those that come with shapeproof."""
    forms: Forms = field(default_factory=Forms)

    @cached_property
    def _ranked(self) -> tuple[DomainRule, ...]:
        return tuple(sorted(self.rules, key=lambda rule: rule.rank))

    def rule_for(self, operation: str, tokens: Sequence[str], schema: Schema) -> DomainRule | None:
        """The rule that holds at a place; None where none does.

        ``tokens`` are a pointer's into the parameters (any number for an element of a list, ``*``
        for an entry of a map), ``schema`` is the place's, resolved. A place goes before a member
        of some operations, that before a member of any, that before a shape; a name before a glob,
        and then what is registered first.
        """
        found = (rule for rule in self._ranked if rule.holds(operation, tokens, schema))
        return next(found, None)

    def fills(self, operation: str, tokens: Sequence[str], schema: Schema) -> bool:
        """Whether a rule holds at a place."""
        return self.rule_for(operation, tokens, schema) is not None

    def strategy_for(
        self, operation: str, tokens: Sequence[str], schema: Schema
    ) -> SearchStrategy[Any] | None:
        """The strategy of the rule that holds at a place; its values are not checked."""
        rule = self.rule_for(operation, tokens, schema)
        return None if rule is None else rule.strategy


def is_glob(name: str) -> bool:
    """Whether a name has wildcards."""
    return any(char in name for char in "*?[")


def _is_member(tokens: Sequence[str]) -> bool:
    return bool(tokens) and not is_element(tokens[-1])


def _same(wanted: Sequence[str], tokens: Sequence[str]) -> bool:
    if len(wanted) != len(tokens):
        return False
    return all(
        one in (ANY, other) or (is_element(one) and is_element(other))
        for one, other in zip(wanted, tokens, strict=True)
    )


_LONGEST_MESSAGE = 300


def origin_of(error: BaseException, default: Origin) -> Origin:
    """The last line of the default's file that ran before an error; the default where none did."""
    path = default.path
    if isinstance(error, SyntaxError) and error.filename == path:
        return Origin(path, error.lineno or default.line)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    return Origin(path, (lines[-1] if lines else None) or default.line)


def error_summary(error: BaseException) -> str:
    """What an error says: its kind, and the first line of its message."""
    message = error.msg if isinstance(error, SyntaxError) else said(error)
    first = message.strip().partition("\n")[0][:_LONGEST_MESSAGE]
    kind = type(error).__name__
    return f"{kind}: {first}" if first else kind
