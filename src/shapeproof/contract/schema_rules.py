"""The rules for schemas of contract documents, which all readers rely on.

A contract uses few of JSON Schema's keywords. Those are checked; others are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shapeproof.contract.bounds import (
    Demand,
    count_problem,
    enum_problem,
    long_names,
    number_problem,
    size_problem,
)
from shapeproof.contract.pattern_cost import pattern_problem
from shapeproof.contract.pointer import Tokens, join
from shapeproof.contract.resolve import Schema, subschemas
from shapeproof.contract.semantics import (
    ADDRESS_FORMS,
    ALGORITHMS,
    is_address,
    is_chosen_by,
    is_digest,
)
from shapeproof.contract.shape import Shape
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


_Problem = tuple[Tokens, str, str]
"""The place of a schema, the pointer from there to a keyword, and the reason."""

_PREFIX = "#/$defs/"
_HOLDERS = frozenset({"properties", "items", "propertyNames", "additionalProperties"})
_LOCATIONS = ("uri", "querystring", "header", "headers", "statusCode")
_TYPES = ("object", "array", "string", "integer", "number", "boolean")


def check_schema(path: str, pointer: str, document: Mapping[str, Any]) -> None:
    """Raise BrokenContract for the first problem in the schema of an object."""
    problem = _problem_of(document)
    if problem is not None:
        tokens, keyword, reason = problem
        raise BrokenContract(path, pointer + join(tokens) + keyword, reason)


def _problem_of(document: Mapping[str, Any]) -> _Problem | None:
    definitions = document.get("$defs", {})
    if not isinstance(definitions, dict):
        return ("$defs",), "", "expected an object"
    if document.get("type") != "object" or document.get("x-map"):
        return ("type",), "", "expected the schema of a structure"
    problem = _first_problem(document, (), definitions)
    if problem is not None:
        return problem
    for name, definition in definitions.items():
        if isinstance(definition, dict) and "$ref" in definition:
            return ("$defs", name), "/$ref", "a definition may not be a reference"
        problem = _first_problem(definition, ("$defs", name), definitions)
        if problem is not None:
            return problem
    endless = endless_definition(document) if definitions else None
    if endless is not None:
        return ("$defs", endless), "", "every value of it must hold another one, without end"
    return _size_problem(document)


def _size_problem(document: Schema) -> _Problem | None:
    """The first definition whose smallest value is too large, or the document if none is."""
    root = Shape.of(document)
    definitions = root.definitions
    shapes: dict[str | int, Shape] = {}
    shapes.update(definitions.items())

    def key_of(shape: Shape) -> str | int:
        key = shape.definition if shape.definition in definitions else id(shape)
        assert key is not None
        shapes.setdefault(key, shape)
        return key

    found = size_problem([*definitions, key_of(root)], lambda key: _demand(shapes[key], key_of))
    if found is None:
        return None
    name, reason = found
    return (("$defs", name) if isinstance(name, str) else ()), "", reason


def _demand(shape: Shape, key_of: Callable[[Shape], str | int]) -> Demand[str | int]:
    """What each value of a shape holds."""
    least = int(shape.schema.get("minLength", 0))
    if shape.element is not None:
        held = (shape.element, shape.key) if shape.is_map else (shape.element,)
        count = shape.min_count
        return Demand(1, [(count, key_of(each)) for each in held] if count else ())
    members = shape.members
    if shape.is_union and members:
        return Demand(1, [(1, key_of(each)) for each in members.values()], either=True)
    return Demand(1 + least, [(1, key_of(members[each])) for each in shape.required])


def _first_problem(schema: Any, tokens: Tokens, definitions: Mapping[str, Any]) -> _Problem | None:
    """The first problem of a schema and of the schemas within it, outer ones first."""
    todo: list[tuple[Tokens, Any]] = [(tokens, schema)]
    while todo:
        place, each = todo.pop()
        if not isinstance(each, dict):
            return place, "", "expected a schema"
        for keyword in each:
            rule = _KEYWORDS.get(keyword)
            if rule is not None and not rule[0](each[keyword]):
                return place, f"/{keyword}", f"expected {rule[1]}"
        for keyword, reason in _contradictions(each, definitions):
            return place, keyword, reason
        if not _HOLDERS.isdisjoint(each):
            inner = [((*place, *more), below) for more, below in subschemas(each)]
            todo.extend(reversed(inner))
    return None


def _contradictions(
    schema: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Keywords of a schema that contradict each other, or its definitions."""
    reference = schema.get("$ref")
    if reference is not None and reference.removeprefix(_PREFIX) not in definitions:
        yield "/$ref", f"unknown definition {reference!r}"
    if "required" in schema or "x-payload" in schema:
        members = {tokens[1] for tokens, _ in subschemas(schema) if tokens[0] == "properties"}
        for index, name in enumerate(schema.get("required", ())):
            if name not in members:
                yield f"/required/{index}", f"unknown member {name!r}"
        if schema.get("x-payload") not in (None, *members):
            yield "/x-payload", f"unknown member {schema['x-payload']!r}"
    if not _BOUNDS.isdisjoint(schema):
        yield from _bounds(schema)
    is_map, is_list = schema.get("x-map"), schema.get("type") == "array"
    if is_map or is_list:
        needed = ("propertyNames", "additionalProperties") if is_map else ("items",)
        yield from ((f"/{key}", "it is missing") for key in needed if key not in schema)
    if is_map and _type(schema.get("propertyNames"), definitions) not in (None, "string"):
        yield "/propertyNames", "the keys of a map must be strings"


def _type(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The type of a schema, or of the definition that it refers to; None where it has none."""
    if isinstance(schema, Mapping) and "$ref" in schema:
        schema = definitions.get(str(schema["$ref"]).removeprefix(_PREFIX))
    return schema.get("type") if isinstance(schema, Mapping) else None


def _bounds(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Bounds that no value keeps, or that no value can be made for."""
    for least, most, judge in _PAIRS:
        if least in schema or most in schema:
            problem = judge(schema.get(least), schema.get(most))
            if problem is not None:
                yield f"/{least if problem[0] == 'min' else most}", problem[1]
    if reason := enum_problem(schema.get("enum", ())):
        yield "/enum", reason
    if reason := pattern_problem(schema.get("pattern", "")):
        yield "/pattern", reason
    for name in long_names(iter(schema.get("properties", ()))):
        yield "/properties", f"a member with a name of {len(name):,} characters"


_PAIRS = (
    ("minLength", "maxLength", count_problem),
    ("minItems", "maxItems", count_problem),
    ("minProperties", "maxProperties", count_problem),
    ("minimum", "maximum", number_problem),
)
_BOUNDS = frozenset(
    {"enum", "pattern", "properties", *(name for pair in _PAIRS for name in pair[:2])}
)


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
    "x-address": (is_address, f"one of {', '.join(ADDRESS_FORMS)}"),
    "x-chosen-by": (is_chosen_by, "an object with member and choices (a member for each text)"),
    "x-digest": (
        is_digest,
        f"an object with algorithm ({', '.join(ALGORITHMS)}) and either request (a JSON Pointer; "
        "with by, if it has a *) or sibling (a member)",
    ),
    "x-trust": (_is_trust, "an object of sure, usual and doubtful"),
}
