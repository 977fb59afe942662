"""The default answer of a fake client: a plain output that conforms to the contract.

It has every member, optional ones included, once, except members that describe failures; it has no
further page; and it repeats what the request says of the resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.checks.schemas import BodySchema
from shapeproof.contract.model import Contract, Operation, Paginator
from shapeproof.contract.pointer import Tokens, lookup, replaced, without
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import distinct
from shapeproof.generate.values.plain import PlainValues

_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
_ENDINGS = ("token", "marker")


def leading_on(operation: Operation, paginator: Paginator | None) -> frozenset[str]:
    """The names of members that hold the token of a next page.

    Those of the paginator, and texts with such a name in both request and response.
    """
    named = paginator.output_tokens if paginator else ()
    found = {path[-1] for path in (_path(each) for each in named) if path}
    parameters = Shape.of(operation.request).members
    for name, member in Shape.of(operation.response).members.items():
        if (
            member.type == "string"
            and name.lower().endswith(_ENDINGS)
            and _is_for_pages(name, parameters)
        ):
            found.add(name)
    return frozenset(found)


def more_results(paginator: Paginator | None) -> tuple[str, ...]:
    """The place of the member that says whether there are more pages, or an empty place."""
    return _path(paginator.more_results or "") if paginator else ()


def _path(expression: str) -> tuple[str, ...]:
    """The place that a JMESPath leads to: its first alternative, if that is a plain path."""
    first = expression.partition("||")[0].strip()
    return tuple(first.split(".")) if _NAME.fullmatch(first) else ()


def _is_for_pages(name: str, parameters: Mapping[str, Shape]) -> bool:
    if name.lower().startswith("next"):
        return True
    return name in parameters and not parameters[name].is_idempotency_token


_LEVELS = 2
"""How deep in an answer the names of parameters are searched: in the resource itself."""
_FAILING = re.compile("error|fail|unprocessed|exception", re.IGNORECASE)
_EMPTY: Mapping[type, Any] = {bool: False, int: 0, float: 0, str: "", list: [], dict: {}}


@dataclass(frozen=True)
class DefaultAnswer:
    """The answers of one operation (API view); the same for the same parameters."""

    contract: Contract
    operation: Operation
    schema: BodySchema

    def to(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a call: members take the scalars of parameters with the same name."""
        answer: dict[str, Any] = self._plain
        scalars = {
            name: each for name, each in params.items() if isinstance(each, (str, int, float))
        }
        for tokens in _places_of(scalars, answer, ()):
            if tokens[-1] not in self._tokens:
                answer = self._changed(answer, tokens, scalars[tokens[-1]])
        return answer

    @cached_property
    def _tokens(self) -> frozenset[str]:
        paginator = self.contract.paginators.get(self.operation.name)
        return leading_on(self.operation, paginator)

    @cached_property
    def _plain(self) -> dict[str, Any]:
        schema = self.operation.response
        emptied = self._tokens | frozenset(_failures(Shape.of(schema)))
        answer: dict[str, Any] = PlainValues(schema, full=True, left_out=emptied).value()
        answer = self._without_misfits(answer)
        more = more_results(self.contract.paginators.get(self.operation.name))
        for tokens in (more, *sorted((name,) for name in emptied)):
            if _is_there(answer, tokens):
                answer = self._changed(answer, tokens, _EMPTY[type(lookup(answer, tokens))])
        return answer

    def _without_misfits(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer without optional members for whose pattern no text was found."""
        errors = list(self.schema.errors(answer))
        for error in errors:
            less = without(answer, error.tokens) if error.tokens else answer
            remaining = list(self.schema.errors(less))
            if len(remaining) < len(errors):
                answer, errors = less, remaining
        return answer

    def _changed(self, answer: dict[str, Any], tokens: Tokens, value: Any) -> dict[str, Any]:
        """The answer with another value at a place, if that is legal."""
        changed: dict[str, Any] = replaced(answer, tokens, value)
        return answer if any(self.schema.errors(changed)) else changed


def _failures(shape: Shape) -> Iterator[str]:
    """The names of members that describe failures, at any depth."""
    for each in distinct(shape):
        yield from (name for name in each.members if _FAILING.search(name))


def _is_there(answer: Any, tokens: Tokens) -> bool:
    try:
        return bool(tokens) and lookup(answer, tokens) is not None
    except KeyError:
        return False


def _places_of(names: Mapping[str, Any], value: Any, tokens: Tokens) -> Iterator[Tokens]:
    """Where scalars with these names occur: at the top, one level below, or in a list there."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _places_of(names, each, (*tokens, str(index)))
    elif isinstance(value, dict) and len([each for each in tokens if not each.isdigit()]) < _LEVELS:
        for name, each in value.items():
            if name in names and not isinstance(each, (dict, list)):
                yield (*tokens, name)
            else:
                yield from _places_of(names, each, (*tokens, name))
