"""The rules for schemas of contract documents, which all readers rely on.

A contract uses few of JSON Schema's keywords. Those are checked; others are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shapeproof.contract.pointer import join
from shapeproof.contract.resolve import Schema
from shapeproof.contract.shape import Shape, subschemas
from shapeproof.contract.trust import Trust
from shapeproof.exceptions import BrokenContract


def endless_definition(document: Schema) -> str | None:
    """The first definition none of whose values is finite; None where all have one.

    A structure that requires a member of its own shape has none. The schemas must be well-formed.
    """
    definitions = Shape.of(document).definitions
    ending: set[str] = set()
    open_ones = set(definitions)
    while newly := {name for name in open_ones if _ends(definitions[name], ending)}:
        ending |= newly
        open_ones -= newly
    return min(open_ones, default=None)


def _ends(shape: Shape, ending: set[str]) -> bool:
    """Whether a shape has a value that is made of definitions that end."""
    if shape.definition is not None:
        return shape.definition in ending
    if shape.element is not None:
        return shape.min_count == 0 or _ends(shape.element, ending)
    members = shape.members
    if shape.is_union and members:
        return any(_ends(each, ending) for each in members.values())
    return all(_ends(members[each], ending) for each in shape.required)


_PREFIX = "#/$defs/"
_LOCATIONS = ("uri", "querystring", "header", "headers", "statusCode")
_TYPES = ("object", "array", "string", "integer", "number", "boolean")


def check_schema(path: str, pointer: str, document: Mapping[str, Any]) -> None:
    """Raise BrokenContract for the first problem in the schema of an object."""
    definitions = document.get("$defs", {})
    if not isinstance(definitions, dict):
        raise BrokenContract(path, f"{pointer}/$defs", "expected an object")
    if document.get("type") != "object" or document.get("x-map"):
        raise BrokenContract(path, f"{pointer}/type", "expected the schema of a structure")
    for place, reason in _defects(document, definitions):
        raise BrokenContract(path, pointer + place, reason)
    for name, definition in definitions.items():
        place = join(("$defs", name))
        if isinstance(definition, dict) and "$ref" in definition:
            raise BrokenContract(
                path, f"{pointer}{place}/$ref", "a definition may not be a reference"
            )
        for inner, reason in _defects(definition, definitions):
            raise BrokenContract(path, pointer + place + inner, reason)
    endless = endless_definition(document) if definitions else None
    if endless is not None:
        place = join(("$defs", endless))
        raise BrokenContract(
            path, pointer + place, "every value of it must hold another one, without end"
        )


def _defects(schema: Any, definitions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Places below a schema, and what is wrong there."""
    if not isinstance(schema, dict):
        yield "", "expected a schema"
        return
    for keyword, (fits, expected) in _KEYWORDS.items():
        if keyword in schema and not fits(schema[keyword]):
            yield f"/{keyword}", f"expected {expected}"
            return
    yield from _misfits(schema, definitions)
    for tokens, inner in subschemas(schema):
        for place, reason in _defects(inner, definitions):
            yield join(tokens) + place, reason


def _misfits(
    schema: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Keywords that contradict each other."""
    reference = schema.get("$ref")
    if reference is not None and reference.removeprefix(_PREFIX) not in definitions:
        yield "/$ref", f"unknown definition {reference!r}"
    if "required" in schema or "x-payload" in schema:
        members = [tokens[1] for tokens, _ in subschemas(schema) if tokens[0] == "properties"]
        for index, name in enumerate(schema.get("required", ())):
            if name not in members:
                yield f"/required/{index}", f"unknown member {name!r}"
        if schema.get("x-payload") not in (None, *members):
            yield "/x-payload", f"unknown member {schema['x-payload']!r}"
    for keyword in _needed(schema):
        if keyword not in schema:
            yield f"/{keyword}", "it is missing"


def _needed(schema: Mapping[str, Any]) -> tuple[str, ...]:
    if schema.get("x-map"):
        return ("propertyNames", "additionalProperties")
    return ("items",) if schema.get("type") == "array" else ()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and re.compile(value) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _is_trust(value: Any) -> bool:
    levels = {each.value for each in Trust}
    return isinstance(value, dict) and all(
        isinstance(level, str) and level in levels for level in value.values()
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and (isinstance(value, int) or value.is_integer())


_COUNT = (_is_count, "a count")
_NUMBER = (_is_number, "a number")
_TEXT = (_is_text, "a string")
_KEYWORDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "$ref": (lambda value: _is_text(value) and value.startswith(_PREFIX), f"{_PREFIX}NAME"),
    "type": (lambda value: value in _TYPES, f"one of {', '.join(_TYPES)}"),
    "properties": (lambda value: isinstance(value, dict), "an object"),
    "required": (_is_texts, "a list of strings"),
    "enum": (lambda value: _is_texts(value) and bool(value), "a list of strings"),
    "pattern": (_is_pattern, "a pattern that Python's re compiles"),
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _COUNT),
    **dict.fromkeys(("minProperties", "maxProperties"), _COUNT),
    "x-location": (lambda value: value in _LOCATIONS, f"one of {', '.join(_LOCATIONS)}"),
    "x-location-name": _TEXT,
    "x-payload": _TEXT,
    "x-timestamp-format": _TEXT,
    "x-trust": (_is_trust, "an object of sure, usual and doubtful"),
}
