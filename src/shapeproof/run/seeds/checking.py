"""Whether recorded or written parameters keep to the contract: cases are grown from legal ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapeproof.checks.schema_findings import folded, misnomers
from shapeproof.checks.schemas import BodySchema, SchemaError
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, join, replaced
from shapeproof.contract.shape_walks import walk_value
from shapeproof.contract.user_document import kind_name, nearest_name
from shapeproof.generate.values.plain import PlainValues, plain_scalar

IsOpen = Callable[[Any], bool]
"""Whether a value stands for one that is not known yet."""
_LONGEST = 60
_LONGEST_MATCHED = 2_000


_MOST_MENDED = 20
_OF_VALUES = frozenset({"pattern", "enum", "minLength", "maxLength", "minimum", "maximum"})


@dataclass(frozen=True)
class _Problem:
    """What is wrong with parameters, where; ``is_value``: another value there would be right."""

    tokens: Tokens
    text: str
    is_value: bool = False


class RequestChecker:
    """Checks parameters (API view) of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._schema = BodySchema(operation.request)
        self._shape = operation.request_shape

    def problem(self, params: Any, is_open: IsOpen = lambda value: False) -> str | None:
        """What is wrong with parameters, in words; None for legal ones.

        Values that are open are not judged.
        """
        found = self._first(params, is_open)
        return None if found is None else found.text

    def mended(self, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Parameters with plain legal values in place of illegal ones.

        None where more is wrong than values: members that are unknown or missing, other types.
        """
        plain = PlainValues(self._schema.schema)
        for _ in range(_MOST_MENDED):
            found = self._first(params, lambda value: False)
            if found is None:
                return params
            if not found.is_value:
                return None
            shape = self._shape.at(found.tokens)
            params = replaced(params, found.tokens, plain.value(shape))
        return None

    def _first(self, params: Any, is_open: IsOpen) -> _Problem | None:
        places = frozenset(_open_places(params, is_open))
        for misnomer in misnomers(self._shape, params):
            tokens = (*misnomer.holder, misnomer.name)
            if not _within(tokens, places):
                return _Problem(tokens, self._unknown(misnomer.holder, misnomer.name))
        for error in self._schema.errors(self.with_tokens(params)):
            if not _within(error.tokens, places):
                return _Problem(error.tokens, _said(error), error.keyword in _OF_VALUES)
        return next(self._only_in_part(params, places), None)

    def _only_in_part(self, params: Any, places: frozenset[Tokens]) -> Iterator[_Problem]:
        """Texts of which only a part matches their pattern: services match the whole text."""
        for place in walk_value(self._shape, params):
            pattern, text = place.shape.schema.get("pattern"), place.value
            if pattern is None or not isinstance(text, str) or len(text) > _LONGEST_MATCHED:
                continue
            if not _matches(pattern, text) and not _within(place.tokens, places):
                said = _broken(place.tokens, text, "pattern", pattern)
                yield _Problem(tuple(map(str, place.tokens)), said, is_value=True)

    def with_tokens(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with the client tokens that clients fill in themselves."""
        filled = dict(params)
        for name in self._shape.required:
            schema = self._shape.member(name).raw
            if name not in filled and schema.get("x-idempotency-token"):
                filled[name] = plain_scalar(schema)
        return filled

    def _unknown(self, holder: Tokens, name: str) -> str:
        shape = self._shape
        for token in holder:
            shape = shape.members.get(token, shape.element or shape.unknown)
        by_folded = {folded(each): each for each in shape.members}
        near = by_folded.get(folded(name)) or nearest_name(name, shape.members)
        hint = f"; did you mean {near!r}?" if near else ""
        return f"unknown member {join((*holder, name))}{hint}"


def _open_places(value: Any, is_open: IsOpen, tokens: Tokens = ()) -> list[Tokens]:
    if is_open(value):
        return [tokens]
    if isinstance(value, Mapping):
        pairs = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [(str(index), each) for index, each in enumerate(value)]
    else:
        return []
    return [place for key, each in pairs for place in _open_places(each, is_open, (*tokens, key))]


def _within(tokens: Tokens, places: frozenset[Tokens]) -> bool:
    """Whether a place is one of some places, or within it."""
    return any(tokens[:length] in places for length in range(len(tokens) + 1))


def _said(error: SchemaError) -> str:
    if error.keyword == "required":
        missing = [name for name in error.limit if name not in error.instance]
        return f"the required member {join((*error.tokens, missing[0]))} is missing"
    where = f"at {join(error.tokens)} " if error.tokens else ""
    if error.keyword == "type":
        wanted = error.limit if isinstance(error.limit, str) else " or ".join(error.limit)
        return f"{where}{kind_name(error.instance)} stands, where the contract has {wanted}"
    return _broken(error.tokens, error.instance, error.keyword, error.limit)


def _broken(tokens: Tokens, value: Any, keyword: str, limit: Any) -> str:
    where = f"at {join(tokens)} " if tokens else ""
    return f"{where}{_short(repr(value))} breaks the contract ({keyword} {_short(str(limit))})"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _matches(pattern: str, text: str) -> bool:
    """Whether a whole text matches; one that begins as the pattern says, where that has ``^``."""
    compiled = None if pattern.startswith("^") else _compiled(pattern)
    return compiled is None or compiled.fullmatch(text) is not None
