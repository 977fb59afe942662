"""Whether a ``service-2`` document that a user names can be compiled: untrusted data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapeproof.compile.model_bounds import check_bounds
from shapeproof.compile.model_roles import check_labels, check_roles
from shapeproof.contract.pointer import join
from shapeproof.contract.user_document import kind_name
from shapeproof.exceptions import BrokenContract

_REMEDY = "correct the model"
_NEEDED = {"list": ("member",), "map": ("key", "value")}
_TYPES = frozenset({"structure", "list", "map", "string", "character", "boolean", "blob",
                    "timestamp", "integer", "long", "short", "byte", "bigInteger", "float",
                    "double", "bigDecimal"})  # fmt: skip
_REFERENCE = ("member", "key", "value")
_NUMBERS = (int, float)
JsonKind = type | tuple[type, ...]
_FORMS: Mapping[str, JsonKind] = {
    "members": Mapping, "error": Mapping, "http": Mapping,
    "required": list, "enum": list, "errors": list, "protocols": list,
    "pattern": str, "payload": str, "location": str, "locationName": str, "protocol": str,
    "method": str, "requestUri": str, "min": _NUMBERS, "max": _NUMBERS,
}  # fmt: skip
"""The types of what is read of shapes, references and operations, by the key."""
_OF_TEXTS = frozenset({"required", "enum", "protocols"})
_STATUSES = ("httpStatusCode", "responseCode")
_OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,199}")
_Place = tuple[str, ...]


def check_model(path: str, model: Mapping[str, Any]) -> None:
    """Raise BrokenContract, with the pointer, where a model lacks what compiling it needs."""
    for part in ("metadata", "operations", "shapes"):
        _expect(path, (part,), model.get(part))
    metadata, shapes = model["metadata"], model["shapes"]
    _check_forms(path, ("metadata",), metadata)
    if not metadata.get("protocol") and not metadata.get("protocols"):
        raise BrokenContract(path, "/metadata", "it names no protocol", _REMEDY)
    for name, shape in shapes.items():
        place = ("shapes", name)
        _expect(path, place, shape)
        kind = shape.get("type")
        if not isinstance(kind, str) or kind not in _TYPES:
            raise BrokenContract(path, join([*place, "type"]), f"unknown type {kind!r}", _REMEDY)
        for part in _NEEDED.get(kind, ()):
            _expect(path, (*place, part), shape.get(part))
        _check_forms(path, place, shape)
        _check_forms(path, (*place, "error"), shape.get("error", {}))
    for at, reference in _references(path, model):
        _expect(path, at, reference)
        _check_forms(path, at, reference)
        target = reference.get("shape")
        if not isinstance(target, str) or target not in shapes:
            reason = f"the model has no shape {target!r}"
            raise BrokenContract(path, join([*at, "shape"]), reason, _REMEDY)
    check_roles(path, model)
    check_finite(path, shapes)
    check_bounds(path, shapes)
    for name in model["operations"]:
        if not _OPERATION.fullmatch(name):
            reason = "the name of an operation is not made of at most 200 letters, digits and _"
            raise BrokenContract(path, join(["operations", name[:100]]), reason, _REMEDY)
    check_labels(path, model)


def check_finite(path: str, shapes: Mapping[str, Any]) -> None:
    """Raise BrokenContract for a structure that requires itself: no value of it would end."""
    demands = {
        name: {
            target
            for member in shape.get("required", ())
            if (target := shape.get("members", {}).get(member, {}).get("shape")) in shapes
            and shapes[target]["type"] == "structure"
        }
        for name, shape in shapes.items()
        if shape["type"] == "structure" and not shape.get("union")
    }
    while ended := [name for name, targets in demands.items() if not targets & demands.keys()]:
        for name in ended:
            del demands[name]
    if demands:
        name = min(demands)
        reason = "it requires itself by its required members, so that no value of it ends"
        raise BrokenContract(path, join(["shapes", name, "required"]), reason, _REMEDY)


def _references(path: str, model: Mapping[str, Any]) -> Iterator[tuple[_Place, Any]]:
    for name, shape in model["shapes"].items():
        for member, reference in shape.get("members", {}).items():
            yield ("shapes", name, "members", member), reference
        for part in _REFERENCE:
            if part in shape:
                yield ("shapes", name, part), shape[part]
    for name, operation in model["operations"].items():
        _expect(path, ("operations", name), operation)
        _check_forms(path, ("operations", name), operation)
        _check_forms(path, ("operations", name, "http"), operation.get("http", {}))
        for part in ("input", "output"):
            if part in operation:
                yield ("operations", name, part), operation[part]
        for index, error in enumerate(operation.get("errors", ())):
            yield ("operations", name, "errors", str(index)), error


def _check_forms(path: str, place: _Place, holder: Mapping[str, Any]) -> None:
    """Raise BrokenContract for a member of another type than compiling reads."""
    for key in _FORMS.keys() & holder.keys():
        _expect(path, (*place, key), holder[key], _FORMS[key])
    for key in _OF_TEXTS & holder.keys():
        for index, each in enumerate(holder[key]):
            _expect(path, (*place, key, str(index)), each, str)
    for key in _STATUSES:
        status = holder.get(key)
        if status is not None and not str(status).isdecimal():
            raise BrokenContract(path, join([*place, key]), f"{status!r} is no status", _REMEDY)


def _expect(path: str, place: _Place, value: Any, kind: JsonKind = Mapping) -> None:
    expect(path, place, value, kind, _REMEDY)


def expect(path: str, place: Sequence[str], value: Any, kind: JsonKind, remedy: str) -> None:
    """Raise BrokenContract where a value of a model is not of a kind; a boolean is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is _NUMBERS):
        expected = next(words for each, words in _KINDS.items() if each is kind)
        found = "nothing" if value is None else kind_name(value)
        raise BrokenContract(path, join([*place]), f"expected {expected}, found {found}", remedy)


_KINDS: Mapping[JsonKind, str] = {
    Mapping: "an object", list: "a list", str: "a string", int: "an integer", _NUMBERS: "a number",
}  # fmt: skip
