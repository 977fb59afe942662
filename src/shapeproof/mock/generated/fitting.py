"""A value that was written in one shape, as a value of another shape.

A request and an output rarely share a structure: members of the same name and form are carried
over, as far as they are legal in the other place.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.values.plain import PlainValues, fits_text
from shapeproof.mock.generated.names import plain_name


class Nothing(Enum):
    """What stands where no value does."""

    UNFIT = "unfit"


UNFIT = Nothing.UNFIT
"""Stands for a value that is not legal in the other place."""

_PAIR = frozenset({"key", "value"})


class Valued(NamedTuple):
    """A value and the shape it was written in; unknown for what the mock has made."""

    value: Any
    shape: Shape | None = None


def fitted(target: Shape, given: Valued) -> Any:
    """The value as one of the target's shape; UNFIT where it is none."""
    value, source = given
    if value is None:
        return UNFIT
    match target.kind:
        case Kind.DOCUMENT | Kind.UNKNOWN:
            return value
        case Kind.MAP:
            return _map(target, source, value)
        case Kind.STRUCTURE | Kind.UNION:
            return _structure(target, source, value)
        case Kind.LIST:
            return _list(target, source, value)
        case Kind.EVENT_STREAM:
            return UNFIT
        case _:
            return _scalar(target, source, value)


def _scalar(target: Shape, source: Shape | None, value: Any) -> Any:
    if isinstance(value, Mapping) and source is not None and [*value] == ["Value"]:
        return fitted(target, Valued(value["Value"], source.member("Value")))
    kinds = {target.kind, target.kind if source is None else source.kind}
    if len(kinds) > 1 and kinds != {Kind.INTEGER, Kind.NUMBER}:
        return UNFIT
    schema = target.schema
    match target.kind:
        case Kind.BOOLEAN:
            fits = isinstance(value, bool)
        case Kind.INTEGER | Kind.NUMBER:
            fits = _fits_number(target, value)
        case Kind.STRING:
            fits = isinstance(value, str) and fits_text(schema, value)
        case _:
            fits = isinstance(value, str) and source is not None
    return value if fits else UNFIT


def _fits_number(target: Shape, value: Any) -> bool:
    types = (int,) if target.kind is Kind.INTEGER else (int, float)
    if not isinstance(value, types) or isinstance(value, bool):
        return False
    schema = target.schema
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _list(target: Shape, source: Shape | None, value: Any) -> Any:
    if isinstance(value, Mapping) and _is_pair(target.item):
        value, source = _as_pairs(target.item, value), None
    if not isinstance(value, list):
        return UNFIT
    inner = None if source is None else source.item
    made = [fitted(target.item, Valued(each, inner)) for each in value]
    return UNFIT if UNFIT in made or not _counts(target, len(made)) else made


def _map(target: Shape, source: Shape | None, value: Any) -> Any:
    if isinstance(value, list) and source is not None and _is_pair(source.item):
        value, source = _from_pairs(value), None
    if not isinstance(value, Mapping):
        return UNFIT
    inner = None if source is None else source.value
    made = {key: fitted(target.value, Valued(each, inner)) for key, each in value.items()}
    keys_fit = all(fits_text(target.key.schema, key) for key in made)
    return made if keys_fit and UNFIT not in made.values() and _counts(target, len(made)) else UNFIT


def _counts(target: Shape, count: int) -> bool:
    most = target.max_count
    return target.min_count <= count and (most is None or count <= most)


def _structure(target: Shape, source: Shape | None, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return UNFIT
    given = {plain_name(name): name for name in value}
    made: dict[str, Any] = {}
    for name, member in target.members.items():
        own = given.get(plain_name(name))
        if own is not None:
            inner = None if source is None else source.member(own)
            each = fitted(member, Valued(value[own], inner))
            if each is not UNFIT:
                made[name] = each
    if target.is_union:
        return made if len(made) == 1 else UNFIT
    if value and not made:
        return UNFIT
    for name in target.required:
        if name not in made:
            made[name] = PlainValues(target.document.raw).value(target.member(name))
    return made


def _is_pair(item: Shape) -> bool:
    """Whether elements are entries of a map: a key and a value (``TagKey``, ``Value``)."""
    return item.is_structure and {_ending(name) for name in item.members} == _PAIR


def _ending(name: str) -> str:
    plain = plain_name(name)
    return next((each for each in _PAIR if plain.endswith(each)), plain)


def _as_pairs(item: Shape, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {_ending(name): name for name in item.members}
    return [{names["key"]: key, names["value"]: each} for key, each in value.items()]


def _from_pairs(value: list[Any]) -> dict[str, Any]:
    found = {}
    for each in value:
        entry = {_ending(name): inner for name, inner in each.items()}
        found[entry.get("key", "")] = entry.get("value", "")
    return found
