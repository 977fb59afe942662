"""Every place of a request that can be varied: members at any depth, elements, map values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.generate.values.plain import PlainValues, plain_scalar


@dataclass(frozen=True)
class SchemaPlace:
    """A place and what may stand there.

    ``kind`` is ``member``, ``choice`` (a member of a union), ``element`` (the first of a list) or
    ``entry`` (of a map); ``location`` is where the top-level member travels (``uri``,
    ``querystring``, ``header``, ``headers``, or ``body``).
    """

    tokens: Tokens
    schema: Schema
    kind: str
    required: bool
    location: str

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the place."""
        return join(self.tokens)

    @property
    def optional(self) -> bool:
        """Whether it is a member that may be left out."""
        return self.kind == "member" and not self.required


def places(root: Schema) -> tuple[SchemaPlace, ...]:
    """All places of a document, members before what they hold; recursion is entered once."""
    return tuple(_below(root, root, (), (), "body"))


def _below(
    root: Schema, schema: Schema, tokens: Tokens, seen: tuple[str, ...], location: str
) -> Iterator[SchemaPlace]:
    for place, inner in _children(root, schema, tokens, location):
        yield place
        name = definition_of(inner)
        if name is None:
            yield from _below(root, place.schema, place.tokens, seen, place.location)
        elif name not in seen:
            yield from _below(root, place.schema, place.tokens, (*seen, name), place.location)


def _children(
    root: Schema, schema: Schema, tokens: Tokens, location: str
) -> Iterator[tuple[SchemaPlace, Schema]]:
    if schema.get("type") == "array":
        inner = schema["items"]
        yield SchemaPlace((*tokens, "0"), resolve(root, inner), "element", True, location), inner
    elif schema.get("x-map"):
        inner = schema["additionalProperties"]
        key = plain_scalar(schema["propertyNames"])
        yield SchemaPlace((*tokens, key), resolve(root, inner), "entry", True, location), inner
    else:
        required = schema.get("required", ())
        kind = "choice" if schema.get("x-union") else "member"
        for name, inner in sorted(schema.get("properties", {}).items()):
            where = inner.get("x-location", "body") if not tokens else location
            place = SchemaPlace(
                (*tokens, name), resolve(root, inner), kind, name in required, where
            )
            yield place, inner


def schema_at(root: Schema, tokens: Sequence[str]) -> Schema:
    """The schema of a place, resolved. Raises KeyError where the document has no such place."""
    schema = root
    for token in tokens:
        if schema.get("type") == "array":
            inner = schema["items"]
        elif schema.get("x-map"):
            inner = schema["additionalProperties"]
        else:
            inner = schema["properties"][token]
        schema = resolve(root, inner)
    return schema


def planted(root: Schema, params: Any, tokens: Sequence[str], value: Any) -> Any:
    """A copy of the parameters with a value at a place; what must stand around it is filled in."""
    return _planted(root, root, params, tuple(tokens), value)


def _planted(root: Schema, schema: Schema, params: Any, tokens: Tokens, value: Any) -> Any:
    if not tokens:
        return value
    schema = resolve(root, schema)
    head, rest = tokens[0], tokens[1:]
    if schema.get("type") == "array":
        return _planted_element(root, schema, params, (int(head), *rest), value)
    if not isinstance(params, dict):
        params = PlainValues(root).value(schema)
    if schema.get("x-union"):
        params = {key: each for key, each in params.items() if key == head}
    inner = schema["additionalProperties"] if schema.get("x-map") else schema["properties"][head]
    current = params.get(head)
    if current is None and rest:
        current = PlainValues(root).value(inner)
    return {**params, head: _planted(root, inner, current, rest, value)}


def _planted_element(
    root: Schema, schema: Schema, params: Any, tokens: tuple[Any, ...], value: Any
) -> list[Any]:
    index, rest = tokens[0], tokens[1:]
    elements = list(params) if isinstance(params, list) else []
    while len(elements) <= index:
        elements.append(PlainValues(root).value(schema["items"]))
    elements[index] = _planted(root, schema["items"], elements[index], rest, value)
    return elements
