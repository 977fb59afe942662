"""Reading JSON values by the shapes of a service model: what is wrong with them, what to keep.

Patterns are not looked at: they are written in a dialect that Python does not speak.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from shapeproof.mock.model import wire_name

_EXCERPT = 60
_INTEGER_BITS = {"integer": 32, "long": 64}
_SPECIAL_FLOATS = ("NaN", "Infinity", "-Infinity")
"""How the JSON protocols spell the floats that JSON has no number for."""
_LARGEST_DOUBLE = 1.7976931348623157e308


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place; ``path`` is empty for the value as a whole."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path or 'request body'}: {self.text}"


@dataclass(frozen=True)
class Member:
    """A member of a structure as the wire knows it."""

    shape: Shape
    required: bool


@cache
def wire_members(shape: StructureShape) -> Mapping[str, Member]:
    """The members of a structure, by wire name."""
    required = set(shape.required_members)
    return {
        wire_name(name, member): Member(member, name in required)
        for name, member in shape.members.items()
    }


def read_value(shape: Shape, value: Any) -> tuple[Any, tuple[Problem, ...]]:
    """The value without nulls and unknown members of structures, and the problems it has.

    What is kept is kept as it is: types, order and repeats. It means nothing if there are problems.
    """
    problems: list[Problem] = []
    return _read(shape, value, "", problems), tuple(problems)


def json_type(value: Any) -> str:
    """What JSON calls the type of a parsed value."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    names: dict[type, str] = {str: "a string", list: "an array", dict: "an object"}
    return names.get(type(value), "null")


def _read(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    return _READERS[shape.type_name](shape, value, path, problems)


def _read_structure(shape: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    if shape.is_document_type:
        return value
    if not isinstance(value, dict):
        return _mismatch("an object", value, path, problems)
    members = wire_members(shape)
    kept = {
        name: _read(members[name].shape, given, _join(path, name), problems)
        for name, given in value.items()
        if name in members and given is not None
    }
    for name, member in members.items():
        if member.required and name not in kept:
            how = "null" if name in value else "missing"
            problems.append(Problem(_join(path, name), f"is required but {how}"))
    if shape.is_tagged_union and len(kept) != 1:
        problems.append(Problem(path, f"must have exactly one member, not {len(kept)}"))
    return kept


def _read_list(shape: ListShape, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        return _mismatch("an array", value, path, problems)
    _check_bounds(shape, len(value), "length", path, problems)
    return [
        _read(shape.member, item, f"{path}[{index}]", problems) for index, item in enumerate(value)
    ]


def _read_map(shape: MapShape, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        return _mismatch("an object", value, path, problems)
    _check_bounds(shape, len(value), "size", path, problems)
    return {
        _read(shape.key, key, _join(path, key), problems): _read(
            shape.value, item, _join(path, key), problems
        )
        for key, item in value.items()
    }


def _read_string(shape: StringShape, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, str):
        return _mismatch("a string", value, path, problems)
    if shape.enum and value not in shape.enum:
        allowed = ", ".join(shape.enum)
        problems.append(Problem(path, f"{_excerpt(value)} is not one of {allowed}"))
    _check_bounds(shape, len(value), "length", path, problems)
    return value


def _read_integer(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        return _mismatch("an integer", value, path, problems)
    if abs(value) >= 2 ** (_INTEGER_BITS[shape.type_name] - 1):
        problems.append(Problem(path, f"is out of range for type {shape.type_name}"))
    _check_bounds(shape, value, "value", path, problems)
    return value


def _read_float(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    if isinstance(value, str) and value in _SPECIAL_FLOATS:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _mismatch("a number", value, path, problems)
    if not -_LARGEST_DOUBLE <= value <= _LARGEST_DOUBLE:
        problems.append(Problem(path, f"is out of range for type {shape.type_name}"))
    _check_bounds(shape, value, "value", path, problems)
    return value


def _read_boolean(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, bool):
        return _mismatch("a boolean", value, path, problems)
    return value


def _read_blob(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, str):
        return _mismatch("a base64 string", value, path, problems)
    return value


def _read_timestamp(shape: Shape, value: Any, path: str, problems: list[Problem]) -> Any:
    spelled = shape.serialization.get("timestampFormat", "unixTimestamp") != "unixTimestamp"
    fits = isinstance(value, str) if spelled else json_type(value) == "a number"
    if not fits:
        return _mismatch("a date string" if spelled else "a number", value, path, problems)
    return value


_READERS: Mapping[str, Callable[[Any, Any, str, list[Problem]], Any]] = {
    "structure": _read_structure,
    "list": _read_list,
    "map": _read_map,
    "string": _read_string,
    "character": _read_string,
    "integer": _read_integer,
    "long": _read_integer,
    "float": _read_float,
    "double": _read_float,
    "boolean": _read_boolean,
    "blob": _read_blob,
    "timestamp": _read_timestamp,
}


def _check_bounds(
    shape: Shape, number: float, what: str, path: str, problems: list[Problem]
) -> None:
    low = cast("float | None", shape.metadata.get("min"))
    high = cast("float | None", shape.metadata.get("max"))
    if low is not None and number < low:
        problems.append(Problem(path, f"has {what} {number}, the least is {low}"))
    if high is not None and number > high:
        problems.append(Problem(path, f"has {what} {number}, the most is {high}"))


def _mismatch(wanted: str, value: Any, path: str, problems: list[Problem]) -> None:
    found = _excerpt(value) if json_type(value) == "a number" else json_type(value)
    problems.append(Problem(path, f"must be {wanted}, not {found}"))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _excerpt(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}..."
