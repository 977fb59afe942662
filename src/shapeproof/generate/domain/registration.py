"""The hook of a file SERVICE.py: it registers strategies, which become rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from hypothesis.strategies import SearchStrategy

from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain.forms import Form
from shapeproof.generate.domain.interface import ANY, DomainRule, Origin, error_summary, origin_of
from shapeproof.generate.domain.member_words import Words, listed_words

StrategySource = TypeVar(
    "StrategySource", bound=Callable[[], SearchStrategy[Any]] | SearchStrategy[Any]
)
Kind = Literal["place", "member", "shape"]


@dataclass(frozen=True)
class Registration:
    """A rule as it is written; its strategy may still have to be made."""

    kind: Kind
    name: str
    operation: str
    source: Callable[[], SearchStrategy[Any]] | SearchStrategy[Any]
    origin: Origin


@dataclass(frozen=True)
class DomainValues:
    """The values of one service while it is being registered."""

    service: str
    origin: Origin
    registrations: list[Registration] = field(default_factory=list)
    listed: dict[Words, Form] = field(default_factory=dict)

    def member(
        self, *names: str, operation: str = ANY
    ) -> Callable[[StrategySource], StrategySource]:
        """Register a strategy, or a function that makes one, for members of these names.

        Names and ``operation`` may be globs; members count at any depth, of requests and responses.
        """
        return self._register("member", names, operation, _caller())

    def shape(self, *names: str) -> Callable[[StrategySource], StrategySource]:
        """Register one for structures of these shapes (``x-shape``); globs are allowed."""
        return self._register("shape", names, ANY, _caller())

    def place(self, operation: str, pointer: str) -> Callable[[StrategySource], StrategySource]:
        """Register one for a place: a JSON Pointer (RFC 6901) into an operation's parameters.

        ``*`` in the pointer stands for every element of a list, or entry of a map.
        """
        return self._register("place", (pointer,), operation, _caller())

    def members(self, table: Mapping[str, SearchStrategy[Any]], *, operation: str = ANY) -> None:
        """Register strategies for members, by name or glob."""
        origin = _caller()
        if not isinstance(table, Mapping):
            raise origin.broken("members() takes a table of strategies by the names of members")
        for name, strategy in table.items():
            self._register("member", (name,), operation, origin)(strategy)

    def forms(self, table: Mapping[str, Any]) -> None:
        """List values of texts by the last words of their members' names, in any spelling.

        A value, or several with the best first: those that the schema of a place does not allow
        are passed over there. ``sample`` in a text is the part that may be any other name.
        """
        origin = _caller()
        if not isinstance(table, Mapping):
            raise origin.broken("forms() takes a table of values by the words of members' names")
        for name, values in table.items():
            words = listed_words(name) if isinstance(name, str) and name.strip() else ()
            listed = tuple(values) if isinstance(values, tuple | list) else (values,)
            if not words or not all(isinstance(each, str | bytes | int) for each in listed):
                raise origin.broken(f"form {name!r} needs words, and texts or numbers as values")
            if words in self.listed:
                raise origin.broken(f"form {name!r} is registered already")
            self.listed[words] = Form(words, listed)

    def _register(
        self, kind: Kind, names: tuple[str, ...], operation: str, origin: Origin
    ) -> Callable[[StrategySource], StrategySource]:
        problem = _problem(kind, names, operation)
        if problem:
            raise origin.broken(problem)

        def register(source: StrategySource) -> StrategySource:
            for name in names:
                self._add(Registration(kind, name, operation, source, origin))
            return source

        return register

    def _add(self, new: Registration) -> None:
        if not isinstance(new.source, SearchStrategy) and not callable(new.source):
            what = type(new.source).__name__
            raise new.origin.broken(
                f"{new.kind} {new.name!r} is given {_article(what)}, "
                "not a strategy or a function that makes one"
            )
        for old in self.registrations:
            if (old.kind, old.name, old.operation) == (new.kind, new.name, new.operation):
                where = f"line {old.origin.line}"
                raise new.origin.broken(f"{new.kind} {new.name!r} is registered in {where} already")
        self.registrations.append(new)


def domain(service: str) -> DomainValues:
    """The values of a service, to register strategies with; a file has one of these.

    ``*`` is the service of a common file, whose values hold for all services.
    """
    return DomainValues(service, _caller())


def _caller() -> Origin:
    """Where the function that asks was called."""
    frame = sys._getframe(2)
    return Origin(frame.f_code.co_filename, frame.f_lineno)


def _problem(kind: Kind, names: tuple[str, ...], operation: str) -> str:
    if not names or not all(isinstance(name, str) and name for name in names):
        return f'{kind}() takes names, as in @values.{kind}("Name")'
    if not isinstance(operation, str) or not operation:
        return f"{kind}() takes the name of an operation, not {operation!r}"
    if kind == "place" and not names[0].startswith("/"):
        return f"{names[0]!r} is not a JSON Pointer; it must begin with '/'"
    return ""


def _article(name: str) -> str:
    return f"an {name}" if name[0].lower() in "aeiou" else f"a {name}"


def rules_of(values: DomainValues) -> tuple[DomainRule, ...]:
    """The rules that a file registers. Raises BrokenStrategies."""
    return tuple(_rule(each) for each in values.registrations)


def _rule(registration: Registration) -> DomainRule:
    strategy = _made(registration)
    origin = registration.origin
    try:
        strategy.validate()
        is_empty = strategy.is_empty
    except (BrokenStrategies, KeyboardInterrupt):
        raise
    except BaseException as error:  # a user's function may raise anything
        reason = f"{_named(registration)} is invalid: {error_summary(error)}"
        raise origin_of(error, origin).broken(reason) from None
    if is_empty:
        raise origin.broken(f"{_named(registration)} has no values")
    return DomainRule(
        registration.kind, registration.name, registration.operation, strategy, origin
    )


def _made(registration: Registration) -> SearchStrategy[Any]:
    source, origin = registration.source, registration.origin
    if isinstance(source, SearchStrategy):
        return source
    name = getattr(source, "__name__", type(source).__name__)
    try:
        made: object = source()
    except (BrokenStrategies, KeyboardInterrupt):
        raise
    except BaseException as error:  # a user's function may raise anything
        raise origin_of(error, origin).broken(f"{name}() raised {error_summary(error)}") from None
    if not isinstance(made, SearchStrategy):
        reason = f"{name}() returned {type(made).__name__}, not a Hypothesis strategy"
        raise origin.broken(reason)
    return made


def _named(registration: Registration) -> str:
    return f"the strategy of {registration.kind} {registration.name!r}"
