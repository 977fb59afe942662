"""Whether each shape of a model is of a type that its role allows: untrusted data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shapeproof.contract.pointer import join
from shapeproof.exceptions import BrokenContract

_REMEDY = "correct the model"
_LOCATIONS = ("uri", "querystring", "header", "headers", "statusCode")
_LABEL = re.compile(r"\{([^}]*?)\+?\}")
_Shapes = Mapping[str, Mapping[str, Any]]
_Place = tuple[str, ...]
_Problem = tuple[_Place, str]
"""The place, and the reason."""
PlaceOf = Callable[[_Place], str]
"""The pointer in the user's file of a place in the document of botocore's form."""


def check_roles(path: str, model: Mapping[str, Any], place_of: PlaceOf = join) -> None:
    """Raise BrokenContract for a shape of a type that its place does not allow.

    Every reference has to name a shape.
    """
    shapes = model["shapes"]
    for name, shape in shapes.items():
        for place, reason in _of_structure(shape):
            raise BrokenContract(path, place_of(("shapes", name, *place)), reason, _REMEDY)
    for name, operation in model["operations"].items():
        for place, reason in _of_operation(operation, shapes):
            raise BrokenContract(path, place_of(("operations", name, *place)), reason, _REMEDY)


def check_labels(path: str, model: Mapping[str, Any]) -> None:
    """Raise BrokenContract where the path of a request and the input differ in their labels."""
    if not _is_rest(model["metadata"]):
        return
    for name, operation in model["operations"].items():
        if reason := _label_problem(operation, model["shapes"]):
            place = join(["operations", name, "http", "requestUri"])
            raise BrokenContract(path, place, reason, _REMEDY)


def _of_structure(shape: Mapping[str, Any]) -> Iterator[_Problem]:
    members = shape.get("members", {})
    for member, reference in members.items():
        location = reference.get("location")
        if location is not None and location not in _LOCATIONS:
            reason = f"unknown location {location!r}; choose from {', '.join(_LOCATIONS)}"
            yield ("members", member, "location"), reason
    payload = shape.get("payload")
    if payload is not None and payload not in members:
        yield ("payload",), f"the structure has no member {payload!r}"


def _of_operation(operation: Mapping[str, Any], shapes: _Shapes) -> Iterator[_Problem]:
    parts: list[tuple[_Place, Any]] = [
        ((each,), operation[each]) for each in ("input", "output") if each in operation
    ]
    parts += [(("errors", str(at)), each) for at, each in enumerate(operation.get("errors", ()))]
    for place, reference in parts:
        kind = shapes[reference["shape"]]["type"]
        if kind != "structure":
            reason = f"expected a structure, found the shape {reference['shape']!r} of type {kind}"
            yield (*place, "shape"), reason


def _is_rest(metadata: Mapping[str, Any]) -> bool:
    spoken = metadata.get("protocols") or [metadata.get("protocol", "")]
    return any(each.startswith("rest-") for each in spoken)


def _label_problem(operation: Mapping[str, Any], shapes: _Shapes) -> str | None:
    """A label of the path that no member fills, or a member that fills none."""
    uri = operation.get("http", {}).get("requestUri", "/")
    labels = set(_LABEL.findall(uri))
    members = shapes[operation["input"]["shape"]].get("members", {}) if "input" in operation else {}
    filled = {
        reference.get("locationName", member)
        for member, reference in members.items()
        if reference.get("location") == "uri"
    }
    if lone := sorted(labels - filled):
        return f"no member of the input fills the label {{{lone[0]}}} of {uri!r}"
    if lost := sorted(filled - labels):
        return f"the path {uri!r} has no label {{{lost[0]}}} for the member at the location uri"
    return None
