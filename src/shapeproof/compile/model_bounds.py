"""Whether the bounds of a model leave values that can be made: untrusted data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shapeproof.compile.definitions import deepest
from shapeproof.contract.bounds import (
    Demand,
    count_problem,
    enum_problem,
    long_names,
    number_problem,
    size_problem,
)
from shapeproof.contract.pointer import join
from shapeproof.exceptions import BrokenContract

_REMEDY = "correct the model"
_COUNTED = frozenset({"string", "blob", "list", "map", "character"})
_NUMBERS = frozenset(
    {"integer", "long", "short", "byte", "bigInteger", "float", "double", "bigDecimal"}
)
_TEXTS = frozenset({"string", "character"})
DEEPEST = 150
"""How deep shapes may lie within each other, without those that hold themselves."""
PlaceOf = Callable[[str, str], str]
"""The pointer of a keyword of a shape, by the names of both."""
_Shapes = Mapping[str, Mapping[str, Any]]


def place_in_service_2(shape: str, keyword: str) -> str:
    """The pointer of a keyword in a ``service-2.json``."""
    return join(["shapes", shape, *([keyword] if keyword else [])])


def check_bounds(path: str, shapes: _Shapes, place_of: PlaceOf = place_in_service_2) -> None:
    """Raise BrokenContract for bounds that no value keeps, or that no value can be made for."""
    for name, shape in shapes.items():
        for keyword, reason in _problems(shape, shapes):
            raise BrokenContract(path, place_of(name[:100], keyword), reason, _REMEDY)
    found = size_problem(list(shapes), lambda name: _demand(shapes[name], shapes))
    if found is not None:
        raise BrokenContract(path, place_of(found[0], ""), found[1], _REMEDY)
    name, depth = deepest(shapes)
    if depth > DEEPEST:
        reason = f"shapes lie {depth:,} deep within it; at most {DEEPEST} are read"
        raise BrokenContract(path, place_of(name, ""), reason, _REMEDY)


def _problems(shape: Mapping[str, Any], shapes: _Shapes) -> Iterator[tuple[str, str]]:
    """The problems of a shape alone: the keyword of each, and the reason."""
    yield from _bounds(shape, shape["type"])
    if reason := enum_problem(shape.get("enum", ())):
        yield "enum", reason
    if shape["type"] == "map" and (kind := shapes[shape["key"]["shape"]]["type"]) not in _TEXTS:
        yield "key", f"the keys of a map must be strings, not values of the type {kind}"
    for member, reference in shape.get("members", {}).items():
        for keyword, reason in _bounds(reference, shapes[reference["shape"]]["type"]):
            yield f"members/{member}/{keyword}", reason
    for name in long_names(iter(shape.get("members", {}))):
        yield "members", f"a member with a name of {len(name):,} characters"


def _bounds(holder: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    if "min" not in holder and "max" not in holder:
        return
    judge = count_problem if kind in _COUNTED else number_problem if kind in _NUMBERS else None
    problem = judge and judge(holder.get("min"), holder.get("max"))
    if problem is not None:
        yield problem


def _demand(shape: Mapping[str, Any], shapes: _Shapes) -> Demand[str]:
    kind, least = shape["type"], int(shape.get("min", 0) if shape["type"] in _COUNTED else 0)
    if kind == "list":
        return Demand(1, [(least, shape["member"]["shape"])] if least else ())
    if kind == "map":
        parts = [(least, shape[each]["shape"]) for each in ("key", "value")] if least else ()
        return Demand(1, parts)
    if kind != "structure":
        return Demand(1 + least)
    members = shape.get("members", {})
    if shape.get("union"):
        return Demand(1, [(1, each["shape"]) for each in members.values()], either=True)
    required = [members[each]["shape"] for each in shape.get("required", ()) if each in members]
    return Demand(1, [(1, each) for each in required if each in shapes])
